"""Other libraries that find personal data, each asked the way its own documentation asks it.

None of them is needed to run Tidegate, so each is looked for when the benchmark starts, and one that is not there is
named with the reason. No peer has a call for many texts at once, so each is asked text by text. Licences, releases and
wheels: docs/benchmarks.md.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any, NamedTuple

INSTALL = "pip install 'tidegate[bench]'"


class Found(NamedTuple):
    """A finding: an entity type in our words where we have one, else in the peer's, and ``[start, end)`` in code
    points.
    """

    entity_type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Peer:
    """One way of using one library.

    ``run`` does the work for every text and throws its result away; ``find`` says what one text holds. ``work`` is
    ``detect`` or ``redact``, ``types`` says in words what it looks for.
    """

    name: str
    version: str
    work: str
    types: str
    run: Callable[[Sequence[str]], object]
    find: Callable[[str], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Absent:
    """A peer that could not be asked, and why."""

    name: str
    reason: str


_OUR_NAMES: Mapping[str, str] = {
    "EMAIL": "email",
    "EMAIL_ADDRESS": "email",
    "PHONE": "phone_number",
    "PHONE_NUMBER": "phone_number",
    "CREDIT_CARD": "credit_card_number",
    "IP_ADDRESS": "ip_address",
    "SSN": "ssn",
    "US_SSN": "ssn",
}


def installed() -> tuple[list[Peer], list[Absent]]:
    """Every peer that can be asked here, and every one that cannot."""
    peers: list[Peer] = []
    absent: list[Absent] = []
    for distribution, load in _LOADERS.items():
        try:
            peers.extend(load(metadata.version(distribution)))
        except (metadata.PackageNotFoundError, ModuleNotFoundError):
            absent.append(Absent(distribution, f"not installed: {INSTALL}"))
        except Exception as error:  # whatever another release of it does
            absent.append(Absent(distribution, f"could not be loaded: {type(error).__name__}"))
    return peers, absent


def _datafog_core(version: str) -> list[Peer]:
    core = importlib.import_module("datafog_core")
    scan, scan_and_transform = core.scan, core.scan_and_transform
    redaction = {"transform": {"default": {"strategy": "redact"}}}

    def detect(texts: Sequence[str]) -> None:
        for text in texts:
            scan(text)

    def redact(texts: Sequence[str]) -> None:
        for text in texts:
            scan_and_transform(text, redaction)

    def find(text: str) -> Iterable[Found]:
        for one in scan(text):
            yield _found(one.entity_type, one.codepoint_range.start, one.codepoint_range.end)

    # Its default types: naming fewer makes it slower, for the names are read again with each text.
    types = "its 14 default types"
    return [
        Peer("datafog-core", version, "detect", types, detect, find),
        Peer("datafog-core", version, "redact", types, redact, find),
    ]


def _datafog(version: str) -> list[Peer]:
    os.environ.setdefault("DATAFOG_NO_TELEMETRY", "1")
    scan = importlib.import_module("datafog.engine").scan

    def detect(texts: Sequence[str]) -> None:
        for text in texts:
            scan(text, engine="regex")

    def find(text: str) -> Iterable[Found]:
        return [_found(one.type, one.start, one.end) for one in scan(text, engine="regex").entities]

    return [Peer("datafog", version, "detect", "its default types, engine regex", detect, find)]


def _presidio(version: str) -> list[Peer]:
    # Asked for a list of domains it would try the network first; the list it brings serves.
    domains: Any = importlib.import_module("tldextract")
    domains.extract = domains.TLDExtract(suffix_list_urls=(), cache_dir=None)
    analyzer: Any = importlib.import_module("presidio_analyzer")
    there: Any = importlib.import_module("presidio_analyzer.predefined_recognizers")
    names = ("EmailRecognizer", "PhoneRecognizer", "CreditCardRecognizer", "IpRecognizer", "UsSsnRecognizer")
    recognizers = [getattr(there, name)() for name in names]
    entities = [recognizer.supported_entities for recognizer in recognizers]
    merge = analyzer.EntityRecognizer.remove_duplicates

    def analyze(text: str) -> Any:
        results: list[Any] = []
        for recognizer, wanted in zip(recognizers, entities, strict=True):
            results += recognizer.analyze(text, wanted, None)
        return merge(results)

    def detect(texts: Sequence[str]) -> None:
        for text in texts:
            analyze(text)

    def find(text: str) -> Iterable[Found]:
        return [_found(one.entity_type, one.start, one.end) for one in analyze(text)]

    return [Peer("presidio-analyzer", version, "detect", "the five types' recognisers, no model", detect, find)]


def _found(label: str, start: int, end: int) -> Found:
    return Found(_OUR_NAMES.get(label, label), start, end)


_LOADERS: Mapping[str, Callable[[str], list[Peer]]] = {
    "datafog-core": _datafog_core,
    "datafog": _datafog,
    "presidio-analyzer": _presidio,
}

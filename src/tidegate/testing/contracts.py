"""Contracts: what every plug-in must pass, ours and third parties'.

A detector that reports a range one code point too far, a transformer that raises on a NUL, or a codec that re-spells a
number would each break a promise far away from itself. These checks find it at home::

    def test_my_detector_keeps_the_contract():
        check_detector(MyDetector(DetectorConfig()))

Each check raises `ContractBroken` and says what is wrong; it shows the number of the text, from `HOSTILE_TEXTS`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from tidegate.codecs.base import Codec, Undecodable
from tidegate.detectors.base import Detector
from tidegate.errors import TransformFailed
from tidegate.records import Document, Edit, LeafKind, TextBatch
from tidegate.spans import Candidate, Checksum, Finding
from tidegate.transformers.base import Drop, Scope, Transformer

LONG_CHARS = 20_000  # code points of the long hostile texts

# Neighbours of every form we know, and what breaks careless code. Nothing here belongs to anyone.
HOSTILE_TEXTS: tuple[str, ...] = (
    "",
    " ",
    "\x00",
    "\x00\x00bob@example.com\x00",
    "a\x00b@example.com",
    "\u202e4111 1111 1111 1111\u202c",
    "\u0301\u0301\u0301",
    "e\u0301\u0301@example.com",
    "\U0001f600\U0001f600 +1 415 555 2671 \U0001f600",
    "\uff14\uff11\uff11\uff11 \uff11\uff11\uff11\uff11 1111 1111",
    "\u0664\u0661\u0665 \u0665\u0665\u0665 \u0662\u0666\u0667\u0661",
    "\u200bj\u200bo@example.com\u200b",
    "\r\n\t\x0b\x0c\x1c\x85\u2028\u2029",
    "@@@@ @ @. .@. a@ @b a@b a@b. a@b.c",
    "+++---(((...///:::###",
    "::: ::1 :: 1::2::3 1:2:3:4:5:6:7:8:9",
    "999.999.999.999 1.2.3 1.2.3.4.5 0.0.0.0",
    "00/00/0000 99-99-9999 2024-13-45 31/02/2024",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "http:// https://[ www. http://\u00e9.example/\u00e9",
    "bob@example.com, ES91 2100 0418 4502 0005 1332, 192.0.2.7, 00:1A:2B:3C:4D:5E, 123-45-6789, 2024-02-29",
    "AKIAIOSFODNN7EXAMPLE, token=zK3n8sPq0vX7Lm2RtY5w",
    "{\"card\": \"4111111111111111\", \"n\": 123456789012345678901234}",
    "0" * LONG_CHARS,
    "a" * LONG_CHARS,
    "@" * 2_000,
    "1 " * 1_000,
    "a." * 2_000 + "@" + "a." * 2_000,
    "ab12" * (LONG_CHARS // 4),
    "\u00e9" * LONG_CHARS + "bob@example.com",
    "-" * LONG_CHARS,
    ":" * 2_000,
)  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class ContractBroken(AssertionError):
    """A plug-in does not keep a promise. The message holds no value, only places."""


def _must(holds: bool, promise: str) -> None:
    if not holds:
        raise ContractBroken(promise)


def check_detector(detector: Detector, texts: Sequence[str] = HOSTILE_TEXTS) -> None:
    """A detector stays inside its texts, its types and its word, whatever it reads."""
    _must(isinstance(detector, Detector), "it has every part of the protocol")
    _must(bool(_NAME.fullmatch(detector.name)), "its name is a lower-case word")
    _must(bool(detector.version), "it has a version")
    _must(bool(detector.entity_types), "it claims at least one entity type")
    for word in (*detector.context, *detector.refute):
        _must(
            bool(word) and word == word.casefold() and not re.search(r"[\W_]", word),
            "its words are single and case-folded",
        )
    _must(not detector.context & detector.refute, "no word both supports and refutes")
    batch = TextBatch.of(texts)
    found = detector.detect(batch)
    _must(list(found) == sorted(found), "candidates are sorted")
    _must(len(set(found)) == len(found), "no candidate is claimed twice")
    for candidate in found:
        _check_candidate(detector, candidate, texts)
    _must(list(detector.detect(batch)) == list(found), "the same batch gets the same answer")
    for index, text in enumerate(texts):
        alone = [candidate._replace(text=index) for candidate in detector.detect(TextBatch.of([text]))]
        together = [candidate for candidate in found if candidate.text == index]
        _must(alone == together, f"text {index} gets the same answer alone and in a batch")
    _must(list(detector.detect(TextBatch.of([]))) == [], "an empty batch gets no candidates")


def _check_candidate(detector: Detector, candidate: Candidate, texts: Sequence[str]) -> None:
    _must(0 <= candidate.text < len(texts), "a candidate names a text of the batch")
    place = f"in text {candidate.text}"
    _must(0 <= candidate.start < candidate.end <= len(texts[candidate.text]), f"offsets are in range {place}")
    _must(candidate.entity_type in detector.entity_types, f"only declared entity types are claimed {place}")
    _must(candidate.detector == detector.name, f"a candidate carries its detector's name {place}")
    _must(0.0 <= candidate.score <= 1.0, f"scores are in [0, 1] {place}")
    _must(isinstance(candidate.checksum, Checksum), f"a checksum is one of the three {place}")


def candidates_digest(detectors: Iterable[Detector], texts: Sequence[str] = HOSTILE_TEXTS) -> str:
    """SHA-256 of everything that detectors claim, to compare across processes with different hash seeds."""
    digest = hashlib.sha256()
    for detector in detectors:
        for candidate in detector.detect(TextBatch.of(texts)):
            digest.update(repr(tuple(candidate)).encode("utf-8"))
    return digest.hexdigest()


def check_transformer(
    transformer: Transformer, entity_type: str = "email", texts: Sequence[str] = HOSTILE_TEXTS
) -> None:
    """A transformer hides every value, in one way only, or says that it cannot."""
    _must(isinstance(transformer, Transformer), "it has every part of the protocol")
    _must(bool(_NAME.fullmatch(transformer.name)), "its name is a lower-case word")
    for index, value in enumerate(texts):
        if not value:
            continue  # a finding is never empty
        finding = Finding(0, len(value), entity_type, 1.0, "contract")
        results = [_transformed(transformer, value, finding, index) for _ in range(2)]
        _must(results[0] == results[1], f"value {index} gets the same answer twice")
        published = results[0]
        if published is not None:
            _must(published != value, f"value {index} is not published as it was")
            hidden = transformer.keeps_characters or len(value.strip()) < 8 or value not in published
            _must(hidden, f"value {index} does not stand inside what is published")


def _transformed(transformer: Transformer, value: str, finding: Finding, index: int) -> str | None:
    try:
        published = transformer.transform(value, finding, Scope(conversation="c"))
    except (Drop, TransformFailed):
        return None
    except Exception as error:
        raise ContractBroken(f"value {index} raises {type(error).__name__}") from None
    _must(isinstance(published, str), f"value {index} gets a text")
    return published


def check_codec(codec: Codec, samples: Iterable[bytes]) -> None:
    """A codec gives back every byte that nobody asked it to change.

    Args:
        codec: Any codec.
        samples: Valid records of its format; the more unusual, the better.
    """
    _must(isinstance(codec, Codec), "it has every part of the protocol")
    for index, sample in enumerate(samples):
        document = codec.decode(sample)
        _must(codec.encode(document, {}, frozenset()) == sample, f"sample {index} without edits keeps its bytes")
        last = 0
        for place, leaf in enumerate(document.leaves):
            where = f"leaf {place} of sample {index}"
            _must(last <= leaf.start <= leaf.end <= len(document.source), f"{where} is in range and in order")
            last = leaf.end
            if leaf.kind in (LeafKind.STRING, LeafKind.NUMBER) and leaf.text:
                _check_edit(codec, document, place, where)
    for index, text in enumerate(HOSTILE_TEXTS):
        for value in (text.encode("utf-8"), b"\xff" + text.encode("utf-8"), b'{"a": ' + text.encode("utf-8")):
            try:
                codec.decode(value)
            except Undecodable:
                continue
            except Exception as error:
                raise ContractBroken(f"hostile text {index} raises {type(error).__name__}") from None


def _check_edit(codec: Codec, document: Document, place: int, where: str) -> None:
    leaf = document.leaves[place]
    edited = codec.encode(document, {place: (Edit(0, len(leaf.text), 'x"\\\n\u00e9'),)}, frozenset())
    before = document.source[: leaf.start].encode("utf-8")
    after = document.source[leaf.end :].encode("utf-8")
    _must(edited.startswith(before) and edited.endswith(after), f"an edit of {where} changes nothing outside it")
    again = codec.decode(edited)
    _must(len(again.leaves) == len(document.leaves), f"an edit of {where} adds and removes no leaf")
    _must(again.leaves[place].text == 'x"\\\n\u00e9', f"an edit of {where} reads back as it was written")
    removed = codec.encode(document, {}, frozenset({place}))
    _must(removed.startswith(before) and removed.endswith(after), f"removing {where} changes nothing outside it")
    _must(removed != codec.encode(document, {}, frozenset()), f"removing {where} removes it")

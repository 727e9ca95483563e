"""What every detector needs still stands in what it finds when the text is cut, glued, or written otherwise.

The texts are those that the other tests of detectors show, so each detector meets forms of its own.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
import re2

from tidegate.detectors import catalogue, registry
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.pipeline.needs import as_member, need_of
from tidegate.records import TextBatch

CONFIG = DetectorConfig(regions=tuple(catalogue.regions()), languages=("en", "de", "fr", "es", "it"))
# Samples of keys are put together piece by piece, so that nobody takes them for real; their own tests look at needs.
BUILT = frozenset(("cloud_key", "vendor_token"))
DETECTORS = [detector for detector in registry.build(("all",), CONFIG) if detector.name not in BUILT]
CHARS_MAX = 300  # of one text
VARIANTS = 1200  # of the texts in which a detector finds something
GLUE = ("", "-", ".", ",", "/", " ", "_", "1", "x", '"', "'", "\n")
GAPS = ("-", " ", "  ", "\n", "_", ".", ":", '"', "(", ")")
WORDS = ("is ", "and ", "my ", "- ", "_", "No. ", "nr ", "1", "the ", "#")


@cache
def shown_texts() -> Sequence[str]:
    """Every string of these tests that is ASCII."""
    found: dict[str, None] = {}
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isascii():
                found.setdefault(node.value[:CHARS_MAX])
    return [text for text in found if len(text) > 2]


def mangled(rng: random.Random, text: str, other: str) -> str:
    """A text cut, glued to another, in another case, or with other gaps, figures or words in it."""
    begin = rng.randrange(len(text) + 1)
    end = rng.randrange(begin, len(text) + 1)
    ways: Sequence[Callable[[], str]] = (
        lambda: text[begin:end],
        lambda: text[:begin] + text[end:],
        text.upper,
        text.lower,
        text.title,
        lambda: text[begin:] + rng.choice(GLUE) + other[:40],
        lambda: re.sub("[ ,.:-]", lambda gap: rng.choice((gap[0], gap[0], *GAPS)), text),
        lambda: re.sub("[0-9]", lambda figure: rng.choice((figure[0], figure[0], "0", "7", "")), text),
        lambda: text[:begin] + rng.choice(WORDS) + text[begin:],
    )
    return rng.choice(ways)()


def found_in(detector: Detector, texts: Sequence[str]) -> set[str]:
    return {texts[claim.text] for claim in detector.detect(TextBatch.of(texts))}


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.name)
def test_what_is_found_in_a_mangled_text_holds_what_is_needed(detector: Detector) -> None:
    """Else the gate would pass it unread."""
    need = need_of(detector)
    assert need is not None
    holds = re2.compile(need)
    own = sorted(found_in(detector, shown_texts()))
    assert own
    rng = random.Random(detector.name)
    texts = own + [mangled(rng, rng.choice(own), rng.choice(own)) for _ in range(VARIANTS)]
    missed = {text for text in found_in(detector, texts) if holds.search(as_member("", text)) is None}
    assert missed == set()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("coordinates", "LONGITUDE=-70.357208"),
        ("device_id", "SN: AB1-881207X"),
        ("medical_record_number", "patient nr: 417"),
        ("pin", "my pinNo.  is 1596"),
        ("street_address", "170 GOVERNORS AVE_NUE"),
        ("street_address", "1091 Schuster Mews_Apt"),
    ],
)
def test_what_was_passed_unread_once_is_read(name: str, text: str) -> None:
    """Each was found by its detector, and not seen by the gate."""
    (detector,) = registry.build(("all",), CONFIG, names=(name,))
    assert found_in(detector, [text])
    assert re2.search(str(need_of(detector)), as_member("", text)) is not None

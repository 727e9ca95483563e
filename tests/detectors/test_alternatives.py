"""What a pattern says of itself: told only where it holds."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
import re2

from tests.detectors.test_needs_mangled import DETECTORS, mangled, shown_texts, widened
from tidegate.detectors.alternatives import alternatives, counts_to, needs_digit
from tidegate.pipeline.needs import need_of, wide_of

NEEDS = sorted({need for detector in DETECTORS if (need := need_of(detector))})
WIDE_NEEDS = sorted({wide.pattern for detector in DETECTORS if (wide := wide_of(detector)) and wide.pattern})


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("a|b", ["a", "b"]),
        ("a(?:b|c)", ["a(?:b|c)"]),
        ("(?:a|b)", ["a", "b"]),
        ("(?:a|b)c|d", ["(?:a|b)c", "d"]),
        ("(?:a|b)(?:c|d)", ["(?:a|b)(?:c|d)"]),
        ("(?:a|b)?", ["(?:a|b)?"]),
        ("(?i:a|(?:b|c))|d", ["(?i:a)", "(?i:b)", "(?i:c)", "d"]),
        ("(?P<x>a|b)", ["(?P<x>a)", "(?P<x>b)"]),
        (r"[|)]|\||\)|\x{7c}|[^]|]", ["[|)]", r"\|", r"\)", r"\x{7c}", "[^]|]"]),
        (r"[[:alpha:]|]|\pL|\p{Lu}", ["[[:alpha:]|]", r"\pL", r"\p{Lu}"]),
        ("|a", ["", "a"]),
        ("(?i)a|b", ["(?i)a|b"]),  # the flag is for both
        (r"\Qa|b\E", [r"\Qa|b\E"]),
        ("a)|b", ["a)|b"]),  # no pattern
    ],
)
def test_a_pattern_is_its_alternatives(pattern: str, parts: list[str]) -> None:
    assert alternatives(pattern) == parts


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("[0-9]", True),
        (r"\d{2}", True),
        ("a7", True),
        ("[1-4]+x", True),
        ("[05]{1,3}", True),
        ("(?:a[0-9]|b[1-3])", True),
        ("(?i:x(?:1|2)y)", True),
        ("a[0-9]|[0-9]b", True),
        ("[0-9]?", False),
        ("[0-9]*a", False),
        ("[0-9]{0,3}a", False),
        ("(?:[0-9]a)?b", False),
        ("(?:[0-9]|x)", False),
        ("a|[0-9]", False),
        ("[0-9a]", False),
        ("[^0-9]", False),
        (r"\D", False),
        (r"\pN", False),
        (r"[0-9\pN]", False),
        (r"\x{33}", False),  # it is one, but nobody has to know
        ("a{3}", False),
        (r"\Q1\E", False),
        ("", False),
        ("1)|2", False),
    ],
)
def test_a_pattern_needs_a_digit_only_if_all_of_it_does(pattern: str, needed: bool) -> None:
    assert needs_digit(pattern) is needed


@pytest.mark.parametrize(
    ("pattern", "times"), [("a", 0), ("a{3}", 3), ("a{2,}b{7,9}?", 7), (r"\x{10}", 0), ("[{9}]", 0), ("(?:a{4}){5}", 5)]
)
def test_how_far_it_counts(pattern: str, times: int) -> None:
    assert counts_to(pattern) == times


@pytest.mark.parametrize(("needs", "wide"), [(NEEDS, False), (WIDE_NEEDS, True)], ids=["ascii", "wide"])
def test_what_is_told_of_every_need_holds_in_texts(needs: Sequence[str], wide: bool) -> None:
    """A part matches where the need does, and nothing that needs a digit matches where there is none."""
    rng = random.Random("alternatives")
    shown = shown_texts(ascii_only=not wide)
    texts = [mangled(rng, rng.choice(shown), rng.choice(shown)) for _ in range(300)]
    texts = [widened(rng, text) for text in texts] if wide else [text for text in texts if text.isascii()]
    split = 0
    for need in needs:
        parts = alternatives(need)
        split += len(parts) > 1
        compiled = [re2.compile(part) for part in parts]
        whole = re2.compile(need)
        for text in texts:
            said = f'"a":"{text}"'
            assert any(one.search(said) for one in compiled) == bool(whole.search(said))
        without = ["".join(one for one in text if one not in "0123456789") for text in texts]
        for part, one in zip(parts, compiled, strict=True):
            if needs_digit(part):
                assert not any(one.search(text) for text in without)
    assert split > len(needs) / 3

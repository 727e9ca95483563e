"""Copies of hidden values: whole tokens, case-folded, in decoded text."""

from __future__ import annotations

import re

import pytest

from tidegate.pipeline import copies
from tidegate.pipeline.copies import Hidden, Lookup, folded_value, mask
from tidegate.records import Edit


def hidden(*values: str) -> list[Hidden]:
    return [Hidden(folded_value(value), "#", None) for value in values]


@pytest.mark.parametrize("indexed", [False, True], ids=["each", "indexed"])
@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("Ada was here", "ada", [(0, 3)]),
        ("was it ADA? Ada!", "Ada", [(7, 10), (12, 15)]),
        ("Adage, Nevada, Ada2, _Ada", "Ada", []),  # parts of words
        ("ada@a.example or xada@a.example", "ada@a.example", [(0, 13)]),
        ("tel+1 555 0100.", "+1 555 0100", [(3, 14)]),  # its edge is no word, so nothing need stand apart
        ("12345", "234", []),
        ("Stra\u00dfe 1 und STRASSE 1", "stra\u00dfe 1", [(0, 8), (13, 22)]),
        ("\u0130\u00df Ada \u00df", "Ada", [(3, 6)]),  # folding makes the text longer, places stay
        ("\u00df\u00df", "ss", []),
        ("a-b-ada-c", "ada", [(4, 7)]),
        ("", "ada", []),
    ],
)
def test_a_copy_is_a_whole_token(
    text: str, value: str, found: list[tuple[int, int]], indexed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of looking give the same answer."""
    monkeypatch.setattr(copies, "VALUES_INDEXED_MIN", 1 if indexed else 99)
    looked_for = [Hidden(value.casefold(), "#", None)]
    assert [(hit.start, hit.end) for hit in Lookup(looked_for).find(text)] == found


def test_of_two_copies_that_overlap_the_longer_counts() -> None:
    """Hits are disjoint and sorted, so they can be edits."""
    hits = Lookup(hidden("Ada Byron", "Byron King", "Byron", "King")).find("Ada Byron King")
    assert [(hit.start, hit.end) for hit in hits] == [(4, 14)]
    assert [hit.start for hit in Lookup(hidden("Ada", "Bob")).find("Bob, Ada")] == [0, 5]


@pytest.mark.parametrize(
    ("value", "folded"),
    [("Ada", "ada"), (" ADA ", "ada"), ("us", ""), ("7", ""), ("4 2", ""), ("a-b-c", "a-b-c"), ("...", ""), ("", "")],
)
def test_trivial_values_are_not_looked_for(value: str, folded: str) -> None:
    """Fewer than three letters and digits stand everywhere."""
    assert folded_value(value) == folded


@pytest.mark.parametrize(
    ("text", "edits", "masked"),
    [
        ("a b", [], "a b"),
        ("jo@a.example x", [Edit(0, 12, "")], "xx\x7fx\x7fxxxxxxx x"),
        ("x +1 5!", [Edit(2, 6, "[P]")], "x \x7fx x!"),
        ("Zo\u00eb_1", [Edit(0, 5, "")], "xx\u2c6cxx"),
    ],
)
def test_a_mask_keeps_word_boundaries_and_length(text: str, edits: list[Edit], masked: str) -> None:
    """For patterns that know ASCII words only, and for those that know all."""
    assert mask(text, edits) == masked
    for flags in (0, re.ASCII):
        assert [m.start() for m in re.finditer(r"\b", text, flags)] == [
            m.start() for m in re.finditer(r"\b", masked, flags)
        ]


def test_many_values_are_found_in_many_texts() -> None:
    """Read by word, not once for each value; the words are sorted out once, not for each text."""
    lookup = Lookup(hidden(*(f"value{number}" for number in range(5_000))))
    long = " ".join(f"value{number}" for number in range(10_000))
    assert len(lookup.find(long)) == 5_000
    assert sum(len(lookup.find(f"value{number} x")) for number in range(10_000)) == 5_000

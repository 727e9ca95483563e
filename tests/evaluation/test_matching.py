"""Strict: same label and offsets. Relaxed: alike labels that overlap by half. Always one to one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tidegate import taxonomy
from tidegate.evaluation import matching
from tidegate.evaluation.labels import COMMON_LABELS, Groups, label_of, types_of
from tidegate.evaluation.scores import Prediction

GROUPS = Groups(
    {
        "person": ("person_name", "first_name", "security_answer"),
        "location": ("city", "location"),
        "secret": ("pin", "security_answer"),
    }
)


def spans(*rows: tuple[int, int, str]) -> list[Prediction]:
    return [Prediction(*row) for row in rows]


@pytest.mark.parametrize(
    ("gold", "found", "strict", "relaxed"),
    [
        # the very same
        ([(0, 10, "city")], [(0, 10, "city")], [(0, 0)], [(0, 0)]),
        # another label of its group; a label of another group
        ([(0, 10, "city")], [(0, 10, "location")], [], [(0, 0)]),
        ([(0, 10, "city")], [(0, 10, "person_name")], [], []),
        # a label in two groups matches both
        ([(0, 4, "security_answer")], [(0, 4, "pin")], [], [(0, 0)]),
        ([(0, 4, "security_answer")], [(0, 4, "first_name")], [], [(0, 0)]),
        ([(0, 4, "pin")], [(0, 4, "first_name")], [], []),
        # a label in no group is alike to itself only
        ([(0, 4, "money")], [(0, 5, "money")], [], [(0, 0)]),
        ([(0, 4, "money")], [(0, 5, "time")], [], []),
        # half is enough, less is not: 5 of 10, 4 of 10, 5 of 11
        ([(0, 10, "city")], [(0, 5, "city")], [], [(0, 0)]),
        ([(0, 10, "city")], [(0, 4, "city")], [], []),
        ([(0, 10, "city")], [(5, 11, "city")], [], []),
        # neighbours do not overlap
        ([(0, 5, "city")], [(5, 10, "city")], [], []),
        # one to one: two halves of a span are one hit; one finding over two spans is one hit
        ([(0, 10, "city")], [(0, 5, "city"), (5, 10, "city")], [], [(0, 0)]),
        ([(0, 5, "city"), (5, 10, "city")], [(0, 10, "city")], [], [(0, 0)]),
        # the better overlap is taken, also where it comes later
        ([(0, 10, "city")], [(0, 4, "city"), (4, 10, "city")], [], [(0, 1)]),
        # several spans, each with its own
        (
            [(0, 3, "city"), (10, 20, "person_name"), (30, 34, "pin")],
            [(0, 3, "city"), (10, 16, "first_name"), (40, 44, "pin")],
            [(0, 0)],
            [(0, 0), (1, 1)],
        ),
        ([], [(0, 3, "city")], [], []),
    ],
)
def test_what_matches_what(
    gold: list[tuple[int, int, str]],
    found: list[tuple[int, int, str]],
    strict: list[tuple[int, int]],
    relaxed: list[tuple[int, int]],
) -> None:
    assert matching.strict(spans(*gold), spans(*found)) == strict
    assert matching.relaxed(spans(*gold), spans(*found), GROUPS) == relaxed


@pytest.mark.parametrize(
    ("ranges", "left"),
    [
        ([], 10),
        ([(10, 20)], 0),
        ([(0, 100)], 0),
        ([(10, 15)], 5),
        ([(12, 14), (13, 18)], 4),  # overlapping ranges count once: 10, 11, 18 and 19 are left
        ([(18, 30), (0, 12)], 6),
        ([(0, 10), (20, 30)], 10),  # neighbours cover nothing
    ],
)
def test_characters_that_no_range_covers(ranges: list[tuple[int, int]], left: int) -> None:
    assert matching.uncovered(10, 20, ranges) == left


def test_the_documentation_has_the_same_table() -> None:
    page = (Path(__file__).parents[2] / "docs" / "evaluate.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[^|]*`) \| `([a-z_]+)` \|$", page, re.MULTILINE)
    assert {name: label for types, label in rows for name in re.findall(r"`([a-z_]+)`", types)} == COMMON_LABELS


def test_every_type_has_a_label_and_every_row_of_the_table_is_a_type() -> None:
    """A type that is not in the table is its own label."""
    assert (label_of("person"), label_of("email"), label_of("ticket_id")) == ("person_name", "email", "ticket_id")
    assert set(COMMON_LABELS) <= set(taxonomy.names())
    assert types_of("bank_account") == ("bank_account", "routing_number", "account_number")
    assert types_of("nothing") == ()

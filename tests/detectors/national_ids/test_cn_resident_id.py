"""Chinese resident identity numbers: a district, a birth date, three digits and a check character."""

from __future__ import annotations

import random

import pytest

from tests.detectors.national_ids.world_numbers import (
    birth_date,
    changes_are_noticed,
    generated_are_found,
    published_are_valid,
    region,
    scored,
    some,
    weighted,
)
from tidegate.detectors.national_ids.cn_resident_id import CnResidentId
from tidegate.spans import STRONG

DETECTOR = CnResidentId(region("CN"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "11010519491231002X",  # GB 11643-1999
    "440524188001010014",  # the same
    "360426199101010071",  # python-stdnum
)


def make(seeded: random.Random) -> str:
    body = seeded.choice(["110105", "440524", "310101"]) + birth_date(seeded, year_digits=4) + some(seeded, 3)
    return body + "10X98765432"[weighted(body, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2) % 11]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("身份证号11010519491231002X。", [("11010519491231002X", STRONG)]),
        ("11010519491231002x", [("11010519491231002x", STRONG)]),
        ("110105194912310021", []),  # failed
        ("110105194913310021", []),  # no such month
        ("100105194912310021", []),  # no such province
        ("1101051949123100211", []),
    ],
)
def test_cn_resident_id_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A district, a day, three digits and a good check character."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make)


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(CnResidentId(region("DE")), "身份证号11010519491231002X。") == []

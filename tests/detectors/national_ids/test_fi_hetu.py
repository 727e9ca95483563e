"""Finnish personal identity codes: date of birth, sign of the century, serial, check character."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    birthday,
    generated,
    region,
    seen,
)
from tidegate.detectors.national_ids.fi_hetu import FiHetu

DETECTOR = FiHetu(region("FI"))

# python-stdnum, stdnum.fi.hetu and its tests.
EXAMPLES = ("131052-308T", "131052+308T", "131052A308T", "131052a308t", "131052-9993")


def number(random: Random) -> str:
    day, month, year = birthday(random)
    serial = f"{random.randint(2, 899):03}"
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(day + month + year + serial) % 31]
    return f"{day}{month}{year}{random.choice('-+ABCDEFUVWXY')}{serial}{check}"


@pytest.mark.parametrize("text", EXAMPLES)
def test_published_examples_are_valid(text: str) -> None:
    """Their sources stand above."""
    assert_valid(DETECTOR, [text])


def test_generated_numbers_are_valid() -> None:
    """A thousand, the same in every run."""
    assert_valid(DETECTOR, generated(number))


def test_one_wrong_digit_is_never_valid() -> None:
    """The algorithm promises it."""
    assert_wrong_digits_fail(DETECTOR, generated(number, 50))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("Hetu131052-308T", [("131052-308T", "signed")]),  # written right behind a word
        ("131052-308U", [("131052-308U", "signed_failed")]),
        ("310252-308Y", []),  # 31 February
        ("131052/308T", []),
        ("131052T308T", []),  # T is no sign
        ("131052-000V", []),
        ("1131052-308T", []),
        ("131052-308TT", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(FiHetu(region("ZZ")), EXAMPLES[0]) == []

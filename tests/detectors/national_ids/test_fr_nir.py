"""French social security numbers and their key, Corsica's departments included."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import assert_valid, assert_wrong_digits_fail, digits, generated, region, seen
from tidegate.detectors.national_ids.fr_nir import FrNir

DETECTOR = FrNir(region("FR"))

# python-stdnum, stdnum.fr.nir: its examples, two of them of Corsica.
EXAMPLES = ("2 95 10 99 126 111 93", "295109912611193", "253072B07300470", "253072A07300443")


def number(random: Random) -> str:
    department = random.choice([f"{random.randint(1, 95):02}", "2A", "2B"])
    head = f"{random.choice('12')}{digits(random, 2)}{random.randint(1, 12):02}"
    tail = f"{random.randint(1, 999):03}{random.randint(1, 999):03}"
    body = int(head + {"2A": "19", "2B": "18"}.get(department, department) + tail)
    return f"{head}{department}{tail}{97 - body % 97:02}"


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
        ("2 53 07 2a 073 004 43", [("2 53 07 2a 073 004 43", "grouped")]),
        ("2 95 10 99 126 111 94", [("2 95 10 99 126 111 94", "spaced_failed")]),
        ("295109912611194", []),  # bare digits that fail say nothing
        ("295139912611193", []),  # month 13
        ("253072C07300443", []),
        ("2951099126111930", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(FrNir(region("ZZ")), EXAMPLES[0]) == []

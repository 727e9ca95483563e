"""Italian tax codes: names, date, place, check letter; omocodia."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    birthday,
    digits,
    generated,
    region,
    seen,
)
from tidegate.detectors.national_ids.it_codice_fiscale import ItCodiceFiscale

DETECTOR = ItCodiceFiscale(region("IT"))

# python-stdnum, stdnum.it.codicefiscale and its tests; the last two have letters for digits (omocodia).
EXAMPLES = ("RCCMNL83S18D969H", "MRSMSR81D60Z611H", "RSSMRA45C12F205C", "RSSMRA45C12F20RX", "RSSMRAQRCMNFNLRG")


ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def number(random: Random) -> str:
    day, _, year = birthday(random)
    day = random.choice([day, str(int(day) + 40)])
    name = "".join(random.choices("BCDFGLMNRST", k=6))
    body = f"{name}{year}{random.choice('ABCDEHLMPRST')}{day}{random.choice('ABCDEFGHIL')}{digits(random, 3)}"
    values = [int(character) if character.isdigit() else ord(character) - 65 for character in body]
    return body + chr(65 + (sum(ODD[value] for value in values[::2]) + sum(values[1::2])) % 26)


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
        ("RCC MNL 83S18 D969H", [("RCC MNL 83S18 D969H", "checked")]),
        ("rccmnl83s18d969h", [("rccmnl83s18d969h", "checked")]),
        ("RCCMNL83S18D969A", [("RCCMNL83S18D969A", "form_only")]),
        ("RCCMNL83S32D969H", []),  # day 32
        ("RCCMNL83F18D969H", []),  # F is no month
        ("RC1MNL83S18D969H", []),
        ("RCCMNL83S18D969", []),
        ("XRCCMNL83S18D969H", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(ItCodiceFiscale(region("ZZ")), EXAMPLES[0]) == []

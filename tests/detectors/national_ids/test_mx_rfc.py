"""Mexican RFC tax numbers: letters of the name, a date, two characters and a check character."""

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
)
from tidegate.detectors.national_ids.mx_rfc import MxRfc
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = MxRfc(region("MX"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "GODE 561231 GR8",  # python-stdnum
    "MAB-930714-8T4",  # the same
    "EKU9003173C9",  # SAT, test certificates
)


def make(seeded: random.Random) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    body = some(seeded, seeded.choice((3, 4)), letters) + birth_date(seeded) + some(seeded, 2, "0123456789" + letters)
    signs = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ "
    total = sum(signs.index(sign) * (13 - place) for place, sign in enumerate(body.rjust(12)))
    return body + "0123456789A"[(11 - total % 11) % 11]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("RFC: GODE561231GR8", [("GODE561231GR8", STRONG)]),
        ("GODE 561231 GR8", [("GODE 561231 GR8", STRONG)]),
        ("MAB-930714-8T4", [("MAB-930714-8T4", STRONG)]),
        ("GODE561231GR9", [("GODE561231GR9", MEDIUM)]),  # failed, and still in use
        ("MAB9307148T5", [("MAB9307148T5", WEAK)]),
        ("H&E951128469", [("H&E951128469", WEAK)]),
        ("GODE561331GR8", []),  # no such month
        ("GODE561231GRB", []),  # no check character
        ("GOD56123GR8", []),
        ("GODE561231GR88", []),
    ],
)
def test_mx_rfc_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A person's thirteen characters, a company's twelve."""
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
    assert scored(MxRfc(region("DE")), "RFC: GODE561231GR8") == []

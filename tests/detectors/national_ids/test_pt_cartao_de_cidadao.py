"""Portuguese citizen card numbers: twelve characters, the Luhn sum with letters."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import assert_valid, assert_wrong_digits_fail, digits, generated, region, seen
from tidegate.detectors.national_ids.pt_cartao_de_cidadao import PtCartaoDeCidadao

DETECTOR = PtCartaoDeCidadao(region("PT"))

# Autoridade de Assinatura do Cartao de Cidadao, the document of the rule (00000000 0 ZZ4); python-stdnum,
# tests/test_pt_cc.doctest ("found online").
EXAMPLES = ("00000000 0 ZZ4", "04521224 4 ZZ7", "054546796ZY7", "101490801ZY0")


def number(random: Random) -> str:
    body = digits(random, 9) + "".join(random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=2))
    total = 0
    for place, character in enumerate(body):
        value = int(character, 36) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 and place % 2 == 0 else value
    return f"{body}{-total % 10}"


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
        ("00000000-0-ZZ4", [("00000000-0-ZZ4", "card")]),
        ("00000000 0 ZZ3", [("00000000 0 ZZ3", "card_failed")]),
        ("00000000 A ZZ4", []),
        ("000000000000", []),  # the version begins with a letter
        ("0000000 0 ZZ4", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(PtCartaoDeCidadao(region("ZZ")), EXAMPLES[0]) == []

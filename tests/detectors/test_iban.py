"""IBANs: country, length, remainder."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, values
from tidegate.detectors.iban import LENGTHS, Iban, mod_97
from tidegate.spans import MEDIUM, STRONG, WEAK, Checksum

DETECTOR = Iban(US)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ES91 2100 0418 4502 0005 1332", ["ES91 2100 0418 4502 0005 1332"]),
        ("DE89370400440532013000", ["DE89370400440532013000"]),
        ("de89 3704 0044 0532 0130 00 please", ["de89 3704 0044 0532 0130 00"]),  # the length says where it ends
        ("GB82-WEST-1234-5698-7654-32, and", ["GB82-WEST-1234-5698-7654-32"]),
        ("NO9386011117947", ["NO9386011117947"]),
        ("(FR1420041010050500013M02606)", ["FR1420041010050500013M02606"]),
    ],
)
def test_ibans_are_found_in_every_spelling(text: str, found: list[str]) -> None:
    """Bare, spaced, dashed, in either case."""
    assert values(DETECTOR, text, at_least=STRONG) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "XES9121000418450200051332",  # does not start at a boundary
        "ES91210004184502000513321",  # does not end at one
        "ES91 2100",
        "hello there good morning to you",
    ],
)
def test_what_is_not_an_iban_is_left_alone(text: str) -> None:
    """Boundaries and lengths count."""
    assert values(DETECTOR, text) == []


def test_a_wrong_digit_stays_a_claim_for_context_to_lift() -> None:
    """The form is right and the remainder is not."""
    (claim,) = claims(DETECTOR, "ES91 2100 0418 4502 0005 1333")
    assert (claim.score, claim.checksum, claim.end) == (WEAK, Checksum.FAILED, 29)


def test_an_unknown_country_with_the_right_remainder_is_a_medium_claim() -> None:
    """Registries grow: the remainder alone counts for something."""
    body = "12345678901234"
    check = next(f"{number:02}" for number in range(2, 99) if mod_97(f"QQ{number:02}{body}"))
    (claim,) = claims(DETECTOR, f"QQ{check}{body}")
    assert (claim.score, claim.pattern) == (MEDIUM, "remainder")


def test_the_registry_holds_plausible_lengths() -> None:
    """ISO 13616 allows at most 34 characters; the shortest in use has 15."""
    assert len(LENGTHS) >= 80
    assert min(LENGTHS.values()) == 15
    assert max(LENGTHS.values()) <= 34


@pytest.mark.parametrize(
    ("text", "checksum"),
    [
        ("GB82 WEST 1234 5698 7654 32", Checksum.VALID),
        ("gb82 west 1234 5698 7654 32", Checksum.VALID),
        ("Gb82 west 1234 5698 7654 32", Checksum.VALID),  # a phone's upper case at the beginning
        ("GB82 wEST 1234 5698 7654 32", Checksum.FAILED),
        ("gb82 WEST 1234 5698 7654 32", Checksum.FAILED),
    ],
)
def test_letters_of_an_iban_are_of_one_case(text: str, checksum: Checksum) -> None:
    """The registry knows upper case only; a random token mixes them."""
    (claim,) = claims(DETECTOR, text)
    assert (claim.end, claim.checksum) == (len(text), checksum)

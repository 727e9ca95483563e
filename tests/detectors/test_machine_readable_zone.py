"""Machine-readable zones: passports, visas and cards. The specimens are those of ICAO Doc 9303; nobody has them."""

from __future__ import annotations

import random

import pytest

from tests.detectors.claims import US, claims, found
from tidegate.detectors.machine_readable_zone import MachineReadableZone, check_digit
from tidegate.spans import MEDIUM, STRONG, Checksum

ZONE = MachineReadableZone(US)
PASSPORT = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
VISA = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
SMALL = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
STATES = ("UTO", "D<<", "XXX")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def widest(text: str) -> list[str]:
    """What is claimed, without its parts."""
    found(ZONE, text)  # checks what the detector needs
    spans = {(claim.start, claim.end) for claim in claims(ZONE, text)}
    inside = {one for one in spans for other in spans if one != other and other[0] <= one[0] and one[1] <= other[1]}
    return [text[start:end] for start, end in sorted(spans - inside)]


@pytest.mark.parametrize("lines", [PASSPORT, VISA, SMALL, CARD], ids=["passport", "visa", "small", "card"])
@pytest.mark.parametrize("between", ["\n", "\r\n", " \n ", "\\n"])
def test_each_line_of_a_zone_is_claimed_whole(lines: tuple[str, ...], between: str) -> None:
    """However the lines are parted."""
    assert widest(f"scan: {between.join(lines)}.") == list(lines)


def test_names_and_date_of_birth_are_claimed_apart_too() -> None:
    """For a policy that hides only these."""
    text = "\n".join(PASSPORT)
    said = {(claim.entity_type, text[claim.start : claim.end]) for claim in claims(ZONE, text)}
    assert {("last_name", "ERIKSSON"), ("first_name", "ANNA<MARIA"), ("date_of_birth", "740812")} <= said


@pytest.mark.parametrize("line", [PASSPORT[1], VISA[1], SMALL[1], CARD[0], CARD[1]])
def test_a_line_with_valid_check_digits_stands_alone(line: str) -> None:
    """The other line may be in another field."""
    assert {claim.checksum for claim in claims(ZONE, line) if line[claim.start : claim.end] == line} == {Checksum.VALID}


def test_a_thousand_generated_lines_are_found() -> None:
    """With numbers, dates and states as they come."""
    rng = random.Random("mrz")
    for _ in range(1000):
        number = "".join(rng.choice(LETTERS + "0123456789") for _ in range(rng.randint(7, 9))).ljust(9, "<")
        birth, expiry = (f"{rng.randrange(1_000_000):06d}" for _ in range(2))
        line = f"{number}{check_digit(number)}{rng.choice(STATES)}{birth}{check_digit(birth)}{rng.choice('MFX<')}"
        line += f"{expiry}{check_digit(expiry)}".ljust(16, "<")
        assert widest(line) == [line]


@pytest.mark.parametrize("place", [0, 3, 9, 13, 19, 21, 27])
def test_a_changed_figure_is_no_zone_alone_and_one_below_its_names(place: int) -> None:
    """The check digits tell; below a name's line a reader's slip is one all the same."""
    line = PASSPORT[1]
    slipped = line[:place] + ("7" if line[place] != "7" else "4") + line[place + 1 :]
    assert widest(slipped) == []
    text = f"{PASSPORT[0]}\n{slipped}"
    assert widest(text) == [PASSPORT[0], slipped]
    assert {claim.score for claim in claims(ZONE, text) if claim.entity_type == "passport_number"} == {MEDIUM}
    assert {claim.score for claim in claims(ZONE, text) if claim.entity_type == "person"} == {STRONG}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "if (a << b) { return A<<B; }",
        "std::map<KEY<A>>",
        "HELLO<<WORLD<<<<<<<",
        "A<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
        "0123456789ABCDEF0123456789ABCDEF0123456789AB",
        "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
        "CONFLICT<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
        f"x{PASSPORT[1]}",
    ],
)
def test_other_brackets_are_left_alone(text: str) -> None:
    """Code, merges and hashes."""
    assert claims(ZONE, text) == []

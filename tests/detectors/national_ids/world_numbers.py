"""The loops that every test of a checked number runs, and arithmetic of their own to make such numbers.

What makes the numbers here shares no code with what checks them: an error in the one would else hide in the other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.detectors.claims import claims
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.records import TextBatch
from tidegate.spans import Checksum

GENERATED = 1_000
CHANGED = 40  # numbers of which every digit is changed in every way

Make = Callable[[random.Random], str]
Noticed = Callable[[str, int, int], bool]


def region(code: str) -> DetectorConfig:
    """A configuration with one region on."""
    return DetectorConfig(regions=(code,), languages=("en",))


def scored(detector: Detector, text: str, *, name: str = "", expected: str = "") -> list[tuple[str, float]]:
    """The claimed parts of one text with their base scores; failed check digits are left out."""
    return [
        (text[claim.start : claim.end], claim.score)
        for claim in claims(detector, text, name=name, expected=expected)
        if claim.checksum is not Checksum.FAILED
    ]


def published_are_valid(detector: Detector, numbers: Sequence[str]) -> None:
    """Each published number is claimed whole and valid, in a sentence, too."""
    for number in numbers:
        for text, start in ((number, 0), (f"It is {number}, thanks.", 6)):
            valid = [(claim.start, claim.end) for claim in claims(detector, text) if claim.checksum is Checksum.VALID]
            assert valid == [(start, start + len(number))], number


def generated_are_found(detector: Detector, make: Make) -> None:
    """A thousand valid numbers are claimed, each whole and valid."""
    numbers = _made(make, GENERATED)
    valid = {
        (claim.text, claim.start, claim.end)
        for claim in detector.detect(TextBatch.of(numbers))
        if claim.checksum is Checksum.VALID
    }
    assert valid == {(index, 0, len(number)) for index, number in enumerate(numbers)}


def changes_are_noticed(detector: Detector, make: Make, noticed: Noticed = lambda number, place, digit: True) -> None:
    """No number with one changed digit is claimed as valid.

    Args:
        detector: Who reads.
        make: Makes a valid number.
        noticed: Whether the algorithm guarantees to notice the digit at this place of the bare number (letters and
            digits alone, before the change).
    """
    changed = [
        number[:place] + str(digit) + number[place + 1 :]
        for number in _made(make, CHANGED)
        for place, old in enumerate(number)
        for digit in range(10)
        if "0" <= old <= "9" and int(old) != digit and noticed(_bare(number), len(_bare(number[:place])), digit)
    ]
    assert len(changed) > CHANGED
    valid = [claim for claim in detector.detect(TextBatch.of(changed)) if claim.checksum is Checksum.VALID]
    assert [changed[claim.text] for claim in valid] == []


def _made(make: Make, count: int) -> list[str]:
    seeded = random.Random(20_26)
    return [make(seeded) for _ in range(count)]


def _bare(number: str) -> str:
    return "".join(character for character in number if character.isalnum())


def some(seeded: random.Random, count: int, characters: str = "0123456789") -> str:
    """So many of these characters."""
    return "".join(seeded.choice(characters) for _ in range(count))


def weighted(values: str, *weights: int) -> int:
    """Digits (letters from A as 10 on) times weights, added up."""
    return sum(int(value, 36) * weight for value, weight in zip(values, weights, strict=True))


def luhn_digit(body: str) -> str:
    """The digit that Luhn's rule asks for behind these."""
    doubled = sum(int("0246813579"[int(digit)]) for digit in body[::-2])
    return str(-(doubled + sum(int(digit) for digit in body[-2::-2])) % 10)


def birth_date(seeded: random.Random, *, year_digits: int = 2, years: tuple[int, int] = (1900, 1999)) -> str:
    """A day as digits, year first."""
    year = f"{seeded.randint(*years):04}"
    return f"{year[-year_digits:]}{seeded.randint(1, 12):02}{seeded.randint(1, 28):02}"

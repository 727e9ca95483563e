"""The loop that every id number with a check digit is tested by: examples, a thousand made ones, wrong digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random

import re2

from tests.detectors.claims import claims
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.pipeline.needs import as_member
from tidegate.spans import Checksum

SEED = 20240229


def region(*codes: str) -> DetectorConfig:
    """A configuration with these regions on."""
    return DetectorConfig(regions=codes, languages=("en",))


def generated(make: Callable[[Random], str], count: int = 1000) -> list[str]:
    """Numbers from a seeded generator; the same in every run."""
    random = Random(SEED)
    return [make(random) for _ in range(count)]


def digits(random: Random, count: int) -> str:
    """Random digits."""
    return "".join(random.choices("0123456789", k=count))


def birthday(random: Random) -> tuple[str, str, str]:
    """Day, month and year, two digits each."""
    return f"{random.randint(1, 28):02}", f"{random.randint(1, 12):02}", f"{random.randint(0, 99):02}"


def weighted(number: str, weights: Sequence[int]) -> int:
    """Each character's value (A is 10) times its weight, added up; the weights are as many as the characters."""
    return sum(int(character, 36) * weight for character, weight in zip(number, weights, strict=True))


def luhn_digit(number: str) -> str:
    """The digit that completes a number by the Luhn formula."""
    total = 0
    for place, character in enumerate(reversed(number)):
        doubled = int(character) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def seen(detector: Detector, text: str) -> list[tuple[str, str]]:
    """The claimed parts of a text and the pattern of each; a failed check digit's pattern ends in ``_failed``.

    Where a plain text holds a claim, the gate must let it through: that is asserted here, for every form.
    """
    found = [(text[claim.start : claim.end], claim.pattern) for claim in claims(detector, text)]
    need = re2.compile(detector.needs)  # type: ignore[attr-defined]
    assert not found or not text.isascii() or need.search(as_member("", text)), text
    return found


def is_valid(detector: Detector, text: str) -> bool:
    """Whether the whole text is one claim with a valid check digit."""
    return any(
        (claim.start, claim.end, claim.checksum) == (0, len(text), Checksum.VALID) for claim in claims(detector, text)
    )


def assert_valid(detector: Detector, texts: Iterable[str]) -> None:
    """Each text is a valid number, alone and in a sentence, and the gate lets it through."""
    need = re2.compile(detector.needs)  # type: ignore[attr-defined]
    for text in texts:
        assert is_valid(detector, text), text
        assert need.search(as_member("", text)), text
        sentence = f"It is {text}, thank you."
        assert any(sentence[claim.start : claim.end] == text for claim in claims(detector, sentence)), sentence


def assert_wrong_digits_fail(
    detector: Detector, texts: Iterable[str], *, guaranteed: Callable[[str], bool] = bool, places: slice = slice(None)
) -> None:
    """No number stays valid when one digit is changed.

    Args:
        detector: Who reads.
        texts: Valid numbers.
        guaranteed: Chooses those for which the algorithm promises it; all, unless given.
        places: Others are left alone, because the algorithm does not cover them.
    """
    changed = 0
    for text in filter(guaranteed, texts):
        for place in range(len(text))[places]:
            for other in "0123456789" if text[place].isdigit() else "":
                if other != text[place]:
                    wrong = text[:place] + other + text[place + 1 :]
                    assert not is_valid(detector, wrong), (text, wrong)
                    changed += 1
    assert changed > 1000

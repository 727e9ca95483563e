"""Vehicle identification numbers: seventeen characters, of which North America makes the ninth a check digit.

Elsewhere the ninth may be anything, so a number of another region that fails is still a claim, a weak one. One that
passes may do so by chance (1 in 11), and serial numbers of seventeen characters exist, so a word beside it decides.

Source:
    ISO 3779:2009 (content, no I, O, Q), ISO 3780 (first character: 1 to 5 North America), 49 CFR 565.15 (check digit;
    position 10 never U, Z or 0).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

_FORM = lazy.compile(
    r"(?<![\p{Latin}\p{N}\p{M}_-])(?=[A-Za-z0-9]{0,14}[0-9]{3})(?=[0-9]{0,16}[A-Za-z])"
    r"[A-HJ-NPR-Za-hj-npr-z0-9]{17}(?![\p{Latin}\p{N}\p{M}_-])"
)
_LETTERS = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def check_digit(number: str) -> str:
    """The check character that 49 CFR 565.15(c) puts at position nine of a number in upper case."""
    total = sum(
        weight * (int(character) if character.isdigit() else _LETTERS[character])
        for character, weight in zip(number, _WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11]


def is_valid(number: str) -> bool | None:
    """Whether the check digit holds; None where the region asks for none and the digit says nothing."""
    if number[8] == check_digit(number):
        return True
    return False if number[0] in "12345" else None


class VehicleVin:
    """Finds vehicle identification numbers."""

    name = "vehicle_vin"
    version = "1"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words(
        "vin vehicle vehicles car cars chassis automobile truck motorcycle registration fahrgestellnummer fin"
    )
    refute = words("commit sha hash order tracking transaction")
    wide_needs = r"[A-HJ-NPR-Za-hj-npr-z0-9]{17}"
    needs = f"{EDGE}{wide_needs}"

    # Where nothing is checked, seventeen characters alone are too little to go by.
    _FORMS = (Form("vin", _FORM, "vehicle_id", MEDIUM, is_valid), Form("vin_form", _FORM, "vehicle_id", WEAK))

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(self._FORMS, batch, detector=self.name, chars_min=17)

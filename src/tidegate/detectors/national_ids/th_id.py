"""Thai identity numbers: thirteen digits, a kind of person, a province, a check digit modulo 11.

The second and third digit are a province's code, of which a quarter is not in use. The third digit weighs eleven, so
its change is not noticed, and the remainders 0 and 10 both give 1: other changes are certain to be noticed only where
the check digit is not 1.

Source:
    Department of Provincial Administration of Thailand, 13-digit identity number; ISO 3166-2:TH (province codes).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END_ASCII, START_ASCII, Form, figures_apart, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "TH"


def is_valid(number: str) -> bool:
    """Weights 13 to 2; eleven less the remainder, its last digit."""
    digits = digits_of(number)
    return digits[12] == (11 - weighted_sum(digits[:12], range(13, 1, -1)) % 11) % 10 and len(set(digits)) > 1


_PROVINCE = "(?:1[0-9]|2[0-7]|3[0-9]|4[0-9]|5[0-8]|6[0-7]|7[0-7]|8[0-6]|9[0-6])"
_GROUPED = lazy.compile(
    rf"{START_ASCII}[1-8](?P<gap>[ \-]){_PROVINCE}[0-9]{{2}}(?P=gap)[0-9]{{5}}"
    rf"(?P=gap)[0-9]{{2}}(?P=gap)[0-9]{END_ASCII}"
)
_FORMS = (
    Form("grouped", _GROUPED, "national_id", STRONG, is_valid, distinctive=True),
    Form(
        "bare",
        lazy.compile(rf"{START_ASCII}[1-8]{_PROVINCE}[0-9]{{10}}{END_ASCII}"),
        "national_id",
        WEAK,
        only_valid(is_valid),
    ),
)


# What the words for "citizen's number" and "citizen's card" leave where words are taken apart at vowel signs.
_THAI = "เลขประจำต วประชาชน ตรประชาชน ประชาชน"


class ThId:
    """Finds identity numbers. Only where the region TH is on."""

    name = "th_id"
    version = "3"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words(f"thai citizen identity tnin pin {_THAI}")
    refute = words("order invoice tracking phone isbn")
    wide_needs = figures_apart(13)
    needs = r"[1-8][ -]?[0-9]{4}[ -]?[0-9]{5}[ -]?[0-9]{2}[ -]?[0-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=13) if self.active else []

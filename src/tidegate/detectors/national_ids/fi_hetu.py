"""Finnish personal identity codes: date of birth, a sign for the century, a serial, a check character.

The check character is the nine digits modulo 31. Since 2023 the signs U to Y stand for the 1900s and A to F for the
2000s, beside the hyphen and the plus. A word may be written right in front of it, never a digit.

Source:
    Digital and Population Data Services Agency, "The personal identity code" (Valtioneuvoston asetus 128/2010,
    690/2022).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, Form, day_exists, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "FI"

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _dated(code: str) -> bool:
    return day_exists(2000 + int(code[4:6]), int(code[2:4]), int(code[:2])) and code[-4:-1] > "001"


def _check(code: str) -> bool:
    return _CHECK[int(code[:6] + code[-4:-1]) % 31] == code[-1]


_FORMS = (
    Form(
        "signed",
        lazy.compile(
            r"(?<![0-9])[0-3][0-9][01][0-9]{3}[\-+\u2010\u2011A-FU-Ya-fu-y][0-9]{3}"
            rf"[0-9A-FHJ-NPR-Ya-fhj-npr-y]{END}"
        ),
        "national_id",
        STRONG,
        _check,
        distinctive=True,
        admits=_dated,
    ),
)


class FiHetu:
    """Finds Finnish personal identity codes. Only where the region FI is on."""

    name = "fi_hetu"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("hetu henkilötunnus henkilotunnus personbeteckning sotu tunnus")
    refute: frozenset[str] = frozenset()
    wide_needs = r"[0-3][0-9][01][0-9]{3}[+\-\x{2010}\x{2011}A-FU-Ya-fu-y][0-9]{3}[0-9A-Ya-y]"
    needs = r"[0-3][0-9][01][0-9]{3}[+A-FU-Ya-fu-y-][0-9]{3}[0-9A-Ya-y]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []

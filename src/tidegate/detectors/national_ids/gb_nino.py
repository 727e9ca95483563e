"""British National Insurance numbers: two letters that are given out, six digits, and A, B, C or D.

There is no check digit. The letters D, F, I, Q, U and V never open a prefix, O is never second, and seven prefixes
are not used, which leaves most words and codes out.

Source:
    HM Revenue & Customs, National Insurance Manual NIM39110 ("What is a National Insurance number").
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, SEPARATOR, START, WIDE_SEPARATOR, Form, read
from tidegate.detectors.scan import in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

REGION = "GB"

_NOT_FIRST = "DFIQUV"
_NOT_SECOND = "DFIQUVO"
_UNUSED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_DIGITS = rf"[0-9]{{2}}{SEPARATOR}?[0-9]{{2}}{SEPARATOR}?[0-9]{{2}}{SEPARATOR}?[A-Da-d]"


def _given_out(number: str) -> bool:
    return number[0] not in _NOT_FIRST and number[1] not in _NOT_SECOND and number[:2] not in _UNUSED


_FORMS = (
    Form(
        "spaced",
        lazy.compile(rf"{START}[A-Za-z]{{2}}{SEPARATOR}{_DIGITS}{END}"),
        "national_id",
        STRONG,
        admits=_given_out,
    ),
    Form(
        "bare",
        lazy.compile(rf"{START}[A-Za-z]{{2}}{_DIGITS}{END}"),
        "national_id",
        MEDIUM,
        admits=_given_out,
    ),
)


class GbNino:
    """Finds National Insurance numbers, bare or spaced, in either case. Only where the region GB is on."""

    name = "gb_nino"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("nino ni insurance nationalinsurance nationalinsurancenumber ninumber")
    refute: frozenset[str] = frozenset()
    wide_needs = rf"[A-Za-z]{{2}}{WIDE_SEPARATOR}?" + in_re2(_DIGITS)
    needs = r"[A-Za-z]{2}[ ./-]?[0-9]{2}[ ./-]?[0-9]{2}[ ./-]?[0-9]{2}[ ./-]?[A-Da-d]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []

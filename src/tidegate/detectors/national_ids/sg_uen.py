"""Singaporean unique entity numbers: three forms, each with a check letter of its own.

Businesses have eight digits and a letter, companies a year, five digits and a letter, all others a letter (R, S, T),
a year, two letters of their kind, four digits and a letter.

Source:
    Accounting and Corporate Regulatory Authority, "Unique Entity Number"; check letters as in OECD, TIN of Singapore,
    and python-stdnum.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, START, Form, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

REGION = "SG"

_OTHER = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
_KINDS = (
    "CC|CD|CH|CL|CM|CP|CS|CX|DP|FB|FC|FM|FN|GA|GB|GS|HS|LL|LP|MB|MC|MD|MH|MM|MQ|NB|NR|PA|PB|PF|RF|RP|SM|SS|TC|TU|VH|XL"
)


def is_business(number: str) -> bool:
    """Eight digits choose one of eleven letters."""
    return "XMKECAWLJDB"[weighted_sum(digits_of(number), (10, 4, 9, 3, 8, 2, 7, 1)) % 11] == number[-1]


def is_company(number: str) -> bool:
    """Nine digits choose one of eleven letters."""
    return "ZKCMDNERGWH"[weighted_sum(digits_of(number), (10, 8, 6, 4, 9, 7, 5, 3, 1)) % 11] == number[-1]


def is_other(number: str) -> bool:
    """Letters count by their place in an alphabet without I, O, Y, Z."""
    places = [_OTHER.find(character) for character in number[:9]]
    return min(places) >= 0 and _OTHER[(weighted_sum(places, (4, 3, 5, 3, 10, 2, 2, 5, 7)) - 5) % 11] == number[-1]


_FORMS = (
    Form(
        "other",
        lazy.compile(rf"{START}[RST][0-9]{{2}}(?:{_KINDS})[0-9]{{4}}[A-Z]{END}"),
        "company_id",
        STRONG,
        is_other,
        distinctive=True,
    ),
    Form(
        "company",
        lazy.compile(START + "(?:19|20)[0-9]{7}[A-Z]" + END),
        "company_id",
        MEDIUM,
        is_company,
        distinctive=True,
    ),
    Form("business", lazy.compile(START + "[0-9]{8}[A-Z]" + END), "company_id", WEAK, only_valid(is_business)),
)


class SgUen:
    """Finds unique entity numbers. Only where the region SG is on."""

    name = "sg_uen"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("uen entity acra company business registration")
    refute = words("order invoice tracking")
    needs = wide_needs = r"[RST][0-9]{2}[A-Z]{2}[0-9]{4}[A-Z]|[0-9]{8}[A-Z]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []

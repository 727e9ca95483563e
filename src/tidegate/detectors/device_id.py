"""Device ids: a phone's IMEI, a SIM card's ICCID, and serial numbers by the words before them.

Fifteen digits whose last one fits are common (1 in 10), so an IMEI must begin with a body that gives type codes out,
and bare digits still need a word beside them. Serial numbers have no form: what is named so counts, if it has a digit.

Source:
    3GPP TS 23.003 section 6.2 (IMEI, IMEISV) and GSMA TS.06 (reporting bodies), Luhn check of annex B; ITU-T E.118
    (ICCID: 89, country, issuer, Luhn); Apple and Android documentation for the names of advertising ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import re2
import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import NOT_AFTER_COMMA, NOT_BEFORE_COMMA, Form, read
from tidegate.detectors.scan import EDGE, LETTER_EDGE, matches, words
from tidegate.detectors.secret_forms import is_stand_in
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

_BODIES = frozenset(
    ("00", "01", "02", "10", "30", "33", "35", "44", "45", "49", "50", "51", "52", "53", "54", "86", "91", "98", "99")
)
_BEFORE = r"(?<![\p{Latin}\p{N}_])(?<![0-9][./-])" + NOT_AFTER_COMMA
_AFTER = r"(?![\p{Latin}\p{N}_])(?![./-][0-9])" + NOT_BEFORE_COMMA


def is_imei(number: str) -> bool | None:
    """Whether fifteen digits end in their check digit; None where no body gives such numbers out."""
    return luhn(digits_of(number)) if number[:2] in _BODIES else None


def is_iccid(number: str) -> bool:
    """Whether the number of a SIM card ends in its check digit."""
    return luhn(digits_of(number))


_FORMS = (
    Form("imei", lazy.compile(rf"{_BEFORE}[0-9]{{15}}{_AFTER}"), "device_id", WEAK, is_imei),
    Form(
        "imei_groups",
        lazy.compile(rf"{_BEFORE}[0-9]{{2}}(?P<by>[ -])[0-9]{{6}}(?P=by)[0-9]{{6}}(?P=by)[0-9]{_AFTER}"),
        "device_id",
        STRONG,
        is_imei,
        distinctive=True,
    ),
    Form(
        "imei_version",
        lazy.compile(rf"{_BEFORE}[0-9]{{2}}(?P<by>[ -])[0-9]{{6}}(?P=by)[0-9]{{6}}(?P=by)[0-9]{{2}}{_AFTER}"),
        "device_id",
        MEDIUM,
    ),
    Form("iccid", lazy.compile(rf"{_BEFORE}89[0-9]{{17}}[0-9]?{_AFTER}"), "device_id", MEDIUM, is_iccid),
)
_NAMED = lazy.compile(
    r"(?:serial[ _-]?(?:number|no|num|#)|(?<![A-Za-z0-9])(?:s/?n|serial)(?![A-Za-z0-9])"
    r"|(?:hardware|android|asset)[ _-]?id|device[ _-]?(?:id|identifier|serial)"
    r"|(?<![A-Za-z0-9])(?:imei|imsi|meid|iccid|udid|idfa|idfv|gaid|aaid)(?![A-Za-z]))"
    r"[ _-]?(?:number|no|num)?[.\"'\])#]{0,3}\s{0,3}(?:[:=]{1,2}>?|#|is\s|was\s)?\s{0,3}[\"'`#]?"
    r"(?P<number>[A-Za-z0-9](?:[A-Za-z0-9]|[._:/-](?=[A-Za-z0-9])){3,63})(?![A-Za-z0-9])",
    regex.IGNORECASE | regex.ASCII,
)
# Looser than the form before, in ASCII; the first part asks for an edge where the form does.
_BEHIND_NAME = r"[A-Za-z .\"'\])#:=`_\t\r\n-]{0,28}[A-Za-z0-9]{0,63}[0-9]"
_SHORT = "s/?n[.:=# ]"
_LONG = (
    r"serial|(?:hardware|android|asset|device)[ _-]?id|device[ _-]?serial"
    r"|imei|imsi|meid|iccid|udid|idfa|idfv|gaid|aaid"
)
_NUMBERS = rf"{EDGE}[0-9]{{15}}{EDGE}|{EDGE}89[0-9]{{17}}|[0-9]{{2}}[ -][0-9]{{6}}[ -][0-9]{{6}}[ -][0-9]"


class DeviceId:
    """Finds numbers of devices: IMEI, ICCID, serial numbers and advertising ids."""

    name = "device_id"
    version = "2"
    entity_types: tuple[str, ...] = ("device_id",)
    context = words("imei imsi meid iccid sim device phone handset serial udid idfa serialnumber deviceid")
    refute = words("order invoice tracking shipment account card transaction")
    wide_needs = rf"{_NUMBERS}|(?i:{_LONG})|{LETTER_EDGE}(?i:{_SHORT})"
    needs = rf"{_NUMBERS}|(?i:{_LONG}|{LETTER_EDGE}{_SHORT}){_BEHIND_NAME}"
    _said = re2.compile(rf"(?i:{_LONG}|{_SHORT}){_BEHIND_NAME}")

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found = read(_FORMS, batch, detector=self.name, chars_min=15)
        for index, text in enumerate(batch.texts):
            if self._said.search(text):
                found.extend(self._named(index, text))
        return sorted(found)

    def _named(self, index: int, text: str) -> Iterator[Candidate]:
        for match in matches(_NAMED, text, detector=self.name):
            value = match["number"]
            if any(map(str.isdigit, value)) and not is_stand_in(value) and self._said.search(match[0]):
                yield Candidate(
                    index, match.start("number"), match.end("number"), "device_id", STRONG, self.name, "named"
                )

"""MAC addresses: six pairs, or three groups of four, of hexadecimal digits.

Source:
    IEEE 802-2014 section 8 (EUI-48 and EUI-64, colons and dashes); Cisco IOS notation with dots.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import (
    EDGE,
    LETTER_EDGE,
    NOT_AFTER_LETTER,
    NOT_AFTER_WORD,
    NOT_BEFORE_LETTER,
    NOT_BEFORE_WORD,
    matches,
    words,
)
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

_NOT_AFTER_PAIR, _NOT_BEFORE_PAIR = r"(?<![0-9A-Fa-f][:.-])", r"(?![:.-][0-9A-Fa-f])"
_BEFORE = NOT_AFTER_WORD + _NOT_AFTER_PAIR
_AFTER = NOT_BEFORE_WORD + _NOT_BEFORE_PAIR
_FORMS = (
    (
        "pairs",
        lazy.compile(
            rf"{NOT_AFTER_LETTER}{_NOT_AFTER_PAIR}"
            r"[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}(?:[0-9A-Fa-f]{2}\1[0-9A-Fa-f]{2}\1)?[0-9A-Fa-f]{2}"
            rf"{NOT_BEFORE_LETTER}{_NOT_BEFORE_PAIR}"
        ),
    ),
    ("fours", lazy.compile(_BEFORE + r"[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}" + _AFTER)),
    ("bare", lazy.compile(_BEFORE + r"(?=[0-9]*[A-Fa-f])(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{12}" + _AFTER)),
)
# A looser superset of the three, because most texts have none of them.
_WIDE_NEEDS = r"[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.|[0-9A-Fa-f]{12}"
_ANY = re.compile(_WIDE_NEEDS)
_HEXADECIMAL = lazy.compile(r"[A-Fa-f]")


class MacAddress:
    """Finds hardware addresses of network interfaces."""

    name = "mac_address"
    version = "3"
    entity_types: tuple[str, ...] = ("mac_address",)
    context = words(
        "mac macaddress hardware ethernet wifi wlan lan bluetooth bssid interface nic device physical hwaddr"
    )
    refute = words("commit sha hash checksum")
    wide_needs = _WIDE_NEEDS
    needs = (
        rf"{LETTER_EDGE}[0-9A-Fa-f]{{2}}[:-][0-9A-Fa-f]{{2}}[:-][0-9A-Fa-f]{{2}}"
        rf"|{EDGE}(?:[0-9A-Fa-f]{{4}}\.[0-9A-Fa-f]{{4}}\.|[0-9A-Fa-f]{{12}}{EDGE})"
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if len(text) < 12 or _ANY.search(text) is None:
                continue
            for pattern, form in _FORMS:
                for match in matches(form, text, detector=self.name):
                    if _is_nobodys(match[0]):
                        continue
                    found.append(
                        Candidate(
                            index,
                            match.start(),
                            match.end(),
                            "mac_address",
                            self._score(pattern, match[0]),
                            self.name,
                            pattern,
                        )
                    )
        return sorted(found)

    @staticmethod
    def _score(pattern: str, form: str) -> float:
        """Six pairs with colons are nothing else; digits alone, with dots or dashes, may be any number."""
        if pattern == "bare":
            return WEAK
        return STRONG if ":" in form or _HEXADECIMAL.search(form) else MEDIUM


def _is_nobodys(form: str) -> bool:
    """All zeros, and all ones, which is broadcast: no device has such an address."""
    return set(form.casefold()) - {":", "-", "."} in ({"0"}, {"f"})

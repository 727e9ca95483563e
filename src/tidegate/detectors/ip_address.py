"""IP addresses: what `ipaddress` accepts, standing for itself.

Four numbers with dots are also a version or part of an object identifier; so no further dot and digit may touch them,
and where a letter does (``v1.2.3.4``) only a word beside them speaks for an address (``server10.0.0.1``); with letters
on both sides they are a part of that word. An underscore parts words, so there the claim is a medium one. Browsers cut
their versions to one number and three zeros (``Chrome/126.0.0.0``); behind a product's name that is no address. The
patterns only cut out what could be one; the standard library says whether it is.

Source:
    RFC 791 and RFC 6943 (version 4), RFC 4291 section 2.2 and RFC 5952 (version 6), RFC 4007 (zones).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.measures import is_product_version
from tidegate.detectors.numbers import FAINT
from tidegate.detectors.scan import Taken, joins, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

COLONS_BEFORE_WORD_MIN = 4  # of an address right behind which a colon and a word stand
V6_CHARS_MAX = 45  # eight groups of four, or six of them and a dotted quad

_V4 = lazy.compile(r"(?<![0-9])(?<![0-9]\.)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\.?[0-9])")
# What the standard library accepts: numbers up to 255 without leading zeros; it takes ten times as long.
_V4_SOUND = re.compile(
    r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}"
)
_ZEROS = ".0.0.0"  # of a version that is cut short, or of a network
_PAIR = lazy.compile(r":[0-9A-Fa-f]{0,4}:")  # every version 6 address has two colons this near
_RIGHT = lazy.compile(r"[0-9A-Fa-f:.]*")
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF:")
_SUFFIX = lazy.compile(
    r"(?:%[A-Za-z0-9._~-]{1,32})?(?:/[0-9]{1,3}(?![\p{Latin}\p{N}_/]|[.:-][0-9]))?"
)  # zone, prefix length


class IpAddress:
    """Finds IP addresses of both versions."""

    name = "ip_address"
    version = "4"
    entity_types: tuple[str, ...] = ("ip_address",)
    context = words("ip ipv4 ipv6 address host server client remote gateway subnet dns ping connect connected login")
    refute = words("version versions release build firmware section chapter")
    needs = wide_needs = r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|:[0-9A-Fa-f]{0,4}:"

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            taken = Taken()
            if text.count(":") >= 2:
                for candidate in self._version_6(index, text):
                    taken.take(candidate.start, candidate.end)
                    found.append(candidate)
            if text.count(".") >= 3:
                for match in matches(_V4, text, detector=self.name):
                    start = match.start()
                    # Behind a colon of version 6 what is out of range makes the whole no address.
                    glued = text[max(0, start - 2) : start] == "::" and _V4_SOUND.fullmatch(match[0]) is None
                    if not glued and not taken.overlaps(start, match.end()):
                        end = _SUFFIX.match(text, match.end()).end()
                        claim = self._version_4(index, text, start, end, match[0])
                        if claim is not None:
                            found.append(claim)
        return sorted(found)

    def _version_4(self, index: int, text: str, start: int, end: int, form: str) -> Candidate | None:
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        inside = [_goes_on(one) for one in (before, after)]
        if all(inside):
            return None
        # Leading zeros are read as octal by some and refused by the library: the form alone is a weak claim.
        if _V4_SOUND.fullmatch(form) is None:
            pattern, score = "v4_form", WEAK
        elif any(inside):
            pattern, score = "v4_in_word", FAINT
        elif "_" in (before, after):
            pattern, score = "v4_glued", MEDIUM
        elif text.endswith(_ZEROS, start, end) and is_product_version(text, start, end):
            return None
        else:
            pattern, score = "v4", STRONG
        return Candidate(index, start, end, "ip_address", score, self.name, pattern)

    def _version_6(self, index: int, text: str) -> Iterator[Candidate]:
        done = 0
        for match in matches(_PAIR, text, detector=self.name):
            start = match.start()
            if start < done:
                continue
            while start > done and text[start - 1] in _HEXADECIMAL:
                start -= 1
            end = done = _RIGHT.match(text, match.start()).end()
            while text[end - 1] == ".":
                end -= 1
            if end - start > V6_CHARS_MAX + 2:
                continue
            before, after = text[start - 1 : start] if start else "", text[end : end + 1]
            if _goes_on(before):
                if text[start] != ":" or text[start + 1] == ":":
                    continue
                start += 1  # "address:2001:db8::1"
            elif text[start] == ":" and text[start + 1] != ":":
                start += 1
            if _goes_on(after):
                # A word behind a colon is none of its groups ("2001:db8:0:1::7334:GET"); in "ab::cd:x" it may be.
                end = text.rfind(":", start, end)
                if text.count(":", start, end) < COLONS_BEFORE_WORD_MIN:
                    continue
            if text[end - 1] == ":" and text[end - 2] != ":":
                end -= 1
            form = text[start:end]
            if form == "::":  # the unspecified address is nobody's, unless the words around it speak of addresses
                if not (before + after).strip(" =,;()[]'\"/\n"):
                    yield Candidate(index, start, end, "ip_address", WEAK, self.name, "v6_unspecified")
            elif _accepted(form):
                yield Candidate(index, start, _SUFFIX.match(text, end).end(), "ip_address", STRONG, self.name, "v6")


def _goes_on(neighbour: str) -> bool:
    """Whether a character beside an address makes it a part of a word; an underscore parts words."""
    return joins(neighbour) and neighbour != "_"


def _accepted(form: str) -> bool:
    try:
        ipaddress.ip_address(form)
    except ValueError:
        return False
    return True

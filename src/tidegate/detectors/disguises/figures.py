"""Figures: a whole number as it is, where a machine wrote it with a point or in powers of ten.

Java writes the telephone number 2125550123 as ``2.125550123E9`` once it is a double, Python 536904399 as
``536904399.0``. Both are numbers of JSON, and no pattern for digits knows them.
"""

from __future__ import annotations

import re

from tidegate.detectors.disguises.shown import Rewriting, Shown

DIGITS_MAX = 30  # of the whole number; nothing that tells people apart is longer

NUMBER_HINT = r"[0-9]{7}\.0|[0-9]\.[0-9]{4,30}[eE]\+?[0-9]|[0-9]{6}[eE][+-]?[0-9]"
_NUMBER = re.compile(r"([0-9]{1,40})(?:\.([0-9]{1,40}))?(?:[eE]([+-]?[0-9]{1,2}))?")


def number(text: str) -> Shown | None:
    """The whole number that a text is, as one piece; None where it is no number, or not a whole one."""
    sign = text[:1] == "-"
    match = _NUMBER.fullmatch(text, sign)
    if match is None:
        return None
    whole, fraction = match[1], match[2] or ""
    digits, point = whole + fraction, len(whole) + int(match[3] or 0)
    if not 0 < point <= DIGITS_MAX or digits[point:].strip("0"):
        return None
    writing = Rewriting(text)
    writing.replace(int(sign), len(text), digits[:point].ljust(point, "0"))
    return writing.shown()

r"""What a google-re2 pattern says of itself: its alternatives, whether it needs a digit, how far it counts.

Many patterns in one automaton are fast as long as few of them are under way at once; these tell which get along. What
is not understood is left whole, and needs nothing: whoever relies on an answer relies on one that holds.

Source:
    https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SIGN = re.compile(
    r"""
    \\ (?: [pP] (?: \{ [^}]* \} | . ) | x \{ [0-9A-Fa-f]* \} | x [0-9A-Fa-f]{2} | . )
  | \[ \^? \]? (?: \[:\^?\w+:\] | \\. | [^\]\\] )* \]
  | \( (?: \? (?: P?<\w+> | [a-zA-Z-]*: ) )?
  | (?: [*+?] | \{\d+(?:,\d*)?\} ) \??
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_REPEATED = re.compile(r"(?:([*+?])|\{(\d+)(?:,\d*)?\})\??")
_A_DIGIT = re.compile(r"\\d|[0-9]|\[(?:[0-9](?:-[0-9])?|\\d)+\]")
# A flag for what follows, across alternatives; and a quotation, in which signs mean themselves.
_WHOLE = re.compile(r"\(\?[a-zA-Z-]+\)|\\[QE]")


def alternatives(pattern: str) -> list[str]:
    """Patterns of which one matches wherever this one does, and the other way round."""
    if _WHOLE.search(pattern):
        return [pattern]
    signs = _SIGN.findall(pattern)
    return _parts(signs) if _is_closed(signs) else [pattern]


def needs_digit(pattern: str) -> bool:
    """Whether 0 to 9 stand in everything that a pattern matches; False where that cannot be told."""
    signs = _SIGN.findall(pattern)
    return not _WHOLE.search(pattern) and _is_closed(signs) and all(map(_has_digit, _split(signs)))


def counts_to(pattern: str) -> int:
    """The largest number of times that a pattern asks for something."""
    found = [_REPEATED.fullmatch(sign) for sign in _SIGN.findall(pattern)]
    return max((int(one[2]) for one in found if one is not None and one[2]), default=0)


def _is_closed(signs: Sequence[str]) -> bool:
    depth = 0
    for sign in signs:
        depth += (sign[0] == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def _split(signs: Sequence[str]) -> list[list[str]]:
    """At the bars outside of groups."""
    found: list[list[str]] = [[]]
    depth = 0
    for sign in signs:
        if sign == "|" and not depth:
            found.append([])
            continue
        depth += (sign[0] == "(") - (sign == ")")
        found[-1].append(sign)
    return found


def _parts(signs: Sequence[str]) -> list[str]:
    split = _split(signs)
    if len(split) > 1:
        return [part for own in split for part in _parts(own)]
    if signs and signs[0][0] == "(" and _closing(signs, 0) == len(signs) - 1:
        inner = _split(signs[1:-1])
        if len(inner) > 1:
            opening = "" if signs[0] in ("(", "(?:") else signs[0]
            return [f"{opening}{part})" if opening else part for own in inner for part in _parts(own)]
    return ["".join(signs)]


def _closing(signs: Sequence[str], start: int) -> int:
    """Where the group that opens at ``start`` closes."""
    depth = 0
    for place in range(start, len(signs)):
        depth += (signs[place][0] == "(") - (signs[place] == ")")
        if not depth:
            return place
    raise AssertionError("the pattern is closed")


def _has_digit(signs: Sequence[str]) -> bool:
    """Whether a sequence has an element that cannot be without one."""
    place = 0
    while place < len(signs):
        last = _closing(signs, place) if signs[place][0] == "(" else place
        repeated = _REPEATED.fullmatch(signs[last + 1]) if last + 1 < len(signs) else None
        if repeated is None or repeated[1] == "+" or (repeated[2] and int(repeated[2]) > 0):
            if last == place:
                if _A_DIGIT.fullmatch(signs[place]):
                    return True
            elif all(map(_has_digit, _split(signs[place + 1 : last]))):
                return True
        place = last + (1 if repeated is None else 2)
    return False

"""Spots: the value of a plain JSON record in which a match of the gate lies, found without taking the record apart.

Only where the source speaks for itself: ASCII without a backslash, so that a string ends at the next quote and a text
stands there as it is. What cannot be told at a glance (an element of an array, a match on punctuation) is None, and the
record is decoded as any other.
"""

from __future__ import annotations

from typing import NamedTuple

_QUOTE, _COLON = 34, 58
_NUMBER = frozenset(b"0123456789+-.eE")
_BEFORE_NUMBER = frozenset(b": \t\r\n")
_NUMBER_STARTS = frozenset(b"-0123456789")
_LITERAL_STARTS = frozenset(b"tfn")
_SPACE = frozenset(b" \t\r\n")


class Spot(NamedTuple):
    """One value, as offsets in a buffer: ``[start, end)`` is its text, without quotes.

    ``name`` is the property name before it. ``name_matched`` says that the match lies in that name: then the value may
    hold something because of how it is named. A literal (true, false, null) holds nothing and has an empty text.
    """

    start: int
    end: int
    name: bytes
    is_number: bool
    name_matched: bool


def spot_at(buffer: bytes, begin: int, end: int, position: int) -> Spot | None:
    """The value around a position of a valid, plain JSON document ``buffer[begin:end]``, or None."""
    if buffer[position] == _QUOTE:
        return None
    if buffer.count(b'"', begin, position) & 1:
        start = buffer.rfind(b'"', begin, position) + 1
        stop = buffer.find(b'"', position, end)
        if stop < 0:
            return None
        after = _behind_space(buffer, stop + 1, end)
        if after < end and buffer[after] == _COLON:
            return _value_of(buffer, start, stop, _behind_space(buffer, after + 1, end), end)
        name = _name_before(buffer, begin, start - 1)
        return None if name is None else Spot(start, stop, name, False, False)
    if buffer[position] not in _NUMBER:
        return None
    start = stop = position
    while start > begin and buffer[start - 1] in _NUMBER:
        start -= 1
    while stop < end and buffer[stop] in _NUMBER:
        stop += 1
    if start == begin or buffer[start - 1] not in _BEFORE_NUMBER or buffer[start] not in _NUMBER_STARTS:
        return None  # an element of an array, or part of true and false
    name = _name_before(buffer, begin, start)
    return None if name is None else Spot(start, stop, name, True, False)


def _value_of(buffer: bytes, start: int, stop: int, first: int, end: int) -> Spot | None:
    """The value, beginning at ``first``, of the property whose name is ``buffer[start:stop]``; None for a container."""
    if first >= end:
        return None
    name, opening = buffer[start:stop], buffer[first]
    if opening == _QUOTE:
        close = buffer.find(b'"', first + 1, end)
        return None if close < 0 else Spot(first + 1, close, name, False, True)
    if opening in _NUMBER_STARTS:
        last = first
        while last < end and buffer[last] in _NUMBER:
            last += 1
        return Spot(first, last, name, True, True)
    return Spot(first, first, name, False, True) if opening in _LITERAL_STARTS else None


def _behind_space(buffer: bytes, place: int, end: int) -> int:
    while place < end and buffer[place] in _SPACE:
        place += 1
    return place


def _name_before(buffer: bytes, begin: int, position: int) -> bytes | None:
    """The property name whose value starts at a position, or None where there is none."""
    place = position - 1
    while place > begin and buffer[place] in _SPACE:
        place -= 1
    if place <= begin or buffer[place] != _COLON:
        return None
    close = buffer.rfind(b'"', begin, place)
    if close <= begin:
        return None
    return buffer[buffer.rfind(b'"', begin, close) + 1 : close]

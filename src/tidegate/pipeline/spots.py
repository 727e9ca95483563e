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
_SPACE = frozenset(b" \t\r\n")


class Spot(NamedTuple):
    """One value, as offsets in a buffer: ``[start, end)`` is its text, without quotes.

    ``name`` is the property name before it. ``is_name`` says that this is a property name itself.
    """

    start: int
    end: int
    name: bytes
    is_number: bool
    is_name: bool


def spot_at(buffer: bytes, begin: int, end: int, position: int) -> Spot | None:
    """The value around a position of a valid, plain JSON document ``buffer[begin:end]``, or None."""
    if buffer[position] == _QUOTE:
        return None
    if buffer.count(b'"', begin, position) & 1:
        start = buffer.rfind(b'"', begin, position) + 1
        stop = buffer.find(b'"', position, end)
        if stop < 0:
            return None
        after = stop + 1
        while after < end and buffer[after] in _SPACE:
            after += 1
        if after < end and buffer[after] == _COLON:
            return Spot(start, stop, b"", False, True)
        name = _name_before(buffer, begin, start - 1)
        return None if name is None else Spot(start, stop, name, False, False)
    if buffer[position] not in _NUMBER:
        return None
    start = stop = position
    while start > begin and buffer[start - 1] in _NUMBER:
        start -= 1
    while stop < end and buffer[stop] in _NUMBER:
        stop += 1
    if start == begin or buffer[start - 1] not in _BEFORE_NUMBER or buffer[start] not in b"-0123456789":
        return None  # an element of an array, or part of true and false
    name = _name_before(buffer, begin, start)
    return None if name is None else Spot(start, stop, name, True, False)


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

"""Numbers in markers: ``[EMAIL_2]`` is the second address of its record, wherever in it that address stands.

A text that was de-identified before, or quotes one that was, has markers already. Their numbers are somebody else's: a
value that is found now gets the next one that nobody has, or two people would share a marker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tidegate.canonical import canonical_value
from tidegate.pipeline.plan import Plan

_NONE: frozenset[int] = frozenset()


class Counters:
    """Numbers the values of each type within one record, in order of first mention, from 1.

    ``taken`` gives the numbers of a type that stand in the record already; None: there are none.
    """

    def __init__(self, taken: Callable[[str], frozenset[int]] | None = None) -> None:
        self._taken = taken
        self._used: dict[str, frozenset[int]] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._last: dict[str, int] = {}

    def number(self, entity_type: str, value: str) -> int:
        """The number of a value: the same for the same value, however it is spelt."""
        key = (entity_type, canonical_value(entity_type, value))
        number = self._numbers.get(key)
        if number is None:
            number, used = self._last.get(entity_type, 0) + 1, self._used_by_others(entity_type)
            while number in used:
                number += 1
            self._numbers[key] = self._last[entity_type] = number
        return number

    def _used_by_others(self, entity_type: str) -> frozenset[int]:
        if self._taken is None:
            return _NONE
        used = self._used.get(entity_type)
        if used is None:
            used = self._used[entity_type] = self._taken(entity_type)
        return used


def numbering(plan: Plan, texts: Sequence[str]) -> Counters:
    """Counters for one record that skip the markers which stand in these texts of it."""
    if not plan.counts:
        return Counters()

    def taken(entity_type: str) -> frozenset[int]:
        form = getattr(plan.transformer(entity_type), "numbered", None)
        if form is None:
            return _NONE
        return frozenset(int(number) for text in texts for number in form(entity_type).findall(text))

    return Counters(taken)

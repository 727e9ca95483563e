"""Find the record that kills the process that reads it, without a store: rule 15 of a lane.

Before the first batch after its opening, a lane commits the offset where it stands once more, with the number of the
attempt beside it; the batch's own commit takes that away. So whoever opens the lane next knows how often the batch at
this offset was begun and never finished. Twice is bad luck; from the third time on batches are halved, each marked
anew, until the one record is alone, and that one is quarantined. Lanes of one process take turns at batches that were
begun before: those that only share the process with a killer are not blamed with it. A process that finds its own mark
has survived: what went wrong was the broker or the network, and is not counted.

Where lanes remember what was said, such a record lies just before the committed offset, and a fresh lane that read it
again to warm its context would die of it, time and again. So its offset stays beside the committed one (`Killers`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from tidegate.kafka import commit
from tidegate.records import RawBatch

CAREFUL_FROM = 2  # attempts that failed before batches are halved

KILLERS_MAX = 64  # offsets that are named; a broker keeps 4 KB beside an offset

_FORM = re.compile(r"attempt=(\d{1,9}) records=(\d{1,9}) until=(\d{1,18}) by=(\S{1,200})(?: killers=.*)?")
_KILLERS = re.compile(rf"(?:.* )?killers=(\d{{1,19}}(?:,\d{{1,19}}){{0,{KILLERS_MAX - 1}}}) behind=(\d{{1,19}})")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What stands beside a committed offset. ``number`` 0: nothing was begun there.

    ``records`` is the size of the batch, ``until`` the position up to which one goes on with care, ``process`` who.
    """

    number: int = 0
    records: int = 0
    until: int = 0
    process: str = ""

    @classmethod
    def read(cls, metadata: str) -> Attempt:
        """From the metadata of a committed offset; what is not ours counts as nothing begun."""
        found = _FORM.fullmatch(metadata)
        return cls() if found is None else cls(int(found[1]), int(found[2]), int(found[3]), found[4])

    def __str__(self) -> str:
        return f"attempt={self.number} records={self.records} until={self.until} by={self.process}"


@dataclass(frozen=True, slots=True)
class Killers:
    """Records of one partition that killed their process, by offset: nobody reads them again, nor remembers them.

    ``behind``: where there were too many to name, nothing before this offset is read again.
    """

    offsets: tuple[int, ...] = ()
    behind: int = 0

    @classmethod
    def read(cls, metadata: str) -> Killers:
        """From the metadata of a committed offset; what is not ours names none."""
        found = _KILLERS.fullmatch(metadata)
        return cls() if found is None else cls(tuple(map(int, found[1].split(","))), int(found[2]))

    def __str__(self) -> str:
        return f"killers={','.join(map(str, self.offsets))} behind={self.behind}" if self.offsets else ""

    def and_(self, offset: int) -> Killers:
        """One more; beyond `KILLERS_MAX` the oldest loses its name."""
        offsets = tuple(sorted({*self.offsets, offset}))
        forgotten, named = offsets[:-KILLERS_MAX], offsets[-KILLERS_MAX:]
        return Killers(named, forgotten[-1] + 1 if forgotten else self.behind)

    def without(self, batch: RawBatch) -> RawBatch:
        """The batch as it may be read again."""
        return commit.without(batch, self.offsets)


class Step(NamedTuple):
    """What to do next: carry ``part`` after writing ``mark``, or quarantine it; then ``rest``, if there is any."""

    part: RawBatch
    rest: RawBatch | None
    mark: Attempt | None
    kills: bool = False


class Care:
    """How carefully one lane goes on.

    Args:
        process: Unique to this process; a restarted worker has another one.
    """

    def __init__(self, process: str) -> None:
        self._process = process
        self._failed = 0
        self._size = 0
        self._alone = False  # the record at this offset was read alone, and nobody came back
        self._until = 0
        self._unproven = True

    def opened(self, metadata: str) -> None:
        """A lane was opened where this metadata stands."""
        before = Attempt.read(metadata)
        survived = before.process == self._process
        self._failed = max(0, before.number - survived)
        self._size = before.records if survived else max(1, before.records // 2)
        self._alone = before.records == 1 and not survived and self._failed >= CAREFUL_FROM
        self._until = before.until
        self._unproven = True

    def step(self, batch: RawBatch) -> Step:
        """What to do with a batch that begins where the lane stands; the step before, if any, is committed."""
        if self._alone:
            self._alone, self._failed = False, 0
            part, rest = _first(batch, 1)
            return Step(part, rest, None, kills=True)
        if self._failed >= CAREFUL_FROM and batch.position_from < self._until:
            part, rest = _first(batch, self._size)
            return Step(part, rest, Attempt(self._failed + 1, len(part), self._until, self._process))
        first, self._unproven = self._unproven and self._failed < CAREFUL_FROM, False
        mark = Attempt(self._failed + 1, len(batch), batch.position_to, self._process) if first else None
        self._failed = 0
        return Step(batch, None, mark)


def _first(batch: RawBatch, count: int) -> tuple[RawBatch, RawBatch | None]:
    return commit.split(batch, count) if count < len(batch) else (batch, None)

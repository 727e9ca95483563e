"""A run's states, in one table.

Control asks this table before it writes a state, so "may this run be aborted" is answered in one place and the same way
for HTTP, commands and what the lanes report.

    PENDING -> PROCESSING -> SUCCEEDED | FAILED | ABORTED
    PENDING -> PAUSED | FAILED | ABORTED
    PROCESSING <-> PAUSED -> SUCCEEDED | FAILED | ABORTED

A run may be paused before its first lane opens: its lanes are fenced like any others, and it is PROCESSING once it is
resumed. A paused run may be aborted without waking it, and it fails or succeeds if that is what its last transactions,
read after the fence, turn out to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from tidegate.errors import RunConflict
from tidegate.wire import RunStatus, Wanted

_END = frozenset({RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.ABORTED})

TRANSITIONS: Mapping[RunStatus, frozenset[RunStatus]] = {
    RunStatus.PENDING: frozenset({RunStatus.PROCESSING, RunStatus.PAUSED, RunStatus.FAILED, RunStatus.ABORTED}),
    RunStatus.PROCESSING: _END | {RunStatus.PAUSED},
    RunStatus.PAUSED: _END | {RunStatus.PROCESSING},
    RunStatus.SUCCEEDED: frozenset(),
    RunStatus.FAILED: frozenset(),
    RunStatus.ABORTED: frozenset(),
}


def finished(status: RunStatus) -> bool:
    """Whether nothing can follow."""
    return not TRANSITIONS[status]


def may(status: RunStatus, following: RunStatus) -> bool:
    """Whether ``following`` may come straight after ``status``."""
    return following in TRANSITIONS[status]


def advance(status: RunStatus, following: RunStatus) -> RunStatus:
    """The next state.

    Raises:
        RunConflict: If the table does not allow it; names both states.
    """
    if not may(status, following):
        raise RunConflict(f"a run that is {status} cannot become {following}")
    return following


def wanted(status: RunStatus) -> Wanted:
    """What lanes are told once the run has reached this state."""
    if finished(status):
        return Wanted.STOP
    return Wanted.PAUSE if status is RunStatus.PAUSED else Wanted.PROCESS

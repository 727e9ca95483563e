"""A run's states."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.errors import RunConflict
from tidegate.runs.run import TRANSITIONS, advance, finished, may, wanted
from tidegate.wire import RunStatus, Wanted

ALLOWED = {
    ("PENDING", "PROCESSING"),
    ("PENDING", "PAUSED"),
    ("PENDING", "FAILED"),
    ("PENDING", "ABORTED"),
    ("PROCESSING", "PAUSED"),
    ("PROCESSING", "SUCCEEDED"),
    ("PROCESSING", "FAILED"),
    ("PROCESSING", "ABORTED"),
    ("PAUSED", "PROCESSING"),
    ("PAUSED", "SUCCEEDED"),
    ("PAUSED", "FAILED"),
    ("PAUSED", "ABORTED"),
}


@pytest.mark.parametrize(("before", "after"), list(product(RunStatus, RunStatus)))
def test_a_state_follows_another_only_where_the_table_says_so(before: RunStatus, after: RunStatus) -> None:
    """All 36 pairs; nothing follows a finished state, and no state follows itself."""
    assert may(before, after) is ((before.value, after.value) in ALLOWED)
    if may(before, after):
        assert advance(before, after) is after
    else:
        with pytest.raises(RunConflict, match=f"{before} cannot become {after}"):
            advance(before, after)


@given(st.lists(st.sampled_from(RunStatus), max_size=30))
def test_a_finished_run_never_changes_again(asked: list[RunStatus]) -> None:
    """Whatever is asked in whatever order."""
    status, ended = RunStatus.PENDING, None
    for following in asked:
        if may(status, following):
            status = advance(status, following)
        if ended is None and finished(status):
            ended = status
        assert ended is None or status is ended


@pytest.mark.parametrize(
    ("status", "want"),
    [
        (RunStatus.PENDING, Wanted.PROCESS),
        (RunStatus.PROCESSING, Wanted.PROCESS),
        (RunStatus.PAUSED, Wanted.PAUSE),
        (RunStatus.SUCCEEDED, Wanted.STOP),
        (RunStatus.FAILED, Wanted.STOP),
        (RunStatus.ABORTED, Wanted.STOP),
    ],
)
def test_lanes_work_only_while_the_run_does(status: RunStatus, want: Wanted) -> None:
    """Each state has what lanes are told in it."""
    assert wanted(status) is want


def test_every_state_has_a_row() -> None:
    """A state that is added must be thought about."""
    assert set(TRANSITIONS) == set(RunStatus)

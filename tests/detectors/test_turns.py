"""Which of two ways is taken: the first as long as it is fast, and again after a while."""

from __future__ import annotations

import pytest

from tidegate.detectors import turns
from tidegate.detectors.turns import Turns


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, texts in {"WARMED": 4, "JUDGED": 4, "AWAY_FIRST": 8, "AWAY_MAX": 16}.items():
        monkeypatch.setattr(turns, name, texts)


def made(seconds: float) -> Turns:
    """Turns whose first way has taken so long for each of 8 texts of 10 bytes."""
    found = Turns(1.0, 0.1)
    for _ in range(4):
        found.took(2 * seconds, 2, 20)
    return found


@pytest.mark.parametrize(("seconds", "first"), [(1.9, True), (2.1, False)])
def test_the_first_way_is_left_where_it_is_slow(seconds: float, first: bool) -> None:
    assert made(seconds).first is first


def test_what_was_slow_at_first_does_not_count() -> None:
    """Nothing has been met by then."""
    found = Turns(1.0, 0.1)
    found.took(100.0, 4, 40)
    found.took(1.0, 4, 40)
    assert found.first


def test_it_is_tried_again_each_time_after_a_longer_while() -> None:
    """And after a shorter one, once it has been fast."""
    found = made(5.0)
    for texts in (8, 16, 16):
        found.passed(texts - 1)
        assert not found.first
        found.passed(1)
        assert found.first
        for _ in range(2):
            found.took(20.0, 4, 40)
        assert not found.first
    found.passed(16)
    for seconds in (1.0, 1.0, 20.0):
        found.took(seconds, 4, 40)
    assert not found.first
    found.passed(8)
    assert found.first

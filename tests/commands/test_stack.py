"""A stack's own process: how it is told to end."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tidegate.commands.stack import Stack, ended_by_signals, run


class _TornDown:
    """Gets a signal where Python can raise nothing."""

    def __init__(self, number: signal.Signals) -> None:
        self.number = number

    def __del__(self) -> None:
        signal.raise_signal(self.number)


@pytest.fixture
def stack() -> Iterator[Stack]:
    made = Stack()
    yield made
    made.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_came_where_nothing_can_be_raised_ends_it_all_the_same(
    number: signal.Signals, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A demo went on to its end, and said that all was well."""
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: None)

    def body() -> None:
        with ended_by_signals():
            dying = _TornDown(number)
            del dying
            with pytest.raises(KeyboardInterrupt):
                stack.check()

    with pytest.raises(KeyboardInterrupt):
        body()


def test_a_signal_cancels_what_runs_in_a_loop_and_lets_it_clean_up() -> None:
    """As Ctrl-C does; raised into the loop it would leave tasks behind."""
    ended: list[str] = []

    async def work() -> None:
        signal.raise_signal(signal.SIGTERM)
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0)
            ended.append("clean")

    with pytest.raises(KeyboardInterrupt), ended_by_signals():
        asyncio.run(work())
    assert ended == ["clean"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_cancellation_that_a_client_swallows_ends_it_all_the_same(number: signal.Signals) -> None:
    """aiokafka does so at times while it connects; the demo went on, and ended with 0."""

    async def swallows() -> None:
        signal.raise_signal(number)
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(30)

    with pytest.raises(KeyboardInterrupt), ended_by_signals():
        run(swallows())


def test_what_runs_undisturbed_gives_its_result() -> None:
    assert run(asyncio.sleep(0, "done")) == "done"


def test_after_its_end_nothing_is_remembered() -> None:
    """The next one in the same process is not told to end."""
    with pytest.raises(KeyboardInterrupt), ended_by_signals():
        signal.raise_signal(signal.SIGTERM)
    with ended_by_signals():
        pass

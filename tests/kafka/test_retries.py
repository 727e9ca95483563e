"""A broker that is away is said once and then once a minute, and asked less and less often."""

from __future__ import annotations

from tidegate.errors import ClientFault
from tidegate.kafka.retries import LONGEST_SECONDS, SAID_EVERY_SECONDS, Retries


class Now:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_fault_is_said_when_it_begins_or_changes_and_then_once_a_minute() -> None:
    now = Now()
    retries = Retries(now)
    said = []
    for _ in range(150):
        if retries.failed(ClientFault("away")):
            said.append(now.seconds)
        now.seconds += 1
    assert said == [100.0, 100.0 + SAID_EVERY_SECONDS, 100.0 + 2 * SAID_EVERY_SECONDS]
    assert retries.failed(ClientFault("another"))
    assert not retries.failed(ClientFault("another"))


def test_that_it_works_again_is_said_once() -> None:
    retries = Retries(Now())
    assert not retries.worked()
    assert retries.failed(ClientFault("away"))
    assert retries.worked()
    assert not retries.worked()
    assert retries.failed(ClientFault("away"))  # a new event


def test_retries_come_less_and_less_often_and_never_stop() -> None:
    retries = Retries(Now())
    waits = []
    for _ in range(2000):
        retries.failed(ClientFault("away"))
        waits.append(retries.seconds)
    assert waits[:5] == [1.0, 2.0, 4.0, LONGEST_SECONDS, LONGEST_SECONDS]
    assert max(waits) == LONGEST_SECONDS
    retries.worked()
    retries.failed(ClientFault("away"))
    assert retries.seconds == 1.0

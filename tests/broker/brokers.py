"""One noun for every broker a test may run against: its address, and what may be done to its process."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Protocol

import pytest

from tidegate.kafka.child import ChildProcess
from tidegate.kafka.embedded import EmbeddedBroker

STOPS_WITHIN_SECONDS = 10.0


class Broker(Protocol):
    """A broker under test. ``stop``, ``start``, ``kill``, ``pause`` and ``resume`` return when it is done."""

    kind: str

    @property
    def bootstrap(self) -> str: ...

    def start(self) -> None: ...

    def stop(self) -> None:
        """SIGTERM: a clean end. The data stays for the next ``start``."""

    def kill(self) -> None:
        """SIGKILL. Not on the embedded broker: it loses what was written in the last three seconds."""

    def pause(self) -> None:
        """SIGSTOP: connections stay open and nothing answers."""

    def resume(self) -> None: ...

    def restart(self) -> None: ...

    def close(self) -> None:
        """End it for good and remove its data."""


class ProcessBroker:
    """What all brokers that are child processes share."""

    kind = "process"

    @property
    def child(self) -> ChildProcess:
        raise NotImplementedError

    def start(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        self.child.stop(grace_seconds=20)

    def kill(self) -> None:
        self.child.kill()

    def pause(self) -> None:
        self.child.signal_group(signal.SIGSTOP)
        # The signal is only sent: a busy machine let a broker answer for a while after it.
        deadline = time.monotonic() + STOPS_WITHIN_SECONDS
        while (
            sys.platform == "linux"
            and os.waitid(os.P_PID, self.child.pid, os.WSTOPPED | os.WNOWAIT | os.WNOHANG) is None
        ):
            assert time.monotonic() < deadline, "the broker does not stop"
            time.sleep(0.005)

    def resume(self) -> None:
        self.child.signal_group(signal.SIGCONT)

    def restart(self) -> None:
        self.stop()
        self.start()


class Embedded(ProcessBroker):
    """The embedded broker, as shipped."""

    kind = "embedded"

    def __init__(self) -> None:
        self.broker = EmbeddedBroker()

    @property
    def child(self) -> ChildProcess:
        return self.broker.child

    @property
    def bootstrap(self) -> str:
        return self.broker.bootstrap

    def start(self) -> None:
        self.broker.start()

    def kill(self) -> None:
        pytest.skip("the embedded broker loses its last three seconds when it is killed")

    def close(self) -> None:
        self.resume()
        self.broker.close()


class External:
    """A broker that runs already: tests may use it, not stop it."""

    kind = "external"

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    @property
    def bootstrap(self) -> str:
        return self._bootstrap

    def _refuse(self) -> None:
        pytest.skip("this test stops its broker, and --broker names one that is not ours")

    stop = kill = pause = resume = restart = _refuse

    def start(self) -> None:
        """It runs already."""

    def close(self) -> None:
        """It is not ours to end."""

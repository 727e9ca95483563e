"""A child process that never survives its parent.

A demo that dies must leave no broker behind, and a broker must not see the Ctrl-C that is meant for its parent: it
would be gone before the workers have committed. So each child has its own process group, a signal that the Linux
kernel sends when its parent ends, and a stop with a deadline.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

# Set by a small program that then becomes the child: Python code between fork and exec (preexec_fn) may deadlock in a
# process with threads. The second line closes the gap in which the parent died before prctl was called.
_TRAMPOLINE = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, int(sys.argv[1]), 0, 0, 0)
if os.getppid() != int(sys.argv[2]): sys.exit(1)
os.execvp(sys.argv[3], sys.argv[3:])
"""


class ChildProcess:
    """One child process with a bounded end.

    ``start`` must be called from a thread that lives as long as the child should: Linux ties the signal to the thread
    that forked, not to the process.

    Args:
        command: Program and arguments.
        output: File that stdout and stderr are appended to.
        environment: Variables to add to the parent's environment.
        death_signal: Signal that the child gets when its parent ends (Linux only).
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        output: Path,
        environment: Mapping[str, str] | None = None,
        death_signal: signal.Signals = signal.SIGKILL,
    ) -> None:
        self.command = list(command)
        self.output = output
        self._environment = dict(environment or {})
        self._death_signal = death_signal
        self._process: subprocess.Popen[bytes] | None = None
        self._output_start = 0

    def start(self) -> None:
        """Start the process; its output goes to the file."""
        if self.alive:
            raise RuntimeError("the child process runs already")
        command = self.command
        if sys.platform == "linux":
            trampoline = [sys.executable, "-I", "-S", "-c", _TRAMPOLINE, str(int(self._death_signal)), str(os.getpid())]
            command = [*trampoline, *command]
        self.output.parent.mkdir(parents=True, exist_ok=True)
        file: IO[bytes]
        with self.output.open("ab") as file, _interrupt_held_back():
            self._output_start = file.tell()
            self._process = subprocess.Popen(  # noqa: S603  the command is ours, never a user's text
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self._environment},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id, also that of its process group. Raises RuntimeError if it was never started."""
        if self._process is None:
            raise RuntimeError("the child process was not started")
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """Exit code, negative for a signal; None while it runs or was never started."""
        return None if self._process is None else self._process.poll()

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the child's process group; nothing happens when it is gone."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def wait(self, timeout_seconds: float) -> bool:
        """Wait for the end. Returns False when the deadline passed first."""
        if self._process is None:
            return True
        try:
            self._process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self, grace_seconds: float = 5.0) -> None:
        """SIGTERM, a deadline, then SIGKILL. Returns when the process is gone."""
        self.signal_group(signal.SIGTERM)
        if not self.wait(grace_seconds):
            self.kill()

    def kill(self) -> None:
        """SIGKILL, also for a stopped process. Returns when the process is gone."""
        self.signal_group(signal.SIGKILL)
        if not self.wait(10.0):
            raise RuntimeError(f"process {self.pid} outlived SIGKILL")

    def printed(self) -> str:
        """What it has written since its last start, for reading a program's own word that it is up."""
        if not self.output.exists():
            return ""
        with self.output.open("rb") as file:
            file.seek(self._output_start)
            return file.read().decode("utf-8", "replace")


@contextlib.contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """A Ctrl-C in the very moment of the fork waits until somebody knows of the child, and can stop it."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield  # only the main thread is interrupted
        return
    came: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if came:
            handler(signal.SIGINT, came[0])


def wait_gone(pid: int, timeout_seconds: float) -> bool:
    """Wait until no process has this id any more. Returns False when the deadline passed first."""
    deadline = time.monotonic() + timeout_seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False

"""Starts `tidegate` as a child and tells, when it has ended, what it left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from tests.commands.shell import environment

MARK = "TEST_OF_TIDEGATE_MARK"


class Started:
    """A running command. Its descendants are known by a variable in their environment, its files by its own TMPDIR."""

    def __init__(self, *arguments: str, folder: Path, variables: dict[str, str] | None = None) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.working = folder / "empty"
        self.working.mkdir()
        self.mark = uuid.uuid4().hex
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tidegate", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.working,
            env=environment(
                {MARK: self.mark, "TMPDIR": str(self.temporary), "PYTHONUNBUFFERED": "1", **(variables or {})}
            ),
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self.lines.append(line)

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def wait_for(self, text: str, seconds: float = 60) -> None:
        """Wait until it has printed this text."""
        wait_until(lambda: text in self.output or self.process.poll() is not None, seconds, f"{text!r} was not printed")
        assert text in self.output, self.output

    def signal(self, number: signal.Signals) -> None:
        """To the foreground process group, as a terminal does."""
        os.killpg(self.process.pid, number)

    def end(self, seconds: float = 40) -> int:
        """Wait for its end; returns its exit code."""
        code = self.process.wait(seconds)
        self._reader.join(5)
        return code

    def left_processes(self) -> list[str]:
        """Command lines of living processes that it started."""
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal():
                continue
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                marked = f"{MARK}={self.mark}".encode() in (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if marked and state != "Z":
                found.append(command)
        return found

    def left_files(self) -> list[str]:
        return sorted(str(path.relative_to(self.temporary.parent)) for path in self.temporary.parent.rglob("*"))

    def clean_up(self) -> None:
        """End whatever a failed test left."""
        if self.process.poll() is None:
            self.signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.signal(signal.SIGKILL)
                self.process.wait(10)


def wait_until(holds: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Wait until something holds; fail with ``otherwise`` when the seconds are over."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)

"""Child processes end: when asked, when they refuse, and with a parent that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tidegate.kafka.child import ChildProcess, wait_gone


def test_a_child_that_ignores_sigterm_is_killed_at_its_deadline(tmp_path: Path) -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    child = ChildProcess([sys.executable, "-c", code], output=tmp_path / "out")
    child.start()
    while "up" not in child.printed():
        time.sleep(0.02)
    started = time.monotonic()
    child.stop(grace_seconds=0.3)
    assert child.exit_code == -signal.SIGKILL
    assert time.monotonic() - started < 5


def test_a_child_has_its_own_process_group(tmp_path: Path) -> None:
    """Ctrl-C in a terminal goes to a group: the broker must outlive the workers' last commit."""
    child = ChildProcess([sys.executable, "-c", "import time; time.sleep(60)"], output=tmp_path / "out")
    child.start()
    try:
        assert os.getpgid(child.pid) == child.pid != os.getpgid(0)
    finally:
        child.kill()


def test_ctrl_c_in_the_moment_of_the_fork_leaves_a_child_that_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Raised there, it would leave a process of which nobody has the id."""
    forked = subprocess.Popen

    def forked_and_interrupted(*arguments: Any, **options: Any) -> Any:
        process = forked(*arguments, **options)
        signal.raise_signal(signal.SIGINT)
        return process

    monkeypatch.setattr(subprocess, "Popen", forked_and_interrupted)
    handler = signal.getsignal(signal.SIGINT)
    child = ChildProcess([sys.executable, "-c", "import time; time.sleep(60)"], output=tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        child.start()
    assert signal.getsignal(signal.SIGINT) is handler
    assert child.alive
    child.kill()
    assert not child.alive


@pytest.mark.skipif(sys.platform != "linux", reason="the parent's death signal is Linux's")
def test_a_stopped_child_ends_with_its_parent_too(tmp_path: Path) -> None:
    """A process that is paused takes no SIGTERM, but SIGKILL, which is the default."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import pathlib, signal, sys, time\n"
        "from tidegate.kafka.child import ChildProcess\n"
        "command = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        f"child = ChildProcess(command, output=pathlib.Path({str(tmp_path / 'out')!r}))\n"
        "child.start()\n"
        "time.sleep(0.5)\n"
        "child.signal_group(signal.SIGSTOP)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    assert wait_gone(pid, 5.0)


def test_output_of_an_earlier_start_is_not_read_again(tmp_path: Path) -> None:
    """Else a restarted broker would seem ready by the word of its predecessor."""
    child = ChildProcess([sys.executable, "-c", "print('ready')"], output=tmp_path / "out")
    for _ in range(2):
        child.start()
        assert child.wait(10)
        assert child.printed() == "ready\n"
    assert child.exit_code == 0
    child.stop()  # nothing to stop is no error


def test_a_running_child_is_not_started_twice(tmp_path: Path) -> None:
    child = ChildProcess([sys.executable, "-c", "import time; time.sleep(60)"], output=tmp_path / "out")
    with pytest.raises(RuntimeError, match="not started"):
        _ = child.pid
    child.start()
    try:
        with pytest.raises(RuntimeError, match="runs already"):
            child.start()
    finally:
        child.kill()

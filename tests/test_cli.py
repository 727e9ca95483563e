"""The command line's promises: help with examples, exit codes, one line for an error, and a quick start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.shell import environment, tidegate
from tidegate.cli import app


def leaf_commands() -> list[list[str]]:
    """Every command, as its words."""
    found = [[str(command.name)] for command in app.registered_commands]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        found += [[str(group.name), str(command.name)] for command in group.typer_instance.registered_commands]
    return sorted(found)


@pytest.mark.parametrize("command", leaf_commands(), ids=" ".join)
def test_every_command_has_help_with_an_example_of_itself(command: list[str]) -> None:
    done = tidegate(*command, "--help")
    assert done.returncode == 0
    assert f"tidegate {' '.join(command)}" in done.stdout.decode().split("EXAMPLES")[1]


def test_the_promised_commands_are_there() -> None:
    """A script that calls one of these must go on working."""
    promised = {
        "demo",
        "up",
        "worker",
        "control",
        "redact",
        "check",
        "test",
        "topics apply",
        "topics list",
        "topics diff",
    }
    promised |= {f"runs {name}" for name in ["create", "list", "show", "watch", "pause", "resume", "abort", "delete"]}
    assert promised <= {" ".join(command) for command in leaf_commands()}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--version"], 0, ""),
        ([], 2, "Usage"),
        (["nonsense"], 2, "No such command"),
        (["redact", "--nonsense"], 2, "No such option"),
        (["redact", "--policy", "nonsense"], 2, "unknown policy 'nonsense'"),
        (["redact", "--policy", "suport-chat"], 2, "did you mean 'support-chat'?"),
        (["redact", "/nowhere/at/all"], 2, "/nowhere/at/all: cannot be read: No such file or directory"),
        (["redact", "--format", "xml"], 2, "--format is text or json"),
        (["redact", "--policy", "app-logs"], 2, "TIDEGATE_KEY_FILE"),
        (["check", "/nowhere/at/all"], 2, "no such file or folder"),
        (["test", "/nowhere/at/all"], 2, "no such file or folder"),
        (["runs", "create"], 2, "--policy"),
        (["runs", "create", "--policy", "p", "--start", "{"], 2, "--start is"),
        (["runs", "list", "--url", "http://127.0.0.1:9"], 1, "nobody answers at http://127.0.0.1:9"),
        (["keys", "new", "/nowhere/at/all"], 2, "cannot be written: No such file or directory"),
    ],
)
def test_exit_codes_and_one_clear_line(arguments: list[str], code: int, said: str) -> None:
    """0 is ok, 1 findings or failure, 2 usage or configuration; never a traceback."""
    done = tidegate(*arguments)
    shown = done.stderr.decode() + done.stdout.decode()
    assert done.returncode == code, shown
    assert said in shown
    assert "Traceback" not in shown


def test_a_wrong_setting_is_named_and_its_value_is_not() -> None:
    done = tidegate("redact", variables={"TIDEGATE_HTTP_PORT": "sec-ret"})
    assert done.returncode == 2
    assert b"TIDEGATE_HTTP_PORT" in done.stderr
    assert b"sec-ret" not in done.stderr


def test_starting_loads_no_kafka_client_and_no_web_framework() -> None:
    """`tidegate --help` must not wait for what it does not use."""
    program = (
        "import sys, tidegate.cli;"
        "heavy = {'aiokafka', 'faust', 'mode', 'fastapi', 'httpx2', 'uvicorn', 'phonenumbers'};"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment(), timeout=60, check=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_a_reader_that_leaves_early_gets_no_complaint() -> None:
    """`tidegate redact | head -1` ends quietly."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tidegate", "redact"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdout.close()
    _, said = child.communicate(b"a line\n" * 50_000, timeout=60)
    assert child.returncode == 1
    assert said == b""


def test_an_interrupt_in_code_run_from_a_string_ends_with_130_too(tmp_path: Path) -> None:
    """CPython would end by SIGINT although the interrupt was caught; seen once in a demo that was importing."""
    (tmp_path / "stopped.py").write_text(
        "from tidegate.commands._ending import ends\n"
        "def command() -> int:\n"
        "    exec('raise KeyboardInterrupt')\n"
        "    return 0\n"
        "import typer\n"
        "app = typer.Typer()\n"
        "app.command()(ends(command))\n"
        "app()\n"
    )
    done = subprocess.run([sys.executable, "-m", "stopped"], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"tidegate: interrupted\n")

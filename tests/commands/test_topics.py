"""`tidegate topics` without a broker: which address, and what is wrong with it."""

from __future__ import annotations

import pytest

from tests.commands.shell import tidegate


@pytest.mark.parametrize("command", ["apply", "diff", "list"])
def test_a_broker_that_is_not_there_is_named(command: str) -> None:
    done = tidegate("topics", command, variables={"TIDEGATE_BOOTSTRAP_SERVERS": "127.0.0.1:1"})
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == "tidegate: broker 127.0.0.1:1 does not listen\n"

"""`tidegate acl`: command lines and JSON say the same, and nothing is asked of any broker."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.shell import tidegate


def test_json_names_each_access_with_its_reason(tmp_path: Path) -> None:
    done = tidegate("acl", "support-chat", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert {acl["role"] for acl in said["acls"]} == {"worker", "control", "producer", "consumer", "privacy-officer"}
    assert all(acl["why"] and acl["principal"] == f"User:tidegate-{acl['role']}" for acl in said["acls"])
    lines = tidegate("acl", "support-chat", folder=tmp_path).stdout.decode().splitlines()
    assert lines == said["commands"]


def test_settings_and_options_decide_names(tmp_path: Path) -> None:
    done = tidegate(
        *("acl", "support-chat", "--role", "worker", "--principal", "worker=User:etl"),
        *("--command-config", "admin.properties", "--continuous-only"),
        folder=tmp_path,
        variables={"TIDEGATE_PREFIX": "gate", "TIDEGATE_BOOTSTRAP_SERVERS": "localhost:9999"},
    )
    text = done.stdout.decode()
    assert "--bootstrap-server localhost:9999 --command-config admin.properties" in text
    assert "--group gate.support-chat" in text
    assert "User:etl" in text
    assert "tidegate" not in text
    assert ".run." not in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--role", "wroker"], "did you mean 'worker'"),
        (["--principal", "worker"], "write ROLE=TYPE:NAME"),
        (["--principal", "worker=etl"], "write ROLE=TYPE:NAME"),
        (["suport-chat"], "did you mean 'support-chat'"),
    ],
)
def test_a_wrong_word_is_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = tidegate("acl", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stdout == b""

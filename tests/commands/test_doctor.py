"""`tidegate doctor`: every finding is said with its mend, and following the mends makes it well."""

from __future__ import annotations

import asyncio
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.broker.brokers import Broker
from tests.commands.shell import tidegate
from tests.conftest import create_topics_at
from tidegate.kafka.embedded import free_port

POLICY = """\
policy: chat
input: {{topic: {raw}, format: json}}
outputs:
  - {{topic: {clean}, as: redacted}}
transform: {{default: {transform}}}
"""


def doctor(folder: Path, *arguments: str, **variables: str) -> tuple[int, dict[str, Any], str]:
    named = {f"TIDEGATE_{name.upper()}": value for name, value in variables.items()}
    done = tidegate("doctor", "--json", *arguments, folder=folder, variables=named)
    text = (done.stdout + done.stderr).decode()
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, text


def mends(said: dict[str, Any], check: str) -> list[str]:
    return [one["mend"] for one in said["findings"] if one["check"] == check]


def write_policy(folder: Path, transform: str = "redact", number: str = "x") -> dict[str, str]:
    policies = folder / "policies"
    policies.mkdir(exist_ok=True)
    topics = {"raw": f"raw.{number}", "clean": f"clean.{number}"}
    (policies / "chat.yaml").write_text(POLICY.format(transform=transform, **topics))
    return {"policies_dir": str(policies)}


def test_following_the_mends_makes_it_well(broker: Broker, tmp_path: Path) -> None:
    number = uuid.uuid4().hex[:8]
    settings = {"bootstrap_servers": broker.bootstrap, "prefix": f"t{number}"}
    settings |= write_policy(tmp_path, "hash", number)
    code, said, _ = doctor(tmp_path, **settings)
    assert code == 1
    assert mends(said, "topics")[0] == "tidegate topics apply"
    assert mends(said, "keys") == ["tidegate keys new keys.json && export TIDEGATE_KEY_FILE=keys.json"]
    [create] = mends(said, "flows")
    assert f"--create --topic raw.{number}" in create

    assert tidegate("keys", "new", "keys.json", folder=tmp_path).returncode == 0
    settings["key_file"] = "keys.json"
    variables = {f"TIDEGATE_{name.upper()}": value for name, value in settings.items()}
    tidegate("topics", "apply", folder=tmp_path, variables=variables)
    asyncio.run(create_topics_at(broker.bootstrap, f"raw.{number}", f"clean.{number}", partitions=6))
    code, said, text = doctor(tmp_path, **settings)
    own = [one for one in said["findings"] if number in one["message"]]
    assert own == [], text
    assert mends(said, "keys") == []


@pytest.mark.parametrize(
    ("content", "mode", "mend"),
    [
        ('{"active": "k1", "keys": {"k1": "%s"}}' % ("A" * 43 + "="), 0o644, "chmod 600 keys.json"),
        ("cut off", 0o600, "restore it from its backup"),
        (None, 0, "tidegate keys new keys.json"),
    ],
)
def test_a_key_file_that_cannot_be_used(tmp_path: Path, content: str | None, mode: int, mend: str) -> None:
    if content is not None:
        (tmp_path / "keys.json").write_text(content)
        (tmp_path / "keys.json").chmod(mode)
    settings = write_policy(tmp_path) | {"bootstrap_servers": f"127.0.0.1:{free_port()}"}
    code, said, _ = doctor(tmp_path, key_file="keys.json", **settings)
    assert code == 1
    [found] = mends(said, "keys")
    assert mend in found


def test_an_api_keys_file_that_is_missing(tmp_path: Path) -> None:
    settings = write_policy(tmp_path) | {"bootstrap_servers": f"127.0.0.1:{free_port()}"}
    _, said, _ = doctor(tmp_path, api_keys_file="api.jsonl", **settings)
    assert mends(said, "keys") == ["tidegate keys api api.jsonl --id operator --scope admin"]


def test_a_folder_of_policies_that_is_missing_ends_nothing(tmp_path: Path) -> None:
    """It is a finding like others, and the broker is looked at all the same."""
    port = free_port()
    code, said, _ = doctor(tmp_path, bootstrap_servers=f"127.0.0.1:{port}", policies_dir="own")
    assert code == 1
    [mend] = mends(said, "policies")
    assert mend.startswith("mkdir own ")
    assert mends(said, "brokers") == [f"nc -vz 127.0.0.1 {port}"]


def test_a_password_file_that_is_missing_ends_nothing(tmp_path: Path) -> None:
    sasl = {"kafka_security_protocol": "SASL_PLAINTEXT", "kafka_sasl_username": "u", "kafka_sasl_password_file": "pw"}
    code, said, _ = doctor(tmp_path, bootstrap_servers=f"127.0.0.1:{free_port()}", policies_dir="own", **sasl)
    assert code == 1
    assert {one["check"] for one in said["findings"]} == {"policies", "brokers"}
    [mend] = mends(said, "brokers")
    assert mend.startswith("ls -l pw ")


def test_a_broker_that_is_away_is_one_finding(tmp_path: Path) -> None:
    port = free_port()
    code, said, _ = doctor(tmp_path, bootstrap_servers=f"127.0.0.1:{port}", **write_policy(tmp_path))
    assert code == 1
    assert [one["check"] for one in said["findings"]] == ["brokers"]
    assert mends(said, "brokers") == [f"nc -vz 127.0.0.1 {port}"]


def test_a_policy_that_is_wrong_is_sent_to_check(tmp_path: Path) -> None:
    settings = write_policy(tmp_path, "redcat") | {"bootstrap_servers": f"127.0.0.1:{free_port()}"}
    code, said, _ = doctor(tmp_path, **settings)
    assert code == 1
    assert mends(said, "policies") == [f"tidegate check {tmp_path / 'policies' / 'chat.yaml'}"]


def test_an_open_connection_to_another_machine_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    code, said, text = doctor(tmp_path, bootstrap_servers="kafka.example:9092")
    assert (code, said) == (2, {})
    assert "insecure: true" in text

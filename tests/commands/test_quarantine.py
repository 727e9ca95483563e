"""`tidegate quarantine`: a policy is mended, and what it had put away comes out clean, once, without being shown."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from aiokafka import AIOKafkaProducer

from tests.broker.brokers import Broker
from tests.commands.shell import tidegate
from tests.conftest import create_topics_at
from tests.e2e.independent import Sent, publish, read_all
from tidegate.commands.quarantine import _as_json
from tidegate.kafka.pointers import Pointer
from tidegate.kafka.quarantine import Quarantiner
from tidegate.keys import parse_key
from tidegate.policies import Policy
from tidegate.records import Failure, RawBatch, Reason, Stage
from tidegate.wire import Names, Output, QuarantineRecord, RunKind, RunSpecification

SECRET = "ada@example.org"
VALUES = [b'{"text": "write to %s"}' % SECRET.encode(), b'{"text": "nothing"}', b"{broken " + SECRET.encode()]
HEADERS = (("note", b"of " + SECRET.encode()), ("bytes", b"\xff\x00"), ("empty", None))
POLICY = """\
policy: {name}
input: {{topic: {raw}, format: json}}
outputs:
  - {{topic: {clean}, as: redacted}}
quarantine: {{topic: {quarantine}}}
fields:
  - {{path: $.text, treat: text}}
transform: {{default: redact}}
"""


@dataclass
class Flow:
    """Topics with records, a run in the runs topic, and pointers to all of its records."""

    bootstrap: str
    folder: Path
    name: str
    prefix: str

    def topic(self, kind: str) -> str:
        return f"{kind}.{self.name}"

    @property
    def policy_text(self) -> str:
        topics = {kind: self.topic(kind) for kind in ("raw", "clean", "quarantine")}
        return POLICY.format(name=self.name, **topics)

    def tidegate(self, *arguments: str) -> tuple[int, dict[str, Any], str]:
        """Exit code, JSON, and everything that was printed."""
        variables = {
            "TIDEGATE_BOOTSTRAP_SERVERS": self.bootstrap,
            "TIDEGATE_PREFIX": self.prefix,
            "TIDEGATE_POLICIES_DIR": str(self.folder),
            "TIDEGATE_LOG_LEVEL": "DEBUG",
        }
        done = tidegate("quarantine", *arguments, folder=self.folder, variables=variables)
        text = (done.stdout + done.stderr).decode()
        return done.returncode, json.loads(done.stdout) if "--json" in arguments and done.stdout else {}, text

    async def fill(self, run_ids: Iterable[str], public_key: bytes | None = None) -> None:
        names = Names(self.prefix)
        topics = [self.topic(kind) for kind in ("raw", "clean", "quarantine")]
        await create_topics_at(self.bootstrap, *topics, names.runs)
        await publish(self.bootstrap, self.topic("raw"), [Sent(b"k", value) for value in VALUES])
        policy = Policy.model_validate(
            {
                "policy": self.name,
                "input": {"topic": self.topic("raw")},
                "outputs": [{"topic": self.topic("clean"), "as": "redacted"}],
            }
        )
        raw = RawBatch(self.topic("raw"), 0, 0, 3, range(3), [0] * 3, [b"k"] * 3, VALUES, [HEADERS] * 3)
        producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap)
        await producer.start()
        try:
            for run_id in run_ids:
                if run_id != "deleted":
                    await producer.send_and_wait(names.runs, self.run(run_id, policy).to_bytes(), key=run_id.encode())
                quarantiner = Quarantiner(run_id, policy.hash(), public_key=public_key)
                for index in range(3):
                    record = quarantiner.record(raw, index, Failure(Stage.DETECT, Reason.DETECTOR_FAILED))
                    await producer.send_and_wait(self.topic("quarantine"), record.value, key=record.key)
        finally:
            await producer.stop()

    def run(self, run_id: str, policy: Policy) -> RunSpecification:
        work = Names(self.prefix).work(RunKind.CONTINUOUS, self.name, run_id)
        return RunSpecification(
            run_id=run_id,
            kind=RunKind.CONTINUOUS,
            flow=self.name,
            group=work,
            lanes=work,
            topic=self.topic("raw"),
            format="json",
            outputs=(Output(topic=self.topic("clean")),),
            quarantine_topic=self.topic("quarantine"),
            partitions={},
            policy=policy.effective(),
            policy_hash=policy.hash(),
            requirements={"a_detector_of_yesterday": "1"},
            created_at=datetime.now(UTC),
        )

    def clean(self) -> list[tuple[bytes | None, str]]:
        """Values and policies of what a consumer of the clean topic sees."""
        records = asyncio.run(read_all(self.bootstrap, self.topic("clean")))
        return [(record.value, record.headers["tidegate-policy"].decode()) for record in records]


@pytest.fixture
def flow(broker: Broker, tmp_path: Path) -> Flow:
    number = uuid.uuid4().hex[:8]
    made = Flow(broker.bootstrap, tmp_path, f"chat-{number}", f"t{number}")
    (tmp_path / f"{made.name}.yaml").write_text(made.policy_text)
    return made


def test_what_was_put_away_comes_out_clean_once(flow: Flow) -> None:
    """The policy as it reads now is used, by the name that the run's policy has; the run's own hid nothing less."""
    asyncio.run(flow.fill(["run-1"]))
    code, listed, text = flow.tidegate("list", flow.name, "--json")
    assert code == 0
    assert [(one["place"], one["stage"], one["reason"]) for one in listed["pointers"]] == [
        (f"{flow.topic('raw')}/0/{offset}", "detect", "detector_failed") for offset in range(3)
    ]
    assert SECRET not in text

    code, replayed, text = flow.tidegate("replay", flow.name, "--json")
    assert (code, replayed["released"], replayed["kept"]) == (1, {"clean": 2}, {"undecodable_syntax": 1})
    assert SECRET not in text
    policy_hash = Policy.model_validate(_yaml(flow)).hash()[:12]
    values = flow.clean()
    assert [policy for _, policy in values] == [policy_hash] * 2
    assert [orjson.loads(value or b"")["text"] for value, _ in values][1] == "nothing"
    assert SECRET.encode() not in (values[0][0] or b"")
    assert (values[0][0] or b"").startswith(b'{"text": "write to ')

    assert flow.tidegate("replay", flow.name, "--json")[1]["released"] == {}
    assert len(flow.clean()) == 2
    code, listed, _ = flow.tidegate("list", flow.name, "--json")
    assert listed["topics"][flow.topic("quarantine")] == {"open": 1, "released": 2, "unreadable": 0}
    assert "1 put away, 2 released" in flow.tidegate("list", flow.name)[2]


def test_a_deleted_run_needs_a_policy_that_a_person_names(flow: Flow) -> None:
    asyncio.run(flow.fill(["deleted"]))
    code, replayed, _ = flow.tidegate("replay", flow.topic("quarantine"), "--json")
    assert (code, replayed["kept"]) == (1, {"run_deleted": 3})
    code, replayed, _ = flow.tidegate("replay", flow.name, "--policy", flow.name, "--dry-run", "--json")
    assert (replayed["released"], replayed["dry_run"]) == ({"clean": 2}, True)
    assert flow.clean() == []
    assert flow.tidegate("replay", flow.name, "--policy", f"{flow.name}.yaml", "--json")[1]["released"] == {"clean": 2}
    assert len(flow.clean()) == 2


def sealing_pair(folder: Path, name: str) -> tuple[str, bytes]:
    """The name of a new private key file, and the public key that is printed for the policy."""
    done = tidegate("keys", "sealing", name, folder=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / name).stat().st_mode & 0o777 == 0o600
    rule = yaml.safe_load(done.stdout.decode().splitlines()[-1])["quarantine"]
    assert rule["mode"] == "sealed"
    return name, parse_key(rule["public_key"])


def test_what_was_sealed_opens_with_the_private_key_as_it_was_written(flow: Flow) -> None:
    """Key, value and headers; text as text, bytes as base64; and nothing with another key."""
    private, public = sealing_pair(flow.folder, "seal.key")
    other, _ = sealing_pair(flow.folder, "other.key")
    assert tidegate("keys", "sealing", "seal.key", folder=flow.folder).returncode == 2  # never overwritten
    asyncio.run(flow.fill(["run-1"], public))
    assert SECRET not in flow.tidegate("list", flow.name)[2]

    code, _, text = flow.tidegate("open", flow.name, "--private-key", private)
    assert code == 0
    opened = [json.loads(line) for line in text.splitlines()]
    assert [one["value"].encode() for one in opened] == VALUES
    assert opened[1] == {
        "place": f"{flow.topic('raw')}/0/1",
        "stage": "detect",
        "reason": "detector_failed",
        "run_id": "run-1",
        "key": "k",
        "value": VALUES[1].decode(),
        "headers": [
            {"name": "note", "value": f"of {SECRET}"},
            {"name": "bytes", "value_base64": "/wA="},
            {"name": "empty", "value": None},
        ],
    }
    place = f"{flow.topic('raw')}/0/2"
    code, _, text = flow.tidegate("open", flow.name, "--private-key", private, "--place", place, "--place", "raw/0/9")
    assert code == 1
    assert "raw/0/9: not put away here" in text
    assert [json.loads(line)["place"] for line in text.splitlines() if line.startswith("{")] == [place]
    assert "2 more (--limit)" in flow.tidegate("open", flow.name, "--private-key", private, "--limit", "1")[2]

    code, _, text = flow.tidegate("open", flow.name, "--private-key", other)
    assert code == 1
    assert text.count("sealed for another key or place") == 3
    assert SECRET not in text


@pytest.mark.parametrize(
    ("timestamp_ms", "recorded_at"),
    [
        (1_767_225_600_000, "2026-01-01T00:00:00+00:00"),
        (1_767_225_600_000_000, None),  # a producer that counts in microseconds
        (2**63 - 1, None),  # Kafka's largest
    ],
)
def test_a_record_of_no_date_is_listed_like_any_other(timestamp_ms: int, recorded_at: str | None) -> None:
    """Its producer chose the number; one such record must not keep a person from seeing all others."""
    message = QuarantineRecord(
        run_id="r",
        topic="raw.chat",
        partition=0,
        offset=7,
        timestamp=timestamp_ms,
        stage=Stage.DECODE,
        reason=Reason.UNDECODABLE_SYNTAX,
        policy_hash="0" * 64,
    )
    row = _as_json("quarantine.chat", Pointer(message, 0, 1_767_225_600_000), now=lambda: 1_767_225_601.0)
    assert row["recorded_at"] == recorded_at
    assert (row["place"], row["age_seconds"]) == ("raw.chat/0/7", 1)


def test_a_mere_pointer_and_a_wrong_key_file_open_nothing(flow: Flow) -> None:
    private, _ = sealing_pair(flow.folder, "seal.key")
    asyncio.run(flow.fill(["run-1"]))
    code, _, text = flow.tidegate("open", flow.name, "--private-key", private)
    assert (code, text.count("was put away without its payload")) == (1, 3)
    (flow.folder / "wrong.key").write_text("c2hvcnQ=\n")
    (flow.folder / "wrong.key").chmod(0o600)
    assert "wrong.key: a key is 32 bytes" in flow.tidegate("open", flow.name, "--private-key", "wrong.key")[2]
    (flow.folder / private).chmod(0o644)
    assert "open to others" in flow.tidegate("open", flow.name, "--private-key", private)[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["replay", "no-such-flow"], "unknown quarantine topic"),
        (["list", "--reason", "detector_fialed"], "did you mean 'detector_failed'"),
        (["list", "--stage", "detcet"], "did you mean 'detect'"),
        (["replay"], "Missing argument"),
    ],
)
def test_a_wrong_word_is_refused(flow: Flow, arguments: list[str], message: str) -> None:
    code, _, text = flow.tidegate(*arguments)
    assert code == 2
    assert message in text


def _yaml(flow: Flow) -> Any:
    import yaml

    return yaml.safe_load(flow.policy_text)

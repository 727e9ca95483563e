"""`tidegate demo`, for real: what it shows, and that nothing stays behind, whenever and however it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.commands.processes import Started, wait_until
from tests.commands.shell import tidegate
from tidegate.cli import app
from tidegate.commands.demo import LIMITS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left behind is read from /proc")

FLOWS = ("support-chat", "app-logs", "customers")


class Starter:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.started: list[Started] = []

    def __call__(self, *arguments: str, variables: dict[str, str] | None = None) -> Started:
        self.started.append(Started(*arguments, folder=self._folder, variables=variables))
        return self.started[-1]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    starter = Starter(tmp_path)
    yield starter
    for one in starter.started:
        one.clean_up()


def nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_the_demo_shows_everything_and_leaves_nothing(start: Starter) -> None:
    """From an empty folder, with a hostile environment, to exit 0; and the runs can be driven over HTTP meanwhile."""
    demo = start("demo", "--records", "120", "--keep", variables={"TIDEGATE_BOOTSTRAP_SERVERS": "nowhere:1"})
    demo.wait_for("Ctrl-C stops everything.", seconds=180)
    shown = demo.output
    assert "NO" not in re.findall(r"\b(?:yes|NO)\b", shown)
    for flow in FLOWS:
        assert re.search(rf"{flow}\s.*SUCCEEDED", shown)
        assert f"raw.{flow}" in shown
    for part in ("[EMAIL_", "[PHONE_NUMBER", "[SSN", "[IP_ADDRESS", "undecodable_syntax", "personal_data_in_name"):
        assert part in shown
    ports = [int(port) for port in re.findall(r"127\.0\.0\.1:(\d+)", shown)]
    assert len(set(ports)) == 4  # broker, control, two workers
    assert not any(nobody_listens(port) for port in ports)
    url, bootstrap = re.findall(r"http://[\d.:]+(?=/v1/runs)", shown)[0], re.findall(r"broker +(\d[\d.:]+)", shown)[0]
    drive_runs(url)
    topics = json.loads(
        tidegate("topics", "list", "--json", variables={"TIDEGATE_BOOTSTRAP_SERVERS": bootstrap}).stdout
    )
    classes = {topic["topic"]: topic["data_class"] for topic in topics["topics"]}
    assert classes["raw.app-logs"] == "raw"
    assert classes["clean.app-logs"] == "clean"
    assert classes["tidegate.status"] == "status"
    demo.signal(signal.SIGINT)
    assert demo.end() == 0
    assert demo.left_processes() == []
    assert all(nobody_listens(port) for port in ports)
    assert demo.left_files() == ["empty", "tmp"]


def drive_runs(url: str) -> None:
    """The `runs` commands, against the endpoint of a demo whose three runs have ended."""

    def runs(*arguments: str, code: int = 0) -> Any:
        # In this process, because twenty Pythons would start; `test_cli` and `test_runs_client` start their own.
        done = CliRunner().invoke(app, ["runs", *arguments, "--url", url])
        assert done.exit_code == code, done.stderr
        return json.loads(done.stdout) if "--json" in arguments else done.stdout + done.stderr

    listed = runs("list", "--json")["runs"]
    assert [run["status"] for run in listed] == ["SUCCEEDED"] * 3
    assert {run["policy"] for run in listed} == set(FLOWS)
    run_id = next(run["id"] for run in listed if run["policy"] == "app-logs")
    assert run_id in runs("list", "--status", "succeeded")
    shown = runs("show", run_id, "--json")
    assert shown["results"]["records"]["in"] > 30
    assert "ip_address" in runs("show", run_id)
    assert "SUCCEEDED" in runs("watch", run_id)
    assert runs("abort", run_id, code=1).startswith("tidegate: 409 ")
    assert runs("show", "00000000-0000-4000-8000-000000000000", code=1).startswith("tidegate: 404 ")
    assert runs("create", "--policy", "suport-chat", code=1).startswith("tidegate: 422 ")
    assert runs("create", "--policy", "app-logs", "--dataset", "no-such-one", code=1).startswith("tidegate: 4")
    first = runs("create", "--topic", "raw.app-logs", "--bounded", "--format", "text", "--type", "email", "--json")
    assert runs("watch", first["id"], "--json")["results"]["entity_summary"].keys() == {"email"}
    # What the demo's run has published is not published again, unless one asks for it by name.
    assert "allow_duplicates" in runs("create", "--policy", "support-chat", code=1)
    live = runs("create", "--policy", "support-chat", "--start", "latest", "--json")
    assert runs("create", "--policy", "support-chat", "--start", "latest", code=1).startswith("tidegate: 409 ")
    until = time.monotonic() + 60
    while runs("show", live["id"], "--json")["status"] == "PENDING" and time.monotonic() < until:
        time.sleep(0.1)  # a run is paused once a lane has opened
    assert "PAUSED" in runs("pause", live["id"])
    assert runs("resume", live["id"]).strip() in ("PENDING", "PROCESSING")
    assert "ABORTED" in runs("abort", live["id"])
    assert runs("delete", live["id"]) == "deleted\n"
    assert live["id"] not in runs("list")


@pytest.mark.parametrize(
    ("after", "more_seconds"),
    [
        ("starting the embedded broker", 0.0),
        ("starting the control plane", 0.0),
        ("starting the control plane", 0.7),
        ("to raw.customers", 0.0),
        ("to raw.customers", 2.0),
    ],
)
def test_ctrl_c_at_any_moment_leaves_no_process_port_or_file(start: Starter, after: str, more_seconds: float) -> None:
    demo = start("demo", "--records", "6000")
    demo.wait_for(after)
    time.sleep(more_seconds)
    demo.signal(signal.SIGINT)
    assert demo.end() == 130, demo.output
    assert demo.lines[-1] == "tidegate: interrupted\n"
    assert "Traceback" not in demo.output
    assert demo.left_processes() == []
    assert demo.left_files() == ["empty", "tmp"]


def test_a_second_ctrl_c_does_not_stop_the_stopping(start: Starter) -> None:
    demo = start("demo", "--records", "6000")
    demo.wait_for("starting the control plane")
    for _ in range(5):
        demo.signal(signal.SIGINT)
        time.sleep(0.1)
    assert demo.end() != 0
    assert demo.left_processes() == []


def test_sigterm_ends_it_as_ctrl_c_does(start: Starter) -> None:
    demo = start("demo", "--records", "6000")
    demo.wait_for("starting the control plane")
    demo.signal(signal.SIGTERM)
    assert demo.end() == 130
    assert demo.left_processes() == []
    assert demo.left_files() == ["empty", "tmp"]


def test_a_demo_that_is_killed_takes_its_children_with_it(start: Starter) -> None:
    """No program of ours can clean up after kill -9: the kernel ends the children."""
    demo = start("demo", "--records", "6000")
    demo.wait_for("to raw.customers")
    demo.signal(signal.SIGKILL)
    assert demo.end() == -signal.SIGKILL
    wait_until(lambda: demo.left_processes() == [], 15, "children outlived their parent")


def test_a_broker_that_is_not_there_is_one_clear_line(start: Starter) -> None:
    up = start("up", "--broker", "127.0.0.1:9")
    assert up.end() == 1
    assert len(up.lines) <= 2
    assert "KafkaConnectionError" in up.lines[-1]
    assert up.lines[-1].startswith("tidegate: broker 127.0.0.1:9 does not listen")
    assert up.left_processes() == []
    assert up.left_files() == ["empty", "tmp"]


def test_up_does_not_mix_the_embedded_broker_with_settings_for_another() -> None:
    variables = {
        "TIDEGATE_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "TIDEGATE_KAFKA_SASL_USERNAME": "u",
        "TIDEGATE_KAFKA_SASL_PASSWORD": "hunter2",
    }
    done = tidegate("up", variables=variables)
    assert done.returncode == 2
    assert b"name your broker with --broker" in done.stderr
    assert b"hunter2" not in done.stderr


@pytest.mark.parametrize(
    ("broker", "said"),
    [
        ("localhost:", "--broker: must be HOST:PORT"),
        ("127.0.0.1:port", "--broker: must be HOST:PORT"),
        ("kafka.example:9092", "--broker: security.protocol PLAINTEXT sends records unencrypted to another machine"),
    ],
)
def test_a_broker_that_may_not_be_connected_to_is_refused_before_it_is(broker: str, said: str) -> None:
    done = tidegate("up", "--broker", broker)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"tidegate: {said}")
    assert done.stdout == b""


def test_a_port_that_is_taken_is_said_before_anything_starts() -> None:
    """Whoever has it would be taken for our own endpoint, and its address shown."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = tidegate("up", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"tidegate: 127.0.0.1:{port} is in use")
    assert done.stdout == b""


def test_up_is_the_same_but_empty(start: Starter) -> None:
    up = start("up", "--port", "0", "--workers", "1")
    up.wait_for("Ctrl-C stops everything.")
    url = re.findall(r"control +(\S+)", up.output)[0]
    listed = tidegate("runs", "list", "--json", "--url", url)
    assert listed.returncode == 0, listed.stderr
    assert json.loads(listed.stdout) == {"runs": []}
    bootstrap = re.findall(r"broker +(\S+)", up.output)[0]
    assert tidegate("topics", "diff", variables={"TIDEGATE_BOOTSTRAP_SERVERS": bootstrap}).returncode == 0
    up.signal(signal.SIGINT)
    assert up.end() == 0
    assert up.left_processes() == []
    assert up.left_files() == ["empty", "tmp"]


def test_up_with_flows_proposes_what_works_then(start: Starter, tmp_path: Path) -> None:
    """The runs are open already, so another one would be refused; and a key is asked for where there are some."""
    key = tidegate("keys", "api", "api.jsonl", "--id", "me", "--scope", "read", folder=tmp_path)
    assert key.returncode == 0, key.stderr
    variables = {"TIDEGATE_API_KEYS_FILE": str(tmp_path / "api.jsonl")}
    up = start("up", "--port", "0", "--workers", "1", "--flows", variables=variables)
    up.wait_for("Ctrl-C stops everything.")
    [proposed] = re.findall(r"Try: TIDEGATE_URL=(\S+) TIDEGATE_API_KEY=tg_\.\.\. tidegate (runs list)\n", up.output)
    asked = {"TIDEGATE_URL": proposed[0], "TIDEGATE_API_KEY": key.stdout.decode().strip()}
    listed = tidegate(*proposed[1].split(), "--json", variables=asked)
    assert {run["policy"] for run in json.loads(listed.stdout)["runs"]} >= {"support-chat"}
    up.signal(signal.SIGINT)
    assert up.end() == 0


def test_up_says_which_part_ended_and_what_its_log_says(start: Starter) -> None:
    """A key file that is no key file: the control plane or a worker ends, and its last words are shown."""
    up = start("up", "--port", "0", variables={"TIDEGATE_KEY_FILE": "/dev/null"})
    assert up.end() == 1
    assert re.search(r"tidegate: (control|worker-\d) ended with exit code 2; its log ends:", up.output), up.output
    assert up.left_processes() == []


def test_the_demo_and_the_readme_say_the_same_of_what_is_not_found() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8").replace("**", "")
    assert LIMITS[1:].rstrip(".") in readme

"""Settings: the environment over a file over defaults, and every dangerous or mistaken line refused by its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tidegate.errors import ConfigurationError, UnknownName
from tidegate.settings import Settings, check_settings, is_loopback, load_settings, variables

ROOT = Path(__file__).resolve().parents[1]
REMOTE = "broker.example:9092"
SECRET = "hunter2-secret"


def write(folder: Path, text: str, name: str = "tidegate.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_defaults_need_no_file(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings == Settings()
    assert (settings.kafka.bootstrap_servers, settings.worker_port, settings.http_port) == (
        "127.0.0.1:9092",
        9464,
        8080,
    )
    assert (settings.batch_records_max, settings.batch_bytes_max) == (1000, 4 * 1024 * 1024)
    assert (settings.session_timeout_ms, settings.transaction_timeout_ms, settings.drain_seconds) == (
        10_000,
        12_000,
        10,
    )


def test_the_environment_wins_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    write(tmp_path, "prefix: from-file\nhttp_port: 1234\nkafka:\n  bootstrap.servers: localhost:1\n  client.id: file\n")
    settings = load_settings({"TIDEGATE_PREFIX": "from-env", "TIDEGATE_BOOTSTRAP_SERVERS": "[::1]:2"}, tmp_path)
    assert (settings.prefix, settings.http_port, settings.worker_port) == ("from-env", 1234, 9464)
    assert (settings.kafka.bootstrap_servers, settings.kafka.client_id) == ("[::1]:2", "file")


@pytest.mark.parametrize(
    ("files", "environment", "prefix"),
    [
        ({"tidegate.yaml": "prefix: here"}, {}, "here"),
        ({"tidegate.yaml": "prefix: here", "config/tidegate.yaml": "prefix: config"}, {}, "config"),
        ({"tidegate.yaml": "prefix: here", "mine.yaml": "prefix: mine"}, {"TIDEGATE_CONFIG": "mine.yaml"}, "mine"),
        ({"tidegate.yaml": "# nothing\n"}, {}, "tidegate"),
        ({"tidegate.yaml": "kafka:\n  # nothing\n"}, {"TIDEGATE_KAFKA_CLIENT_ID": "x"}, "tidegate"),
        ({}, {"TIDEGATE_PREFIX": ""}, "tidegate"),
    ],
)
def test_where_the_file_is_looked_for(
    tmp_path: Path, files: dict[str, str], environment: dict[str, str], prefix: str
) -> None:
    for name, text in files.items():
        write(tmp_path, text, name)
    assert load_settings(environment, tmp_path).prefix == prefix


def test_a_named_file_that_is_missing_is_an_error_and_not_the_defaults(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.yaml: cannot be read"):
        load_settings({"TIDEGATE_CONFIG": "absent.yaml"}, tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("prefix: a\nwroker_port: 1\n", 2, "did you mean 'worker_port'"),
        ("kafka:\n  sasl.mechanisms: PLAIN\n", 2, "did you mean 'sasl.mechanism'"),
        ("kafka:\n  bootstrap_servers: localhost:1\n", 2, "did you mean 'bootstrap.servers'"),
        ("kafka:\n  security.protocol: SASL_SLL\n", 2, "did you mean 'SASL_SSL'"),
        (f"worker_port: {SECRET}\n", 1, "worker_port: Input should be a valid integer"),
        ("worker_port: 70000\n", 1, "less than or equal to 65535"),
        ("worker_port: yes\n", 1, "worker_port: must be a number"),
        (f"prefix: '{SECRET} with a blank'\n", 1, "prefix: String should match pattern"),
        (f"log_level: {SECRET}\n", 1, "log_level: Input should be 'DEBUG'"),
        (f"kafka:\n  sasl.password: {SECRET}\n", 2, "TIDEGATE_KAFKA_SASL_PASSWORD"),
        (f"kafka:\n  ssl.key.password: {SECRET}\n", 2, r"ssl\.key\.password\.file"),
        (f"kafka: {SECRET}\n", 1, "kafka: Input should be a valid dictionary"),
        (f"- {SECRET}\n", 1, "must be a mapping"),
        (f"kafka:\n  bootstrap.servers: '{SECRET}:port'\n", 2, "must be HOST:PORT"),
        ("kafka:\n  bootstrap.servers: 'localhost:0'\n", 2, "must be HOST:PORT"),
        ("kafka:\n  bootstrap.servers: ''\n", 2, "must be HOST:PORT"),
        (f"kafka:\n  bootstrap.servers: {REMOTE}\n", 1, "unencrypted to another machine"),
        (f"kafka:\n  bootstrap.servers: 'localhost:1,{REMOTE}'\n", 1, "unencrypted to another machine"),
        ("kafka:\n  security.protocol: SASL_SSL\n", 1, "needs sasl.username"),
        ("kafka:\n  sasl.username: u\n", 1, "need security.protocol SASL_SSL"),
        ("kafka:\n  ssl.ca.location: ca.pem\n", 1, "need security.protocol SSL"),
        ("kafka:\n  security.protocol: SSL\n  ssl.key.location: k\n", 1, r"needs ssl\.certificate\.location"),
        ("http_host: 0.0.0.0\n", None, "http_host is not loopback"),
        ("worker_host: 0.0.0.0\n", None, "worker_host is not loopback"),
    ],
)
def test_a_wrong_line_is_refused_by_its_place_and_never_shown(
    tmp_path: Path, text: str, line: int | None, words: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigurationError, match=words) as caught:
        load_settings({}, tmp_path)
    assert (caught.value.file, caught.value.line) == (str(path), line)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TIDEGATE_WORKER_PORT", SECRET, "^TIDEGATE_WORKER_PORT: Input should be a valid integer"),
        ("TIDEGATE_KAFKA_SECURITY_PROTOCOL", SECRET, "^TIDEGATE_KAFKA_SECURITY_PROTOCOL: Input should be 'PLAINTEXT'"),
        ("TIDEGATE_KAFKA_SASL_PASWORD", SECRET, "did you mean 'TIDEGATE_KAFKA_SASL_PASSWORD'"),
        ("TIDEGATE_WORKERPORT", SECRET, "did you mean 'TIDEGATE_WORKER_PORT'"),
        ("TIDEGATE_KAFKA_SASL_PASSWORD", SECRET, "need security.protocol"),
    ],
)
def test_a_wrong_variable_is_refused_by_its_name_and_never_shown(
    tmp_path: Path, name: str, value: str, words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        load_settings({name: value}, tmp_path)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIDEGATE_PORT", "tcp://10.0.0.1:9464"),
        ("TIDEGATE_WORKER_PORT", "tcp://10.0.0.1:9464"),
        ("TIDEGATE_WORKER_PORT_9464_TCP_ADDR", "10.0.0.1"),
        ("TIDEGATE_SERVICE_HOST", "10.0.0.1"),
        ("TIDEGATE_SERVICE_PORT_HTTP", "8080"),
        ("TIDEGATE_URL", "http://127.0.0.1:8080"),
        ("TIDEGATE_API_KEY", SECRET),
        ("TIDEGATE_TEST_KAFKA_VERSION", "3.9.1"),
        ("TIDEWATER", "anything"),
    ],
)
def test_variables_that_are_not_settings_are_left_alone(tmp_path: Path, name: str, value: str) -> None:
    """Kubernetes gives each pod variables for each Service; one named tidegate-worker must not stop the workers."""
    assert load_settings({name: value}, tmp_path) == Settings()


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    write(tmp_path, f"prefx: a\nkafka:\n  sasl.password: {SECRET}\n  sasl.user: b\nhttp_port: c\n")
    settings, problems = check_settings({"TIDEGATE_NOTHING": "x"}, tmp_path)
    assert settings is None
    assert sorted(problem.line or 0 for problem in problems) == [0, 1, 3, 4, 5]
    assert sum(isinstance(problem, UnknownName) for problem in problems) == 3


@pytest.mark.parametrize(
    ("environment", "accepted"),
    [
        ({"TIDEGATE_BOOTSTRAP_SERVERS": REMOTE}, False),
        ({"TIDEGATE_BOOTSTRAP_SERVERS": REMOTE, "TIDEGATE_KAFKA_INSECURE": "true"}, True),
        ({"TIDEGATE_BOOTSTRAP_SERVERS": REMOTE, "TIDEGATE_KAFKA_SECURITY_PROTOCOL": "ssl"}, True),
        ({"TIDEGATE_BOOTSTRAP_SERVERS": "127.8.9.1:1,localhost,[::1]:3"}, True),
        ({"TIDEGATE_BOOTSTRAP_SERVERS": "localhost.example:1"}, False),
        ({"TIDEGATE_HTTP_HOST": "0.0.0.0", "TIDEGATE_API_KEYS_FILE": "keys"}, True),
        ({"TIDEGATE_HTTP_HOST": "0.0.0.0", "TIDEGATE_METRICS_OPEN": "true"}, False),
        ({"TIDEGATE_WORKER_HOST": "0.0.0.0", "TIDEGATE_METRICS_OPEN": "true"}, True),
        ({"TIDEGATE_HTTP_HOST": "127.0.0.2"}, True),
        ({"TIDEGATE_HTTP_HOST": "::1"}, True),
    ],
)
def test_what_is_open_to_others_must_be_asked_for(tmp_path: Path, environment: dict[str, str], accepted: bool) -> None:
    settings, problems = check_settings(environment, tmp_path)
    assert (settings is not None) is accepted is (not problems)


def test_a_password_does_not_show_in_the_settings(tmp_path: Path) -> None:
    environment = {
        "TIDEGATE_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "TIDEGATE_KAFKA_SASL_USERNAME": "user",
        "TIDEGATE_KAFKA_SASL_PASSWORD": SECRET,
    }
    settings = load_settings(environment, tmp_path)
    assert SECRET not in repr(settings) + str(settings) + settings.model_dump_json()
    assert settings.kafka.sasl_password is not None
    assert settings.kafka.sasl_password.get_secret_value() == SECRET
    both = {**environment, "TIDEGATE_KAFKA_SASL_PASSWORD_FILE": "file"}
    with pytest.raises(ConfigurationError, match="exclude each other"):
        load_settings(both, tmp_path)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("127.0.0.1.example", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_and_nothing_that_looks_like_it(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_the_shipped_file_is_valid_and_names_every_setting() -> None:
    """A new setting that is not explained in config/tidegate.yaml fails here."""
    path = ROOT / "config" / "tidegate.yaml"
    assert load_settings({"TIDEGATE_CONFIG": str(path)}, ROOT) == Settings()
    named = set(re.findall(r"^ *(?:# )?([a-z_.]+): ", path.read_text(), flags=re.MULTILINE))
    secrets = {"sasl.password", "ssl.key.password", "client.id"}
    assert {str(place[-1]) for place in variables().values()} - named == secrets

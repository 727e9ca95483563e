"""How this process runs: environment variables over one YAML file over defaults.

What happens to records is a policy's matter; here is only where the broker is, on which ports we answer and how much
may be in memory. The dangerous combinations (a password over an open network, an endpoint that anyone may call) are
errors unless they are asked for by name.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator

from tidegate.documents import Document, Place, PlainNumbers, read_document, validate
from tidegate.errors import ConfigurationError, UnknownName

DEFAULT_FILES = ("config/tidegate.yaml", "tidegate.yaml")
VARIABLE = "TIDEGATE_"
# Read elsewhere: where the file is, and what the client side of the command line needs.
OTHER_VARIABLES = frozenset({"TIDEGATE_CONFIG", "TIDEGATE_URL", "TIDEGATE_API_KEY"})
# Kubernetes sets these in every pod for a Service whose name begins with tidegate; they are not meant for us.
_SERVICE_LINK = re.compile(r"_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\d+_(TCP|UDP)(_.*)?)?)")
_MODEL = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

Port = Annotated[int, Field(ge=0, le=65_535)]
Milliseconds = Annotated[int, Field(ge=1)]


def is_loopback(host: str) -> bool:
    """Whether a host name or address certainly means this machine."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class KafkaSettings(PlainNumbers):
    """The connection, under librdkafka's names.

    ``insecure: true`` allows an unencrypted connection to another machine. Paths are relative to the working directory.
    """

    model_config = _MODEL

    bootstrap_servers: str = Field("127.0.0.1:9092", alias="bootstrap.servers")
    client_id: str = Field("tidegate", alias="client.id", min_length=1, max_length=200)
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", alias="security.protocol"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field("PLAIN", alias="sasl.mechanism")
    sasl_username: str | None = Field(None, alias="sasl.username")
    sasl_password: SecretStr | None = Field(None, alias="sasl.password")
    sasl_password_file: Path | None = Field(None, alias="sasl.password.file")
    ssl_ca_location: Path | None = Field(None, alias="ssl.ca.location")
    ssl_certificate_location: Path | None = Field(None, alias="ssl.certificate.location")
    ssl_key_location: Path | None = Field(None, alias="ssl.key.location")
    ssl_key_password: SecretStr | None = Field(None, alias="ssl.key.password")
    ssl_key_password_file: Path | None = Field(None, alias="ssl.key.password.file")
    ssl_endpoint_identification_algorithm: Literal["https", "none"] = Field(
        "https", alias="ssl.endpoint.identification.algorithm"
    )
    insecure: bool = False

    @field_validator("security_protocol", "sasl_mechanism", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("bootstrap_servers")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for host, port in addresses(value):
            if not host or not port.isdecimal() or not 1 <= int(port) <= 65_535:
                raise ValueError("must be HOST:PORT, several separated by commas")
        return value

    @property
    def encrypted(self) -> bool:
        return self.security_protocol in ("SSL", "SASL_SSL")

    @property
    def authenticated(self) -> bool:
        """Whether a SASL user and password are sent."""
        return self.security_protocol.startswith("SASL_")

    @model_validator(mode="after")
    def _consistent(self) -> KafkaSettings:
        remote = any(not is_loopback(host) for host, _ in addresses(self.bootstrap_servers))
        if remote and not self.encrypted and not self.insecure:
            raise ValueError(
                f"security.protocol {self.security_protocol} sends records unencrypted to another machine; "
                "use SSL or SASL_SSL, or say insecure: true"
            )
        for name, password, file in (
            ("sasl.password", self.sasl_password, self.sasl_password_file),
            ("ssl.key.password", self.ssl_key_password, self.ssl_key_password_file),
        ):
            if password is not None and file is not None:
                raise ValueError(f"{name} and {name}.file exclude each other")
        has_password = self.sasl_password is not None or self.sasl_password_file is not None
        if self.authenticated and not (self.sasl_username and has_password):
            raise ValueError(
                f"security.protocol {self.security_protocol} needs sasl.username, and sasl.password.file "
                "or TIDEGATE_KAFKA_SASL_PASSWORD"
            )
        if not self.authenticated and (self.sasl_username or has_password):
            raise ValueError("sasl.username and sasl.password need security.protocol SASL_SSL or SASL_PLAINTEXT")
        if not self.encrypted and any((self.ssl_ca_location, self.ssl_certificate_location, self.ssl_key_location)):
            raise ValueError("ssl.* files need security.protocol SSL or SASL_SSL")
        if (self.ssl_certificate_location is None) and self.ssl_key_location is not None:
            raise ValueError("ssl.key.location needs ssl.certificate.location")
        return self


def addresses(bootstrap_servers: str) -> list[tuple[str, str]]:
    """Host and port of each bootstrap server; the port is 9092 where none is given."""
    found = []
    for part in bootstrap_servers.split(","):
        text = part.strip()
        host, colon, port = text.rpartition(":")
        if not colon or text.endswith("]"):
            host, port = text, "9092"
        found.append((host, port))
    return found


class Settings(PlainNumbers):
    """How a process runs. Each name is also an environment variable: ``TIDEGATE_`` and the name in capitals.

    Attributes:
        kafka: The connection.
        prefix: Begins the names of our own topics, groups and transactional ids.
        worker_id: Static group membership under this name, one for each machine; None: dynamic membership.
        worker_host: Address on which workers answer health checks and metrics.
        worker_port: Port of a worker's first process; the next one takes the next port; 0 picks free ports.
        http_host: Address of the HTTP endpoint.
        http_port: Port of the HTTP endpoint; 0 picks a free one.
        api_keys_file: File with the hashes of the API keys.
        key_file: The keyring, needed by policies that hash, mark or encrypt.
        metrics_open: Whether ``/metrics`` needs no API key.
        upload_bytes_max: Size of an uploaded file.
        file_bytes_max: Size of a result file that is still sent.
        batch_records_max: Records a lane takes in one transaction.
        batch_bytes_max: Bytes of input a lane takes in one transaction.
        commit_interval_floor_ms: Shortest time between two commits of a lane, in a worker that holds 16 lanes or more.
        retry_seconds_max: How long a temporary fault may last before readiness turns red, or, where a policy
            says ``quarantine.temporary_fault: quarantine``, before what was not read is quarantined.
        session_timeout_ms: How long the broker waits for a worker's heartbeat.
        transaction_timeout_ms: How long the broker lets a transaction stay open.
        drain_seconds: Grace period after SIGTERM.
        log_level: Lowest level that is logged; clients of Kafka are never logged below INFO.
        state_dir: Folder for what may be kept between runs on this machine; None: nothing is kept.
        policies_dir: Folder of the policies; None: those that are shipped.
        topics_dir: Folder of the topics' declarations; None: those that are shipped.
    """

    model_config = _MODEL

    kafka: KafkaSettings = Field(default_factory=KafkaSettings)
    prefix: str = Field("tidegate", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    worker_id: str | None = Field(None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    worker_host: str = Field("127.0.0.1", min_length=1)
    worker_port: Port = 9464
    http_host: str = Field("127.0.0.1", min_length=1)
    http_port: Port = 8080
    api_keys_file: Path | None = None
    key_file: Path | None = None
    metrics_open: bool = False
    upload_bytes_max: int = Field(256 * 1024 * 1024, ge=1, le=1024**4)
    file_bytes_max: int = Field(1024 * 1024 * 1024, ge=1, le=1024**4)
    batch_records_max: int = Field(1_000, ge=1, le=100_000)
    batch_bytes_max: int = Field(4 * 1024 * 1024, ge=1024, le=256 * 1024 * 1024)
    commit_interval_floor_ms: int = Field(100, ge=0, le=5_000)
    retry_seconds_max: float = Field(300.0, ge=0, le=86_400)
    session_timeout_ms: int = Field(10_000, ge=1_000, le=300_000)
    transaction_timeout_ms: int = Field(12_000, ge=1_000, le=60_000)
    drain_seconds: float = Field(10.0, ge=0, le=600)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    state_dir: Path | None = None
    policies_dir: Path | None = None
    topics_dir: Path | None = None

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _closed(self) -> Settings:
        if self.api_keys_file is None:
            if not is_loopback(self.http_host):
                raise ValueError("http_host is not loopback, so anyone could call the endpoint: set api_keys_file")
            if not is_loopback(self.worker_host) and not self.metrics_open:
                raise ValueError("worker_host is not loopback: set api_keys_file, or say metrics_open: true")
        return self


def load_settings(environment: Mapping[str, str], folder: Path) -> Settings:
    """The settings of this process.

    Args:
        environment: Environment variables.
        folder: Working directory, where ``config/tidegate.yaml`` or ``tidegate.yaml`` is looked for.

    Raises:
        ConfigurationError: The first problem: file and line, or variable; never a value.
    """
    settings, problems = check_settings(environment, folder)
    if settings is None:
        raise problems[0]
    return settings


def check_settings(environment: Mapping[str, str], folder: Path) -> tuple[Settings | None, list[ConfigurationError]]:
    """As ``load_settings``, with every problem; the settings are None if there is one."""
    try:
        document = _file(environment, folder)
    except ConfigurationError as error:
        return None, [error]
    problems = _secrets_in_file(document)
    origins, unknown = _overlay(document.data, environment)
    settings, invalid = validate(Settings, document, origins)
    problems += unknown + invalid
    return (None if problems else settings), problems


def _file(environment: Mapping[str, str], folder: Path) -> Document:
    named = environment.get("TIDEGATE_CONFIG")
    if named:
        found = read_document(folder / named)
    else:
        path = next((folder / name for name in DEFAULT_FILES if (folder / name).is_file()), None)
        found = Document({}) if path is None else read_document(path)
    data = {} if found.data is None else found.data
    if not isinstance(data, dict):
        raise ConfigurationError("must be a mapping of settings", file=found.file, line=1)
    # `kafka:` with nothing but comments under it means no setting there.
    if data.get("kafka", {}) is None:
        data = {**data, "kafka": {}}
    return Document(data, found.file, found.lines)


def _secrets_in_file(document: Document) -> list[ConfigurationError]:
    kafka = document.data.get("kafka")
    return [
        ConfigurationError(
            f"a secret does not belong here: use kafka.{name}.file, or the variable {_variable(('kafka', name))}",
            place=f"kafka.{name}",
            file=document.file,
            line=document.line(("kafka", name)),
        )
        for name in ("sasl.password", "ssl.key.password")
        if isinstance(kafka, dict) and name in kafka
    ]


def _variable(place: Place) -> str:
    return VARIABLE + "_".join(str(part) for part in place).replace(".", "_").upper()


def variables() -> dict[str, Place]:
    """Every environment variable that is a setting, and the setting's place in the file."""
    found: dict[str, Place] = {_variable((name,)): (name,) for name in Settings.model_fields if name != "kafka"}
    for name, info in KafkaSettings.model_fields.items():
        place: Place = ("kafka", info.alias or name)
        found[_variable(place)] = place
    return {**found, "TIDEGATE_BOOTSTRAP_SERVERS": ("kafka", "bootstrap.servers")}


def _overlay(data: dict[str, Any], environment: Mapping[str, str]) -> tuple[dict[Place, str], list[ConfigurationError]]:
    """Write the environment's settings into ``data``; say which variable each came from, and which are unknown."""
    known = variables()
    origins: dict[Place, str] = {}
    problems: list[ConfigurationError] = []
    for name in sorted(environment):
        value = environment[name]
        if not name.startswith(VARIABLE) or name in OTHER_VARIABLES or name.startswith(VARIABLE + "TEST_"):
            continue
        if _SERVICE_LINK.search(name) and (name not in known or value.startswith(("tcp://", "udp://"))):
            continue
        if name not in known:
            problems.append(UnknownName("environment variable", name, known))
            continue
        if value == "":
            continue
        place = known[name]
        target = data
        for part in place[:-1]:
            target = target.setdefault(str(part), {})
        if not isinstance(target, dict):
            continue  # the file has something else in its place, which is a problem of its own
        target[str(place[-1])] = value
        origins[place] = name
    return origins, problems

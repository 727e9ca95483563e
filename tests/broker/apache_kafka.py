"""Apache Kafka as one KRaft node, from Maven Central jars: the broker whose word counts.

The jars (some 46, 44 MB) are fetched once for each version into ``.cache/`` of the checkout. A node is up in about
eight seconds on two cores. Tests that need it are skipped, with the reason, where Java or Maven is missing.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.broker.brokers import ProcessBroker
from tidegate.kafka.child import ChildProcess
from tidegate.kafka.embedded import HOST, BrokerNotReady, free_port, wait_ready

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_VERSION = "4.3.0"
MAVEN_SECONDS_MAX = 600
START_SECONDS_MAX = 90
START_ATTEMPTS = 3

SERVER_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.{quorum}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=5
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=5
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
log.retention.ms=-1
num.network.threads=2
num.io.threads=4
"""


def missing_tool() -> str | None:
    """The reason why Apache Kafka cannot run here, or None."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed, so Apache Kafka cannot be started"
    return None


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def jars(version: str = DEFAULT_VERSION) -> Path:
    """The folder with Kafka's jars, fetched at the first use."""
    cache = ROOT / ".cache" / "apache-kafka"
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / version
    with _locked(cache / "lock"):
        if (folder / "complete").exists():
            return folder
        command = ["mvn", "-q", "-B", "-f", str(Path(__file__).with_name("pom.xml")), f"-Dkafka.version={version}"]
        command += ["dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=MAVEN_SECONDS_MAX, check=False)
        if done.returncode:
            last_lines = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
            raise RuntimeError(f"Maven could not fetch Apache Kafka {version}:\n{last_lines}")
        (folder / "complete").touch()
    return folder


class ApacheKafka(ProcessBroker):
    """One node, data in a temporary folder, on free loopback ports.

    Args:
        version: Kafka's version; ``TIDEGATE_TEST_KAFKA_VERSION`` overrides the default.
        properties: More lines for ``server.properties``, with the fields of ``SERVER_PROPERTIES``; the later line wins.
    """

    kind = "apache"

    def __init__(
        self, version: str | None = None, *, properties: str = "", format_arguments: Sequence[str] = ()
    ) -> None:
        self.version = version or os.environ.get("TIDEGATE_TEST_KAFKA_VERSION", DEFAULT_VERSION)
        self.folder = Path(tempfile.mkdtemp(prefix="tidegate-apache-kafka-"))
        self._properties = properties
        self._format_arguments = tuple(format_arguments)
        self.classpath = f"{jars(self.version)}/*"
        self._formatted = False
        self.port, self._controller_port = free_port(), free_port()
        self._child = self._new_child()

    def _new_child(self) -> ChildProcess:
        heap = ["-Xmx512m", "-Xms128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        command = ["java", *heap, "-cp", self.classpath, "kafka.Kafka", str(self.folder / "server.properties")]
        return ChildProcess(command, output=self.folder / "kafka.out")

    @property
    def child(self) -> ChildProcess:
        return self._child

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.port}"

    def _format(self) -> None:
        """Write the properties and format the storage; a second start keeps the data."""
        major = int(self.version.split(".")[0])
        controller = f"{HOST}:{self._controller_port}"
        quorum = f"bootstrap.servers={controller}" if major >= 4 else f"voters=1@{controller}"
        text = (SERVER_PROPERTIES + self._properties).format(
            quorum=quorum, host=HOST, port=self.port, controller_port=self._controller_port, data=self.folder / "data"
        )
        properties = self.folder / "server.properties"
        properties.write_text(text)
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        command = ["java", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", self.classpath, "kafka.tools.StorageTool"]
        command += ["format", f"--cluster-id={cluster}", "--config", str(properties)]  # an id may begin with a dash
        command += ["--standalone"] if major >= 4 else []
        command += self._format_arguments
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            raise RuntimeError(f"Kafka could not format its storage:\n{done.stdout}{done.stderr}")
        self._formatted = True

    def start(self) -> None:
        for attempt in range(START_ATTEMPTS):
            if not self._formatted:
                self._format()
            self._child.start()
            try:
                wait_ready(self._child, HOST, self.port, START_SECONDS_MAX)
            except BrokerNotReady:
                ended = not self._child.alive
                first_start = not (self.folder / "started").exists()
                self._child.stop()
                if not (ended and first_start) or attempt == START_ATTEMPTS - 1:
                    raise
                # Somebody took one of the ports between our look and Kafka's start.
                self.port, self._controller_port, self._formatted = free_port(), free_port(), False
            else:
                (self.folder / "started").touch()
                return

    def close(self) -> None:
        self.resume()
        # A temporary node has nothing worth a clean end, which takes seconds.
        self._child.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_or_skip(version: str | None = None, *, properties: str = "") -> ApacheKafka:
    """A started node, or a skipped test that says why."""
    reason = missing_tool()
    if reason is not None:
        pytest.skip(reason)
    node = ApacheKafka(version, properties=properties)
    try:
        node.start()
    except BaseException:
        node.close()
        raise
    return node

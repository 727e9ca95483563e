"""No value reaches a log: neither as a field, nor in an exception, nor from a client at DEBUG."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tidegate.errors import ClientFault
from tidegate.telemetry import logs

SECRET = "sam@example.com"


@pytest.fixture
def lines() -> Iterator[Any]:
    """Configures logging at DEBUG and gives what was written; puts everything back."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    stream = io.StringIO()
    logs.configure("DEBUG", stream=stream, process="worker-0")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_field_that_is_not_on_the_list_is_dropped(lines: Any) -> None:
    """Whoever adds a field must add its name, and a reviewer sees it."""
    structlog.get_logger("tidegate.test").warning("hello", partition=3, text=SECRET, value=SECRET)
    (line,) = lines()
    assert line["event"] == "hello"
    assert (line["partition"], line["process"], line["level"]) == (3, "worker-0", "warning")
    assert SECRET not in json.dumps(line)


def test_extra_fields_of_python_s_own_loggers_are_kept_by_the_same_list(lines: Any) -> None:
    logging.getLogger("tidegate.test").warning(
        "hello", extra={"run_id": "r1", "fault": "send: timeout", "text": SECRET}
    )
    (line,) = lines()
    assert (line["run_id"], line["fault"]) == ("r1", "send: timeout")
    assert SECRET not in json.dumps(line)


def raise_with_secret() -> None:
    local = SECRET
    raise KeyError(local)


@pytest.mark.parametrize("foreign", [True, False])
def test_an_exception_is_its_class_and_place(lines: Any, foreign: bool) -> None:
    """A message may quote what it choked on, and a traceback the line that held it."""
    try:
        raise_with_secret()
    except KeyError:
        if foreign:
            logging.getLogger("some.library").exception("broken")
        else:
            structlog.get_logger("tidegate.test").exception("broken")
    (line,) = lines()
    assert line["exception"].startswith("KeyError at ")
    assert "test_logs.py:" in line["exception"]
    assert SECRET not in json.dumps(line)


def test_an_exception_among_the_arguments_is_its_class_unless_it_is_ours(lines: Any) -> None:
    """Libraries log "failed: %s"; our own errors promise to hold no value."""
    logging.getLogger("aiokafka.test").error("failed: %s", ValueError(SECRET))
    logging.getLogger("tidegate.test").error("failed: %s", ClientFault("poll: TimeoutError"))
    foreign, own = lines()
    assert foreign["event"] == "failed: ValueError"
    assert own["event"] == "failed: poll: TimeoutError"


@pytest.mark.parametrize("name", ["aiokafka", "aiokafka.producer.producer", "faust", "mode", "kafka.anything"])
def test_the_clients_of_kafka_never_log_below_info(lines: Any, name: str) -> None:
    """At DEBUG they print keys and values of records."""
    logging.getLogger(name).debug("Sending (key=%s value=%s)", SECRET, SECRET)
    logging.getLogger(name).info("joined")
    assert [line["event"] for line in lines()] == ["joined"]


def test_our_own_debug_lines_are_written(lines: Any) -> None:
    structlog.get_logger("tidegate.test").debug("detail", offset=1)
    assert [line["event"] for line in lines()] == ["detail"]

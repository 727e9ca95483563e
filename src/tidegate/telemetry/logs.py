"""Logs as JSON lines in which a record's value cannot appear.

A log is read by people who may not read the raw topic, so a field is written only if its name is on the list below, an
exception is written as its class and place (its message may quote what it choked on; ours promise not to), and the
clients of Kafka, which print whole records at DEBUG, are never let below INFO.
"""

from __future__ import annotations

import copy
import logging
import sys
import traceback
from collections.abc import Iterable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from tidegate.errors import TidegateError

_FIELDS = """
event level logger timestamp process flow run_id topic partition offset position at place field stage reason outcome
detector entity_type error exception seconds count chars revision state worker port url signal exit_code path status
method fault why policy file problem setting done what
"""
FIELDS = frozenset(_FIELDS.split())
CHATTY_LOGGERS = ("aiokafka", "faust", "mode", "kafka", "uvicorn", "asyncio")
FRAMES_MAX = 6


def keep_known_fields(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Drop every field that is not on the list, and say how many."""
    unknown = [name for name in event if name not in FIELDS and not name.startswith("_")]
    for name in unknown:
        del event[name]
    if unknown:
        event["count"] = event.get("count", len(unknown))
    return event


def describe_exception(error: BaseException) -> str:
    """Class and places of an exception, innermost last; the message only where it is one of ours."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_MAX:]
    places = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    message = f": {error}" if isinstance(error, TidegateError) else ""
    return f"{type(error).__name__}{message}" + (f" at {places}" if places else "")


def hide_exceptions(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace ``exc_info`` by class and places."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, tuple):
        info = info[1]
    if isinstance(info, BaseException):
        event["exception"] = describe_exception(info)
    return event


class SafeHandler(logging.StreamHandler[TextIO]):
    """Writes a record whose arguments hold an exception with the exception's class instead of its message."""

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and any(_is_foreign(value) for value in record.args):
            record = copy.copy(record)
            record.args = tuple(type(value).__name__ if _is_foreign(value) else value for value in record.args or ())
        super().emit(record)


def _is_foreign(value: object) -> bool:
    return isinstance(value, BaseException) and not isinstance(value, TidegateError)


def clamp(names: Iterable[str] = CHATTY_LOGGERS) -> None:
    """Never let these loggers, and those below them, write anything under INFO."""
    tops = set(names)
    for name in [*tops, *logging.root.manager.loggerDict]:
        if name.split(".")[0] in tops:
            logger = logging.getLogger(name)
            logger.setLevel(max(logger.level, logging.INFO))


def configure(level: str = "INFO", *, stream: TextIO | None = None, process: str = "") -> None:
    """Write all logs of this process, also those of libraries, as JSON lines.

    Args:
        level: Lowest level that is written.
        stream: Where to; stderr by default.
        process: Name of the process, a field of every line.
    """

    def name_process(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        if process:
            event["process"] = process
        return event

    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=FIELDS),  # what is given as `extra=` to Python's own loggers
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_process,
        hide_exceptions,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            keep_known_fields,
            structlog.processors.JSONRenderer(default=lambda value: type(value).__name__),
        ],
    )
    handler = SafeHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    clamp()

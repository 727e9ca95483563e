"""The exception tree: what can go wrong, drawn so that a caller knows what to catch.

    TidegateError
    ├── ConfigurationError       a policy, topic or settings file is wrong: file, line, what to write instead
    │   └── UnknownName          a word that is not in a closed list; carries the nearest valid one
    ├── DetectionIncomplete      a detector raised or ran out of time on these texts: quarantine, never skip
    ├── TransformFailed          a transformer could not hide a finding: quarantine
    ├── TemporaryFault           not the record's fault (an outside service is away): retry, then what the policy says
    │   └── OutOfTime            a batch takes longer than it may where it is: it is done elsewhere, from its start
    ├── RunError
    │   ├── RunNotFound          no such run
    │   ├── RunConflict          the run's state, or another open run, does not allow it
    │   ├── RunGone              it was there, and has expired
    │   └── RunInvalid           the request is wrong: names the field
    └── KafkaFault
        ├── LaneFenced           someone else owns the lane: it ends, and only a new assignment opens it again
        ├── ClientFault          a timeout or an unclear error: never use that client again
        ├── OutputRejected       the broker refused a record for good
        ├── AuthorizationFault   the broker denied access: pause, and turn readiness red
        └── LaneRefused          the lane may not open (a closed list of reasons)

No message ever holds a value of a record: it says where, never what.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class TidegateError(Exception):
    """Root of every error that Tidegate raises on purpose."""


class ConfigurationError(TidegateError):
    """A configuration file or request is wrong.

    Args:
        message: What is wrong and what to write instead. Must not contain personal data.
        place: Path inside the document, such as ``detect.entity_types[2]``, or "".
        file: The file's name, or "".
        line: Line in the file, counted from 1, or None where unknown.
    """

    def __init__(self, message: str, *, place: str = "", file: str = "", line: int | None = None) -> None:
        self.message, self.place, self.file, self.line = message, place, file, line
        where = file + (f":{line}" if line is not None else "") if file else ""
        super().__init__(": ".join(part for part in (where, place, message) if part))


class UnknownName(ConfigurationError):
    """A name outside its closed list. ``nearest`` is the closest valid name, or None. ``also`` are names that are
    understood too: one of them may be the nearest, and they are not listed. ``meant`` is what the name is known to
    stand for.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        valid: Iterable[str],
        *,
        also: Iterable[str] = (),
        meant: str | None = None,
        place: str = "",
        file: str = "",
        line: int | None = None,
    ) -> None:
        names = sorted(set(valid))
        folded = {known.casefold(): known for known in (*sorted(also), *names)}
        close = difflib.get_close_matches(name.casefold(), sorted(folded), n=1, cutoff=0.5)
        self.kind, self.name, self.nearest = kind, name, meant or (folded[close[0]] if close else None)
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else f"; valid: {', '.join(names[:40])}"
        super().__init__(f"unknown {kind} {name!r}{hint}", place=place, file=file, line=line)


class DetectionIncomplete(TidegateError):
    """A detector raised or ran out of time, so these texts are unread."""

    def __init__(self, *, detector: str) -> None:
        self.detector = detector
        super().__init__(f"detector {detector} did not finish")


class TransformFailed(TidegateError):
    """A transformer could not hide a finding."""

    def __init__(self, *, transformer: str, entity_type: str) -> None:
        self.transformer, self.entity_type = transformer, entity_type
        super().__init__(f"transformer {transformer} failed on a finding of type {entity_type}")


class TemporaryFault(TidegateError):
    """Not the record's fault: the same batch may pass later."""


class OutOfTime(TemporaryFault):
    """A batch takes longer than it may where it is done; nothing of it counts, and it passes elsewhere."""

    def __init__(self) -> None:
        super().__init__("a batch takes longer than it may")


class RunError(TidegateError):
    """A command about a run cannot be carried out."""


class RunNotFound(RunError):
    """No run has this id."""


class RunConflict(RunError):
    """The run's state, or another open run, does not allow it."""


class RunGone(RunError):
    """What is asked for was there, and has expired with its topic."""


class RunInvalid(RunError):
    """The request is wrong. ``field`` names the field, never its value."""

    def __init__(self, message: str, *, field: str) -> None:
        self.field = field
        super().__init__(f"{field}: {message}")


class KafkaFault(TidegateError):
    """Something between us and the broker."""


class LaneFenced(KafkaFault):
    """Another producer took this transactional id over: the lane is not ours any more."""


class ClientFault(KafkaFault):
    """A timeout or an unclear error. The client that raised it must never be used again."""


class OutputRejected(KafkaFault):
    """The broker refused a record for good (too large, invalid): nothing was committed."""


class AuthorizationFault(KafkaFault):
    """The broker denied access to a topic, group or transactional id."""


class LaneRefused(KafkaFault):
    """A lane may not open. ``reason`` is one of a closed list (``tidegate.wire.LaneRefusal``)."""

    def __init__(self, reason: str, message: str = "") -> None:
        self.reason = reason
        super().__init__(message or reason)

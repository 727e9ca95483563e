"""Small parts for tests of the pipeline: detectors that find a word, plans and batches in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from tidegate.detectors.base import Detector
from tidegate.keys import Keyring
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.pipeline import process
from tidegate.pipeline.plan import Plan, compile_plan
from tidegate.policies import Policy
from tidegate.records import Headers, Outcomes, RawBatch, TextBatch
from tidegate.spans import Candidate, Checksum
from tidegate.wire import Output

KEYS = Keyring(active="k1", keys={"k1": bytes(range(32))})
EMAIL = r"[a-z.]+@[a-z]+\.(?:example|org)"
EVERYTHING_IS_TEXT = [{"path": "$..*", "treat": "text"}]


class Finds:
    """Finds a regular expression, as one entity type."""

    version = "1"

    def __init__(
        self,
        pattern: str = EMAIL,
        entity_type: str = "email",
        *,
        name: str = "",
        score: float = 0.7,
        context: Sequence[str] = (),
        refute: Sequence[str] = (),
        checksum: Checksum = Checksum.NONE,
        distinctive: bool = False,
        types: Sequence[str] = (),
    ) -> None:
        self.name = name or f"finds_{entity_type}"
        self.entity_types: tuple[str, ...] = (entity_type, *types)
        self.context, self.refute = frozenset(context), frozenset(refute)
        self._pattern = re.compile(pattern)
        self._score, self._checksum, self._distinctive = score, checksum, distinctive

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        entity_type = self.entity_types[0]
        return [
            Candidate(index, *match.span(), entity_type, self._score, self.name, "p", self._checksum, self._distinctive)
            for index, text in enumerate(batch.texts)
            for match in self._pattern.finditer(text)
        ]


class FailsOn(Finds):
    """Raises whenever a text of the batch holds a word."""

    def __init__(self, word: str, error: Callable[[], BaseException] = RuntimeError, **options: Any) -> None:
        super().__init__(**options)
        self.word, self.error, self.calls = word, error, 0

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        self.calls += 1
        if any(self.word in text for text in batch.texts):
            raise self.error()
        return super().detect(batch)


def plan_of(
    *,
    detectors: Sequence[Detector] | None = (Finds(),),
    keys: Keyring | None = None,
    format: str = "json",
    clock: Callable[[], float] | None = None,
    value_bytes_max: int = 1_000_000,
    outputs: Sequence[str] = ("clean.t",),
    **policy: Any,
) -> Plan:
    """A plan of a policy's lines; every field is text unless they say otherwise. ``detectors`` None: built-in ones."""
    lines: dict[str, Any] = {
        "policy": "t",
        "fields": EVERYTHING_IS_TEXT,
        "detect": {"allow_undetected": True},
        **policy,
    }
    return compile_plan(
        Policy.model_validate(lines),
        input_topic="raw.t",
        outputs=[Output(topic=topic) for topic in outputs],
        keys=keys,
        run_id="run-1",
        format=format,
        detectors=detectors,
        clock=clock,
        value_bytes_max=value_bytes_max,
    )


def batch_of(
    *values: bytes | str | None,
    keys: Sequence[bytes | None] | None = None,
    headers: Sequence[Headers] | None = None,
    offset: int = 0,
    timestamps: Sequence[int] | None = None,
) -> RawBatch:
    """Records of partition 0, from ``offset`` on."""
    count = len(values)
    return RawBatch(
        topic="raw.t",
        partition=0,
        position_from=offset,
        position_to=offset + count,
        offsets=range(offset, offset + count),
        timestamps=timestamps or [1_000 * (offset + index) for index in range(count)],
        keys=keys or [None] * count,
        values=[value.encode() if isinstance(value, str) else value for value in values],
        headers=headers or [()] * count,
    )


def run(plan: Plan, *values: bytes | str | None, **columns: Any) -> Outcomes:
    """Outcomes of one batch on a fresh lane."""
    return process(batch_of(*values, **columns), plan, Context())[0]


def values_of(outcomes: Outcomes) -> list[bytes | None]:
    """The value written for each record; None where there is none."""
    return [written[0].value if written else None for written in outcomes.outputs]

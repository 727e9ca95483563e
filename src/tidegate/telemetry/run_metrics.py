"""What control knows about runs, as metrics: lag, stalled lanes and gaps, also when no worker is left to tell.

Computed from the published summaries whenever somebody asks, so the numbers can never say anything else than what is
polled. Labels are closed sets as in `telemetry.metrics`; runs of one flow are summed.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from tidegate.telemetry.metrics import register_build_info
from tidegate.wire import Expired, LaneStatus, PartitionSummary, RunStatus, RunSummary

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

STALLED_SECONDS = 30.0  # a lane with work left that has not moved for so long is stalled
NO_LANE, NOT_MOVING = "no_lane", "not_moving"
_AT_WORK = (RunStatus.PENDING, RunStatus.PROCESSING)
_OPEN = (*_AT_WORK, RunStatus.PAUSED)
POLICY_HASH_CHARS = 12  # hex digits, as in the header `tidegate-policy`


class RunCollector:
    """A collector for Prometheus' client.

    Args:
        runs: The published summaries of all runs.
        monotonic: Seconds that never go back.
    """

    def __init__(self, runs: Callable[[], Iterable[RunSummary]], monotonic: Callable[[], float]) -> None:
        self._runs, self._monotonic = runs, monotonic
        self._moved: dict[tuple[str, str], tuple[int, float]] = {}  # by run and partition: where it stood, since when

    def collect(self) -> Iterator[Metric]:
        runs = list(self._runs())
        yield _gauge("tidegate_runs", "Runs by status", ("status",), _statuses(runs))
        yield _gauge("tidegate_lag_records", "Offsets not yet committed", ("flow", "partition"), _lags(runs))
        yield _gauge("tidegate_held_records", "Offsets read and not yet committed", ("flow",), _held(runs))
        policies = ("flow", "policy", "policy_hash")
        yield _gauge("tidegate_policy_info", "Which policy an open run has, 1 each", policies, _policies(runs))
        reasons = self._stalled(runs)
        yield _gauge("tidegate_stalled_lanes", "Lanes with work left that do not move", ("flow", "reason"), reasons)
        for name, what, ranges in (
            ("tidegate_unproven_offsets", "Offsets that no delta proves", lambda part: part.unproven),
            ("tidegate_expired_offsets", "Offsets that left the raw log unread", lambda part: part.expired),
        ):
            yield _gauge(name, what, ("flow",), _span(runs, ranges))

    def _stalled(self, runs: Iterable[RunSummary]) -> dict[tuple[str, ...], int]:
        now = self._monotonic()
        found: Tally[tuple[str, ...]] = Tally()
        moved: dict[tuple[str, str], tuple[int, float]] = {}
        for run in runs:
            if run.status not in _AT_WORK:
                continue
            found[run.flow, NOT_MOVING] += 0  # a flow without stalled lanes says so
            for number, part in run.results.partitions.items():
                if not _work_left(part):
                    continue
                at, since = self._moved.get((run.id, number), (part.next, now))
                since = since if at == part.next else now
                moved[run.id, number] = (part.next, since)
                if now - since >= STALLED_SECONDS:
                    found[run.flow, _reason(part)] += 1
        self._moved = moved
        return dict(found)


def run_registry(runs: Callable[[], Iterable[RunSummary]], monotonic: Callable[[], float]) -> CollectorRegistry:
    """Control's registry: a `RunCollector`, and which version runs here."""
    registry = CollectorRegistry()
    register_build_info(registry, "control")
    registry.register(RunCollector(runs, monotonic))
    return registry


def exposition(registries: Iterable[CollectorRegistry]) -> bytes:
    """The metrics of several registries in Prometheus' text format."""
    return b"".join(generate_latest(registry) for registry in registries)


def _work_left(part: PartitionSummary) -> bool:
    return part.next < part.end if part.end is not None else bool(part.lag)


def _reason(part: PartitionSummary) -> str:
    if part.reason is not None:
        return part.reason.value
    return NO_LANE if part.lane in (None, LaneStatus.REFUSED) else NOT_MOVING


def _statuses(runs: Iterable[RunSummary]) -> dict[tuple[str, ...], int]:
    counted = Tally(run.status for run in runs)
    return {(status.value,): counted[status] for status in RunStatus}


def _lags(runs: Iterable[RunSummary]) -> dict[tuple[str, ...], int]:
    found: Tally[tuple[str, ...]] = Tally()
    for run in runs:
        if run.status in _AT_WORK:
            for number, part in run.results.partitions.items():
                left = part.end - part.next if part.end is not None else part.lag or 0
                found[run.flow, number] += max(0, left)
    return dict(found)


def _policies(runs: Iterable[RunSummary]) -> dict[tuple[str, ...], int]:
    """The hash as headers have it, so that a reload can be seen from the file to the record."""
    return {(run.flow, run.policy or "", run.policy_hash[:POLICY_HASH_CHARS]): 1 for run in runs if run.status in _OPEN}


def _held(runs: Iterable[RunSummary]) -> dict[tuple[str, ...], int]:
    found: Tally[tuple[str, ...]] = Tally()
    for run in runs:
        if run.status in _AT_WORK:
            found[(run.flow,)] += run.results.held
    return dict(found)


def _span(
    runs: Iterable[RunSummary], ranges: Callable[[PartitionSummary], Iterable[Expired]]
) -> dict[tuple[str, ...], int]:
    found: Tally[tuple[str, ...]] = Tally()
    for run in runs:
        parts = run.results.partitions.values()
        found[(run.flow,)] += sum(one.to - one.from_ for part in parts for one in ranges(part))
    return dict(found)


def _gauge(name: str, about: str, labels: tuple[str, ...], values: dict[tuple[str, ...], int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=labels)
    for place, value in sorted(values.items()):
        family.add_metric(place, value)
    return family

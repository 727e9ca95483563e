"""What is counted, under the names that users build dashboards on.

Labels are closed sets: flows, partitions, outcomes, stages, reasons, entity types, detectors. There is no run id (it
would grow for ever) and never a value. Each process has a registry of its own, so that nothing is counted twice in
tests.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from tidegate.records import Outcomes
from tidegate.wire import Delta, LaneState

CONTENT_TYPE = CONTENT_TYPE_LATEST
SAMPLES_MAX = 16  # records of a batch whose way from record timestamp to commit is measured
STAGE_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
END_TO_END_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600)
LOOP_LAG_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The metrics of one process.

    Args:
        role: worker or control, a label of ``tidegate_build_info``.
        registry: Where they are registered; a new one by default.
    """

    def __init__(self, role: str, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        own = self.registry
        self.records = Counter("tidegate_records", "Input records by outcome", ["flow", "outcome"], registry=own)
        self.entities = Counter(
            "tidegate_entities", "Findings in clean records", ["flow", "entity_type", "detector"], registry=own
        )
        self.quarantined = Counter(
            "tidegate_quarantined", "Quarantined records", ["flow", "stage", "reason"], registry=own
        )
        self.noted = Counter(
            "tidegate_noted", "Other counts: keys hashed, headers dropped, ...", ["flow", "name"], registry=own
        )
        self.batch_seconds = Histogram(
            "tidegate_batch_seconds",
            "Time of one stage for one batch",
            ["flow", "stage"],
            buckets=STAGE_BUCKETS,
            registry=own,
        )
        self.end_to_end_seconds = Histogram(
            "tidegate_end_to_end_seconds",
            f"Record timestamp to commit, of up to {SAMPLES_MAX} records a batch",
            ["flow"],
            buckets=END_TO_END_BUCKETS,
            registry=own,
        )
        self.lag_records = Gauge(
            "tidegate_lag_records", "Offsets not yet committed", ["flow", "partition"], registry=own
        )
        self.transactions = Counter("tidegate_transactions", "Transactions of lanes", ["flow", "result"], registry=own)
        self.loop_lag_seconds = Histogram(
            "tidegate_loop_lag_seconds", "How late the event loop is", buckets=LOOP_LAG_BUCKETS, registry=own
        )
        self.lanes = Gauge("tidegate_lanes", "Lanes of this process", ["flow", "state", "reason"], registry=own)
        register_build_info(own, role)
        self._lags: set[tuple[str, str]] = set()

    # What a lane tells

    def committed(self, flow: str, delta: Delta, outcomes: Outcomes | None, now_ms: int) -> None:
        """One transaction was committed. Only now does anything count."""
        self.transactions.labels(flow, "committed").inc()
        for outcome in ("clean", "quarantined", "dropped", "suppressed"):
            count = getattr(delta.counts, outcome)
            if count:
                self.records.labels(flow, outcome).inc(count)
        if outcomes is None:
            return
        for (entity_type, detector), count in outcomes.entities.items():
            self.entities.labels(flow, entity_type, detector).inc(count)
        for failure, count in Tally(outcomes.failures.values()).items():
            self.quarantined.labels(flow, failure.stage.value, failure.reason.value).inc(count)
        for name, count in outcomes.counters.items():
            if count:
                self.noted.labels(flow, name).inc(count)
        timestamps = outcomes.raw.timestamps
        step = max(1, len(timestamps) // SAMPLES_MAX)
        for timestamp in timestamps[::step][:SAMPLES_MAX]:
            if timestamp >= 0:
                self.end_to_end_seconds.labels(flow).observe(max(0, now_ms - timestamp) / 1000)

    def transaction_failed(self, flow: str, result: str) -> None:
        """A transaction was not committed: ``fenced``, ``rejected`` or ``unclear``."""
        self.transactions.labels(flow, result).inc()

    def set_lags(self, states: Iterable[LaneState], flow_of: Callable[[str], str | None]) -> None:
        """Set the lag and state of every lane that this process holds, and forget those that it does not."""
        lags: dict[tuple[str, str], int] = {}
        self.lanes.clear()
        for state in states:
            flow = flow_of(state.run_id)
            if flow is not None:
                place = (flow, str(state.partition))
                lags[place] = lags.get(place, 0) + state.lag  # two runs of one flow may read one partition
                self.lanes.labels(flow, state.state.value, state.reason.value if state.reason else "").inc()
        for gone in self._lags - lags.keys():
            self.lag_records.remove(*gone)
        for labels, lag in lags.items():
            self.lag_records.labels(*labels).set(lag)
        self._lags = set(lags)

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)


def register_build_info(registry: CollectorRegistry, role: str) -> None:
    """``tidegate_build_info``: which version runs here, as worker or control."""
    info = Gauge("tidegate_build_info", "Always 1", ["version", "role"], registry=registry)
    info.labels(_version(), role).set(1)


def _version() -> str:
    try:
        return version("tidegate")
    except PackageNotFoundError:
        return "unknown"

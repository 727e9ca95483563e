"""`bench stream`, small: every promised figure is measured, and what it started is gone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tidegate.bench.stream import measure
from tidegate.kafka.embedded import EmbeddedBroker
from tidegate.kafka.measuring import Committed, latencies

PROMISED = (
    "limit_records_per_second",
    "records_per_second",
    "ratio_to_limit",
    "words_per_second",
    "p50_ms",
    "p99_ms",
    "rss_mb_max",
)


def test_every_promised_figure_is_measured() -> None:
    """One round with few records: the figures mean little, but each is there and of its kind."""
    with EmbeddedBroker() as broker:
        figures: dict[str, Any] = asyncio.run(
            measure(broker.bootstrap, partitions=2, records=12_000, rounds=1)
        ).as_dict()
    assert list(figures)[: len(PROMISED)] == list(PROMISED)
    assert all(figures[name] > 0 for name in PROMISED)
    assert figures["p50_ms"] <= figures["p99_ms"]
    assert figures["ratio_to_limit"] == pytest.approx(
        figures["records_per_second"] / figures["limit_records_per_second"], abs=0.001
    )
    assert 20 < figures["rss_mb_max"] < 1000
    assert figures["exactly_once_to_at_least_once"] == pytest.approx(
        figures["limit_records_per_second"] / figures["at_least_once_records_per_second"], abs=0.001
    )
    assert figures["entities"] >= 3_000


def test_latency_runs_from_a_record_to_the_commit_that_covers_it() -> None:
    """Each record counts once, by its own partition and offset."""
    times = {0: [10.0, 11.0, 12.0], 1: [10.5]}
    seen = [Committed(12.0, 0, 0, 2), Committed(13.0, 1, 0, 1), Committed(14.0, 0, 2, 3)]
    assert latencies(seen, times) == [1.0, 2.0, 2.0, 2.5]

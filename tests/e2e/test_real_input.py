"""Real input through a real broker: every record accounted for, and nothing that the libraries find is left.

Runs over the shipped invented records always; over development data where ``--gold`` names files (one JSON record a
line with ``text`` and ``spans``), each record's ``text`` being published as it is. Recall by type is printed
(``pytest -s``).
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tests.e2e.direct_pass import direct_pass, leaves, luhn, mod97
from tests.e2e.gate import STRUCTURED_TYPES, assert_ledger, gate
from tests.e2e.independent import Record, Sent, publish, read_all
from tidegate.testing.synthetic import records

PARTITIONS = 3


def invented(count: int) -> list[dict[str, Any]]:
    """Shipped invented records in the shape of a gold file, without spans."""
    made = [*records("support-chat", count // 2, seed=5), *records("customers", count // 2, seed=6)]
    return [{"text": record.value.decode(), "spans": []} for record in made if record.value is not None]


def read_gold(name: str) -> list[dict[str, Any]]:
    with Path(name).open("rb") as lines:
        return [json.loads(line) for line in lines]


def gold_files(config: pytest.Config) -> list[str]:
    return [str(name) for name in config.getoption("--gold")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "gold" in metafunc.fixturenames:
        metafunc.parametrize("gold", ["invented", *gold_files(metafunc.config)], ids=lambda name: Path(name).stem)


def passes_own_check(label: str, text: str) -> bool:
    """Whether a gold value is what its label says by the label's own rule (check digit, numbering plan)."""
    digits = "".join(char for char in text if char.isdigit())
    if label == "credit_card_number":
        return 12 <= len(digits) <= 19 and luhn(digits)
    if label == "iban":
        return mod97("".join(text.split()).upper())
    if label == "phone_number":
        try:
            return bool(phonenumbers.is_valid_number(phonenumbers.parse(text, "US")))
        except phonenumbers.NumberParseException:
            return False
    if label == "ssn":
        return len(digits) == 9 and digits[:3] not in ("000", "666") and digits[0] != "9"
    if label in ("date", "date_of_birth"):
        return len(digits) >= 4 and any(char in text for char in "-/. ") and len(text) >= 8
    return True


@pytest.mark.deadline(240)
async def test_nothing_that_the_libraries_find_in_the_raw_topic_is_left_in_the_clean_one(
    gold: str, embedded_broker: Broker, topic_name: TopicName, create_topics: CreateTopics, tmp_path: Path
) -> None:
    if gold == "invented":
        gold_records = invented(1_000)
    else:
        gold_records = read_gold(gold)
    documents = sum(record["text"].lstrip().startswith("{") for record in gold_records)
    source_format = "json" if documents == len(gold_records) else "text"
    raw = topic_name("raw.real")
    await create_topics(raw, partitions=PARTITIONS)
    await publish(
        embedded_broker.bootstrap,
        raw,
        [Sent(None, record["text"].encode(), index % PARTITIONS) for index, record in enumerate(gold_records)],
    )
    with gate(embedded_broker.bootstrap, tmp_path, prefix=topic_name("gate")) as stack:
        stack.start_control()
        stack.start_worker()
        run = stack.start_bounded(
            raw,
            format=source_format,
            pii_types=STRUCTURED_TYPES,
            detection_method="heuristics",
        )
        summary = stack.wait(run["id"], "SUCCEEDED", "FAILED")
        assert summary["status"] == "SUCCEEDED", summary["results"]["error"]
        assert_ledger(summary, len(gold_records))
        clean = await read_all(embedded_broker.bootstrap, run["outputs"][0]["topic"])
        quarantined = await read_all(embedded_broker.bootstrap, run["quarantine_topic"])
        raw_records = await read_all(embedded_broker.bootstrap, raw)

    by_source = {record.source: record for record in clean}
    assert len(by_source) == len(clean) == summary["results"]["records"]["clean"]
    assert len(clean) + len(quarantined) == len(gold_records)
    if source_format == "json":
        for record in clean:
            json.loads(record.value or b"")

    left: list[str] = []
    looked_for = 0
    for source in raw_records:
        output = by_source.get((raw, source.partition, source.offset))
        if output is None:
            continue
        cleaned = "\n".join([(output.value or b"").decode(), *leaves(output.value or b"")])
        for text in leaves(source.value or b""):
            for found in direct_pass(text):
                looked_for += 1
                if found.value in cleaned:
                    left.append(f"{found.kind} at {source.partition}/{source.offset}")
    print(
        f"\n{Path(gold).stem}: {len(gold_records)} records, {len(quarantined)} quarantined, "
        f"direct pass found {looked_for}, left {len(left)}"
    )
    assert left == []
    if gold == "invented":
        assert looked_for > 300
    else:
        print_recall(gold_records, raw_records, by_source, raw)


def print_recall(
    gold_records: list[dict[str, Any]],
    raw_records: list[Record],
    by_source: dict[tuple[str, int, int], Record],
    raw: str,
) -> None:
    """Recall against gold: a gold value counts as found when it no longer stands in the clean record."""
    found: Counter[tuple[str, bool]] = Counter()
    total: Counter[tuple[str, bool]] = Counter()
    places = {(record.partition, record.offset): record for record in raw_records}
    for index, record in enumerate(gold_records):
        place = (index % PARTITIONS, index // PARTITIONS)
        assert (places[place].value or b"").decode() == record["text"]
        output = by_source.get((raw, *place))
        cleaned = (output.value or b"").decode() if output else ""
        for start, end, label in record["spans"]:
            value = record["text"][start:end]
            kind = (label, passes_own_check(label, value))
            total[kind] += 1
            found[kind] += value not in cleaned
    print(f"{'type':24} {'passes its own check':>22} {'does not':>16}")
    for label in sorted({label for label, _ in total}):
        cells = [
            f"{found[label, good]}/{total[label, good]}"
            + (f" {found[label, good] / total[label, good]:.3f}" if total[label, good] else "")
            for good in (True, False)
        ]
        print(f"{label:24} {cells[0]:>22} {cells[1]:>16}")

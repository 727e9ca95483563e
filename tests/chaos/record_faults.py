"""Faults that records bring with them: poison of every kind, outputs that outgrow, a record that kills its process."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import orjson

from tests.chaos import trap
from tests.chaos.load import expecting, parcel
from tests.chaos.stage import Stage
from tests.chaos.verdict import Verdict
from tests.e2e.independent import Sent
from tidegate.codecs.registry import VALUE_BYTES_MAX
from tidegate.records import Reason

POISON_EVERY = 100  # records: 1 %
LARGE_EVERY = 200  # of the poison: a record of megabytes each
BROKER_BYTES_MAX = 20 * 1024 * 1024
OUTGROWING_BYTES_MAX = 20_000
OUTGROWING_EVERY = 250  # records; each holds 2,640 addresses, as much work as thousands of usual ones
TRAPPED = {"detect": {"entity_types": ["email", trap.ENTITY_TYPE]}}


def _value(value: bytes) -> Callable[[Sent], Sent]:
    return lambda sent: sent._replace(value=value)


def _text(text: str) -> Callable[[Sent], Sent]:
    return _value(orjson.dumps({"n": 0, "text": text}))


def _poison(reason: Reason, change: Callable[[Sent], Sent]) -> Callable[[Sent], Sent]:
    return lambda sent: expecting(change(sent), reason.value)


ADDRESS = "someone@example.com"
# Every row of the outcome table in a record's own form; the last column of that table is the expectation.
ROWS: tuple[Callable[[Sent], Sent], ...] = (
    _poison(Reason.UNDECODABLE_UTF8, _value(b'{"text": "\xff\xfe"}')),
    _poison(Reason.UNDECODABLE_SURROGATE, _value(b'{"text": "\\ud800 alone"}')),
    _poison(Reason.UNDECODABLE_SYNTAX, _value(b'{"text": "no end"')),
    _poison(Reason.UNDECODABLE_NUMBER, _value(b'{"amount": NaN}')),
    _poison(Reason.UNDECODABLE_NUMBER, _value(b'{"amount": -Infinity}')),
    _poison(Reason.UNDECODABLE_DEPTH, _value(b"[" * 65 + b"]" * 65)),
    _poison(Reason.PERSONAL_DATA_IN_NAME, _value(orjson.dumps({ADDRESS: "a name that is a value"}))),
    _poison(Reason.DETECTOR_FAILED, _text(f"a word that no detector likes: {trap.RAISE_WORD}")),
    _value(f'{{"text": "{ADDRESS}", "text": "twice {ADDRESS}"}}'.encode()),  # duplicate keys: all scanned, all kept
    _value(b'{"long": 123456789012345678901234567890, "text": "an integer of any length"}'),
    _text(f"NUL \x00, bell \x07 and \u202eright to left\u202c beside {ADDRESS}"),
    _value(orjson.dumps({"hidden": {"deep": [f"{ADDRESS}", {"name": "anyone"}]}})),  # a path that matches an object
    lambda sent: sent._replace(key=ADDRESS.encode()),  # hashed
    lambda sent: sent._replace(headers=[("note", f"from {ADDRESS}".encode()), ("binary", b"\xff\x00")]),
    _value(b""),  # replaced below by a tombstone; an empty value is no JSON
)
TOMBSTONE = len(ROWS) - 1
LARGE: tuple[Callable[[Sent], Sent], ...] = (
    _poison(Reason.UNDECODABLE_KEYS, _value(b"{" + b'"":0,' * 1_000_001 + b'"":0}')),
    _poison(Reason.UNDECODABLE_SIZE, _value(b'"' + b"a" * VALUE_BYTES_MAX + b'"')),
)


def _spoil(number: int, chance: random.Random) -> Sent:
    """A usual record, or every so often the next row of the table."""
    sent = parcel(number, chance)
    if number % POISON_EVERY:
        return sent
    place = number // POISON_EVERY
    if place % LARGE_EVERY in (7, 17):
        return LARGE[place % LARGE_EVERY // 10](sent)
    row = place % len(ROWS)
    return sent._replace(value=None) if row == TOMBSTONE else ROWS[row](sent)


def poison(stage: Stage) -> Verdict:
    """1 % of records that cannot pass, or look as if they could not, in the full form with workers killed."""
    kills = 3 if stage.full else 0
    policy = {**TRAPPED, "fields": [{"path": "$.hidden", "treat": "redact"}, {"path": "$..*", "treat": "text"}]}
    trial = stage.trial(
        "poison",
        random.Random(stage.seed),
        records=100_000 if stage.full else 6_000,
        seconds=90.0 if stage.full else 12.0,
        make=_spoil,
        policy=policy,
        message_bytes_max=BROKER_BYTES_MAX,
    )
    for _ in range(kills):
        trial.rest(3.0, 6.0)
        victim = trial.pick()
        trial.fault(victim)
        stage.kill_worker(victim)
    return trial.settle()


def _outgrowing(number: int, chance: random.Random) -> Sent:
    """Every so many is as large as its topic allows, and what replaces its addresses is longer than they are."""
    if number % OUTGROWING_EVERY:
        return parcel(number, chance)
    addresses = " ".join(["a@b.cz"] * ((OUTGROWING_BYTES_MAX - 1_500) // 7))
    sent = Sent(f"k{number}".encode(), orjson.dumps({"n": number, "text": addresses}))
    return expecting(sent, Reason.OUTPUT_TOO_LARGE.value)


def outgrow(stage: Stage) -> Verdict:
    """An output that outgrows the topic's size limit is found before it is sent."""
    trial = stage.trial(
        "outgrow",
        random.Random(stage.seed),
        records=100_000 if stage.full else 4_000,
        seconds=80.0 if stage.full else 10.0,
        make=_outgrowing,
        policy={"transform": {"default": {"mark": {"format": "[{label}_{code}]", "scope": "global"}}}},
        message_bytes_max=OUTGROWING_BYTES_MAX,
    )
    if stage.full:
        trial.rest(1.0, 3.0)
        victim = trial.pick()
        trial.fault(victim)
        stage.kill_worker(victim)
    return trial.settle()


def killer_record(stage: Stage) -> Verdict:
    """Records that kill the process that reads them; a supervisor starts it again, as an operator's would."""
    killers = 3 if stage.full else 1
    records = 100_000 if stage.full else 2_000
    places = {records // 3 + 101 * number for number in range(killers)}

    def make(number: int, chance: random.Random) -> Sent:
        sent = parcel(number, chance)
        if number not in places:
            return sent
        return expecting(_text(f"this ends it: {trap.KILL_WORD}")(sent), Reason.CRASHES_WORKER.value)

    # Small batches, so that halving them takes few deaths.
    stage.dismiss()
    small: dict[str, Any] = {"TIDEGATE_BATCH_RECORDS_MAX": "5"}
    stage.staff(**small)
    trial = stage.trial(
        "killer",
        random.Random(stage.seed),
        records=records,
        seconds=90.0 if stage.full else 10.0,
        make=make,
        policy=TRAPPED,
    )
    over = threading.Event()

    def supervise() -> None:
        while not over.is_set():
            for worker in [one for one in stage.gate.workers if not one.alive]:
                trial.fault(worker)
            stage.staff(**small)
            time.sleep(0.3)

    supervisor = threading.Thread(target=supervise, name="supervisor", daemon=True)
    supervisor.start()
    try:
        return trial.settle()
    finally:
        over.set()
        supervisor.join(30)
        # A child process belongs to the thread that started it (see `ChildProcess`).
        stage.dismiss()
        stage.staff()

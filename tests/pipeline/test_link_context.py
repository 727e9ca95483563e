"""Linked context is a pure function of the raw log."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipeline.helpers import Finds, batch_of, plan_of
from tidegate.pipeline import link_context as module
from tidegate.pipeline.decode import decode
from tidegate.pipeline.link_context import Context, link_context, warm
from tidegate.pipeline.pipeline import process
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.select_fields import select_fields
from tidegate.records import GatedBatch, LinkedBatch, OutputRecord, RawBatch, TextBatch
from tidegate.spans import Candidate

FIELDS = [{"path": "$.meta", "treat": "keep"}, {"path": "$..*", "treat": "text"}]


class Echo(Finds):
    """Finds the last letter of every text that was preceded by the same letter in its context: any difference in
    context is a difference in the output.
    """

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found = []
        for index, (text, context) in enumerate(zip(batch.texts, batch.context, strict=True)):
            said = "".join(context)
            for place, letter in enumerate(text):
                if letter in said:
                    found.append(Candidate(index, place, place + 1, "email", 0.7, self.name))
        return found


def linking(by: str = "key", **link: Any) -> Plan:
    return plan_of(detectors=[Echo()], fields=FIELDS, link={"by": by, **link})


def linked(plan: Plan, batch: RawBatch, context: Context | None = None) -> tuple[LinkedBatch, Context]:
    return link_context(select_fields(decode(GatedBatch(batch), plan), plan), plan, context or Context())


def contexts(plan: Plan, batch: RawBatch, context: Context | None = None) -> list[list[str]]:
    """What was said before each text of property ``t``."""
    one = linked(plan, batch, context)[0]
    return [list(said) for name, said in zip(one.selected.names, one.texts.context, strict=True) if name == "t"]


def test_earlier_records_of_the_same_key_are_seen() -> None:
    """Others are not, nor are records without a key; keys that are not text are keys, too."""
    batch = batch_of(
        *[f'{{"t":"{n}","meta":"m"}}' for n in range(7)], keys=[b"a", b"b", b"a", None, None, b"\xff", b"\xff"]
    )
    assert contexts(linking(), batch) == [[], [], ["0"], [], [], [], ["5"]]


def test_earlier_records_of_the_same_value_are_seen() -> None:
    """``link.by`` as a path: strings and numbers, first occurrence; a record without it is alone and counted."""
    plan = linking(by="$.meta.id")
    values = ['{"t":"0","meta":{"id":7}}', '{"t":"1","meta":{"id":"7"}}', '{"t":"2"}', '{"t":"3","meta":{"id":null}}']
    one, _ = linked(plan, batch_of(*values))
    assert contexts(plan, batch_of(*values)) == [[], ["0"], [], []]
    assert one.without_context == 2
    assert list(one.conversations) == ["text:7", "text:7", "", ""]


@pytest.mark.parametrize(
    ("link", "timestamps", "expected"),
    [
        ({"window": {"records": 2}}, None, ["1", "2"]),
        ({"window": {"chars": 2}}, None, ["1", "2"]),
        ({"reach": {"records": 1}}, None, ["2"]),
        ({"reach": {"records": 2}}, None, ["1", "2"]),
        ({"reach": {"seconds": 1}}, None, ["2"]),
        ({"reach": {"seconds": 10}}, [0, 90_000, 1_000, 10_000], ["0", "1", "2"]),  # one came too early: it is in reach
        ({"reach": {"seconds": 10}}, [90_000, 0, 1_000, 10_001], ["0", "2"]),
    ],
)
def test_the_window_and_the_reach_bound_what_is_seen(
    link: dict[str, Any], timestamps: list[int] | None, expected: list[str]
) -> None:
    """By records, characters, offset distance and record timestamp."""
    batch = batch_of(*[f'{{"t":"{n}"}}' for n in range(4)], keys=[b"a"] * 4, timestamps=timestamps)
    assert contexts(linking(**link), batch)[-1] == expected


def test_offsets_count_and_not_records_of_the_batch() -> None:
    """A gap in the log (markers, compaction) is distance."""
    batch = RawBatch(
        "raw.t", 0, 0, 51, [0, 50], [0, 0], [b"a", b"a"], [b'{"t":"0"}', b'{"t":"1"}'], [(), ()]
    )  # fmt: skip
    assert contexts(linking(reach={"records": 49}), batch) == [[], []]
    assert contexts(linking(reach={"records": 50}), batch) == [[], ["0"]]


def test_a_long_text_is_seen_by_its_end() -> None:
    """The window's characters are its last ones."""
    batch = batch_of('{"t":"abcdef"}', '{"t":"gh"}', '{"t":"i"}', keys=[b"a"] * 3)
    assert contexts(linking(window={"chars": 4}), batch)[-1] == ["ef", "gh"]


def test_an_answer_is_expected_after_a_question_also_within_one_record() -> None:
    """Across records when linked; within a record always."""
    plan = linking()
    one, _ = linked(plan, batch_of('{"t":"Your phone number?"}', '{"t":"it is 5"}', keys=[b"a", b"a"]))
    assert [e for name, e in zip(one.selected.names, one.texts.expected, strict=True) if name == "t"] == [
        "",
        "phone_number",
    ]
    alone, _ = linked(plan_of(), batch_of('{"turns":["Your e-mail?","jo","later"]}'))
    assert [e for name, e in zip(alone.selected.names, alone.texts.expected, strict=True) if name == "turns"] == [
        "",
        "email",
        "email",
    ]


def test_a_conversation_whose_earlier_turns_are_out_of_reach_is_counted() -> None:
    """Missing context is empty context, and counted."""
    plan = linking(reach={"records": 5})
    first, context = linked(plan, batch_of('{"t":"0"}', keys=[b"a"]))
    later, _ = linked(plan, batch_of('{"t":"1"}', keys=[b"a"], offset=9), context)
    new, _ = linked(plan, batch_of('{"t":"1"}', keys=[b"b"], offset=9), context)
    assert (first.without_context, later.without_context, new.without_context) == (0, 1, 0)


def test_an_old_context_stays_as_it_was() -> None:
    """After an abort the lane goes on from the context it had, and gets the same answer."""
    plan = linking()
    _, before = linked(plan, batch_of('{"t":"0"}', keys=[b"a"]))
    batch = batch_of('{"t":"1"}', '{"t":"2"}', keys=[b"a", b"c"], offset=1)
    first = contexts(plan, batch, before)
    _, after = linked(plan, batch, before)
    assert contexts(plan, batch, before) == first == [["0"], []]
    assert (len(before), len(after)) == (1, 2)
    with pytest.raises(AttributeError):
        before.recent = {}  # type: ignore[misc]


def test_a_context_of_another_policy_is_not_used() -> None:
    """Texts are chosen by the policy: after a reload the lane warms anew."""
    _, context = linked(linking(), batch_of('{"t":"0"}', keys=[b"a"]))
    assert contexts(linking(window={"records": 3}), batch_of('{"t":"1"}', keys=[b"a"], offset=1), context) == [[]]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most about two and a half reaches of records, however many conversations there are."""
    monkeypatch.setattr(module, "RECENT_MAX", 8)
    plan = linking(reach={"records": 40})
    context, offset, largest = Context(), 0, 0
    for _ in range(60):
        batch = batch_of(*['{"t":"x"}'] * 10, keys=[b"%d" % (offset + n) for n in range(10)], offset=offset)
        _, context = linked(plan, batch, context)
        offset += 10
        largest = max(largest, len(context))
    assert 80 <= largest <= 2 * 40 + 10 + max(8, 80 // 4) + 10
    only = linking(reach={"records": 4}, window={"records": 1000})
    context = Context()
    for start in range(0, 100, 10):
        batch = batch_of(*['{"t":"x"}'] * 10, keys=[b"a"] * 10, offset=start)
        _, context = linked(only, batch, context)
    assert len({**context.settled, **context.recent}["text:a"]) <= 4


def test_warm_records_are_looked_into_only_when_their_conversation_speaks_again() -> None:
    """A fresh lane re-reads twenty thousand records; most of them are never needed."""
    plan = linking()
    context = warm(batch_of('{"t":"0"}', '{"t":"1"}', "{broken", keys=[b"a", b"b", b"c"]), plan, Context())
    turns = {name: turn[0] for name, turn in context.recent.items()}
    assert all(turn.value is not None for turn in turns.values())
    assert contexts(plan, batch_of('{"t":"2"}', keys=[b"a"], offset=3), context) == [["0"]]
    assert (turns["text:a"].value, turns["text:b"].value) == (None, b'{"t":"1"}')
    assert contexts(plan, batch_of('{"t":"2"}', keys=[b"c"], offset=3), context) == [[]]
    large = b'{"t":"' + b"x" * 20_000 + b'"}'
    (held,) = warm(batch_of(large, keys=[b"a"]), plan, Context()).recent["text:a"]
    assert held.value is None
    assert held.texts(plan) == ("x" * 4000,)


def test_nothing_is_remembered_without_a_link() -> None:
    """No state where no policy asks for it."""
    plan = plan_of()
    assert len(linked(plan, batch_of('{"t":"0"}', keys=[b"a"]))[1]) == 0
    assert len(warm(batch_of('{"t":"0"}', keys=[b"a"]), plan, Context())) == 0


RECORDS = st.lists(
    st.tuples(
        st.sampled_from([b"a", b"b", b"\xff", None]),
        st.sampled_from(["ab", "bc", "Your phone number?", "x", "BROKEN", "", "TOMBSTONE"]),
        st.integers(1, 3),  # offset step
        st.sampled_from([-4000, 0, 1000, 3000]),  # timestamp step
    ),
    min_size=1,
    max_size=24,
)
PLANS = [
    linking(by=by, window={"records": records, "chars": chars}, reach={"records": reach, "seconds": 5})
    for by in ("key", "$.meta")
    for records, chars, reach in [(1, 3, 2), (3, 5, 6), (12, 4000, 12)]
]


def log_of(rows: Sequence[tuple[bytes | None, str, int, int]]) -> RawBatch:
    offsets, timestamps, values = [], [], []
    offset = timestamp = 0
    for key, text, step, later in rows:
        offset, timestamp = offset + step, timestamp + later
        offsets.append(offset)
        timestamps.append(timestamp)
        meta = "" if key is None else key.hex()
        value: bytes | None = f'{{"t":"{text}","meta":"{meta}"}}'.encode()
        if text == "BROKEN":
            value = b'{"t":"a'
        elif text == "TOMBSTONE":
            value = None
        values.append(value)
    keys = [row[0] for row in rows]
    return RawBatch("raw.t", 0, offsets[0], offset + 1, offsets, timestamps, keys, values, [()] * len(rows))


def part(log: RawBatch, start: int, end: int) -> RawBatch:
    to = log.offsets[end] if end < len(log) else log.position_to
    columns = (log.offsets, log.timestamps, log.keys, log.values, log.headers)
    return RawBatch(log.topic, 0, log.offsets[start], to, *(column[start:end] for column in columns))  # type: ignore[arg-type]


def processed(log: RawBatch, edges: Sequence[int], plan: Plan, context: Context) -> list[tuple[OutputRecord, ...]]:
    outputs: list[tuple[OutputRecord, ...]] = []
    for start, end in itertools.pairwise(edges):
        if start < end:
            outcomes, context = process(part(log, start, end), plan, context)
            outputs.extend(outcomes.outputs)
    return outputs


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.sampled_from(PLANS), st.data())
def test_a_warm_lane_and_a_fresh_one_write_the_same_bytes_whatever_the_batch_edges_are(
    rows: list[tuple[bytes | None, str, int, int]], plan: Plan, data: st.DataObject
) -> None:
    """One batch, many batches, and a lane that starts anywhere after re-reading a reach of the raw log: gaps, clocks
    that run backwards, broken records and tombstones included.
    """
    log = log_of(rows)
    whole = processed(log, [0, len(log)], plan, Context())
    cuts = sorted(data.draw(st.lists(st.integers(0, len(log)), max_size=5)))
    assert processed(log, [0, *cuts, len(log)], plan, Context()) == whole
    first = data.draw(st.integers(0, len(log) - 1))
    assert plan.link is not None
    oldest = next(n for n in range(len(log)) if log.offsets[n] >= log.offsets[first] - plan.link.reach_records)
    context = Context()
    warm_cuts = sorted({oldest, first, *(cut for cut in cuts if oldest <= cut <= first)})
    for start, end in itertools.pairwise(warm_cuts):
        context = warm(part(log, start, end), plan, context)
    assert (
        processed(log, sorted({first, len(log), *(cut for cut in cuts if cut > first)}), plan, context) == whole[first:]
    )

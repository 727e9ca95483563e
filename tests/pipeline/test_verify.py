"""DETECTION, "Verify": what was hidden in one place does not stand in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.pipeline.helpers import KEYS, Finds, batch_of, plan_of, run, values_of
from tidegate.pipeline.decode import decode
from tidegate.pipeline.detect import detect
from tidegate.pipeline.link_context import Context, link_context
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.resolve import resolve
from tidegate.pipeline.select_fields import select_fields
from tidegate.pipeline.transform import transform
from tidegate.pipeline.verify import verify
from tidegate.records import CleanBatch, Failure, GatedBatch, Reason, Stage, TextBatch
from tidegate.spans import Candidate

PERSON = [
    {"path": "$.name", "treat": "person"},
    {"path": "$.kept", "treat": "keep"},
    {"path": "$.b", "treat": "redact"},
]
TEXT = [{"path": "$..*", "treat": "text"}]
SURVIVED = Failure(Stage.VERIFY, Reason.VALUE_SURVIVED)
IN_NAME = Failure(Stage.VERIFY, Reason.PERSONAL_DATA_IN_NAME)


def cleaned(plan: Plan, *values: str) -> CleanBatch:
    """A batch as `transform` leaves it."""
    linked, _ = link_context(select_fields(decode(GatedBatch(batch_of(*values)), plan), plan), plan, Context())
    return transform(resolve(detect(linked, plan), plan), plan)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # a copy in another field, case-folded, in decoded text
        ('{"name":"Ada Byron","t":"ADA BYRON said"}', '{"name":"[PERSON]","t":"[PERSON] said"}'),
        ('{"t":"hi \\u0041da Byron","name":"Ada Byron"}', '{"t":"hi [PERSON]","name":"[PERSON]"}'),
        ('{"name":"Ada","t":["ada","Adage","x ada, ada"]}',
         '{"name":"[PERSON]","t":["[PERSON]","Adage","x [PERSON], [PERSON]"]}'),
        # a number that copies it
        ('{"name":"12345","n":12345,"m":123456}', '{"name":"[PERSON]","n":"[PERSON]","m":123456}'),
        # beside a finding in the same text
        ('{"name":"Ada","t":"Ada jo@a.example Ada"}', '{"name":"[PERSON]","t":"[PERSON] [EMAIL] [PERSON]"}'),
        # a redacted field's value is a replaced value, too
        ('{"b":"Bob","t":"I am Bob"}', '{"b":"[REDACTED]","t":"I am [REDACTED]"}'),
        # too short to mean anything elsewhere
        ('{"name":"Al","t":"Al is"}', '{"name":"[PERSON]","t":"Al is"}'),
    ],
)  # fmt: skip
def test_a_copy_elsewhere_in_the_record_is_hidden_like_the_value_itself(value: str, expected: str) -> None:
    """In a second pass, verified once more."""
    outcomes = run(plan_of(fields=[*PERSON, *TEXT]), value)
    assert outcomes.failures == {}
    assert values_of(outcomes) == [expected.encode()]


def test_a_copy_takes_the_same_number() -> None:
    """``{n}`` counts values, not mentions."""
    plan = plan_of(fields=[*PERSON, *TEXT], transform={"default": {"mark": {"format": "[{label}_{n}]"}}})
    outcomes = run(plan, '{"name":"Ada","t":"ada, jo@a.example, al@a.example and JO: jo@a.example"}')
    assert values_of(outcomes) == [
        b'{"name":"[PERSON_1]","t":"[PERSON_1], [EMAIL_1], [EMAIL_2] and JO: [EMAIL_1]"}'
    ]  # fmt: skip


def test_a_copy_in_a_header_or_key_is_hidden_there() -> None:
    """The key is hashed, or taken out where there is no keyring; a key that is kept by policy is counted."""
    fields = [*PERSON, *TEXT]
    columns: dict[str, Any] = {"keys": [b"id-Ada"], "headers": [(("note", b"for Ada"), ("x", b"Adage"))]}
    hashed = run(plan_of(fields=fields, keys=KEYS), '{"name":"Ada"}', **columns)
    (record,) = hashed.outputs[0]
    assert record.headers[:2] == (("note", b"for [PERSON]"), ("x", b"Adage"))
    assert record.key is not None
    assert record.key.startswith(b"k1_")
    assert hashed.counters == {"keys_hashed": 1}
    without = run(plan_of(fields=fields), '{"name":"Ada"}', **columns)
    assert (without.outputs[0][0].key, without.counters) == (None, {"keys_nulled": 1})
    kept = run(plan_of(fields=fields, key="keep"), '{"name":"Ada"}', **columns)
    assert (kept.outputs[0][0].key, kept.counters) == (b"id-Ada", {"kept_copies": 1})


def test_what_is_found_in_a_key_is_hidden_in_the_record_too() -> None:
    """A key is input like a field."""
    plan = plan_of(detectors=[Finds(r"^cust-\d+$", "account_number")], keys=KEYS)
    outcomes = run(plan, '{"t":"I am cust-4711."}', keys=[b"cust-4711"])
    assert values_of(outcomes) == [b'{"t":"I am [ACCOUNT_NUMBER]."}']


@pytest.mark.parametrize(
    ("value", "failure"),
    [
        ('{"Ada":1,"name":"Ada"}', IN_NAME),
        ('{"x":{"about ada":1},"name":"Ada"}', IN_NAME),
        ('{"Adage":1,"name":"Ada"}', None),
        ('{"email":"x","b":"email"}', None),  # a redacted plain word is not personal data in a name
        ('{"id 4711":"x","b":"id 4711"}', IN_NAME),
    ],
)
def test_a_copy_in_a_property_name_is_quarantined(value: str, failure: Failure | None) -> None:
    """It cannot be hidden there."""
    outcomes = run(plan_of(fields=[*PERSON, *TEXT]), value)
    assert outcomes.failures == ({} if failure is None else {0: failure})


def test_a_copy_in_a_header_s_name_is_quarantined() -> None:
    """Nor there."""
    outcomes = run(plan_of(fields=[*PERSON, *TEXT]), '{"name":"Ada"}', headers=[(("Ada", b"1"),)])
    assert outcomes.failures == {0: SURVIVED}


def test_copies_in_kept_fields_are_counted_and_kept() -> None:
    """Keeping them was asked for: in fields and in headers."""
    plan = plan_of(fields=[*PERSON, *TEXT], headers={"keep": ["trace"]})
    outcomes = run(plan, '{"name":"Ada","kept":["Ada","of Ada"]}', headers=[(("trace", b"Ada"),)])
    assert values_of(outcomes) == [b'{"name":"[PERSON]","kept":["Ada","of Ada"]}']
    assert outcomes.counters == {"kept_copies": 3}


def test_a_copy_in_another_record_stays() -> None:
    """The rule is about one record; memory across records is linked context."""
    plan = plan_of(fields=[*PERSON, *TEXT])
    assert values_of(run(plan, '{"name":"Ada"}', '{"t":"Ada"}')) == [b'{"name":"[PERSON]"}', b'{"t":"Ada"}']


class FindsOne(Finds):
    """Finds only the first match of each text, as a greedy pattern may."""

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        first: dict[int, Candidate] = {}
        for candidate in super().detect(batch):
            first.setdefault(candidate.text, candidate)
        return list(first.values())


def test_what_a_second_search_finds_is_hidden_and_searched_for_again() -> None:
    """With what was replaced masked out; what a third search still finds is quarantined."""
    plan = plan_of(detectors=[FindsOne()])
    outcomes = run(plan, '{"t":"jo@a.example al@a.example"}', '{"t":"jo@a.example al@a.example bo@a.example"}')
    assert values_of(outcomes) == [b'{"t":"[EMAIL] [EMAIL]"}', None]
    assert outcomes.failures == {1: SURVIVED}
    assert outcomes.entities == {("email", "finds_email"): 2}


def test_a_copy_of_what_a_second_search_finds_is_hidden_too() -> None:
    """Such a record was given up: its copies were looked for only when nothing could be hidden any more."""
    plan = plan_of(detectors=[FindsOne()], fields=[{"path": "$.k", "treat": "keep"}, *TEXT])
    value = '{"t":"jo@a.example al@a.example","u":{"v":"see bob or AL@A.EXAMPLE"},"k":"jo@a.example al@a.example"}'
    outcomes = run(plan, value)
    assert values_of(outcomes) == [
        b'{"t":"[EMAIL] [EMAIL]","u":{"v":"see bob or [EMAIL]"},"k":"jo@a.example al@a.example"}'
    ]
    assert outcomes.counters == {"kept_copies": 2}
    assert run(plan, '{"t":"jo@a.example al@a.example","AL@A.EXAMPLE":1}').failures == {0: IN_NAME}


def test_what_stands_beside_a_copy_is_found_in_its_text_s_own_second_search() -> None:
    """It was hidden by the copy's neighbourhood until then, and its text was not searched again before."""
    plan = plan_of(detectors=[Finds(r"(?<!joe )al@a\.example", "email")], fields=[*PERSON, *TEXT])
    assert values_of(run(plan, '{"name":"joe","u":"joe al@a.example","v":"AL@A.EXAMPLE"}')) == [
        b'{"name":"[PERSON]","u":"[PERSON] [EMAIL]","v":"[EMAIL]"}'
    ]


def test_a_second_search_finds_nothing_in_what_masks_stand_for() -> None:
    """A cue and a masked value look like the same thing again; only what is new counts."""
    plan = plan_of(detectors=[Finds(r"key=\w+", "api_key"), Finds(r"(?<=key=)\w+", "password")])
    outcomes = run(plan, '{"t":"my key=abcdef now"}')
    assert values_of(outcomes) == [b'{"t":"my [API_KEY] now"}']


def test_a_finding_that_was_not_replaced_is_quarantined() -> None:
    """(a) If `transform` ever lost an edit, or wrote the value itself, nothing would pass."""
    plan = plan_of()
    batch = cleaned(plan, '{"t":"jo@a.example and al@a.example"}', '{"t":"x"}')
    assert verify(batch, plan).failures == {}
    row = next(row for row, edits in enumerate(batch.edits) if edits)
    lost = [list(edits) for edits in batch.edits]
    lost[row] = lost[row][:1]
    assert verify(replace(batch, edits=lost), plan).failures == {0: SURVIVED}
    same = [list(edits) for edits in batch.edits]
    same[row][0] = same[row][0]._replace(text="jo@a.example")
    assert verify(replace(batch, edits=same), plan).failures == {0: SURVIVED}


@pytest.mark.parametrize(
    ("transform", "value"),
    [
        ({}, '{"name":"[PERSON]","t":"ask [PERSON]","[PERSON]":1}'),
        ({"default": {"redact": {"text": "gone"}}}, '{"name":"gone","t":"has gone"}'),
    ],
)
def test_a_field_that_was_hidden_before_is_no_value_that_survived(transform: dict[str, Any], value: str) -> None:
    """A marker that says nothing of any value, as an earlier gate wrote it: such records were given up."""
    plan = plan_of(fields=[*PERSON, *TEXT], transform=transform)
    assert values_of(run(plan, value)) == [value.encode()]


def test_a_treatment_that_drops_in_the_second_pass_drops_the_record() -> None:
    """Whenever it is found."""
    plan = plan_of(
        # Only where a mask stands before it: what the first search cannot see.
        detectors=[Finds(), Finds("(?<=x )secret", "person")],
        transform={"person": "drop"},
    )
    outcomes = run(plan, '{"t":"jo@a.example secret"}', '{"t":"jo@a.example"}')
    assert outcomes.outputs[0] == ()
    assert [kind.value for kind in outcomes.kinds] == ["dropped", "clean"]

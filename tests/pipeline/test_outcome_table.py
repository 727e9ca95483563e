"""LANES, "Outcomes": every row that the pipeline decides."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipeline.helpers import KEYS, FailsOn, Finds, plan_of, run, values_of
from tidegate.codecs.json_codec import JsonCodec
from tidegate.records import Failure, Headers, OutcomeKind, Reason, Stage

CLEAN, QUARANTINED, DROPPED = OutcomeKind.CLEAN, OutcomeKind.QUARANTINED, OutcomeKind.DROPPED
NUMBERS = Finds(r"\d{9,}", "phone_number")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b'{"a":"\xff"}', Reason.UNDECODABLE_UTF8),
        (b'{"a":"\\ud800"}', Reason.UNDECODABLE_SURROGATE),
        (b'{"a":', Reason.UNDECODABLE_SYNTAX),
        (b"", Reason.UNDECODABLE_SYNTAX),
        (b"[NaN]", Reason.UNDECODABLE_NUMBER),
        (b"[Infinity]", Reason.UNDECODABLE_NUMBER),
        (b"[" * 65 + b"]" * 65, Reason.UNDECODABLE_DEPTH),
        (b'"' + b"x" * 9_000_000 + b'"', Reason.UNDECODABLE_SIZE),
    ],
    ids=lambda value: value.value if isinstance(value, Reason) else "",
)
def test_what_cannot_be_decoded_is_quarantined_and_its_neighbours_pass(value: bytes, reason: Reason) -> None:
    """`undecodable`, by the rule that was broken."""
    outcomes = run(plan_of(value_bytes_max=8_000_000), b'{"a":"x"}', value, b'{"a":"jo@a.example"}')
    assert outcomes.kinds == [CLEAN, QUARANTINED, CLEAN]
    assert outcomes.failures == {1: Failure(Stage.DECODE, reason)}
    assert outcomes.outputs[1] == ()
    assert values_of(outcomes)[2] == b'{"a":"[EMAIL]"}'


def test_a_record_with_too_many_keys_is_quarantined() -> None:
    """The limit is a million; here it is three."""
    plan = plan_of()
    assert isinstance(plan.codec, JsonCodec)
    assert plan.codec.keys_max == 1_000_000
    plan.codec.keys_max = 3
    outcomes = run(plan, '{"a":1,"b":{"a":1}}', '{"a":1,"b":{"a":1,"c":1}}')
    assert outcomes.failures == {1: Failure(Stage.DECODE, Reason.UNDECODABLE_KEYS)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # duplicate JSON keys: every occurrence scanned, all kept
        (b'{"a":"jo@a.example","a":"x","a":"al@a.example"}', b'{"a":"[EMAIL]","a":"x","a":"[EMAIL]"}'),
        # integers of any length: kept as text, scanned; a number found becomes a JSON string
        (b'{"a":  12345678901234567890123456 ,"b":1.50}', b'{"a":  "[PHONE_NUMBER]" ,"b":1.50}'),
        (b"[-123456789]", b'["-[PHONE_NUMBER]"]'),
        (b'{"a":"x" , "b":24.00000e1,"c":[ ]}', None),
        # NUL, control characters, bidirectional marks: scanned, kept
        (b'{"a":"\\u0000jo@a.example\\u202e"}', b'{"a":"\\u0000[EMAIL]\\u202e"}'),
        ('{"a":"\u202e\u200b\\u0007"}'.encode(), None),
        # top-level scalars are values
        (b'"jo@a.example"', b'"[EMAIL]"'),
        (b"true", None),
    ],
)
def test_what_is_decoded_is_scanned_and_spliced(value: bytes, expected: bytes | None) -> None:
    """A record in which nothing changes keeps its very bytes (None)."""
    outcomes = run(plan_of(detectors=[Finds(), NUMBERS]), value)
    assert outcomes.kinds == [CLEAN]
    if expected is None:
        assert outcomes.outputs[0][0].value is outcomes.raw.values[0]
    else:
        assert values_of(outcomes) == [expected]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"[123456789012]", b"[999999999999]"),
        (b"[-123456789.25]", b"[-999999999.25]"),
        (b"[999999999]", b"[999999999]"),  # a constant tells the length and nothing else, also here
        (b'["123456789"]', b'["[PHONE_NUMBER]"]'),  # a string is not a number
    ],
)
def test_with_digits_a_number_stays_a_number_of_the_same_length(value: bytes, expected: bytes) -> None:
    """``number: digits`` writes nines."""
    plan = plan_of(detectors=[NUMBERS], fields=[{"path": "$..*", "treat": "text", "number": "digits"}])
    assert values_of(run(plan, value)) == [expected]


def test_a_path_that_matches_an_object_or_array_covers_its_leaves() -> None:
    """Whatever stands in it, at any depth."""
    plan = plan_of(fields=[{"path": "$.keep", "treat": "keep"}, {"path": "$.t", "treat": "text"}])
    value = b'{"keep":{"a":["jo@a.example",1,null]},"t":[{"x":"al@a.example"}],"other":[1,true,null,{"y":"z"}]}'
    assert values_of(run(plan, value)) == [
        b'{"keep":{"a":["jo@a.example",1,null]},"t":[{"x":"[EMAIL]"}],"other":["[REDACTED]",null,null,{"y":"[REDACTED]"}]}'
    ]


@pytest.mark.parametrize(
    ("treat", "value", "expected"),
    [
        ("keep", b'{"a":"jo@a.example"}', b'{"a":"jo@a.example"}'),
        ("redact", b'{"a":"jo"}', b'{"a":"[REDACTED]"}'),
        ("redact", b'{"a":17}', b'{"a":"[REDACTED]"}'),
        ("redact", b'{"a":true}', b'{"a":null}'),
        ("redact", b'{"a":null}', b'{"a":null}'),
        ("redact", b'{"a":""}', b'{"a":""}'),
        ("drop", b'{"a":"jo"}', b'{"a":null}'),
        ("drop", b'{"a":[1,"x"]}', b'{"a":[null,null]}'),
        ("person", b'{"a":"Jo"}', b'{"a":"[PERSON]"}'),
        ("person", b'{"a":17}', b'{"a":"[PERSON]"}'),
        ("person", b'{"a":false}', b'{"a":null}'),
        ("text", b'{"a":false}', b'{"a":false}'),
    ],
)
def test_a_field_s_rule_decides_over_its_value(treat: str, value: bytes, expected: bytes) -> None:
    """Keep, redact, drop, an entity type, text; literals are never scanned."""
    outcomes = run(plan_of(fields=[{"path": "$.a", "treat": treat}]), value)
    assert values_of(outcomes) == [expected]


def test_a_property_name_in_which_something_is_found_is_quarantined() -> None:
    """At any depth, escaped too, and also when the same name was clean under another plan; a clean name passes."""
    plan = plan_of()
    name = Failure(Stage.RESOLVE, Reason.PERSONAL_DATA_IN_NAME)
    outcomes = run(plan, b'{"x":{"jo@a.example":1}}', b'{"jo\\u0040a.example":1}', b'{"x":{"jo":1}}')
    assert outcomes.failures == {0: name, 1: name}
    again = run(plan, b'{"jo@a.example":1}')
    assert again.failures == {0: name}


KEY = b"jo@a.example"
HASHED = b"k1_"


@pytest.mark.parametrize(
    ("rule", "with_keys", "key", "expected", "counters"),
    [
        ("keep", True, KEY, KEY, {}),
        ("keep", True, b"\xff", b"\xff", {}),
        ("hash", True, KEY, HASHED, {"keys_hashed": 1}),
        ("hash", True, b"plain", HASHED, {"keys_hashed": 1}),
        ("hash", True, b"\xff", HASHED, {"keys_hashed": 1}),
        ("hash", True, None, None, {}),
        ("null", True, b"plain", None, {"keys_nulled": 1}),
        ("keep_or_hash", True, b"plain", b"plain", {}),
        ("keep_or_hash", True, KEY, HASHED, {"keys_hashed": 1}),
        ("keep_or_hash", True, b"\xff", HASHED, {"keys_hashed": 1}),  # unreadable: it may hold anything
        ("keep_or_hash", True, None, None, {}),
        ("keep_or_hash", True, b"", b"", {}),
        ("keep_or_hash", False, b"plain", b"plain", {}),
        ("keep_or_hash", False, KEY, None, {"keys_nulled": 1}),  # a plain hash is no protection
        ("keep_or_hash", False, b"\xff", None, {"keys_nulled": 1}),
    ],
)
@pytest.mark.parametrize("value", [b'{"a":"x"}', None], ids=["value", "tombstone"])
def test_a_key_is_kept_hashed_or_nulled_by_policy_and_counted(
    value: bytes | None, rule: str, with_keys: bool, key: bytes | None, expected: bytes | None, counters: dict[str, int]
) -> None:
    """A tombstone passes with its treated key."""
    outcomes = run(plan_of(keys=KEYS if with_keys else None, key=rule), value, keys=[key])
    (record,) = outcomes.outputs[0]
    assert record.value is value if value is None else record.value == value
    assert outcomes.counters == counters
    if expected == HASHED:
        assert record.key is not None
        assert record.key.startswith(HASHED)
        assert len(record.key) == 29
        assert key is not None
        assert key not in record.key
    else:
        assert record.key == expected


def test_equal_keys_stay_equal_and_different_ones_apart() -> None:
    """However the key came to be hashed."""
    plan = plan_of(keys=KEYS)
    written = run(plan, '{"a":"x"}', '{"a":"jo@a.example"}', "{}", keys=[KEY, KEY, b"al@a.example"]).outputs
    keys = [record[0].key for record in written]
    assert keys[0] == keys[1] != keys[2]
    assert run(plan_of(keys=KEYS, key="hash"), "{}", keys=[KEY]).outputs[0][0].key == keys[0]


def own_headers_off(headers: Headers) -> Headers:
    return tuple(header for header in headers if not header[0].startswith("tidegate-"))


@pytest.mark.parametrize(
    ("header", "expected", "counters"),
    [
        (("note", b"from jo@a.example"), ("note", b"from [EMAIL]"), {}),
        (("note", b"plain"), ("note", b"plain"), {}),
        (("note", b""), ("note", b""), {}),
        (("note", None), ("note", None), {}),
        (("trace", b"\xff\x00"), None, {"headers_dropped": 1}),
        (("kept", b"\xff\x00"), ("kept", b"\xff\x00"), {}),
        (("Kept", b"jo@a.example"), ("Kept", b"jo@a.example"), {}),
        (("jo@a.example", b"x"), None, {"headers_dropped": 1}),
        (("tidegate-source", b"raw.t/0/99"), None, {"headers_dropped": 1}),
        (("Tidegate-Entities", b"[]"), None, {"headers_dropped": 1}),
    ],
)
def test_a_header_is_treated_like_a_field_or_dropped_and_counted(
    header: tuple[str, bytes | None], expected: tuple[str, bytes | None] | None, counters: dict[str, int]
) -> None:
    """Text is scanned and kept; what is not text goes unless the policy keeps it; our own names are ours alone."""
    outcomes = run(plan_of(headers={"keep": ["kept"]}), "{}", headers=[(("a", b"1"), header, ("z", b"2"))])
    (record,) = outcomes.outputs[0]
    kept = own_headers_off(record.headers)
    assert kept == tuple(one for one in (("a", b"1"), expected, ("z", b"2")) if one is not None)
    assert outcomes.counters == counters


def test_a_tombstone_passes_with_its_headers_treated() -> None:
    """Null stays null."""
    outcomes = run(plan_of(), None, headers=[(("note", b"jo@a.example"),)])
    (record,) = outcomes.outputs[0]
    assert (record.value, own_headers_off(record.headers)) == (None, (("note", b"[EMAIL]"),))


def test_a_record_at_which_a_detector_fails_is_quarantined() -> None:
    """In its value, key, header or names; found by halving the batch."""
    plan = plan_of(detectors=[FailsOn("POISON")])
    outcomes = run(
        plan, "{}", '{"a":"POISON"}', "{}", "{}", '{"POISON":1}', '{"a":"x"}',
        keys=[None, None, b"POISON", None, None, b"x"], headers=[(), (), (), (("a", b"POISON"),), (), ()],
    )  # fmt: skip
    assert outcomes.failures == dict.fromkeys([1, 2, 3, 4], Failure(Stage.DETECT, Reason.DETECTOR_FAILED))
    assert [kind is CLEAN for kind in outcomes.kinds] == [True, False, False, False, False, True]


def test_a_value_whose_treatment_drops_takes_its_record_out() -> None:
    """Dropped by policy, counted as such; nothing of it is written."""
    plan = plan_of(transform={"email": "drop"})
    outcomes = run(plan, '{"a":"jo@a.example"}', '{"a":"x"}', "{}", keys=[b"a", b"b", b"c"])
    assert outcomes.kinds == [DROPPED, CLEAN, CLEAN]
    assert outcomes.outputs[0] == ()
    assert outcomes.entities == {}


def test_every_record_has_exactly_one_outcome_in_order() -> None:
    """Whatever happens to its neighbours."""
    plan = plan_of(transform={"phone_number": "drop"}, detectors=[FailsOn("POISON"), NUMBERS])
    values: list[Any] = ["{}", "{", '{"a":"POISON"}', '{"a":"123456789"}', None, '{"a":"jo@a.example"}']
    outcomes = run(plan, *values * 5)
    assert [kind.value for kind in outcomes.kinds] == [
        "clean", "quarantined", "quarantined", "dropped", "clean", "clean",
    ] * 5  # fmt: skip
    assert sorted(outcomes.failures) == [place for place in range(30) if place % 6 in (1, 2)]
    assert all(bool(written) == (kind is CLEAN) for written, kind in zip(outcomes.outputs, outcomes.kinds, strict=True))

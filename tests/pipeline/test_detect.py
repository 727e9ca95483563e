"""A detector that fails costs one record, never a pass and never a stall."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from tests.pipeline.helpers import FailsOn, Finds, batch_of, plan_of, run, values_of
from tidegate.errors import DetectionIncomplete, TemporaryFault
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.pipeline import process
from tidegate.records import Failure, OutcomeKind, Reason, Stage, TextBatch
from tidegate.spans import Candidate

FAILED = Failure(Stage.DETECT, Reason.DETECTOR_FAILED)
VALUES = [f'{{"a":"x{number}","b":"jo@a.example"}}' for number in range(16)]


@pytest.mark.parametrize("poisoned", [[0], [15], [7], [0, 15], [3, 4, 11], list(range(16))])
@pytest.mark.parametrize(
    "error", [RuntimeError, MemoryError, RecursionError, lambda: DetectionIncomplete(detector="finds_email")]
)
def test_the_batch_is_halved_until_the_one_record_is_found(poisoned: list[int], error: type[BaseException]) -> None:
    """Whatever it raises: that record is quarantined, all others pass and are treated."""
    values: list[str | bytes | None] = list(VALUES)
    for number in poisoned:
        values[number] = '{"a":"POISON","b":"jo@a.example"}'
    detector = FailsOn("POISON", error)
    outcomes = run(plan_of(detectors=[detector]), *values)
    assert outcomes.failures == dict.fromkeys(poisoned, FAILED)
    for number, value in enumerate(values_of(outcomes)):
        assert value == (None if number in poisoned else b'{"a":"x%d","b":"[EMAIL]"}' % number)


def test_one_bad_record_costs_a_logarithm_of_calls() -> None:
    """Halving, not one by one: 1,024 records need some twenty calls, not a thousand."""
    detector = FailsOn("POISON")
    values = ['{"a":"x"}'] * 1023 + ['{"a":"POISON"}']
    outcomes = run(plan_of(detectors=[detector]), *values)
    assert list(outcomes.failures) == [1023]
    assert detector.calls < 30


def test_another_detector_still_sees_every_record() -> None:
    """The record fails; what others find in its neighbours is kept."""
    plan = plan_of(detectors=[FailsOn("POISON"), Finds(r"\d{3}-\d{4}", "phone_number")])
    outcomes = run(plan, '{"a":"555-0100"}', '{"a":"POISON"}', '{"a":"jo@a.example 555-0101"}')
    assert values_of(outcomes) == [b'{"a":"[PHONE_NUMBER]"}', None, b'{"a":"[EMAIL] [PHONE_NUMBER]"}']


@pytest.mark.parametrize("claim", [(0, 0, 99), (0, 2, 2), (0, -1, 2), (99, 0, 1), (-1, 0, 1)])
def test_a_claim_outside_its_text_is_a_failure(claim: tuple[int, int, int]) -> None:
    """It would be cut in silence, and the value would stand."""

    class Wrong(Finds):
        def detect(self, batch: TextBatch) -> Sequence[Candidate]:
            text, start, end = claim
            return [Candidate(text, start, end, "email", 1.0, self.name)]

    assert run(plan_of(detectors=[Wrong()]), '{"a":"hello"}').failures == {0: FAILED}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("call \uff11\uff12\uff13\uff14 now", "call [PHONE_NUMBER] now"),  # full-width digits
        ("\u0661\u0662\u0663\u0664", "[PHONE_NUMBER]"),  # Arabic-Indic
        ("mail jo\u200b@a.ex\u00adample.", "mail [EMAIL]."),  # invisible marks go with the value
        ("\u200b1234\u00b2", "\u200b[PHONE_NUMBER]\u00b2"),  # what a view would join, the text itself shows
        ("caf\u00e9 jo@a.example", "caf\u00e9 [EMAIL]"),
        ("caf\u00e9 \uff21", None),
    ],
)
def test_a_disguised_value_is_found_and_hidden_where_it_stands(value: str, expected: str | None) -> None:
    """Offsets are the source's; what is not found keeps its form."""
    plan = plan_of(detectors=[Finds(), Finds(r"(?<![0-9])[0-9]{4}(?![0-9])", "phone_number")])
    (written,) = values_of(run(plan, json.dumps({"t": value, "u": "x"})))
    assert written is not None
    assert json.loads(written) == {"t": value if expected is None else expected, "u": "x"}


def test_a_disguised_value_in_a_property_name_is_found() -> None:
    """Names are input too."""
    outcomes = run(plan_of(), '{"jo\u200b@a.example":1}')
    assert outcomes.failures == {0: Failure(Stage.RESOLVE, Reason.PERSONAL_DATA_IN_NAME)}


@pytest.mark.parametrize(
    ("name", "passes"),
    [
        ("France", True),
        ("Paris", True),
        ("diabetes", True),
        ("buddhist", True),
        ("Sofia", False),  # a city, and a person all the same
        ("Anna Kowalski", False),
        ("Anna Kowalski Ltd", False),  # a company may be called like its owner
        ("anna.kowalski@example.com", False),
    ],
)
def test_words_that_make_a_table_may_name_a_property(name: str, passes: bool) -> None:
    """Nobody is named by them; a person and an address are. As values they are hidden, as a policy's own words too."""
    plan = plan_of(detectors=None, detect={"entity_types": ["all"]})
    row, said = json.dumps({name: 1}), json.dumps({"note": f"I live in {name} and have diabetes"})
    outcomes = run(plan, row, said)
    assert (values_of(outcomes)[0] == row.encode()) is passes
    assert values_of(outcomes)[1] != said.encode()
    own = plan_of(detectors=None, detect={"entity_types": ["email"], "block_list": {"country": name}})
    assert values_of(run(own, row)) == [None]


def test_a_header_is_called_as_a_property_may_be() -> None:
    """What a plan remembers of one must not change what becomes of the other."""
    plan = plan_of(detectors=None, detect={"entity_types": ["all"]})
    headers = (("France", b"x"),)
    alone = run(plan, "{}", headers=[headers])
    behind = run(plan, '{"France":1}', "{}", headers=[(), headers])
    assert alone.outputs[0][0].headers[0] == behind.outputs[1][0].headers[0] == ("France", b"x")


class Clock:
    """Seconds that a slow detector lets pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Slow(Finds):
    """Takes ``seconds`` for a text that holds SLOW, and ``each`` for every other."""

    def __init__(self, clock: Clock, seconds: float, each: float = 0.0) -> None:
        super().__init__()
        self.clock, self.seconds, self.each = clock, seconds, each

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        self.clock.now += sum(self.seconds if "SLOW" in text else self.each for text in batch.texts)
        return super().detect(batch)


@pytest.mark.parametrize(
    ("seconds", "each", "failed"),
    [
        (31.0, 0.0, [2]),  # one record takes too long by itself
        (29.0, 0.0, []),
        (0.0, 10.0, []),  # too many at once are halved and pass
    ],
)
def test_running_out_of_time_is_failing(seconds: float, each: float, failed: list[int]) -> None:
    """The plan's timeout is for one call; whoever exceeds it alone is quarantined."""
    clock = Clock()
    plan = plan_of(detectors=[Slow(clock, seconds, each)], clock=clock, detect={"timeout_seconds": 30})
    values = ['{"k":"a"}', '{"k":"b"}', '{"k":"SLOW"}', '{"k":"jo@a.example"}', '{"k":"c"}']
    outcomes = run(plan, *values)
    assert sorted(outcomes.failures) == failed
    assert values_of(outcomes)[3] == b'{"k":"[EMAIL]"}'


def test_a_temporary_fault_leaves_the_pipeline() -> None:
    """It is not the record's fault: the lane pauses and tries again, with the context it had."""
    plan = plan_of(detectors=[FailsOn("POISON", TemporaryFault)])
    with pytest.raises(TemporaryFault):
        process(batch_of('{"a":"x"}', '{"a":"POISON"}'), plan, Context())


def test_a_detector_that_fails_only_in_the_second_search_fails_its_record() -> None:
    """Verify searches edited texts again; what could not be read there may not pass."""

    class FailsLater(Finds):
        def detect(self, batch: TextBatch) -> Sequence[Candidate]:
            if any("xx\x7fx\x7fxxxxxxx later" in text for text in batch.texts):
                raise RuntimeError
            return super().detect(batch)

    outcomes = run(plan_of(detectors=[FailsLater()]), '{"a":"jo@a.example later"}', '{"a":"jo@a.example"}')
    assert outcomes.failures == {0: Failure(Stage.VERIFY, Reason.DETECTOR_FAILED)}
    assert outcomes.kinds[1] is OutcomeKind.CLEAN

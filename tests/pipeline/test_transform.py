"""Every finding gets what is published instead of it."""

from __future__ import annotations

import pytest

from tests.pipeline.helpers import KEYS, Finds, plan_of, run, values_of
from tidegate.pipeline.numbering import Counters
from tidegate.pipeline.transform import hide, lay_out
from tidegate.records import Edit, Failure, OutcomeKind, Reason, Stage
from tidegate.spans import Finding


def finding(start: int, end: int, entity_type: str = "email", *inner: Finding) -> Finding:
    return Finding(start, end, entity_type, 0.7, "d", inner=inner)


def test_values_are_numbered_by_type_in_order_of_first_mention() -> None:
    """Two ways to write one value are one value; each record counts from 1."""
    counters = Counters()
    mentions = [("email", "Jo@A.example"), ("phone_number", "555-0100"), ("email", "al@a.example"),
                ("email", "jo@a.example"), ("phone_number", "555 0100")]  # fmt: skip
    assert [counters.number(*mention) for mention in mentions] == [1, 1, 2, 1, 1]
    plan = plan_of(transform={"default": {"mark": {"format": "[{label}_{n}]"}}})
    value = '{"a":"jo@a.example al@a.example","b":["al@a.example","bo@a.example"]}'
    written = b'{"a":"[EMAIL_1] [EMAIL_2]","b":["[EMAIL_2]","[EMAIL_3]"]}'
    assert values_of(run(plan, value, value)) == [written, written]


def test_a_conversation_s_code_is_the_same_across_its_records_and_not_beyond() -> None:
    """The scope's conversation comes from the link; keys that are not linked share nothing."""
    plan = plan_of(
        keys=KEYS,
        link={"by": "key"},
        transform={"default": {"mark": {"format": "[{label}_{code}]", "scope": "conversation"}}},
    )
    texts = ['{"a":"jo@a.example"}', '{"a":"x jo@a.example"}', '{"a":"jo@a.example"}']
    first, second, other = values_of(run(plan, *texts, keys=[b"a", b"a", b"b"]))
    assert first is not None
    assert second is not None
    assert first[6:-2] == second[8:-2]
    assert first != other


def test_places_after_edits_are_those_in_the_output() -> None:
    """Each edit shifts what follows it."""
    changes = [(Edit(0, 2, "[A]"), finding(0, 2)), (Edit(3, 4, ""), None), (Edit(5, 8, "B"), finding(5, 8))]
    text, edits, applied = lay_out("jo.x-abc!", changes)
    assert text == "[A].-B!"
    assert [edit.text for edit in edits] == ["[A]", "", "B"]
    assert [text[one.start : one.end] for one in applied] == ["[A]", "B"]


def test_what_is_inside_a_finding_is_treated_first() -> None:
    """Where the outer treatment keeps characters, it keeps those of the inner one's replacement."""
    plan = plan_of(transform={"url": {"mask": {"keep_last": 6, "keep_separators": False}}, "email": "redact"})
    url = finding(4, 23, "url", finding(11, 23, "email"))
    assert hide("http://jo@a.example", url._replace(inner=(finding(11, 23),)), "", plan, Counters()).endswith("ACTED]")


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ((finding(0, 6, "phone_number"),), "****56"),  # all of it is treated already
        ((finding(0, 4, "phone_number"),), "****56"),  # the outer mask hides all of it by itself
        ((finding(0, 5, "phone_number"),), "[REDACTED]"),  # what is left between goes too
    ],
)
def test_a_mask_over_a_masked_value_hides_it_all_the_same(inner: tuple[Finding, ...], expected: str) -> None:
    """A second mask that has nothing left to change is no failure."""
    plan = plan_of(transform={"default": {"mask": {"keep_last": 2}}, "phone_number": {"mask": {"keep_last": 0}}})
    if inner[0].end == 6:
        plan = plan_of(transform={"default": {"mask": {"keep_last": 2}}})
    assert hide("123456", finding(0, 6, "email", *inner), "", plan, Counters()) == expected


def test_a_mask_keeps_its_shape_where_it_hides_what_was_found_inside() -> None:
    """A telephone number seen in the first twelve digits of a card does not become a marker that is masked over."""
    plan = plan_of(transform={"default": {"mask": {"keep_last": 4}}, "phone_number": "redact"})
    card = finding(0, 19, "credit_card_number", finding(5, 14, "phone_number"))
    assert hide("4111-1182-6416-0308", card, "", plan, Counters()) == "****-****-****-0308"
    reaching = finding(0, 19, "credit_card_number", finding(10, 19, "phone_number"))
    assert "0308" not in hide("4111-1182-6416-0308", reaching, "", plan, Counters())


def test_a_value_that_cannot_be_hidden_fails_its_record() -> None:
    """A mask that would change nothing is refused by its transformer."""
    plan = plan_of(detectors=[Finds(r"\*+", "password")], transform={"default": "mask"})
    outcomes = run(plan, '{"a":"***"}', '{"a":"x"}')
    assert outcomes.failures == {0: Failure(Stage.TRANSFORM, Reason.TRANSFORM_FAILED)}
    assert outcomes.kinds[1] is OutcomeKind.CLEAN


def test_a_part_of_a_value_keeps_none_of_its_characters() -> None:
    """Each part of it kept four: a value that others cut into three showed twelve."""
    plan = plan_of(
        transform={"default": {"mask": {"keep_last": 4}}, "word": "redact"},
        detect={"allow_undetected": True, "block_list": {"word": "ferro"}},
    )
    texts = ["quillan.ferro.wick@brightmail.example", "quillan.wick@brightmail.example"]
    assert values_of(run(plan, *(f'{{"t":"{text}"}}' for text in texts))) == [
        b'{"t":"*******.[REDACTED].****@**********.*******"}',
        b'{"t":"*******.****@**********.***mple"}',
    ]

"""Markers with numbers: one for each value, and none that stands in the record already."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipeline.helpers import KEYS, batch_of, plan_of, run
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.pipeline import process
from tidegate.pipeline.plan import Plan

FORMATS = ["[{label}_{n}]", "<{n}:{label}>", "{label}{n}{n}", "[ALL_CLASS_NAMES_{n}]", "{CLASS_NAME_{n}}"]


def counting(form: str = "[{label}_{n}]") -> Plan:
    transform = {"default": {"mark": {"format": form}}}
    return plan_of(detectors=None, keys=KEYS, transform=transform, detect={"entity_types": ["email"]})


def marked(value: Any, form: str = "[{label}_{n}]") -> Any:
    """The first record after a policy that counts."""
    outcomes = run(counting(form), json.dumps(value))
    return json.loads(outcomes.outputs[0][0].value or b"")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("was [EMAIL_1], now bob@example.com", "was [EMAIL_1], now [EMAIL_2]"),
        ("a@example.com, b@example.com; [EMAIL_2] and [EMAIL_4]", "[EMAIL_1], [EMAIL_3]; [EMAIL_2] and [EMAIL_4]"),
        ("a@example.com A@example.com [EMAIL_1]", "[EMAIL_2] [EMAIL_2] [EMAIL_1]"),
        ("a@example.com [PHONE_1] [EMAIL_12]", "[EMAIL_1] [PHONE_1] [EMAIL_12]"),
        ("a@example.com \u00fc [EMAIL_1]", "[EMAIL_2] \u00fc [EMAIL_1]"),
    ],
)
def test_a_number_that_stands_there_is_skipped(text: str, hidden: str) -> None:
    assert marked({"t": text}) == {"t": hidden}


def test_it_may_stand_in_another_value_or_behind_an_escape() -> None:
    """Of the record, not of the text: markers are unique in a record."""
    assert marked({"q": "[EMAIL_1]", "t": "a@example.com"}) == {"q": "[EMAIL_1]", "t": "[EMAIL_2]"}
    outcomes = run(counting(), '{"q": "\\u005bEMAIL_1]", "t": "a@example.com"}')
    assert b"[EMAIL_2]" in (outcomes.outputs[0][0].value or b"")


def test_a_value_that_is_found_late_goes_on_from_there() -> None:
    """Copies and what the second search finds are numbered as before."""
    value = {"q": "[EMAIL_1]", "t": "a@example.com and b@example.com", "u": "A@EXAMPLE.COM%20b@example.com"}
    hidden = marked(value)
    assert hidden["t"] == "[EMAIL_2] and [EMAIL_3]"
    assert "[EMAIL_1]" not in hidden["u"]


WORDS = st.sampled_from(["a@example.com", "b@example.com", "x"])
NEW = st.sampled_from(["a@example.com", "c@example.com"])


@settings(deadline=None)
@given(st.sampled_from(FORMATS), st.lists(WORDS, max_size=4), NEW)
def test_what_is_sent_in_again_keeps_its_markers(form: str, words: list[str], new: str) -> None:
    """A conversation that is de-identified turn by turn: no new marker is one of the old ones."""
    before = marked({"t": " ".join(words)}, form)["t"]
    after = marked({"t": f"{before} {new}"}, form)["t"]
    assert after.startswith(f"{before} ")
    assert after[len(before) + 1 :] not in before.split()


def test_many_markers_cost_no_more_than_their_text() -> None:
    """Each number is looked up, never searched for: that would take minutes here."""
    text = " ".join(f"[EMAIL_{number}]" for number in range(1, 40_000))
    outcomes, _ = process(batch_of(json.dumps({"t": f"{text} a@example.com"})), counting(), Context())
    assert b"[EMAIL_40000]" in (outcomes.outputs[0][0].value or b"")

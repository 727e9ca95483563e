"""DETECTION, "Scores": from the base score of a form to how sure one is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.pipeline.helpers import Finds
from tidegate.pipeline.block_list import NAME as BLOCK_LIST
from tidegate.pipeline.score import CHARS_NEAR, related, weigh, words_of_name
from tidegate.spans import Candidate, Checksum

DETECTOR = Finds("x", "ssn", context=["ssn", "social"], refute=["order"])


def score(text: str, base: float = 0.4, *, detector: str = "finds_ssn", **options: Any) -> float:
    """The final score of the candidate ``NNN`` in a text."""
    facts = {key: options.pop(key) for key in ("checksum", "distinctive") if key in options}
    start = text.index("NNN")
    candidate = Candidate(0, start, start + 3, "ssn", base, detector, "p", **facts)
    return weigh(candidate, DETECTOR, text, **options).score


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NNN", 0.4),
        ("ssn NNN", 0.75),
        ("NNN SSN", 0.75),  # case-folded, after it, too
        ("social a b c d NNN", 0.75),  # five words away
        ("social a b c d e NNN", 0.4),  # six
        ("NNN a b c d social", 0.75),
        ("NNN a b c d e social", 0.4),
        ("social_id:NNN", 0.75),
        ("assn NNN", 0.4),  # a part of a word is no word
        ("order NNN", 0.05),
        ("ssn order NNN", 0.4),  # one speaks for it, one against it
    ],
)
def test_words_within_five_words_raise_and_lower(text: str, expected: float) -> None:
    """0.35 either way."""
    assert score(text) == expected


BESIDE = st.lists(st.sampled_from(["ssn", "a", "order", "wordy" * 9, " ", "  ", ".", "-" * 30, "_", "\u00e9t\u00e9 "]))


@settings(max_examples=400, deadline=None)
@given(before=BESIDE.map("".join), after=BESIDE.map("".join))
@example(before="ssn" + " " * 40 + "a b c d ", after="")
@example(before="", after=" " * 46 + "ssn")
def test_the_five_nearest_words_count_however_far_they_are_spaced(before: str, after: str) -> None:
    """Within 200 code points; most texts need not be read that far."""
    said = re.findall(r"[^\W_]+", before[-CHARS_NEAR:])[-5:] + re.findall(r"[^\W_]+", after[:CHARS_NEAR])[:5]
    everything = Finds("x", "ssn", context=re.findall(r"[^\W_]+", f"{before}#{after}"))
    candidate = Candidate(0, len(before), len(before) + 1, "ssn", 0.4, "finds_ssn", "p")
    assert weigh(candidate, everything, f"{before}#{after}").context == tuple(sorted(everything.context & set(said)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ssn", 0.75),
        ("customerSsn", 0.75),
        ("SSNNumber", 0.75),
        ("customer_ssn_2", 0.75),
        ("lesson", 0.4),
        ("orderId", 0.05),
        ("", 0.4),
    ],
)
def test_the_field_s_name_counts_like_a_word_beside_it(name: str, expected: float) -> None:
    """Split at underscores and humps."""
    assert score("NNN", name=name) == expected


@pytest.mark.parametrize(
    ("expected_type", "question", "expected"),
    [
        ("ssn", "", 0.75),
        ("national_id", "", 0.75),  # the parent was asked for
        ("email", "", 0.4),
        ("", "Your social, please?", 0.75),
        ("email", "Your social or your e-mail?", 0.4),  # what it asks for last is known
        ("", "How are you?", 0.4),
    ],
)
def test_the_last_question_counts_like_a_word_beside_it(expected_type: str, question: str, expected: float) -> None:
    """By the type it asks for, else by its words."""
    assert score("NNN", expected=expected_type, question=question) == expected


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("NNN", {"checksum": Checksum.VALID}, 0.4),  # chance passes too many checksums
        ("NNN", {"checksum": Checksum.VALID, "distinctive": True}, 1.0),
        ("NNN", {"distinctive": True}, 0.4),
        ("ssn NNN", {"checksum": Checksum.VALID}, 1.0),
        ("NNN", {"checksum": Checksum.VALID, "name": "ssn"}, 1.0),
        ("NNN", {"checksum": Checksum.VALID, "expected": "ssn"}, 1.0),
        ("NNN", {"checksum": Checksum.FAILED}, 0.05),
        ("ssn NNN", {"checksum": Checksum.FAILED}, 0.05),
        ("NNN", {"checksum": Checksum.FAILED, "expected": "ssn"}, 0.75),  # the answer counts even if it is not valid
        ("NNN", {"checksum": Checksum.FAILED, "name": "ssn"}, 0.75),
        ("NNN", {"checksum": Checksum.FAILED, "expected": "email"}, 0.05),
    ],
)
def test_a_check_digit_needs_support_to_convince(text: str, facts: dict[str, Any], expected: float) -> None:
    """Valid raises only with a distinctive form or context; failed lowers, except after a question for it."""
    assert score(text, **facts) == expected


def test_scores_stay_in_their_range_and_meet_thresholds_exactly() -> None:
    """0.1 + 0.35 is 0.45."""
    assert score("ssn NNN", 0.9) == 1.0
    assert score("order NNN", 0.1) == 0.0
    assert score("ssn NNN", 0.1) == 0.45


def test_the_block_list_keeps_the_policy_s_own_score() -> None:
    """Nothing around it changes what the policy said."""
    assert score("ssn order NNN", 0.2, detector=BLOCK_LIST, name="ssn") == 0.2


def test_what_was_weighed_can_be_shown() -> None:
    """For `explain`: base, words, name, question, checksum."""
    candidate = Candidate(0, 4, 7, "ssn", 0.4, "finds_ssn", "p", Checksum.VALID)
    weighed = weigh(candidate, DETECTOR, "ssn NNN order", name="ssn", expected="ssn")
    assert weighed == (1.0, 0.4, ("ssn",), ("order",), True, True, Checksum.VALID)


def test_names_are_split_into_words() -> None:
    """The whole is a word, too: ``ip_address`` and ``ipAddress`` are also ``ipaddress``."""
    assert words_of_name("billingCardNumber") == {"billing", "card", "number", "billingcardnumber"}
    assert words_of_name("ip_address") == {"ip", "address", "ipaddress"}


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [("date_of_birth", "date", True), ("date", "date_of_birth", True), ("ssn", "ssn", True), ("ssn", "iban", False)],
)
def test_an_answer_may_be_wider_or_narrower_than_the_question(asked: str, found: str, expected: bool) -> None:
    """Parent and child answer for each other."""
    assert related(asked, found) is expected

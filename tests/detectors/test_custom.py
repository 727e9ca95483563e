"""A policy's own detectors: as good as built in, and bounded."""

from __future__ import annotations

import time

import pytest

from tests.detectors.claims import claims
from tidegate.detectors.custom import Custom, build, compile_pattern
from tidegate.errors import ConfigurationError
from tidegate.policies import CustomDetector
from tidegate.spans import Checksum
from tidegate.testing.contracts import check_detector


def test_a_pattern_finds_its_type_with_its_score() -> None:
    """Every match, in code points."""
    detector = Custom(
        CustomDetector(type="ticket_id", pattern=r"T-\d{3}", score=0.6, context=("Ticket",), refute=("invoice",))
    )
    found = claims(detector, "\u00e9\U0001f600 T-123, T-4567")
    assert [(claim.start, claim.end, claim.entity_type, claim.score, claim.detector) for claim in found] == [
        (3, 8, "ticket_id", 0.6, "custom_ticket_id"),
        (10, 15, "ticket_id", 0.6, "custom_ticket_id"),
    ]
    assert (detector.context, detector.refute) == (frozenset({"ticket"}), frozenset({"invoice"}))
    check_detector(detector)


@pytest.mark.parametrize(("text", "checksum"), [("M79927398713", Checksum.VALID), ("M79927398710", Checksum.FAILED)])
def test_a_check_digit_is_checked_where_the_rule_says_so(text: str, checksum: Checksum) -> None:
    """Luhn, over the digits of the match."""
    detector = Custom(CustomDetector(type="member", pattern=r"M\d{11}", checksum="luhn"))
    assert [claim.checksum for claim in claims(detector, text)] == [checksum]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(a", "missing"),
        (r"(?<=a", "neither RE2 nor regex"),
        (r"(?R)?a", "recursion"),
        (r"((a{1,100}){1,100}){1,100}", "RE2 refuses"),  # too large
        (r"a*", "empty text"),
        (r"", "empty text"),
    ],
)
def test_a_refused_pattern_is_an_error_with_the_reason(pattern: str, reason: str) -> None:
    """When the policy is read, not when the first record comes."""
    with pytest.raises(ConfigurationError, match=r"detectors\[0\]") as caught:
        compile_pattern(pattern, place="detect.detectors[0]")
    assert reason in caught.value.message


def test_a_pattern_that_backtracks_elsewhere_is_linear_here() -> None:
    """The classic trap, on 100,000 characters."""
    detector = Custom(CustomDetector(type="trap", pattern=r"(a+)+$"))
    started = time.monotonic()
    assert claims(detector, "a" * 100_000 + "b") == []
    assert time.monotonic() - started < 5.0


def test_a_pattern_that_re2_does_not_know_is_as_good() -> None:
    """With its context and its check digit; it declares no need, so it reads every text."""
    rule = CustomDetector(type="member", pattern=r"(?<=M)\d{11}(?!\d)", checksum="luhn", context=("member",))
    detector = Custom(rule)
    found = claims(detector, "member M79927398713, M799273987130")
    assert [(claim.start, claim.end, claim.checksum) for claim in found] == [(8, 19, Checksum.VALID)]
    assert detector.needs is None
    check_detector(detector)


def test_two_patterns_of_one_type_are_two_detectors() -> None:
    """Each with its own name, in the policy's order."""
    rules = [CustomDetector(type="ticket", pattern="T1"), CustomDetector(type="ticket", pattern="T2")]
    assert [detector.name for detector in build(rules)] == ["custom_ticket", "custom_ticket_2"]


def test_a_known_type_keeps_its_canonical_name() -> None:
    """An own pattern for phone numbers finds phone numbers."""
    assert Custom(CustomDetector(type="phone", pattern="x")).entity_types == ("phone_number",)

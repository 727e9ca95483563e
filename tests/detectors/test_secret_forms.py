"""What is drawn by lot, and what only stands in for a secret."""

from __future__ import annotations

import random
import string

import pytest

from tidegate.detectors.secret_forms import entropy, is_random, is_stand_in


@pytest.mark.parametrize(("value", "bits"), [("aaaa", 0.0), ("abab", 1.0), ("abcdefgh", 3.0)])
def test_entropy_is_shannons(value: str, bits: float) -> None:
    """Bits a character."""
    assert entropy(value) == pytest.approx(bits)


@pytest.mark.parametrize(
    ("alphabet", "length"),
    [("0123456789abcdef", 16), ("0123456789abcdef", 32), ("0123456789ABCDEF", 64)]
    + [(string.ascii_letters + string.digits + "+/", length) for length in (16, 20, 32, 40, 64)],
)
def test_what_is_drawn_by_lot_is_random(alphabet: str, length: int) -> None:
    """Of a thousand drawn values at most one in ten is missed: short ones may lack a digit, or repeat too much."""
    rng = random.Random(length)
    drawn = ["".join(rng.choice(alphabet) for _ in range(length)) for _ in range(1000)]
    assert sum(map(is_random, drawn)) >= 900


@pytest.mark.parametrize(
    "value",
    ["", "a", "internationalization", "aaaaaaaaaaaaaaa1", "1234567890123456", "hello-hello-hello-1", "2024-01-01"],
)
def test_words_numbers_and_repetitions_are_not(value: str) -> None:
    """They are long, and no secret."""
    assert not is_random(value)


@pytest.mark.parametrize(
    ("value", "stands_in"),
    [
        ("${DB_PASSWORD}", True),
        ("$TOKEN", True),
        ("<password>", True),
        ("{{ secret }}", True),
        ("%s", True),
        ("get_token()", True),
        ("os.environ[0]", True),
        ("********", True),
        ("xxxxxx", True),
        ("your_api_key_here", True),
        ("None", True),
        ("hunter2", False),
        ("$ecret2024", True),  # a shell would read a variable
        ("Tr0ub4dor&3", False),
        ("p(a)ss", False),
    ],
)
def test_references_and_fillers_stand_in_for_a_secret(value: str, stands_in: bool) -> None:
    """They say where it comes from, not what it is."""
    assert is_stand_in(value) is stands_in

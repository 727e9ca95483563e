"""API keys: vendors' prefixes, and random strings where a secret stands. The keys are made up."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, values
from tidegate.detectors.api_key import ApiKey, entropy
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = ApiKey(US)
MIXED = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fG3hJ6kL9n"

# Put together here, so that no scanner of this repository takes them for real.
KEYS = [
    "AKIA" + "QZ7X4M2P5T3W6Y2B",
    "ASIA" + "QZ7X4M2P5T3W6Y2B",
    "ghp_" + MIXED[:36],
    "github_pat_" + MIXED[:22] + "_" + MIXED,
    "glpat-" + MIXED[:20],
    "xoxb-" + "123456789012-" + MIXED[:24],
    "sk_live_" + MIXED[:24],
    "rk_live_" + MIXED[:24],
    "AIza" + MIXED[:35],
    "sk-" + MIXED,
    "sk-proj-" + MIXED,
    "npm_" + MIXED[:36],
    "SG." + MIXED[:22] + "." + MIXED + "xyz",
    "SK" + "0123456789abcdef" * 2,
    "hf_" + MIXED[:34],
    "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + MIXED,
]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key[:4])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("key=", ";"), ('"', '"'), ("use ", " now"), ("(", ").")])
def test_vendors_forms_are_found_whole(key: str, before: str, after: str) -> None:
    """Whatever stands around them."""
    assert values(DETECTOR, before + key + after, at_least=STRONG) == [key]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"api_key = '{MIXED}'", [MIXED]),
        (f"secret: {MIXED}", [MIXED]),
        (f"Authorization: Bearer {MIXED}", [MIXED]),
        (f'"token":"{MIXED}"', [MIXED]),
        ("token: hello", []),
        ("the secret is that nobody knows anything", []),
        ("password = aaaaaaaaaaaaaaaaaaa1", []),  # no entropy
    ],
)
def test_a_word_and_entropy_make_a_medium_claim(text: str, found: list[str]) -> None:
    """Either alone does not."""
    assert values(DETECTOR, text, at_least=MEDIUM) == found


def test_a_random_string_alone_is_a_weak_claim() -> None:
    """It takes the field's name to lift it."""
    (claim,) = claims(DETECTOR, f"see {MIXED} there")
    assert (claim.score, claim.pattern, claim.start, claim.end) == (WEAK, "random", 4, 4 + len(MIXED))


@pytest.mark.parametrize(
    "text",
    ["", "internationalization_of_names", "550e8400-e29b-41d4-a716-446655440000", "AKIA", "12345678901234567890"],
)
def test_long_words_numbers_and_uuids_are_left_alone(text: str) -> None:
    """They are long, and no secret."""
    assert claims(DETECTOR, text) == []


@pytest.mark.parametrize(("value", "bits"), [("aaaa", 0.0), ("abab", 1.0), ("abcdefgh", 3.0)])
def test_entropy_is_shannons(value: str, bits: float) -> None:
    """Bits a character."""
    assert entropy(value) == pytest.approx(bits)

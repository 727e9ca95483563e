"""Secrets without a form of their own: a name and entropy, a provider and its form. The secrets are made up."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.claims import US, claims, values
from tests.detectors.tokens import made
from tidegate.detectors.secret_assignment import SecretAssignment
from tidegate.pipeline.needs import as_member
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = SecretAssignment(US)
MIXED = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fG3hJ6kL9n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"api_key = '{MIXED}'", [MIXED]),
        (f"secret: {MIXED}", [MIXED]),
        (f"Authorization: Bearer {MIXED}", [MIXED]),
        (f'"token":"{MIXED}"', [MIXED]),
        (f"client_secret={MIXED[:20]}&x=1", [MIXED[:20]]),
        (f"the token is {MIXED}.", [MIXED]),
        ("secret_key=" + made("{x32}", 1), [made("{x32}", 1)]),
        ("token: hello", []),
        ("the secret is that nobody knows anything", []),
        ("token = aaaaaaaaaaaaaaaaaaa1", []),  # no entropy
        ("api_key = your_api_key_here_1234567890", []),
        ("api_key = ${SECRETS_MANAGER_KEY_17}", []),
    ],
)
def test_a_name_and_entropy_make_a_medium_claim(text: str, found: list[str]) -> None:
    """Either alone does not."""
    assert values(DETECTOR, text, at_least=MEDIUM) == found


@pytest.mark.parametrize(
    ("provider", "before", "template", "other"),
    [
        ("heroku", "HEROKU_API_KEY=", "{x8}-{x4}-{x4}-{x4}-{x12}", "{x8}-{x4}-{x4}-{x12}"),
        ("softlayer", "softlayer_api_key: ", "{x64}", "{x40}!"),
        ("cloudant", "cloudant_password = '", "{x64}", "{x12}"),
        ("ibm_cloud", "ibm-cloud-iam-key: ", "{W44}", "{A12}"),
        ("aws_secret", "aws_secret_access_key = ", "{B40}", "{B12}"),
        ("datadog", "DD_API_KEY=", "{x32}", "{x12}"),
        ("cloudflare", "cloudflare_token: ", "{x37}", "{x12}"),
        ("okta", "Authorization: SSWS ", "00{W40}", "01{W12}"),
        ("algolia", "algolia_key=", "{x32}", "{x12}"),
    ],
)
def test_a_providers_name_and_the_form_of_its_key_make_a_strong_claim(
    provider: str, before: str, template: str, other: str
) -> None:
    """Three of each are found; without the name or in another form none is."""
    for seed in range(3):
        text = before + made(template, seed)
        (claim,) = claims(DETECTOR, text)
        assert (claim.pattern, claim.score, claim.start, claim.end) == (provider, STRONG, len(before), len(text))
        assert values(DETECTOR, "see " + made(template, seed), at_least=STRONG) == []
        assert values(DETECTOR, before + made(other, seed), at_least=STRONG) == []


def test_a_random_string_alone_is_a_weak_claim() -> None:
    """It takes the field's name to lift it, and so does a short one behind a name."""
    (claim,) = claims(DETECTOR, f"see {MIXED} there")
    assert (claim.score, claim.pattern, claim.start, claim.end) == (WEAK, "random", 4, 4 + len(MIXED))
    (claim,) = claims(DETECTOR, f"token: {MIXED[:10]}")
    assert (claim.score, claim.pattern) == (WEAK, "named_short")


@pytest.mark.parametrize(
    "text",
    [
        "Culture=neutral, PublicKeyToken=b77a5c561934e089",
        "",
        "internationalization_of_names",
        "550e8400-e29b-41d4-a716-446655440000",
        "AKIA",
        "12345678901234567890",
    ],
)
def test_long_words_numbers_and_uuids_are_left_alone(text: str) -> None:
    """They are long, and no secret."""
    assert claims(DETECTOR, text) == []


@given(
    st.sampled_from(["", "token ", "api_key=", "secret: ", "heroku ", "password is '"]),
    st.text("abcXYZ0189+/=_-.! \n", max_size=60),
)
def test_what_is_found_the_gate_sees(before: str, tail: str) -> None:
    """The gate may show too much, never too little."""
    text = before + tail
    assert re2.search(DETECTOR.needs, as_member("", text)) is not None or claims(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("name", "text", "whole"),
    [
        ("client_secret", "q9Z~8aKcT.x1vB_7mNpQ2rS5tU8wY0zA3bC6dE", True),
        ("clientSecret", " q9Z~8aKcT.x1vB_7mNpQ2rS5tU8wY0zA3bC6dE ", True),
        ("apiKey", "q9Z~8aKcT.x1vB_7mNp", True),
        ("access_token_value", "q9Z:8aKcT.x1vB_7mNp", True),
        ("client_secret", "my-secret-value-goes-here", False),
        ("client_secret", "${CLIENT_SECRET_FROM_VAULT_9Z}", False),
        ("client_secret", "two words q9Z8aKcT1x1vB7mN", False),
        ("secretary", "q9Z~8aKcT.x1vB_7mNpQ2rS5tU8wY0zA3bC6dE", False),
        ("signature", "q9Z~8aKcT.x1vB_7mNpQ2rS5tU8wY0zA3bC6dE", False),
        ("note", "q9Z~8aKcT.x1vB_7mNpQ2rS5tU8wY0zA3bC6dE", False),
    ],
)
def test_a_field_named_for_a_secret_holds_one_to_its_end(name: str, text: str, whole: bool) -> None:
    """A point or a tilde does not end it: the half that stays behind would be half a key."""
    found = [text[claim.start : claim.end] for claim in claims(DETECTOR, text, name=name) if claim.pattern == "field"]
    assert found == ([text.strip()] if whole else [])

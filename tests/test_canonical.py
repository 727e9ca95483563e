"""Canonical values: two ways to write one thing become one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate import taxonomy
from tidegate.canonical import CASE_TYPES, CODE_TYPES, NAME_TYPES, NUMBER_TYPES, canonical_value


@pytest.mark.parametrize(
    ("entity_type", "one", "other"),
    [
        ("email", "Bob@Example.COM", " bob@example.com "),
        ("email", "bob@ex\u200bample.com", "\uff42ob@example.com"),
        ("credit_card_number", "4111 1111-1111 1111", "4111111111111111"),
        ("phone_number", "(415) 555-2671", "415.555.2671"),
        ("phone_number", "\u0664\u0661\u0665", "415"),
        ("iban", "ES91 2100 0418 4502 0005 1332", "es9121000418450200051332"),
        ("mac_address", "00:1A:2B:3C:4D:5E", "001a.2b3c.4d5e"),
        ("person", "Dr. Ada Byron's", "BYRON, ada"),
        ("person", "James\u2019", "james"),
        ("person", "Mary-Jane  O'Neil", "o'neil mary-jane"),
        ("last_name", "STRASSE", "stra\u00dfe"),
        ("ip_address", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("organization", "Acme   Ltd", "acme ltd"),
        ("url", "HTTPS://Example.com/a?B", "https://example.COM/a?B"),
        ("url", "WWW.Example.com/a", "www.example.com/a"),
        ("crypto_wallet", "0xABCDEF", "0xabcdef"),
        ("crypto_wallet", "BC1QAR0S", "bc1qar0s"),
        ("password", " Hunter2", "Hunter\u200b2"),
    ],
)
def test_two_spellings_are_one_value(entity_type: str, one: str, other: str) -> None:
    """Case, width, separators, titles, order."""
    assert canonical_value(entity_type, one) == canonical_value(entity_type, other)


@pytest.mark.parametrize(
    ("entity_type", "one", "other"),
    [
        ("email", "bob@example.com", "bob@example.org"),
        ("person", "Ada Byron", "Ada Lovelace"),
        ("person", "Ada", "Ada Byron"),
        ("phone_number", "+1 415 555 2671", "415 555 2671"),  # joined by a country, which is not known here
        ("phone_number", "415-555-CALL", "415-555"),  # letters count where there are some
        ("organization", "Acme Ltd", "Ltd Acme"),
        ("password", "Hunter2", "hunter2"),
        ("api_key", "sk_live_aB", "sk_live_Ab"),
        ("private_key", "MIIa", "MIIA"),
        ("crypto_wallet", "1BvBMSEY", "1bvbmsey"),
        ("url", "https://example.com/A", "https://example.com/a"),
        ("filename", "Report.pdf", "report.pdf"),
        ("person", "Mr", "Mrs"),  # nothing but a title is not nothing
    ],
)
def test_two_values_stay_two(entity_type: str, one: str, other: str) -> None:
    """Two people with one code are worse than one person with two."""
    assert canonical_value(entity_type, one) != canonical_value(entity_type, other)


@given(
    st.sampled_from([*CASE_TYPES, "email", "person", "phone_number", "iban", "ip_address", "organization"]),
    st.text(max_size=30) | st.text("aAbBcC01xX:/?. ", max_size=30),
)
def test_a_canonical_value_is_its_own(entity_type: str, value: str) -> None:
    """Applied twice it changes nothing."""
    once = canonical_value(entity_type, value)
    assert canonical_value(entity_type, once) == once


def test_rules_are_about_types_that_exist() -> None:
    """A renamed type would lose its rule in silence."""
    assert set(taxonomy.names()) >= NUMBER_TYPES | CODE_TYPES | NAME_TYPES | CASE_TYPES
    assert taxonomy.expand(["secrets"]) - NUMBER_TYPES - {"security_answer"} <= CASE_TYPES

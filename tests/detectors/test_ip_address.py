"""IP addresses: what the standard library accepts, standing for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.claims import US, claims, values
from tidegate.detectors.ip_address import IpAddress
from tidegate.detectors.numbers import FAINT
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = IpAddress(US)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from 192.0.2.7.", ["192.0.2.7"]),
        ("http://192.0.2.7:8080/x", ["192.0.2.7"]),
        ("192.0.2.0/24 and 10.0.0.1", ["192.0.2.0/24", "10.0.0.1"]),
        ("2001:db8::1", ["2001:db8::1"]),
        ("[2001:db8::1]:443", ["2001:db8::1"]),
        ("address:2001:db8:0:0:0:0:2:1,", ["2001:db8:0:0:0:0:2:1"]),
        ("::1 ::ffff:192.0.2.7", ["::1", "::ffff:192.0.2.7"]),
        ("fe80::1%eth0 2001:db8::/32", ["fe80::1%eth0", "2001:db8::/32"]),
    ],
)
def test_addresses_of_both_versions_are_found(text: str, found: list[str]) -> None:
    """Compressed, mapped, with a zone or a prefix length."""
    assert values(DETECTOR, text, at_least=STRONG) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2.3",
        "1.2.3.4.5",  # a version or an object identifier
        "12:30:45",
        "std::vector and Class::add",
        "00:1A:2B:3C:4D:5E",
        "1:2:3:4:5:6:7:8:9",
        ":::",
        "x10.0.0.1y",  # inside a word
        "2001:db8::256.1.1.1",  # out of range inside a longer form
    ],
)
def test_versions_times_and_names_are_left_alone(text: str) -> None:
    """Dots and colons alone make no address."""
    assert claims(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("v1.2.3.4", FAINT),
        ("10.0.0.1x", FAINT),
        ("backup_10.0.0.1_old", MEDIUM),  # an underscore parts words
        ("192.168.001.001", WEAK),
        ("999.1.1.1", WEAK),
        ("src=:: up", WEAK),
    ],
)
def test_doubtful_forms_are_lesser_claims(text: str, score: float) -> None:
    """Glued to a letter, with leading zeros, out of range, or nobody's."""
    assert [claim.score for claim in claims(DETECTOR, text)] == [score]


@given(st.ip_addresses(), st.sampled_from(["", " ", "(", "ip: "]), st.sampled_from(["", " ", ")", ", ", "."]))
def test_every_address_is_found_between_any_neighbours(address: object, before: str, after: str) -> None:
    """As the standard library writes it; the unspecified address is nobody's."""
    text = str(address)
    found = values(DETECTOR, before + text + after, at_least=STRONG)
    assert found == ([] if text == "::" else [text])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chrome/126.0.0.0 Safari/537.36", []),  # as browsers cut their versions short
        ("Edg/120.0.0.0", []),
        ('"Not-A.Brand";v="99.0.0.0"', []),
        ('AssemblyVersion("4.0.0.0")', []),
        ("Version=4.0.0.0, Culture=neutral", []),
        ("10.0.0.0", ["10.0.0.0"]),
        ("net/10.0.0.0/8", ["10.0.0.0/8"]),
        ("bind=0.0.0.0", ["0.0.0.0"]),
        ("Chrome/10.0.0.1", ["10.0.0.1"]),
    ],
)
def test_a_number_and_three_zeros_behind_a_product_are_its_version(text: str, expected: list[str]) -> None:
    """Every browser's line of today has one, and nobody's computer has such an address."""
    assert values(DETECTOR, text, at_least=STRONG) == expected

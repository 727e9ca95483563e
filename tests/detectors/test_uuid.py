"""UUIDs: five groups, or 32 digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.claims import US, claims
from tidegate.detectors.uuid import Uuid
from tidegate.spans import STRONG, WEAK

DETECTOR = Uuid(US)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", [(0, 36, STRONG)]),  # RFC 9562 section 4
        ("{F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6}", [(1, 37, STRONG)]),
        ("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", [(0, 45, STRONG)]),
        ("f81d4fae7dec11d0a76500a0c91e6bf6", [(0, 32, WEAK)]),
        ("00000000-0000-0000-0000-000000000000", []),  # nobody's
        ("ffffffff-ffff-ffff-ffff-ffffffffffff", []),
        ("f81d4fae-7dec-11d0-a765-00a0c91e6bf", []),
        ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6-1", []),
        ("xf81d4fae-7dec-11d0-a765-00a0c91e6bf6", []),
        ("g81d4fae-7dec-11d0-a765-00a0c91e6bf6", []),
        ("", []),
    ],
)
def test_uuids_are_claimed_by_form(text: str, claimed: list[tuple[int, int, float]]) -> None:
    """Without dashes a word must say so."""
    assert [(claim.start, claim.end, claim.score) for claim in claims(DETECTOR, text)] == claimed


@given(st.uuids().filter(lambda value: value.int not in (0, (1 << 128) - 1)), st.sampled_from(["", " ", "id=", "("]))
def test_every_uuid_is_found(value: object, before: str) -> None:
    """Of any version."""
    (claim,) = claims(DETECTOR, f"{before}{value}")
    assert (claim.start, claim.end) == (len(before), len(before) + 36)

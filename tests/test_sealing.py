"""Sealed payloads: opened with the private key, at their place, whole; and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.keys import parse_key
from tidegate.sealing import SealBroken, new_sealing_pair, seal, unseal

SECRET = bytes(range(32))


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_is_sealed_opens_with_the_private_key_only(payload: bytes, context: bytes) -> None:
    """At its own place, whole."""
    private, public = (parse_key(key) for key in new_sealing_pair())
    sealed = seal(public, payload, context=context)
    assert len(sealed) == len(payload) + 52
    assert unseal(private, sealed, context=context) == payload
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for key, box, place in (
        (private, sealed, context + b"x"),
        (public, sealed, context),
        (SECRET, sealed, context),
        (private, sealed[:-1], context),
        (private, sealed[:40], context),
        (private, b"", context),
        (private, changed, context),
        (private, b"TGS2" + sealed[4:], context),
    ):
        with pytest.raises(SealBroken):
            unseal(key, box, context=place)


def test_two_seals_of_one_payload_differ() -> None:
    """Equal payloads cannot be told."""
    _, public = new_sealing_pair()
    assert seal(parse_key(public), b"x") != seal(parse_key(public), b"x")

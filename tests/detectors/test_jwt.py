"""JSON web tokens: what decodes, and what only looks like one. The tokens are made here."""

from __future__ import annotations

import base64
import json

import pytest

from tests.detectors.claims import US, claims
from tests.detectors.tokens import made
from tidegate.detectors.jwt import Jwt
from tidegate.spans import STRONG, WEAK

DETECTOR = Jwt(US)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


HEADER = part({"alg": "HS256", "typ": "JWT"})
CLAIMS = part({"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True})  # RFC 7519 section 3.1
SIGNATURE = made("{W43}", 1)
SIGNED = f"{HEADER}.{CLAIMS}.{SIGNATURE}"
ENCRYPTED = f"{part({'alg': 'dir', 'enc': 'A128GCM'})}..{made('{W16}', 2)}.{made('{W40}', 3)}.{made('{W22}', 4)}"


@pytest.mark.parametrize("token", [SIGNED, f"{HEADER}.{CLAIMS}", ENCRYPTED], ids=["signed", "unsigned", "encrypted"])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("Bearer ", "."), ('"', '"'), ("?jwt=", "&x=1")])
def test_tokens_that_decode_are_found_whole(token: str, before: str, after: str) -> None:
    """Whatever stands around them."""
    (claim,) = claims(DETECTOR, before + token + after)
    assert (claim.start, claim.end, claim.score) == (len(before), len(before + token), STRONG)


@pytest.mark.parametrize("text", [f"{HEADER[:-3]}.{CLAIMS}.{SIGNATURE}", "eyJAAAA.eyJBBB", f"{part([1, 2])}x.{CLAIMS}"])
def test_what_does_not_decode_is_a_weak_claim(text: str) -> None:
    """It may be a token that was cut; a word beside it lifts it."""
    assert {claim.score for claim in claims(DETECTOR, text)} <= {WEAK}


@pytest.mark.parametrize(
    "text",
    ["", "jwt", HEADER, f"x{SIGNED}"[:20], json.dumps({"alg": "HS256"}), "eyJ.eyJ", f"{part('text')}.{CLAIMS}"],
)
def test_one_part_and_other_base64_are_left_alone(text: str) -> None:
    """A header alone holds nothing."""
    assert claims(DETECTOR, text) == []

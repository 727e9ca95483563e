"""Connection strings: the secret inside is claimed, no more. The secrets are made up."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims
from tests.detectors.tokens import made
from tidegate.detectors.connection_string import ConnectionString
from tidegate.spans import STRONG

DETECTOR = ConnectionString(US)
KEY = made("{B86}==", 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgres://bob:s3cret@db.example.com/x", [("s3cret", "password")]),
        ("see https://bob:hunter2@example.com.", [("hunter2", "password")]),
        ("redis://:s3cret@cache.example.com:6379/0", [("s3cret", "password")]),
        ("mongodb+srv://u:p%40ss@c.example.com", [("p%40ss", "password")]),
        ("amqp://u:p@ss@mq.example.com", [("p@ss", "password")]),  # an @ that was not escaped
        ("Server=db;User Id=sa;Password=P@ss w0rd;Encrypt=yes", [("P@ss w0rd", "password")]),
        ("Password=abc123;Server=db.example.com", [("abc123", "password")]),
        ("Server=db;Pwd='a;b'", [("a;b", "password")]),
        (f"AccountName=x;AccountKey={KEY};EndpointSuffix=core.example.com", [(KEY, "api_key")]),
        (f"SharedAccessKeyName=k;SharedAccessKey={made('{B43}=', 2)}", [(made("{B43}=", 2), "api_key")]),
        (f"?sv=2024-01-01&sig={made('{A40}', 3)}%3D&se=x", [(made("{A40}", 3) + "%3D", "api_key")]),
        ("http://localhost:5000/x@y", []),  # a port
        ("https://example.com/a:b@c", []),  # a path
        ('"https://url:8000";@something else', []),
        ("https://url:8000 @something else", []),
        ("postgres://bob:${PASSWORD}@db.example.com/x", []),  # a reference
        ("https://user:<password>@example.com", []),
        ("mailto:bob@example.com", []),
        ("password=abc", []),  # no other pair: the password detector's matter
        ("AccountKey=short", []),
        ("", []),
    ],
)
def test_the_secret_inside_is_claimed(text: str, found: list[tuple[str, str]]) -> None:
    """User, host and database are left to other detectors."""
    made_claims = claims(DETECTOR, text)
    assert [(text[claim.start : claim.end], claim.entity_type) for claim in made_claims] == found
    assert all(claim.score == STRONG for claim in made_claims)

"""URLs: to where a reader would stop."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.claims import US, claims, values
from tidegate.detectors.numbers import FAINT
from tidegate.detectors.url import Url
from tidegate.spans import MEDIUM, STRONG

DETECTOR = Url(US)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.com/a?b=c#d.", ["https://example.com/a?b=c#d"]),
        ("(http://example.com/x)", ["http://example.com/x"]),
        ("http://example.com/a_(b)", ["http://example.com/a_(b)"]),  # its own bracket
        ("ftp://files.example.org, HTTP://EXAMPLE.COM!", ["ftp://files.example.org", "HTTP://EXAMPLE.COM"]),
        ("www.example.com/x and WWW.EXAMPLE.ORG", ["www.example.com/x", "WWW.EXAMPLE.ORG"]),
        ("postgres://bob:pw@db.example.com/x", ["postgres://bob:pw@db.example.com/x"]),
        ('{"u": "http://example.com/x"}', ["http://example.com/x"]),
        ("http://b\u00fccher.example/\u00e9", ["http://b\u00fccher.example/\u00e9"]),
    ],
)
def test_addresses_with_a_scheme_or_www_are_strong(text: str, found: list[str]) -> None:
    """Without the sentence's punctuation and brackets."""
    assert values(DETECTOR, text, at_least=STRONG) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see example.com.", ["example.com"]),
        ("docs.example.co.uk/x", ["docs.example.co.uk/x"]),
        ("example.io:8080", ["example.io:8080"]),
        ("come in.it is late", []),
        ("e.g.this", []),
        ("file.txt", []),
        ("bob@example.com", []),  # that is the e-mail detector's
        ("http://", []),
    ],
)
def test_a_host_alone_counts_under_known_endings(text: str, found: list[str]) -> None:
    """A missing space after a full stop makes no web site."""
    assert [text[claim.start : claim.end] for claim in claims(DETECTOR, text)] == found
    assert all(claim.score == MEDIUM for claim in claims(DETECTOR, text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("app.kubernetes.io/name", []),
        ("node.kubernetes.io/not-ready", []),
        ("kubernetes.io/config.seen", []),
        ("sidecar.istio.io/inject", []),
        ("kubernetes.io/docs", ["kubernetes.io/docs"]),
        ("kubernetes.io/docs/concepts", ["kubernetes.io/docs/concepts"]),
        ("app.kubernetes.io/people/7", ["app.kubernetes.io/people/7"]),
        ("example.io/name", ["example.io/name"]),
        ("https://app.kubernetes.io/name", ["https://app.kubernetes.io/name"]),
    ],
)
def test_a_label_of_kubernetes_is_no_address(text: str, found: list[str]) -> None:
    """Every object of a cluster has some as names of properties, where an address stops the record."""
    assert values(DETECTOR, text) == found


@given(st.text(max_size=60), st.sampled_from(["http://", "https://", "www."]))
def test_the_plain_form_is_always_touched(tail: str, head: str) -> None:
    """Where the plainest pattern for an address matches, a claim begins no later."""
    text = f"x {head}a{tail}"
    plain = re.search(r"(?:https?://|www\.)[^\s\"'<>]+", text)
    assert plain is not None
    assert any(claim.start <= plain.start() < claim.end for claim in claims(DETECTOR, text))


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("http://intranet", FAINT),
        ("http://intranet/", FAINT),
        ("www.intranet.", FAINT),
        ("http://intranet/people/7", STRONG),
        ("http://localhost:8080", STRONG),
        ("http://bob@intranet", STRONG),
        ("s3://bucket", STRONG),  # a bucket's whole address
        ("www.example.museum", STRONG),
    ],
)
def test_a_host_without_a_dot_needs_a_word(text: str, score: float) -> None:
    """Nobody outside its network can call it."""
    assert [claim.score for claim in claims(DETECTOR, text)] == [score]

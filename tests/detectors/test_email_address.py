"""E-mail addresses: what stands on both sides of an at sign."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, values
from tidegate.detectors.email_address import EmailAddress
from tidegate.spans import STRONG, WEAK

DETECTOR = EmailAddress(US)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bob@example.com", ["bob@example.com"]),
        ("Mail Bob.O'Neil+x@ex-ample.co.uk.", ["Bob.O'Neil+x@ex-ample.co.uk"]),
        ("a@b.org;c@d.net,e@f.com", ["a@b.org", "c@d.net", "e@f.com"]),
        ("mail=bob@example.com&x=1", ["bob@example.com"]),
        ("<bob@example.com>", ["bob@example.com"]),
        ("jos\u00e9@m\u00fcnchen.de", ["jos\u00e9@m\u00fcnchen.de"]),
        ('"john doe"@example.com', ['"john doe"@example.com']),
        ("root@[192.0.2.1]", ["root@[192.0.2.1]"]),
        ("..bob@example.com", ["bob@example.com"]),  # leading dots are the sentence's
        ("git@example.com: team/repo", ["git@example.com"]),
        ("bob@example.com:team/repo", ["bob@example.com"]),
        ("bob@example.com_x", ["bob@example.com"]),
        ("bob@example.com@example.org", ["bob@example.com"]),
        ("x" * 300 + "@example.com", ["x" * 256 + "@example.com"]),  # bounded to the left
    ],
)
def test_addresses_are_found_whole(text: str, found: list[str]) -> None:
    """Local part and domain, and nothing of the sentence around them."""
    assert values(DETECTOR, text, at_least=STRONG) == found


@pytest.mark.parametrize("text", ["git@example.com:team/repo.git", "git@example.org:a/b"])
def test_a_repository_is_no_address(text: str) -> None:
    """Everyone's account on a server for code, and the path behind it."""
    assert claims(DETECTOR, text) == []


@pytest.mark.parametrize("text", ["", "@", "@bob", "bob@", "bob @ example.com", "bob@.com", "a@@b.com x"])
def test_what_only_has_an_at_sign_is_left_alone(text: str) -> None:
    """Handles and prices are no addresses."""
    assert values(DETECTOR, text, at_least=STRONG) == []


def test_an_address_without_a_domain_ending_is_a_weak_claim() -> None:
    """``root@host`` counts only with a word or a name beside it."""
    (claim,) = claims(DETECTOR, "root@host")
    assert (claim.score, claim.pattern, claim.end) == (WEAK, "no_tld", 9)

"""Contact cards and invitations. Nobody has these names."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, found
from tidegate.detectors.contact_card import ContactCard

CARDS = ContactCard(US)
VCARD = (
    "BEGIN:VCARD",
    "VERSION:3.0",
    "N:Quux;Wyzz;Maxa;Mr.;",
    "FN:Wyzz Quux",
    "ORG:Bubba Inc.",
    "item1.TEL;TYPE=WORK,VOICE:(111) 555-1212",
    "TEL;VALUE=uri:tel:+1-111-555-1213",
    "ADR;TYPE=WORK:;;100 Waters Zyx;Bayzton;LA;30314;USA",
    "BDAY:19700310",
    "NICKNAME:Wyzzy",
    "END:VCARD",
)


def said(text: str) -> set[tuple[str, str]]:
    """Types and texts of all claims."""
    found(CARDS, text)  # checks what the detector needs
    return {(claim.entity_type, text[claim.start : claim.end]) for claim in claims(CARDS, text)}


@pytest.mark.parametrize("between", ["\n", "\r\n", "\\n"])
def test_what_a_card_says_is_found_by_its_field(between: str) -> None:
    """Whatever the names are."""
    assert said(between.join(VCARD)) == {
        *(("person", "Quux;Wyzz;Maxa;Mr."), ("last_name", "Quux"), ("first_name", "Wyzz"), ("first_name", "Maxa")),
        *(("person", "Wyzz Quux"), ("phone_number", "(111) 555-1212"), ("phone_number", "+1-111-555-1213")),
        *(("street_address", "100 Waters Zyx"), ("city", "Bayzton"), ("state", "LA"), ("postal_code", "30314")),
        *(("country", "USA"), ("date_of_birth", "19700310"), ("username", "Wyzzy")),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ORGANIZER;CN=Ruxa Abrazon:mailto:x@example.com", ("person", "Ruxa Abrazon")),
        ('ATTENDEE;ROLE=REQ-PARTICIPANT;CN="Quux, Wyzz";RSVP=TRUE:mailto:x@example.com', ("person", "Quux, Wyzz")),
        ("MECARD:N:Quux,Wyzz;TEL:11155512;ADR:1 Zyx Lane;;", ("person", "Quux,Wyzz")),
        ("MECARD:N:Quux,Wyzz;TEL:11155512;ADR:1 Zyx Lane;;", ("street_address", "1 Zyx Lane")),
        ("MECARD:N:Quux,Wyzz;TEL:11155512;ADR:1 Zyx Lane;;", ("phone_number", "11155512")),
    ],
)
def test_invitations_and_codes(text: str, expected: tuple[str, str]) -> None:
    """Whose names stand in parameters."""
    assert expected in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "N:Quux;Wyzz",  # no card
        "FN: a function",
        "BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nEND:VCARD",
        "ATTENDEE;CN=x@example.com:mailto:x@example.com",  # another detector's
        "BEGIN:VEVENT\nSUMMARY:Stand-up\nEND:VEVENT",
    ],
)
def test_other_lines_are_left_alone(text: str) -> None:
    """Without a card, and where nothing is said."""
    assert claims(CARDS, text) == []

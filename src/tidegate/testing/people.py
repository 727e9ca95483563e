"""Invented people: every value of theirs is from a range that was set aside for this, or is published as an example.

- e-mail addresses and hosts: example.com, example.org, example.net (RFC 2606);
- telephone numbers: 555-0100 to 555-0199 in the US, 020 7946 0000 to 0999 in London (Ofcom's numbers for drama);
  numbering plans accept both, so that detectors that confirm with one find them;
- IP and MAC addresses: the documentation ranges of RFC 5737, RFC 3849 and RFC 7042;
- payment cards: the issuers' published test prefixes 411111, 555555 and 378282, with digits that pass Luhn;
- IBANs: the examples printed in the SWIFT registry;
- US social security numbers: none is set aside that a careful detector accepts, so they have area numbers 773 to 799,
  which no office had before 2011, group 99, and stand beside a word that says what they are;
- keys: the forms of cloud and payment providers with random letters.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words(
    "Ada Amara Anselm Beatriz Björk Caleb Chidi Dagny Delphine Dmitri Eero Eilidh Esra Farid Fumiko Gideon Greta "
    "Hana Hugo Ines Isak Jamal Joana Kaito Katya Lars Leilani Linus Mae Malik Mirela Nadia Nils Oksana Omar "
    "Paloma Petra Quentin Rania Ravi Rosalind Saskia Selim Tamsin Teo Uma Viggo Wanda Xavier Yara Yusuf Zofia"
)
_LAST = _words(
    "Abernathy Adeyemi Almeida Bergström Castellanos Dubois Eriksen Fairweather Fonseca Ghorbani Hallworth "
    "Hashimoto Ibarra Jankowski Kellerman Kowalczyk Lindqvist Macready Marchetti Mbeki Nakagawa Novak Oduya "
    "Okonkwo Pemberton Petrov Quigley Ramaswamy Rasmussen Sandoval Silveira Takahashi Thistlewood Uchida Valdez "
    "Vanterpool Whitlock Yilmaz Zielinski"
)
_STREETS = ("Larch Lane", "Mill Road", "Harbour Street", "Orchard Close", "Station Road", "Quarry Hill")
_CITIES = (("Springfield", "00501"), ("Riverton", "00544"), ("Lakeside", "00341"), ("Fairview", "00210"))
_IBANS = (
    "DE89 3704 0044 0532 0130 00",
    "GB29 NWBK 6016 1331 9268 19",
    "FR14 2004 1010 0505 0001 3M02 606",
    "ES91 2100 0418 4502 0005 1332",
    "NL91 ABNA 0417 1643 00",
    "IT60 X054 2811 1010 0000 0123 456",
    "AT61 1904 3002 3457 3201",
    "BE68 5390 0754 7034",
    "CH93 0076 2011 6238 5295 7",
    "DK50 0040 0440 1162 43",
    "FI21 1234 5600 0007 85",
    "NO93 8601 1117 947",
    "PL61 1090 1014 0000 0712 1981 2874",
    "PT50 0002 0123 1234 5678 9015 4",
    "SE45 5000 0000 0583 9825 7466",
)
_ASCII = str.maketrans({"ö": "o", "ä": "a", "å": "a", "é": "e"})
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person; every value is their own and stays theirs."""

    customer_id: str
    name: str
    email: str
    phone_number: str
    credit_card_number: str
    iban: str
    ssn: str
    date: str
    ip_address: str
    mac_address: str
    url: str
    api_key: str
    street: str
    city: str
    postal_code: str


def luhn_digit(digits: str) -> str:
    """The check digit that makes ``digits`` plus itself pass Luhn (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _card(rng: random.Random) -> str:
    prefix, length = rng.choice((("411111", 16), ("555555", 16), ("378282", 15)))
    body = prefix + _digits(rng, length - len(prefix) - 1)
    number = body + luhn_digit(body)
    if length == 15:
        return rng.choice((number, f"{number[:4]} {number[4:10]} {number[10:]}"))
    groups = [number[at : at + 4] for at in range(0, 16, 4)]
    return rng.choice((number, " ".join(groups), "-".join(groups)))


def _phone(rng: random.Random) -> str:
    last = f"01{rng.randrange(100):02d}"
    area = rng.choice(("202", "212", "312", "415", "503", "617", "646", "718", "808", "907"))
    return rng.choice(
        (
            f"({area}) 555-{last}",
            f"{area}-555-{last}",
            f"+1 {area} 555 {last}",
            f"+1-{area}-555-{last}",
            f"+44 20 7946 0{rng.randrange(1000):03d}",
        )
    )


def _api_key(rng: random.Random) -> str:
    letters = "".join(rng.choice(_BASE64) for _ in range(36))
    return rng.choice(
        (f"ghp_{letters}", "AKIA" + "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16)))
    )


def _ip(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return f"2001:db8:{rng.randrange(1, 0xFFFF):x}::{rng.randrange(1, 0xFFFF):x}"
    return f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randrange(1, 255)}"


def person(rng: random.Random) -> Person:
    """An invented person."""
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    handle = f"{first}.{last}{rng.randrange(1, 10_000)}".lower().translate(_ASCII)
    city, postal_code = rng.choice(_CITIES)
    born = f"{rng.randrange(1940, 2006)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    return Person(
        customer_id=f"cus_{rng.randrange(16**8):08x}",
        name=f"{first} {last}",
        email=f"{handle}@{rng.choice(('example.com', 'example.org', 'mail.example.net'))}",
        phone_number=_phone(rng),
        credit_card_number=_card(rng),
        iban=rng.choice(_IBANS),
        ssn=f"{rng.randrange(773, 800)}-99-{rng.randrange(1, 10_000):04d}",
        date=born,
        ip_address=_ip(rng),
        mac_address=f"00:00:5e:00:53:{rng.randrange(256):02x}",
        url=f"https://www.example.com/people/{handle}?tab=orders",
        api_key=_api_key(rng),
        street=f"{rng.randrange(1, 200)} {rng.choice(_STREETS)}",
        city=city,
        postal_code=postal_code,
    )

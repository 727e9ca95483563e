"""Passwords: what is named as one, and what a sentence says of them. The passwords are made up."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.claims import US, claims, values
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.password import Password
from tidegate.pipeline.needs import as_member
from tidegate.records import TextBatch

DETECTOR = Password(US)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("password: hunter2", ["hunter2"]),
        ("password: !secret77", ["!secret77"]),
        ("password: !secret", ["!secret"]),
        ("Password = correcthorse.", ["correcthorse"]),
        ('"password":"Tr0ub4dor&3"', ["Tr0ub4dor&3"]),
        ("db_passwd='two words here'", ["two words here"]),
        ("pwd:letmein, thanks", ["letmein"]),
        ("PW: abc123", ["abc123"]),
        ("my password is swordfish", ["swordfish"]),
        ("the password was set to hunter2!", ["hunter2!"]),
        ("i changed my password to Summer2024", ["Summer2024"]),
        ("name vic and password is blue 1234", ["blue 1234"]),  # as people dictate it
        ("password 8437", ["8437"]),
        ("mysql -u bob --password s3cret db", ["s3cret"]),
        ("CREATE USER bob IDENTIFIED BY 's3cret'", ["s3cret"]),
        ("passphrase: correct horse battery staple. Thanks", ["correct horse battery staple"]),
        ("Passwort ist Geheim99", ["Geheim99"]),
        ("contrase\u00f1a: secreta7", ["secreta7"]),
        ("mot de passe : s\u00e9same9", ["s\u00e9same9"]),
        ("passcode is 4821", ["4821"]),
        ("my password is 4444", ["4444"]),
        ("name vic and pass is 84751", ["84751"]),
        ("pass is 8475", ["8475"]),
        ("my pass word is 84751", ["84751"]),
        ("account password bluebird 84", ["bluebird 84"]),  # as people dictate it
        ("the password is a 7 b 8 c 9", ["a 7 b 8 c 9"]),
    ],
)
def test_what_is_named_a_password_is_found(text: str, found: list[str]) -> None:
    """After a colon nearly everything, after a space only what no word looks like."""
    assert values(DETECTOR, text) == found


@pytest.mark.parametrize(
    ("languages", "text", "found"),
    [
        ("en", "has\u0142o: Zaq12wsx", ["Zaq12wsx"]),
        ("en", "haslo: Zaq12wsx", ["Zaq12wsx"]),
        ("en", "l\u00f6senord \u00e4r Sommar24", ["Sommar24"]),
        ("en", "salasana on kesa2024", ["kesa2024"]),
        ("en", "adgangskode: sommer24", ["sommer24"]),
        ("en", "passordet er sommer24", ["sommer24"]),
        ("en", "la password \u00e8 estate24", ["estate24"]),
        ("en", "mot_de_passe=ete2024", ["ete2024"]),
        ("en", "mdp: ete2024", []),
        ("fr", "mdp: ete2024", ["ete2024"]),
        ("en", "mdp: see page 4", []),
        ("fr", "admdp: ete2024", []),
        ("it", "parola: estate24", ["estate24"]),
        ("pl", "parola: lato2024", ["lato2024"]),
        ("en", "parola: estate24", []),
        ("en", "curl -u admin:S3cretPw99 https://api.example.com", ["S3cretPw99"]),
        ("en", "curl -s -X POST --user 'admin:S3cret,Pw99' host", ["S3cret,Pw99"]),
        ("en", "curl -s \\\n  -u admin:S3cretPw99 host", ["S3cretPw99"]),
        ("en", "mysql -u root -pS3cretPw99! -h db", ["S3cretPw99!"]),
        ("en", "mysqldump --all -p'S3cret Pw' x", ["S3cret Pw"]),
        ("en", "mysql -u root -p -h db", []),
        ("en", "docker run --user 1000:1000 image", []),
        ("en", "curl https://a.example | sort -u a:bcd", []),
        ("en", "curl -u admin:$PASS host", []),
        ("en", "change my password on github today", []),
        ("en", "das Passwort ist falsch", []),
        ("en", "le mot de passe est obligatoire", []),
        ("en", "passordet er feil", []),
    ],
)
def test_a_password_is_named_in_its_language(languages: str, text: str, found: list[str]) -> None:
    """Short words only where the policy has their language: elsewhere they are anything."""
    detector = Password(DetectorConfig(languages=(languages,)))
    assert values(detector, text) == found
    if found and text.isascii():
        assert re2.search(detector.needs, as_member("", text))


@pytest.mark.parametrize(
    ("languages", "name", "named"),
    [("en", "salasana", True), ("en", "mot_de_passe", True), ("fr", "mdp", True), ("en", "mdp", False)],
)
def test_a_field_is_named_in_its_language(languages: str, name: str, named: bool) -> None:
    """As in texts."""
    detector = Password(DetectorConfig(languages=(languages,)))
    assert bool(claims(detector, "kesa2024", name=name)) is named
    assert not named or re2.search(detector.needs, as_member(name, "kesa2024"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the password is required",
        "my password is not working",
        "your password was changed yesterday",
        "password reset",
        "forgot password?",
        "password must have 8 characters",
        "password: ${DB_PASSWORD}",
        "password = <secret>",
        "password: ********",
        "password: none",
        "passwords are stored hashed",
        "pass the salt",
        "boarding pass, please",
        "compass: north",
        "let me pass to you",
        "password expired 30 days ago",
        "forgot password 2 times",
        "password must be 8 characters",
        "password length 12",
        "password attempt 13",
        "password expires 2031",
        "password changed on march 31",
        "password bluebird 84 is gone",
        "password is 8 to 12",
        "password: 4444",
        "password: !secret db_password",  # a tag says where it is
        "password: !vault |",
        "pass 12345",
        "my day pass is 12345",
        "the pass is 1200 meters high",
        "my pass is valid",
    ],
)
def test_sentences_about_passwords_hold_none(text: str) -> None:
    """A reference, stars, or the rest of a sentence."""
    assert claims(DETECTOR, text) == []


@given(
    st.sampled_from(["password", "pwd", "PW", "passphrase", "mot de passe", "pass", "identified by", "x"]),
    st.sampled_from([": ", "=", " is ", " ", '":"', " to '"]),
    st.text("abX9'\"!. ", max_size=20),
)
def test_what_is_found_the_gate_sees(name: str, join: str, tail: str) -> None:
    """The gate may show too much, never too little."""
    text = name + join + tail
    assert re2.search(DETECTOR.needs, as_member("", text)) is not None or claims(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("password", "hunter2", True),
        ("userPassword", "correcthorse", True),
        ("new_password", "12345678", True),
        ("db_pwd", "xk4", True),
        ("passwordHash", "5f4dcc3b5aa765d61d8327deb882cf99", True),
        ("passphrase", "river lamp orchard stone", True),
        ("password", "the password is required", False),
        ("password", "********", False),
        ("password", "required", False),
        ("password", "", False),
        ("passwordChangedAt", "yesterday", False),
        ("compass", "north", False),
        ("bypass", "yes", False),
    ],
)
def test_a_field_named_for_a_password_is_one(name: str, value: str, found: bool) -> None:
    """Whatever it looks like; and the gate reads such a record."""
    batch = TextBatch.of([value], [name])
    assert [(claim.start, claim.end) for claim in DETECTOR.detect(batch)] == ([(0, len(value))] if found else [])
    if found:
        assert re2.search(DETECTOR.needs, f'"{name}":"{value}"') is not None

"""User names: handles, named names, folders, profiles and log lines. Nobody has these names."""

from __future__ import annotations

import pytest
import re2

from tests.detectors.claims import US, claims, values
from tidegate.detectors.username import Username
from tidegate.pipeline.needs import as_member
from tidegate.records import TextBatch

DETECTOR = Username(US)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("thanks @jane_roe!", ["@jane_roe"]),
        ("RT @j.roe99: hi", ["@j.roe99"]),
        ("username: jroe", ["jroe"]),
        ('"userName": "jroe"', ["jroe"]),
        ("user name is jroe_77.", ["jroe_77"]),
        ("my handle on mastodon is jroe", ["jroe"]),
        ("login=jroe&x=1", ["jroe"]),
        ("user=jroe rhost=192.0.2.7", ["jroe"]),
        ("user: jroe99", ["jroe99"]),
        ("Failed password for invalid user jroe from 192.0.2.7 port 22", ["jroe"]),
        ("Accepted publickey for jroe from 192.0.2.7", ["jroe"]),
        ("signed in as jroe", ["jroe"]),
        ("open " + "/".join(("", "home", "jroe", "notes")), ["jroe"]),
        (r"C:\Users\jroe\Desktop", ["jroe"]),
        ("https://github.com/jane-roe", ["jane-roe"]),
        ("https://x.com/jroe/status/1", ["jroe"]),
        ("linkedin.com/in/jane-roe-77/", ["jane-roe-77"]),
        ("user 'jroe' (uid=1001) logged in", ["jroe"]),
        ("account `jane.roe` is locked", ["jane.roe"]),
        ("WARN Failed login for account jane.roe from 192.0.2.7", ["jane.roe"]),
        ("ask u/jane_roe", ["jane_roe"]),
    ],
)
def test_user_names_are_found(text: str, found: list[str]) -> None:
    """With the sign of a handle, and without the word that names them; and the gate sees them."""
    assert values(DETECTOR, text) == found
    assert re2.search(DETECTOR.needs, as_member("", text)) is not None


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("created_by", "jroe", True),
        ("updatedBy", "j.roe", True),
        ("assignee", "jroe7", True),
        ("created_by", "system", False),
        ("created_by", "policy-engine", False),
        ("created_by", "Import", False),
        ("sorted_by", "price", False),
        ("assigned_to", "team", False),
    ],
)
def test_who_did_something_to_a_record_is_one(name: str, text: str, found: bool) -> None:
    """By a short name in small letters, where no program is called so."""
    assert [(claim.start, claim.end) for claim in claims(DETECTOR, text, name=name)] == [(0, len(text))] * found
    assert re2.search(DETECTOR.needs, as_member(name, text)) is not None or not found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bob@example.com",
        "@Override public void run()",
        "@media (max-width: 600px)",
        "@here please look",
        '@app.route("/items")',
        "npm i @scope/package",
        "meet @ 5 or @5",
        "the username is taken",
        "for account holders from abroad",
        "money moved to account in error",
        "the user 'is' not known",
        'user "admin" is required',
        "username: ${USER}",
        "User: Hello, can you help me?",  # a transcript names its speaker
        "Username is required",
        "uid = 17",
        "https://github.com/example/project",  # a repository
        "https://facebook.com/help",
        "for user interfaces"[:8],
        "sign in to log in",
    ],
)
def test_annotations_speakers_and_sentences_are_left_alone(text: str) -> None:
    """They name nobody."""
    assert claims(DETECTOR, text) == []


@pytest.mark.parametrize(
    "name", ["@timestamp", "@type", "@context", "@id", "@version", "@metadata", "@odata.type", "@xmlns", "@href"]
)
def test_a_property_of_a_format_is_no_handle(name: str) -> None:
    """JSON-LD, log shippers, OData and XML write them so: a handle in a property's name stops the whole record."""
    assert claims(DETECTOR, name) == []
    assert [claim.pattern for claim in claims(DETECTOR, f"thanks {name}!")] != [] or name == "@version"


def test_any_other_handle_that_stands_alone_is_one() -> None:
    """Also as the name of a property."""
    assert values(DETECTOR, "@jane_roe") == ["@jane_roe"]


@pytest.mark.parametrize(
    "text",
    [
        'let user = await db.collection("users").findOne({ active: true });',
        "user = User.objects.get(pk=1)",
        "user = request.user",
        'username = config["username"]',
        'userName := r.FormValue("userName")',
        "handle = CreateFileW(path)",
        "const user = new Account",
        "handle=0x0004af2c",
    ],
)
def test_a_line_of_code_names_nobody(text: str) -> None:
    """What is assigned is a call, an item or a member."""
    assert claims(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("user=jroe (uid=1001)", ["jroe"]),
        ("user=jroe(1001)", ["jroe"]),
        ("user=jroe(admin)", ["jroe"]),
        ("login: 'await'", ["await"]),
        ("user=self.made", []),
        ('"user": "self.made"', []),
    ],
)
def test_names_are_told_from_code(text: str, found: list[str]) -> None:
    """Code has no quotes there, and logs say in brackets who somebody is."""
    assert values(DETECTOR, text) == found


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("user", "bob99", True),
        ("userName", "jroe", True),
        ("screen_name", "jroe", True),
        ("login", "j.roe", True),
        ("created_user", "jroe", True),
        ("user", "Jane Roe", False),  # two words are a name, if anything
        ("user", "12345", False),
        ("user", "jroe@example.com", False),  # an e-mail address
        ("user", "unknown", False),
        ("handle", "0x0004af2c", False),  # the operating system's
        ("login", "failed", False),
        ("user", "anonymous", False),
        ("nick", "n/a", False),
        ("lastLogin", "yesterday", False),
        ("superuser", "yes", False),
    ],
)
def test_a_field_named_for_a_user_name_is_one(name: str, value: str, found: bool) -> None:
    """One word with a letter in it; and the gate reads such a record."""
    batch = TextBatch.of([value], [name])
    claimed = [claim.pattern for claim in DETECTOR.detect(batch)]
    assert ("field" in claimed) == found
    if found:
        assert re2.search(DETECTOR.needs, f'"{name}":"{value}"') is not None

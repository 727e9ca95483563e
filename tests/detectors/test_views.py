"""Views: the same text without its disguises, and the exact way back."""

from __future__ import annotations

import base64
import json
import time
from urllib.parse import quote

import pytest
import re2
from hypothesis import example, given
from hypothesis import strategies as st

from tests.detectors.claims import US
from tests.pipeline.test_gate import DISGUISES
from tidegate.detectors import views
from tidegate.detectors.base import Detector
from tidegate.detectors.disguises.inner_json import may_be_json
from tidegate.detectors.disguises.shown import back
from tidegate.detectors.email_address import EmailAddress
from tidegate.detectors.payment_card import PaymentCard
from tidegate.detectors.phone_number import PhoneNumber
from tidegate.records import TextBatch
from tidegate.spans import Candidate


def found(detector: Detector, text: str) -> list[str]:
    longer, maps = views.normalised(TextBatch.of([text]))
    return [text[claim.start : claim.end] for claim in views.map_back(detector.detect(longer), maps)]


def shown(text: str) -> dict[str, str]:
    """The views of a text, by what they are called."""
    longer, maps = views.normalised(TextBatch.of([text]))
    return {label: longer.texts[row] for row, (_, label) in maps.ways.items()}


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


TOKEN = b64("write to ada@example.com")


@pytest.mark.parametrize(
    ("detector", "text", "value"),
    [
        (
            EmailAddress(US),
            "to \uff42\uff4f\uff42\uff20example.com",
            "\uff42\uff4f\uff42\uff20example.com",
        ),  # full width
        (EmailAddress(US), "bo\u200bb@exam\u200dple.com", "bo\u200bb@exam\u200dple.com"),  # zero width
        (EmailAddress(US), "\u202ebob@example\u2060.com\u202c", "bob@example\u2060.com"),  # bidirectional
        (PaymentCard(US), "\uff14111 1111 1111 1111", "\uff14111 1111 1111 1111"),
        (PaymentCard(US), "4111\u20111111\u20111111\u20111111", "4111\u20111111\u20111111\u20111111"),  # hyphens
        (PhoneNumber(US), "\u0664\u0661\u0665-\u0665\u0665\u0665-\u0662\u0666\u0667\u0661", None),  # Arabic-Indic
        (EmailAddress(US), "see ada&#64;example.com!", "ada&#64;example.com"),
        (EmailAddress(US), "/x?q=1&mail=ada%40example.com&y", "ada%40example.com"),
        (EmailAddress(US), "ada=40exam=\nple.com", None),
        (EmailAddress(US), "ada\\u0040example.com", None),
        (EmailAddress(US), f"Basic {TOKEN}.", TOKEN),
        (EmailAddress(US), f"token={quote(TOKEN + '==', safe='')}", None),
        (EmailAddress(US), f"({b64('?mail=ada%40example.com')})", b64("?mail=ada%40example.com")),
        (EmailAddress(US), "ask john at example dot com", "john at example dot com"),
        (EmailAddress(US), "ask john&nbsp;[at]&nbsp;example.com", "john&nbsp;[at]&nbsp;example.com"),
        (EmailAddress(US), "\u0430da\uff20ex\u0430mple%2Ecom", None),  # two disguises and an encoding
        (PaymentCard(US), "four triple one " + "one " * 11 + "one", None),
        (PaymentCard(US), " ".join("4111111111111111"), None),
        (PaymentCard(US), "4111 1111\n1111 1111", None),
        (PaymentCard(US), "card=4111+1111+1111+1111&x", "4111+1111+1111+1111"),
        (PaymentCard(US), '{"n":4111111111111111}', "4111111111111111"),
        (EmailAddress(US), json.dumps({"in": json.dumps({"m": "ada@example.com"})}), "ada@example.com"),
    ],
)
def test_a_disguised_value_is_found_in_source_offsets(detector: Detector, text: str, value: str | None) -> None:
    """Whole, with the disguise on it."""
    claims = found(detector, text)
    if value is None:
        assert any(len(claim) >= 0.5 * len(text) for claim in claims)
    else:
        assert value in claims


@pytest.mark.parametrize(
    "text",
    [
        "", "plain ASCII", "na\u00efve caf\u00e9", "\u4f60\u597d", "\U0001f600", "a & b; 100% = x; [EMAIL]", "{x} [y]",
        "123e4567-e89b-12d3-a456-426614174000", "look at example", "one of two", '"quoted"', "2024-05-06T07:08:09Z",
    ],
)  # fmt: skip
def test_what_wears_no_disguise_gets_no_view(text: str) -> None:
    """The common case costs nothing: it is the very same batch."""
    batch = TextBatch.of([text])
    longer, maps = views.normalised(batch)
    assert longer is batch
    claims = [Candidate(0, 0, 1, "email", 0.7, "x")]
    assert views.map_back(claims, maps) is claims


def test_a_view_may_hide_so_the_text_is_read_as_well() -> None:
    """A footnote behind a card number makes it one digit longer in the view."""
    text = "4111111111111111\u00b2"
    assert found(PaymentCard(US), text) == ["4111111111111111"]


def test_what_is_found_twice_is_one_claim() -> None:
    """In the text and in its views; it is the text's."""
    text = "\u2018x\u2019 bob@example.com \uff01 &amp; %20"
    longer, maps = views.normalised(TextBatch.of([text]))
    assert len(longer.texts) > 3
    (claim,) = views.map_back(EmailAddress(US).detect(longer), maps)
    assert (text[claim.start : claim.end], claim.pattern) == ("bob@example.com", "address")


def test_what_only_a_view_shows_says_so() -> None:
    """In its pattern, which `explain` shows."""
    longer, maps = views.normalised(TextBatch.of([b64("?mail=ada%40example.com")]))
    (claim,) = views.map_back(EmailAddress(US).detect(longer), maps)
    assert claim.pattern == "base64/percent/address"


def test_rows_stay_beside_their_text() -> None:
    """A view is the row behind its text, and every column follows; the values of a document come instead of it."""
    batch = TextBatch(
        ["a", "\uff42", '{"k":"v"}', "c"], ["n0", "n1", "n2", "n3"], ["", "email", "", ""], [(), ("q",), ("r",), ()]
    )
    longer, maps = views.normalised(batch)
    assert list(longer.texts) == ["a", "\uff42", "b", "k", "v", "c"]
    assert list(longer.names) == ["n0", "n1", "n1", "", "k", "n3"]
    assert list(longer.expected) == ["", "email", "email", "", "", ""]
    assert list(longer.context) == [(), ("q",), ("q",), ("r",), ("r",), ()]
    assert list(maps.follow([6, 7, 8, 9])) == [6, 7, 7, 8, 8, 9]


def test_encodings_are_read_to_the_second_level_and_no_further() -> None:
    """And documents to the third."""
    once = quote("ada@example.com", safe="")
    assert shown(quote(once, safe="")) == {"percent": once, "percent/percent": "ada@example.com"}
    assert found(EmailAddress(US), quote(once, safe=""))
    assert not found(EmailAddress(US), quote(quote(once, safe=""), safe=""))


pieces = st.one_of(st.sampled_from(DISGUISES), st.text(alphabet='aAzZ019 .-=&%;#\\u{}[]":\n+/_', max_size=6))
disguised = st.one_of(st.lists(pieces, max_size=6).map("".join), st.text(max_size=20))


@given(st.lists(disguised, max_size=8))
@example(["", "four one one", "\0%40", "plain"])
@example(["card=", "4111+1111"])
def test_many_texts_asked_at_once_are_told_apart(texts: list[str]) -> None:
    """As one by one: a neighbour neither hides nor lends a disguise."""
    assert views.disguised(texts) == {place for place, text in enumerate(texts) if views.is_disguised(text)}


@given(disguised)
@example("four one one")
def test_what_has_a_view_is_seen_to_be_disguised(text: str) -> None:
    """The gate's pattern matches in every ASCII text that has a view, but for a document, which is told by its ends."""
    _, maps = views.normalised(TextBatch.of([text]))
    if maps.ways or maps.unread:
        assert views.is_disguised(text)
        if text.isascii() and not may_be_json(text):
            assert re2.search(views.DISGUISED, text) is not None


@given(disguised)
def test_the_way_back_stays_inside_the_text(text: str) -> None:
    """Each code point of each view was made of something, in order."""
    longer, maps = views.normalised(TextBatch.of([text]))
    for row, (way, _) in maps.ways.items():
        view, before = longer.texts[row], 0
        assert view
        for place in range(len(view)):
            start, end = back(way, place, place + 1)
            assert before <= start < end <= len(text)
            before = start


EVERYTHING = (
    "&amp; %20 a=1+1 x=C3=A9 \\u0041 " + TOKEN + " j at example dot com one two three four 1 2 3 4 5 6 4111-\n1111"
)


def test_a_text_with_too_many_views_is_not_read_to_its_end() -> None:
    """It is named, so that its record fails; its neighbours are read."""
    batch = TextBatch.of(["a", EVERYTHING, "ada&#64;example.com"])
    longer, maps = views.normalised(batch)
    assert list(maps.unread) == [1]
    assert [longer.texts[row] for row in maps.ways] == ["ada@example.com"]


def test_views_that_are_too_long_together_are_not_read_to_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their code points are counted, whatever their number."""
    text = "&amp; %20 " + "x" * 100
    assert not views.normalised(TextBatch.of([text]))[1].unread
    monkeypatch.setattr(views, "CHARS_FREE", 0)
    monkeypatch.setattr(views, "CHARS_FACTOR_MAX", 2)
    assert list(views.normalised(TextBatch.of([text]))[1].unread) == [0]


@pytest.mark.parametrize(
    "text",
    ["a-" * 50_000, "a dot " * 20_000, "1" + " " * 100_000, "1-\n" * 30_000, "one " * 30_000, "[" * 100_000 + "]",
     "=1+1" * 30_000, "\u0430a" * 30_000, "QUJD/" * 20_000, "\\" * 100_000, '["' + '\\"' * 50_000 + '"]',
     "%e2%82" * 20_000],
    ids=lambda text: repr(text[:4]),
)  # fmt: skip
def test_no_text_keeps_a_view_busy(text: str) -> None:
    """A hundred thousand code points take as long as their length allows; a search that goes back would need hours."""
    begun = time.monotonic()
    views.normalised(TextBatch.of([text]))
    assert time.monotonic() - begun < 10

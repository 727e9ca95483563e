"""Views: the same text without its disguises, and the exact way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.claims import US
from tidegate.detectors import views
from tidegate.detectors.base import Detector
from tidegate.detectors.email_address import EmailAddress
from tidegate.detectors.payment_card import PaymentCard
from tidegate.detectors.phone_number import PhoneNumber
from tidegate.records import TextBatch
from tidegate.spans import Candidate


def found(detector: Detector, text: str) -> list[str]:
    longer, maps = views.normalised(TextBatch.of([text]))
    return [text[claim.start : claim.end] for claim in views.map_back(detector.detect(longer), maps)]


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
    ],
)
def test_a_disguised_value_is_found_in_source_offsets(detector: Detector, text: str, value: str | None) -> None:
    """Whole, with the invisible characters in it."""
    assert (value or text) in found(detector, text)


@pytest.mark.parametrize("text", ["", "plain ASCII", "na\u00efve caf\u00e9", "\u4f60\u597d", "\U0001f600"])
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
    """In the text and in its view."""
    assert found(EmailAddress(US), "\u2018x\u2019 bob@example.com \uff01") == ["bob@example.com"]


def test_rows_stay_beside_their_text() -> None:
    """A view is the row behind its text, and every column follows."""
    batch = TextBatch(["a", "\uff42", "c"], ["n0", "n1", "n2"], ["", "email", ""], [(), ("q",), ()])
    longer, maps = views.normalised(batch)
    assert list(longer.texts) == ["a", "\uff42", "b", "c"]
    assert list(longer.names) == ["n0", "n1", "n1", "n2"]
    assert list(longer.expected) == ["", "email", "email", ""]
    assert list(longer.context) == [(), ("q",), ("q",), ()]
    assert list(maps.follow([7, 8, 9])) == [7, 8, 8, 9]


@given(st.text(max_size=40))
def test_the_way_back_is_exact(text: str) -> None:
    """Each code point of the view names its source, in order; what is left out is invisible."""
    shown, at = views.view(text)
    assert len(shown) == len(at)
    assert list(at) == sorted(at)
    assert all(0 <= place < len(text) for place in at)
    for place, character in enumerate(text):
        if character.isascii():
            assert [shown[index] for index, source in enumerate(at) if source == place] == [character]


def test_the_table_of_characters_is_bounded() -> None:
    """A text of every character there is does not fill the memory."""
    views.view(
        "".join(chr(point) for point in range(0x80, 0x80 + 3 * views.CHARACTERS_MAX) if not 0xD800 <= point < 0xE000)
    )
    assert len(views._table) <= views.CHARACTERS_MAX

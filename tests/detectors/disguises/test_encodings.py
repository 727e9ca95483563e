"""What is encoded is read as what it stands for; what only looks encoded stays."""

from __future__ import annotations

import base64
import html
import quopri
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from tidegate.detectors.disguises import encodings
from tidegate.detectors.disguises.shown import Shown, back

Show = Callable[[str], Shown | None]

SURROGATES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def token(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


ADDRESS = "ada.lovelace@example.com"
UMLAUT = "J\u00fcrgen <j@example.com>"
WRAPPED = base64.encodebytes(f"Write to Ada, who is the first of them all, at {ADDRESS} please".encode()).decode()[:-1]

POSITIVE: list[tuple[Show, str, str, str]] = [
    # function, text, view, and the stretch of the text that stands for "@"
    (encodings.entities, "ada&#64;example.com", "ada@example.com", "&#64;"),
    (encodings.entities, "ada&#x40;example.com", "ada@example.com", "&#x40;"),
    (encodings.entities, "ada&#X40;example.com", "ada@example.com", "&#X40;"),
    (encodings.entities, "ada&commat;example.com", "ada@example.com", "&commat;"),
    (encodings.entities, "R&amp;D: ada&#064;example&period;com", "R&D: ada@example.com", "&#064;"),
    (encodings.entities, "&lt;ada&#64;example.com&gt;&nbsp;x", "<ada@example.com> x", "&#64;"),
    (encodings.percent, "q=1&mail=ada%40example.com&x", "q=1&mail=ada@example.com&x", "%40"),
    (encodings.percent, "J%C3%BCrgen%40example.com", "J\u00fcrgen@example.com", "%40"),
    (encodings.percent, "%61%64%61%40example%2Ecom", "ada@example.com", "%40"),
    (encodings.percent, "%ff%C3 ada%40x.io%e2%82", "%ff%C3 ada@x.io%e2%82", "%40"),  # what is no UTF-8 stays
    (encodings.percent, "%EF%BC%94111 a%40", "4111 a@", "%40"),  # a full-width digit is a digit
    (encodings.quoted_printable, "ada=40example.com", "ada@example.com", "=40"),
    (encodings.quoted_printable, "ada.love=\nlace=40exam=\r\nple.com", "ada.lovelace@example.com", "=40"),
    (encodings.quoted_printable, "J=C3=BCrgen=40example.com", "J\u00fcrgen@example.com", "=40"),
    (encodings.escapes, "ada\\u0040example.com", "ada@example.com", "\\u0040"),
    (encodings.escapes, "ada\\x40example.com", "ada@example.com", "\\x40"),
    (encodings.escapes, 'a \\"ada@example.com\\" \\/', 'a "ada@example.com" /', "@"),
    (encodings.escapes, "\\ud83d\\ude00 a\\u0040b", "\U0001f600 a@b", "\\u0040"),
    (encodings.base64, b64(ADDRESS), ADDRESS, b64(ADDRESS)),
    (encodings.base64, token(ADDRESS + "?>"), ADDRESS + "?>", token(ADDRESS + "?>")),  # URL-safe, without padding
    (encodings.base64, f"({token('ada@exa.com')})", "(ada@exa.com)", token("ada@exa.com")),  # 15, and 16 with padding
    (encodings.base64, f"({token('ada@ex.com')})", "(ada@ex.com)", token("ada@ex.com")),
    (encodings.base64, f"Basic {b64('ada@example.com:pw')}!", "Basic ada@example.com:pw!", b64("ada@example.com:pw")),
    (encodings.base64, f"/v1/{token(ADDRESS)}/x", f"/v1/{ADDRESS}/x", token(ADDRESS)),  # a part of a path
    (encodings.base64, f"id-{token(ADDRESS)}", f"id-{ADDRESS}", token(ADDRESS)),
    (encodings.base64, WRAPPED, f"Write to Ada, who is the first of them all, at {ADDRESS} please", WRAPPED),
    (encodings.base64, b64(UMLAUT), UMLAUT, b64(UMLAUT)),
]  # fmt: skip

NEGATIVE: list[tuple[Show, str]] = [
    (encodings.entities, "ada&#64 example.com"),  # without its end
    (encodings.entities, "a & b; AT&T; &#; &#x; &nosuchname;"),
    (encodings.entities, "?a=1&b=2;c"),
    (encodings.percent, "100% sure, 5%, %zz, %4"),
    (encodings.percent, "%ff%fe"),
    (encodings.query, "1+1=2, a=b+c, a=1+b"),
    (encodings.quoted_printable, "a=b, x=, =zz"),
    (encodings.quoted_printable, "=ff=fe"),  # octets that are no text
    (encodings.escapes, "C:\\dir\\some \\ud800 \\u12 \\"),
    (encodings.base64, "internationalization"),  # a long word
    (encodings.base64, "0123456789abcdef0123456789abcdef"),  # hexadecimal
    (encodings.base64, "123e4567-e89b-12d3-a456-426614174000"),
    (encodings.base64, "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"),  # a picture
    (encodings.base64, b64("ada@x.io")),  # too short
    (encodings.base64, "some/path/to/a/file/that/is/long"),
    (encodings.base64, "SomeVeryLongIdentifierOfJava"),
    (encodings.base64, "4111111111111111"),
]


@pytest.mark.parametrize(("show", "text", "view", "sign"), POSITIVE)
def test_what_is_encoded_is_read_as_what_it_stands_for(show: Show, text: str, view: str, sign: str) -> None:
    """And each code point knows what it was made of."""
    shown = show(text)
    assert shown is not None
    assert shown.text == view
    start, end = back((shown,), view.index("@"), view.index("@") + 1)
    assert text[start:end] == sign


@pytest.mark.parametrize(("show", "text"), NEGATIVE)
def test_what_only_looks_encoded_stays(show: Show, text: str) -> None:
    assert show(text) is None


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("phone=415+555+0177&x=1", "phone=415 555 0177&x=1"),
        ("phone=%2B1+415+555+0177", "phone=%2B1 415 555 0177"),
        ("phone=+1+415", "phone=+1 415"),  # a plus before a number is one
        ("name=Jane+Roe&addr1=77+Sun+Blvd", "name=Jane Roe&addr1=77 Sun Blvd"),
        ("/search?q=Jane+Roe", "/search?q=Jane Roe"),
        ("a=1&name=Jane+Roe", "a=1&name=Jane Roe"),
        ("a=1&card=4111+1111+1111+1111 1+1", "a=1&card=4111 1111 1111 1111 1+1"),  # behind an equals sign only
    ],
)
def test_a_plus_in_a_query_is_a_blank(text: str, view: str) -> None:
    shown = encodings.query(text)
    assert shown is not None
    assert shown.text == view


@pytest.mark.parametrize(
    ("hint", "held", "not_held"),
    [
        (
            encodings.QUOTED_PRINTABLE_HINT,
            ["a=40b.com", "=C3=BC", "x=\ny", "=3D", "=2E", "=31=32"],
            ["a=41", "rate=100", "x=40", "x=40.5"],
        ),
        (encodings.QUERY_HINT, ["p=415+555", "?n=b+c", "n=b+c&x"], ["a=b+c", "1+1", "a&b+c"]),
        (encodings.PERCENT_HINT, ["%40"], ["100%", "5% off"]),
        (encodings.ENTITIES_HINT, ["&#64;", "&amp;"], ["AT&T", "a & b;"]),
        (
            encodings.BASE64_HINT,
            [b64(ADDRESS), token(ADDRESS), b64("bob@example"), b64("bob@example."), token("536-90-4399")],
            ["0123456789abcdef" * 4, "123e4567-e89b-12d3-a456-426614174000", "internationalization"],
        ),
    ],
)
def test_a_hint_is_narrow(hint: str, held: list[str], not_held: list[str]) -> None:
    """What it matches is read the slow way."""
    assert [text for text in held if not re2.search(hint, text)] == []
    assert [text for text in not_held if re2.search(hint, text)] == []


@given(SURROGATES)
def test_percent_encoding_of_any_text_is_read(text: str) -> None:
    """As its own plain form."""
    shown = encodings.percent(f"<{quote(text, safe='')}")
    if shown is not None:
        for piece in shown.pieces:
            if not piece.copied:
                assert unquote(f"<{quote(text, safe='')}"[piece.start : piece.end]) in text
    if text.isascii() and quote(text, safe="") != text:
        assert shown is not None
        assert shown.text == f"<{text}"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=12, max_size=40))
def test_base64_of_any_ascii_text_is_read_and_hinted(text: str) -> None:
    """With its padding and without."""
    for encoded in (b64(text), token(text)):
        if len(encoded) >= encodings.BASE64_CHARS_MIN and encoded != text:
            shown = encodings.base64(f"[{encoded}]")
            assert shown is not None
            assert shown.text == f"[{text}]"
            assert re2.search(encodings.BASE64_HINT, encoded)
            assert back((shown,), 3, 4) == (1, 1 + len(encoded))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=120))
def test_what_mailers_quote_is_read(text: str) -> None:
    encoded = quopri.encodestring(text.replace("=", "=").encode(), quotetabs=False).decode()
    shown = encodings.quoted_printable(encoded)
    assert (shown.text if shown is not None else encoded) == text


@given(st.text(max_size=30))
def test_entities_of_any_text_are_read(text: str) -> None:
    encoded = html.escape(text)
    shown = encodings.entities(encoded)
    if re.search("[&<>\"']", text) and html.unescape(text) == text and text.isascii():
        assert shown is not None
        assert shown.text == text

"""What is written as it would be said is read as an address or a number; ordinary sentences are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tidegate.detectors.disguises import spoken
from tidegate.detectors.disguises.shown import Shown, back

Show = Callable[[str], Shown | None]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("john at example dot com", "john@example.com"),
        ("john [at] example [dot] com", "john@example.com"),
        ("email me at jane dot roe at example dot com", "email me at jane.roe@example.com"),
        ("john(at)example.com", "john@example.com"),
        ("john (at) example (dot) com", "john@example.com"),
        ("john{at}example{dot}com", "john@example.com"),
        ("John AT Example DOT Com", "John@Example.Com"),
        ("john@example[.]com", "john@example.com"),
        ("john@example dot com", "john@example.com"),
        ("john[@]example.com", "john@example.com"),
        ("john dot smith at mail dot example dot org", "john.smith@mail.example.org"),
        ("john underscore smith at example dot co dot uk", "john_smith@example.co.uk"),
        ("john.smith at my dash mail dot com", "john.smith@my-mail.com"),
        ("j99\nat example dot\ncom", "j99@example.com"),
        ("john dot smith@example.com", "john.smith@example.com"),
    ],
)
def test_an_address_in_words_is_an_address(text: str, address: str) -> None:
    """Wherever it stands, and the whole of it goes back to the whole of what was written."""
    shown = spoken.addresses(f"write to: {text}, please")
    assert shown is not None
    assert shown.text == f"write to: {address}, please"
    start = shown.text.index(address)
    assert back((shown,), start, start + len(address)) == (10, 10 + len(text))


@pytest.mark.parametrize(
    "text",
    [
        "meet at noon dot",
        "look at example",
        "look at example dot com",  # a page, not an address
        "meet me at example dot com",
        "meet at noon, dot your i",
        "the black and white polka dot dress",
        "she works at the dot com",
        "arrive at gate four dot matrix",  # no ending of an address
        "john at example.com",  # at a page
        "john@example.com",  # no disguise
        "list[at] = x",
        "f(at) and g(dot)",
        "a (at) b",
        "version 1 dot 2 dot 3",
    ],
)
def test_not_every_at_is_an_address(text: str) -> None:
    assert spoken.addresses(text) is None


@pytest.mark.parametrize(
    ("show", "text", "number"),
    [
        (spoken.words, "four one one double two", "41122"),
        (spoken.words, "Four One One, Two", "4112"),
        (spoken.words, "oh two oh seven nine four six oh oh three eight", "02079460038"),
        (spoken.words, "triple seven four-five-six", "777456"),
        (spoken.words, "plus four four two oh", "+4420"),
        (spoken.words, "four one 5 five five 5 oh one double 7", "4155550177"),
        (spoken.words, "415 five five five oh one 77", "4155550177"),
        (spoken.words, "nought nine zero o", "0900"),
        (spoken.spaced, "4 1 1 1 1 1 1 1", "41111111"),
        (spoken.spaced, "4 1 1 1  1 1 1 1 - 1 1 1 1", "411111111111"),
        (spoken.spaced, "4-1-5-5-5-5-0-1-7-7", "4155550177"),
        (spoken.spaced, "(4 1 5) 5 5 5", "(415555"),
        (spoken.spaced, "4\n1\n5\n5\n5\n5", "415555"),
        (spoken.broken, "4111-\n1111-\n1111-\n1111", "4111-1111-1111-1111"),
        (spoken.broken, "4111 1111\n1111 1111", "4111 1111 1111 1111"),
        (spoken.broken, "415-555-\r\n  0177", "415-555-0177"),
        (spoken.broken, "415-555\n> -0177", "415-555-0177"),  # in a quoted mail
    ],
)
def test_a_number_is_read_however_it_is_written(show: Show, text: str, number: str) -> None:
    """And its last digit still is the last of what was written."""
    shown = show(f"a: {text}; b")
    assert shown is not None
    assert shown.text == f"a: {number}; b"
    first, last = back((shown,), 3, 4)[0], back((shown,), 2 + len(number), 3 + len(number))[1]
    assert (first, last) == (3, 3 + len(text))


@pytest.mark.parametrize(
    ("show", "text"),
    [
        (spoken.words, "one of two or three"),
        (spoken.words, "one two three"),  # too few digits
        (spoken.words, "someone two three fourteen"),
        (spoken.words, "four hundred and two"),
        (spoken.words, "double trouble for two"),
        (spoken.words, "nine to five"),
        (spoken.spaced, "1 2 3 4 5"),  # too few
        (spoken.spaced, "10 20 30 40 50 60"),
        (spoken.spaced, "2024-05-06 07:08"),
        (spoken.spaced, "5.1 2.3 4.1 6.0"),
        (spoken.spaced, "1, 2, 3, 4, 5, 6"),
        (spoken.broken, "123 456\n789"),  # short numbers below each other
        (spoken.broken, "12\n34"),
        (spoken.broken, "1200\n3400\n5600\n7800\n9000\n1100"),  # a column
        (spoken.broken, "total 4111\nof 1111 1111 1111"),
        (spoken.broken, "4111,\n1111,\n1111,\n1111"),
    ],
)
def test_not_every_row_of_digits_is_a_number(show: Show, text: str) -> None:
    assert show(text) is None

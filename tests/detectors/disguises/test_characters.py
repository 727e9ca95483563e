"""Look-alikes of Latin letters are Latin inside a Latin word, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.detectors.disguises import characters
from tidegate.detectors.disguises.shown import back


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("\u0430d\u0430@example.com", "ada@example.com"),  # Cyrillic a
        ("ada@ex\u0430mple.\u0441\u043em", "ada@example.com"),  # an ending of Cyrillic alone, in a Latin address
        ("D\u041589 3704", "DE89 3704"),
        ("p\u03bfst", "post"),  # Greek omicron
        ("\u0391BC \u0392CD", "ABC BCD"),
        ("\u0455\u0455h-\u043aey", "ssh-key"),
        ("AKIA\u041eABC", "AKIAOABC"),
    ],
)
def test_a_look_alike_in_a_latin_word_is_latin(text: str, latin: str) -> None:
    shown = characters.latin(text)
    assert shown is not None
    assert shown.text == latin
    assert [back((shown,), place, place + 1) for place in range(len(latin))] == [
        (place, place + 1) for place in range(len(latin))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "\u043f\u043e\u0447\u0442\u0430",  # a Russian word
        "\u0440\u043e\u0441\u0430",  # one of look-alikes alone: a Russian word too
        "\u043f\u043e\u0447\u0442\u0430@example.com",  # letters that look like nothing Latin: an address of its own
        "caf\u00e9 na\u00efve",  # accents
        "\u03b1\u03b2\u03b3",  # Greek
        "\u03bb-calculus",
        "\u0430 b",  # two words
        "4111\u04301111",  # no Latin letter beside it
    ],
)
def test_another_script_is_left_alone(text: str) -> None:
    assert characters.latin(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\uff42\uff4f\uff42\uff20x", "bob@x"),
        ("b\u200bo\u2060b", "bob"),
        ("\u202ebob\u202c", "bob"),
        ("4111\u20111111", "4111-1111"),
        ("\u0664\u0661", "41"),
        ("\ufb01le", "file"),
    ],
)
def test_a_character_has_its_plain_form(text: str, plain: str) -> None:
    shown = characters.plain(text)
    assert shown is not None
    assert shown.text == plain


def test_a_letter_and_its_accent_are_one_letter() -> None:
    """As macOS writes names of files; where no letter has the accent both stay."""
    shown = characters.composed("Jose\u0301 Di\u0301az x\u0306")
    assert shown is not None
    assert shown.text == "Jos\u00e9 D\u00edaz x\u0306"
    assert back((shown,), 3, 4) == (3, 5)
    assert characters.composed("Jos\u00e9 \u0301") is None


@pytest.mark.parametrize("text", ["", "plain", "caf\u00e9", "\u4f60\u597d", "\u200b"])
def test_what_is_plain_or_nothing_at_all_has_no_other_form(text: str) -> None:
    assert characters.plain(text) is None


@given(st.text(max_size=40))
def test_the_way_back_is_exact(text: str) -> None:
    """Every code point of the view is the form of the source it names; what is left out is invisible."""
    shown = characters.plain(text)
    if shown is None:
        assert all(characters.plain_form(character) in (character, "") for character in text)
        return
    rebuilt = ""
    done = 0
    for place, character in enumerate(shown.text):
        start, end = back((shown,), place, place + 1)
        assert end == start + 1
        assert character in characters.plain_form(text[start])
        if start >= done:
            rebuilt += characters.plain_form(text[start])
            done = end
    assert rebuilt == shown.text
    assert back((shown,), 0, len(shown.text))[1] <= len(text)


def test_the_table_of_characters_is_bounded() -> None:
    """A text of every character there is does not fill the memory."""
    points = range(0x80, 0x80 + 3 * characters.CHARACTERS_MAX)
    characters.plain("".join(chr(point) for point in points if not 0xD800 <= point < 0xE000))
    assert len(characters._table) <= characters.CHARACTERS_MAX

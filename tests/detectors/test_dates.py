"""How dates are written, in five languages and some thirty forms."""

from __future__ import annotations

import pytest
import re2

from tidegate.detectors.dates import MONTHS, DateReader
from tidegate.pipeline.needs import as_member
from tidegate.spans import MEDIUM, STRONG, WEAK

READER = DateReader(("en", "de", "fr", "es", "it"))


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("on 2024-02-29 at", "2024-02-29", STRONG),
        ("2024-02-29T23:59:59.123456789+02:00.", "2024-02-29T23:59:59.123456789+02:00", STRONG),
        ("2024-02-29 23:59 UTC", "2024-02-29 23:59 UTC", STRONG),
        ("2024-02-29T235959Z", "2024-02-29", STRONG),
        ("2024/1/5.", "2024/1/5", STRONG),
        ("1.2.2024", "1.2.2024", STRONG),
        ("1 / 2 / 2024", "1 / 2 / 2024", STRONG),
        ("01-02-2024", "01-02-2024", STRONG),
        ("1/2/'24", "1/2/'24", MEDIUM),
        ("1.2.24", "1.2.24", WEAK),
        ("12/25", "12/25", WEAK),
        ("05/2021", "05/2021", WEAK),
        ("2021-05", "2021-05", WEAK),
        ("20240115", "20240115", WEAK),
        ("15012024", "15012024", MEDIUM),
        ("15 01 2024", "15 01 2024", WEAK),
        ("2024-W05-3", "2024-W05-3", MEDIUM),
        ("2024W05", "2024W05", MEDIUM),
        ("KW 12/2024", "KW 12/2024", MEDIUM),
        ("week 12 of 2024", "week 12 of 2024", MEDIUM),
        ("the 3rd of May 2024", "3rd of May 2024", STRONG),
        ("22 nd june 18", "22 nd june 18", STRONG),
        ("3 May '24", "3 May '24", STRONG),
        ("May '24", "May '24", MEDIUM),
        ("May the 3rd, 2024", "May the 3rd, 2024", STRONG),
        ("2024 May 5", "2024 May 5", STRONG),
        ("5-May-2024", "5-May-2024", STRONG),
        ("10/Oct/2023:13:55:36 -0700", "10/Oct/2023:13:55:36 -0700", STRONG),
        ("Mon, 06 May 2024 10:11:12 +0000", "Mon, 06 May 2024 10:11:12 +0000", STRONG),
        ("Mon May  6 10:11:12 2024", "Mon May  6 10:11:12 2024", STRONG),
        ("Monday, May 6", "Monday, May 6", MEDIUM),
        ("Friday 06/05/2024", "Friday 06/05/2024", STRONG),
        ("am 3. M\u00e4rz 2024", "3. M\u00e4rz 2024", STRONG),
        ("Montag, den 6. Mai 2024", "Montag, den 6. Mai 2024", STRONG),
        ("le 1er ao\u00fbt 2024", "1er ao\u00fbt 2024", STRONG),
        ("el 3 de mayo de 2024", "3 de mayo de 2024", STRONG),
        ("il 1\u00b0 gennaio 2024", "1\u00b0 gennaio 2024", STRONG),
        ("gennaio 2024", "gennaio 2024", MEDIUM),
        ("2024\u5e745\u67086\u65e5", "2024\u5e745\u67086\u65e5", STRONG),
        ("may 5 people", "may 5", WEAK),
    ],
)
def test_each_form_is_read_whole(text: str, value: str, score: float) -> None:
    """The fuller the form, the surer."""
    (date,) = READER.read(text, detector="t")
    assert (text[date.start : date.end], date.score, date.exists) == (value, score, True)


@pytest.mark.parametrize(
    ("language", "text", "value", "score"),
    [
        ("nl", "op maandag 17 maart 1984", "maandag 17 maart 1984", STRONG),
        ("nl", "5 mei 2005", "5 mei 2005", STRONG),
        ("pt", "em 17 de mar\u00e7o de 1984", "17 de mar\u00e7o de 1984", STRONG),
        ("pt", "15 out 2020", "15 out 2020", STRONG),
        ("pl", "dnia 17 pa\u017adziernika 1984 r.", "17 pa\u017adziernika 1984", STRONG),
        ("pl", "17 pazdziernika 1984", "17 pazdziernika 1984", STRONG),
        ("sv", "den 17 maj 1984", "17 maj 1984", STRONG),
        ("da", "30. maj 2005", "30. maj 2005", STRONG),
        ("no", "17. desember 1984", "17. desember 1984", STRONG),
        ("fi", "17. tammikuuta 1984", "17. tammikuuta 1984", STRONG),
        ("tr", "11 Kas\u0131m 1965", "11 Kas\u0131m 1965", STRONG),
        ("tr", "11 Kasim 1965 Cuma", "11 Kasim 1965", STRONG),
        ("ko", "\uc0dd\uc77c 1965. 1. 16. \uc785\ub2c8\ub2e4", "1965. 1. 16", MEDIUM),
        ("ja", "\u51681965-01-16\u3067\u3059", "1965-01-16", STRONG),
        ("zh", "\u4e8e16.01.1965\u51fa", "16.01.1965", STRONG),
    ],
)
def test_a_date_is_read_in_its_language(language: str, text: str, value: str, score: float) -> None:
    """Where the policy has the language; figures in any."""
    (date,) = DateReader((language,)).read(text, detector="t")
    assert (text[date.start : date.end], date.score, date.exists) == (value, score, True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "30. maj 2005"),
        ("en", "2 out of 3"),
        ("pt", "route 66 outubros"),
        ("ko", "1965. 1. 16.5"),
        ("ko", "v1965. 1. 16"),
    ],
)
def test_it_is_none_in_others(language: str, text: str) -> None:
    """And a part of a longer word or number is none."""
    assert DateReader((language,)).read(text, detector="t") == []


def test_a_word_that_is_also_a_month_says_little() -> None:
    """Where Portuguese is on, English is too."""
    (date,) = DateReader(("en", "pt")).read("2 out of 3", detector="t")
    assert date.score == WEAK


@pytest.mark.parametrize(
    "text",
    [
        "", "2024", "in may", "1.2.3.4", "v2.10.3", "12:30:45", "192.0.2.7", "1/2/3/4", "market 5", "x2024-01-15",
        "order 123456789", "+1 415 555 2671", "978-3-16-148410-0", "ratio 3:2", "2024-1", "13/2021", "3 maybe", "99%",
    ],
)  # fmt: skip
def test_other_numbers_are_no_dates(text: str) -> None:
    """Years alone, times, versions, addresses, phone numbers, ISBNs."""
    assert READER.read(text, detector="t") == []


@pytest.mark.parametrize("text", ["31/06/1996", "2023-02-29", "2024-13-01", "30 February 2024", "KW 54/2024"])
def test_a_day_that_no_calendar_has_is_read_as_such(text: str) -> None:
    """So that a question may lift it."""
    (date,) = READER.read(text, detector="t")
    assert (date.exists, date.end) == (False, len(text))


@pytest.mark.parametrize(
    ("language", "number", "word"),
    [
        (language, number, word)
        for language, months in MONTHS.items()
        for number, spellings in enumerate(months, start=1)
        for word in spellings.split()
    ],
)
def test_every_spelling_of_a_month_is_read_in_its_language(language: str, number: int, word: str) -> None:
    """Day first and alone with a year; what is plain ASCII matches what the reader needs."""
    reader = DateReader((language,))
    for text in (f"7 {word} 2024", f"7. {word.title()} 2024", f"{word} 2024"):
        (date,) = reader.read(text, detector="t")
        assert (date.start, date.end, date.exists) == (0, len(text), True)
        assert not text.isascii() or re2.search(reader.needs, as_member("", text)) is not None


def test_names_are_read_in_the_policys_languages_only() -> None:
    """ "set 5" is a date in Italian alone."""
    assert DateReader(("de",)).read("March 3, 2024", detector="t") == []
    assert DateReader(("ja",)).read("March 3, 2024", detector="t") == []
    assert DateReader(("en",)).read("7 settembre 2024", detector="t") == []

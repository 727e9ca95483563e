"""Dates of birth: dates that a word beside them, the field's name or the question ties to a birth.

The word stands before the date ("born on", "DOB:") or close behind it ("1984-03-10 (birth date)"). The forms are those
of every other date, so a day that no calendar has is still an answer to "date of birth?".

Source:
    As in `tidegate.detectors.dates`; what the words are in other languages: Unicode CLDR 45 and common forms.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.dates import DateReader
from tidegate.detectors.scan import in_ascii, in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate, Checksum

CUE_CHARS_BEFORE = 40  # code points before a date in which a word for birth makes it a date of birth
CUE_CHARS_AFTER = 24  # and behind it; fewer, because what follows mostly belongs to the next thing

_WORDS = (
    r"born|dob|d\.o\.b|birth|births|birthdate|birthday|bday|b-day|geboren|geb|geburtsdatum|geburtstag|n[\u00e9e]e? le"
    r"|naissance|nacimiento|nacid[oa]|nascita|nat[oa] il"
)
# Behind a word for birth another date's own word, or a second sentence, takes the tie away.
_CUE_BEFORE = regex.compile(
    rf"(?i)\b(?:{_WORDS})\b(?:(?!\b(?:admitted|discharged|seen|today|visit|expires?|issued|due|died|death|deceased"
    rf"|since)\b)[^\n;!?0-9]){{0,{CUE_CHARS_BEFORE}}}\Z"
)
_CUE_AFTER = regex.compile(
    r"(?i)[ (\[,-]{1,3}(?:(?:is|was|as|is my|my|his|her|the|their) ){0,2}(?:dob|d\.o\.b|birth ?date|birthday"
    r"|date of birth)\b"
)
BIRTH_FIELD = regex.compile(
    r"(?i)birth|(?<![a-z])dob(?![a-z])|[a-z]D(?:OB|ob)(?![a-z])|^dob|bday|^born|_born|geburt|naissance|nacimiento"
    r"|nascita"
)


def is_of_birth(text: str, start: int, end: int) -> bool:
    """Whether words next to ``[start, end)`` say that this date is one of birth."""
    if _CUE_BEFORE.search(text, max(0, start - CUE_CHARS_BEFORE), start) is not None:
        return True
    return _CUE_AFTER.match(text, end, min(len(text), end + CUE_CHARS_AFTER)) is not None


class DateOfBirth:
    """Finds dates of birth."""

    name = "date_of_birth"
    version = "1"
    entity_types: tuple[str, ...] = ("date_of_birth",)
    context = words(
        "born dob birth birthday birthdate birthdays bday geboren geburtsdatum naissance nacimiento nascita"
    )
    refute = words("version release")

    def __init__(self, config: DetectorConfig) -> None:
        self._reader = DateReader(config.languages)
        self.needs, self.wide_needs = _NEEDS, f"(?i:{in_re2(_WORDS)})"

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            asked = batch.expected[index] == "date_of_birth" or BIRTH_FIELD.search(batch.names[index]) is not None
            if not asked and not _mentions(text):
                continue
            for date in self._reader.read(text, detector=self.name):
                tied = is_of_birth(text, date.start, date.end)
                if asked or tied:
                    found.append(
                        Candidate(
                            index,
                            date.start,
                            date.end,
                            "date_of_birth",
                            max(date.score, MEDIUM) if date.exists else MEDIUM,
                            self.name,
                            date.form,
                            # A word beside it says as much as a question: a day that does not exist is a typing error.
                            Checksum.NONE if date.exists or tied else Checksum.FAILED,
                        )
                    )
        return found


_MENTION = regex.compile(rf"(?i)\b(?:{_WORDS})\b")
# A word for birth in the text or in the field's name; texts with dates and without one are many.
_NEEDS = (
    rf"(?i:\b(?:{in_ascii(_WORDS)})\b|birth|bday|[^a-z]dob|dob[^a-z]|[^a-z]born|geburt|naissance|nacimiento|nascita)"
)


def _mentions(text: str) -> bool:
    """Whether any such word stands in a text; most texts with dates have none, and need not be read again."""
    return _MENTION.search(text) is not None

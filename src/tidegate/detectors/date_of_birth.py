"""Dates of birth: dates that a word beside them, the field's name or the question ties to a birth.

The word stands before the date ("born on", "DOB:") or close behind it ("1984-03-10 (birth date)"). The forms are those
of every other date, so a day that no calendar has is still an answer to "date of birth?".

Source:
    As in `tidegate.detectors.dates`; what the words are in other languages: Unicode CLDR 45 and common forms.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.dates import DateReader
from tidegate.detectors.numbers import day_exists
from tidegate.detectors.scan import NOT_AFTER_WORD, NOT_BEFORE_WORD, in_ascii, in_re2, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate, Checksum

CUE_CHARS_BEFORE = 40  # code points before a date in which a word for birth makes it a date of birth
CUE_CHARS_AFTER = 40  # and behind it, where only what is listed may stand between

_WORDS = (
    r"born|dob|d\.o\.b|birth|births|birthdate|birthday|bday|b-day|geboren|geb|geburtsdatum|geburtstag|n[\u00e9e]e? le"
    r"|naissance|nacimiento|nacid[oa]|nascita|nat[oa] il|geboortedatum|f\u00f6dd|f\u00f6delsedatum|f\u00f8dt"
    r"|f\u00f8dselsdato|nascimento|nascid[oa]|nasc|urodzenia|urodzon[ya]|syntynyt|syntym\u00e4aika|do\u011fum tarihim?"
)
# Chinese, Japanese, Korean and Thai; these stand beside other words without a blank.
_UNPARTED = (
    r"\u751f\u5e74\u6708\u65e5|\u8a95\u751f\u65e5|\u51fa\u751f\u65e5\u671f|\u751f\u65e5"
    r"|\uc0dd\ub144\uc6d4\uc77c|\uc0dd\uc77c|(?:\u0e27\u0e31\u0e19|\u0e1b\u0e35)\u0e40\u0e01\u0e34\u0e14"
)
_WORD = rf"(?:{NOT_AFTER_WORD}(?:{_WORDS}){NOT_BEFORE_WORD}|{_UNPARTED})"
# Behind a word for birth another date's own word, or a second sentence, takes the tie away.
_CUE_BEFORE = lazy.compile(
    rf"(?i){_WORD}(?:(?!\b(?:admitted|discharged|seen|today|visit|expires?|issued|due|died|death|deceased|since)\b)"
    rf"[^\n;!?0-9]){{0,{CUE_CHARS_BEFORE}}}\Z"
)
_CUE_AFTER = lazy.compile(
    # A sentence of its own must point back: "seen 2024-05-06. Date of birth ..." speaks of the next date.
    r"(?i)(?:[ (\[,-]{1,3}|[ ,.?-]{1,3}(?:that|this|das|dat|det) )"
    r"(?:(?:is|was|as|is my|my|his|her|the|their|ist|est|es|\u00e8|\u00e9|\u00e4r|er|mein|meine|ma|mon|mi|la mia|il mio"
    r"|mijn|a minha|mitt|min) ){0,2}"
    r"(?:dob|d\.o\.b|birth ?date|birthday|date of birth|geb\.? ?datum|geburtsdatum|geburtstag|date de naissance"
    r"|fecha de nacimiento|data di nascita|geboortedatum|data de nascimento|f\u00f6delsedatum|f\u00f8dselsdato)\b"
)
# Parts of names of fields.
_NAMES = (
    r"birth|bday|geburt|naissance|nacimiento|nascita|geboorte|f(?:\u00f6|oe?)delsedat|f(?:\u00f8|oe?)dselsdat|nascimento"
    r"|urodzeni|syntym[\u00e4a]aika|do[\u011fg]um"
)
BIRTH_FIELD = lazy.compile(
    rf"(?i)(?<![a-z])dob(?![a-z])|[a-z]D(?:OB|ob)(?![a-z])|^dob|^born|_born|{_NAMES}|{_UNPARTED}"
)
# Six figures are a date only in a field for it, or straight behind a word for it, as Swedes and Americans write it.
_SIX = lazy.compile(
    rf"(?i)(?:(?P<cue>{_WORD}(?:[ :=-]{{1,2}}|[ :]{{1,2}}(?:is|on|am|\u00e4r|er) ))|\A\s*)(?P<value>[0-9]{{6}})"
    rf"{NOT_BEFORE_WORD}(?![.,/-][0-9])"
)


def is_of_birth(text: str, start: int, end: int) -> bool:
    """Whether words next to ``[start, end)`` say that this date is one of birth."""
    if _CUE_BEFORE.search(text, max(0, start - CUE_CHARS_BEFORE), start) is not None:
        return True
    return _CUE_AFTER.match(text, end, min(len(text), end + CUE_CHARS_AFTER)) is not None


class DateOfBirth:
    """Finds dates of birth."""

    name = "date_of_birth"
    version = "2"
    entity_types: tuple[str, ...] = ("date_of_birth",)
    context = words(
        "born dob birth birthday birthdate birthdays bday geboren geburtsdatum naissance nacimiento nascita"
    )
    refute = words("version release")

    def __init__(self, config: DetectorConfig) -> None:
        self._reader = DateReader(config.languages)
        self.needs, self.wide_needs = _NEEDS, f"(?i:{in_re2(_WORDS)}|{in_re2(_UNPARTED)})"

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
            for match in matches(_SIX, text, detector=self.name):
                start, end = match.span("value")
                if (asked or match["cue"]) and _is_day(match["value"]):
                    found.append(Candidate(index, start, end, "date_of_birth", MEDIUM, self.name, "six"))
        return sorted(found)


_MENTION = lazy.compile(rf"(?i){_WORD}")
# A word for birth in the text or in the field's name; texts with dates and without one are many.
_NEEDS = rf"(?i:\b(?:{in_ascii(_WORDS)})\b|[^a-z]dob|dob[^a-z]|[^a-z]born|{in_ascii(_NAMES)})"


def _mentions(text: str) -> bool:
    """Whether any such word stands in a text; most texts with dates have none, and need not be read again."""
    return _MENTION.search(text) is not None


def _is_day(figures: str) -> bool:
    """Whether six figures are a day of any century, year first or last."""
    one, two, three = int(figures[:2]), int(figures[2:4]), int(figures[4:])
    orders = ((one, two, three), (three, two, one), (three, one, two))
    return any(day_exists(2000 + year, month, day) for year, month, day in orders)

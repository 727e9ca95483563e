"""Words of closed groups (religions, drugs, conditions ...): by list, behind a cue, and in a field named for them.

A word that says enough by itself ("chemotherapy") is a claim of medium strength, one that is also an ordinary word
("single", "cold") a weak one, which the words around it, the field's name or the question lift. Behind a cue
("diagnosed with", "my religion is") either is sure. A word that is a whole text by itself, without a field's name or a
question, is weak: nobody is said to have it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.gazetteers.fold import fold
from tidegate.detectors.gazetteers.lists import any_case, terms
from tidegate.detectors.hints import Hints
from tidegate.detectors.phrases import Phrases
from tidegate.detectors.scan import NOT_AFTER_WORD, NOT_BEFORE_WORD, Taken, matches
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

VALUE_CHARS_MAX = 100  # of a field's value, in code points
_VALUE = lazy.compile(r"\s*(?P<value>[\p{L}\p{N}][^\n\t{}\[\]<>@|]{0,98}?)\s*")
_NOTHING = frozenset(
    [
        "none",
        "null",
        "unknown",
        "n/a",
        "na",
        "no",
        "yes",
        "other",
        "not",
        "specified",
        "undisclosed",
        "any",
        "true",
        "false",
    ]
)


@dataclass(frozen=True, slots=True)
class Group:
    """A closed group of words.

    Attributes:
        entity_type: What is claimed; also the name of its list.
        cues: What stands before a word of the group and makes it sure: alternatives of a pattern without groups or
            look-around, in lower case.
        field: Last words of fields whose whole value is one of these: alternatives, in lower case, ``_`` between words.
        forms: Further forms with a group ``value``, each with its score, what it needs, and what it needs of a text
            that is not ASCII.
        codes: What a field of that name holds more often than one of these, as a pattern of the whole value.
    """

    entity_type: str
    cues: str
    field: str
    forms: tuple[tuple[regex.Pattern[str], float, str, str], ...] = ()
    codes: regex.Pattern[str] | None = None


@cache
def _phrases(name: str) -> Phrases[bool]:
    entries: dict[str, bool] = {}
    for term, sure in terms(name).items():
        entries[term] = sure
        if term[-1:].isalpha() and not term.endswith("s"):
            entries.setdefault(f"{term}s", sure)
    return Phrases(entries)


@cache
def _cue(cues: str) -> regex.Pattern[str]:
    return lazy.compile(
        rf"{NOT_AFTER_WORD}(?i:{cues})[ :]{{1,2}}(?:(?i:an?|the|my|his|her|their|as|by) ){{0,2}}(?=\p{{L}})"
    )


@cache
def _field(field: str) -> regex.Pattern[str]:
    return lazy.compile(rf"(?:^|_)(?:{field})$")


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    """A field's name in lower case, its words parted by ``_``."""
    return str(regex.sub(r"[^a-z0-9]+", "_", regex.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[:120]).lower()).strip("_"))


def read_terms(batch: TextBatch, group: Group, *, detector: str) -> list[Candidate]:
    """Claims on words of a group, sorted and disjoint.

    Raises:
        DetectionIncomplete: If a text could not be read to its end.
    """
    found: list[Candidate] = []
    for index, text in enumerate(batch.texts):
        if text:
            asked = batch.expected[index] == group.entity_type
            found.extend(sorted(_read(index, text, batch.names[index], asked, group, detector)))
    return found


def _read(index: int, text: str, name: str, asked: bool, group: Group, detector: str) -> Iterator[Candidate]:
    taken, entity_type = Taken(), group.entity_type
    may = _hints(group).may(text)
    told: Collection[int] = ()
    if may and group.cues:
        told = {match.end() for match in matches(_cue(group.cues), text, detector=detector)}
    for number, (form, score, _, _) in enumerate(group.forms):
        if number + 1 not in may:
            continue
        for match in matches(form, text, detector=detector):
            start, end = match.span("value")
            if start < end and taken.take(start, end):
                yield Candidate(
                    index, start, end, entity_type, STRONG if start in told else score, detector, f"form_{number}"
                )
    for phrase in _phrases(entity_type).find(text, detector=detector, small=True) if 0 in may else ():
        start, end, sure = phrase
        if taken.take(start, end):
            said = start in told or asked
            alone = start == 0 and end == len(text) and not name and not asked
            score = WEAK if alone else STRONG if said and sure else MEDIUM if said or sure else WEAK
            yield Candidate(index, start, end, entity_type, score, detector, "said" if said else "list")
    if name and len(text) <= VALUE_CHARS_MAX and _field(group.field).search(_plain(name)) is not None:
        value = _VALUE.fullmatch(text)
        said_something = value is not None and fold(value["value"]) not in _NOTHING and not value["value"].isdigit()
        if value is not None and group.codes is not None and group.codes.fullmatch(value["value"]) is not None:
            return
        if said_something and taken.take(*value.span("value")):
            yield Candidate(index, value.start("value"), value.end("value"), entity_type, MEDIUM, detector, "field")


@cache
def _parts(group: Group) -> Sequence[str]:
    """What a text needs for the words of the list, and for each form."""
    # A term may be met without its accents, which is the only way it stands in ASCII.
    written = [fold(term) for term in terms(group.entity_type)]
    return (any_case(written), *(need for _, _, need, _ in group.forms))


@cache
def _hints(group: Group) -> Hints:
    return Hints(_parts(group))


@cache
def needs_of(group: Group) -> str:
    """What a group's detector must declare: its words, its forms, and its fields."""
    field = group.field.replace("_", "[_ .-]?")
    humps = "|".join(
        f"{name[0].upper()}(?i:{name[1:]})" for name in field.split("|")
    )  # of ``jobTitle``, not of ``trace``
    parts = list(_parts(group))
    parts.append(rf"(?:[^A-Za-z](?i:{field})|[a-z0-9](?:{humps}))[^A-Za-z0-9\"]{{0,3}}\"\s*:\s*(?:\[|\"\s*[A-Za-z0-9])")
    return "|".join(parts)


@cache
def _openings(name: str) -> frozenset[str]:
    return _phrases(name).openings


# The beginning of a word with a Latin ending, look-alike letters included, and a word with its hyphens. Both have an
# end: Chinese has no blanks, and a form without one would read to the end of a text from each of its characters.
_LETTERS = r"\p{Latin}\p{Cyrillic}\p{Greek}"
STEM = f"[{_LETTERS}]{{3,60}}"
WORD = rf"[{_LETTERS}][{_LETTERS}'\u2019-]{{1,60}}"


def word_form(pattern: str) -> regex.Pattern[str]:
    """A form of whole words, in either case; what it matches is claimed."""
    return lazy.compile(rf"{NOT_AFTER_WORD}(?P<value>(?i:{pattern})){NOT_BEFORE_WORD}")


class TermDetector:
    """What the detectors of closed groups share; each says its ``group``, and what every detector says of itself."""

    group: Group
    name: str

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    @property
    def needs(self) -> str:
        """The words of the list, the forms, and fields named for it."""
        return needs_of(self.group)

    @property
    def wide_needs(self) -> str:
        """What the forms end with, or have in them."""
        return "|".join(wide for _, _, _, wide in self.group.forms)

    @property
    def wide_words(self) -> frozenset[str]:
        """How the entries of the list begin."""
        return _openings(self.group.entity_type)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_terms(batch, self.group, detector=self.name)

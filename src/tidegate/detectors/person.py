"""Names of people: known by the lists, by what is said before them, by their field, or as the answer to a question.

A full name is claimed whole and in its parts, so that a policy may hide first or last names alone. What the lists say
is in `detectors.names`; here are the cues: "my name is", titles, greetings, signatures, and fields such as
``first_name``. After a cue that says "a name follows" any word counts that is no ordinary one, in lower case too,
for people write so in chats; after weaker ones ("I am", "hi") only a known name does.

Source:
    Faker's name lists (see NOTICE); the cues are written by hand, for English and the titles of its neighbours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache

import regex

from tidegate.detectors import chat_names, lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.gazetteers.fold import fold
from tidegate.detectors.gazetteers.lists import COMMON, capitalised, packed
from tidegate.detectors.hints import Hints
from tidegate.detectors.name_doubts import NOT_PEOPLE_LAST, is_no_name
from tidegate.detectors.name_fields import FIELD_NEED, field_kind, kind_of
from tidegate.detectors.names import (
    DOT,
    PARTICLES,
    PIECE,
    first_mark,
    is_word,
    last_mark,
    names_in,
    stands_alone,
    sure_last_names,
)
from tidegate.detectors.scan import Taken, in_ascii, in_re2, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

_NOT_INSIDE = r"(?<![\p{L}\p{N}_@])"
_END = r"(?![\p{L}\p{N}_@])"
_LARGE = rf"(?:(?:{PARTICLES})[ ]){{0,2}}{PIECE}(?:{DOT}[ ](?:(?:{PARTICLES})[ ]){{0,2}}{PIECE}){{0,3}}"
_SMALL = r"\p{L}[\p{L}\p{M}'\u2019\-]{1,30}(?:[ ]\p{L}[\p{L}\p{M}'\u2019\-]{1,30}){0,2}"
_TITLES = (
    r"mr|mrs|ms|mx|messrs|prof|professor|sgt|sergeant|capt|lt|rev|reverend|herrn?|frau|monsieur|madame|mme"
    r"|mlle|mademoiselle"
    r"|se\u00f1or|se\u00f1ora|senor|senora|sra|srta|signor|signora|meneer|mevrouw|senhor|senhora|senator|congressman"
    r"|congresswoman|detective|nurse|miss|dame"
)
_SMALL_TITLES = words("mr mrs ms mx dr prof herr frau")  # the others are also words
_SMALL_WORDS = words("oder und ist hat wird war sagt kann von aus mit ou est dit dans avec")  # what may follow "Frau"
_DOCTORS = r"dr|doctor|dra|doktor"
_SURE = (
    r"my (?:full |first |last |real |legal |given |family |middle |sur)?name(?:'?s| is| was|:)?(?: is)?(?: also)?"
    r"|names?(?:'s)?(?: is| was| are|[ ]?[:=?]|[ ]?-)(?: is)?|surname:?|names? on (?:the )?(?:card|account"
    r"|file|order)(?: is|:)?"
    r"|call me|a\.?k\.?a\.?|under the name(?: of)?|in the name of"
)
_HINTS = (
    r"named|called|nickname is|also known as|(?:speaking|chatting|talking) (?:to|with)|attn\.?:?|attention:|cc:|c/o"
    r"|z\. ?hd?\."
    r"|signed(?: by)?:?|account holder:?|card ?holder:?|patient:?|customer:|client:|employee:|contact(?:"
    r" person)?:|author:"
    r"|recipient:|payee:|sender:|from:|to:|agent:|physician:?|doctor:|manager:|assigned to:?|prepared by:?|written by"
    r"|reported by:?"
)
_SIGNS = (
    r"regards|sincerely|cheers|wishes|thanks|thank you|yours(?: truly)?|respectfully|best|love|gruessen?|cordialement"
)
_DEGREES = r"M\.?D\.?|D\.?O\.|R\.?N\.?|DDS|DMD|PharmD|NP|PA-C"
_SPEAKS = r"speaking|here[.,!]|calling"
# "File name: notes" names no person.
_THINGS = (
    r"(?<!(?i:file|product|server|host|domain|event|brand|company|business|organi[sz]ation|pet|dog|cat|street"
    r"|city|user|nick"
    r"|screen|group|project|item|place|path|bank|school|hotel|restaurant|song|movie|artist|album|show|table"
    r"|column|field"
    r"|class|function|method|variable|model|device|code|class|band|team|drug|brand|trade)(?:'s)?[ _\-]?)"
)
_OWN = lazy.compile(r"my .{0,6} ?name(?:'?s|\u2019s| is| was|:)", regex.IGNORECASE)
_LINK = r"(?:[ \t:,\"'\u201c(]{1,3}|\n)"
_AFTER_SURE = lazy.compile(rf"{_NOT_INSIDE}{_THINGS}(?P<cue>(?i:{_SURE})){_LINK}(?P<value>{_LARGE}|{_SMALL}){_END}")
_AFTER_HINT = lazy.compile(rf"{_NOT_INSIDE}(?i:{_HINTS}){_LINK}(?P<value>{_LARGE}|{_SMALL}){_END}")
_AFTER_TITLE = lazy.compile(
    # "56 ms" is a time and no lady.
    rf"{_NOT_INSIDE}(?<![0-9][ ]?)(?P<title>(?i:(?P<doctor>{_DOCTORS})|{_TITLES}))\.?[ ]"
    rf"(?:(?i:{_DOCTORS}|{_TITLES}|dipl|ing|mag|med|phil|jur|habil)\.?[ \-]){{0,4}}"
    rf"(?P<value>{_LARGE}|\p{{Ll}}{{3,20}}){_END}"
)
_BEFORE_DEGREE = lazy.compile(
    rf"{_NOT_INSIDE}(?P<value>{PIECE}(?:\.?[ ]{PIECE}){{1,3}}),? (?:{_DEGREES})(?![\p{{L}}\p{{N}}])"
)
_GREETED = lazy.compile(rf"{_NOT_INSIDE}(?i:dear|hi|hello|hey)[ ](?P<value>{_LARGE})(?=[ ]?(?:[,!:.]|\n|\Z|-[ ]))")
_SIGNED = lazy.compile(
    rf"(?i:{_SIGNS})[,.!]?[ \t]*\r?\n\s{{0,4}}[-\u2013\u2014]?[ ]?(?P<value>{_LARGE})(?=[ ]*(?:[,.]|\r?\n|\Z))"
)
_CLOSED = lazy.compile(rf"{_NOT_INSIDE}(?i:thanks|thank you|cheers|regards|best),?[ ](?P<value>{_LARGE})[ ]?[.!]?\s*\Z")
_KIN = lazy.compile(
    rf"{_NOT_INSIDE}(?i:my|our|his|her|their)[ ](?:[a-z]{{3,8}}[ ])?"
    r"(?i:husband|wife|son|daughter|brother|sister|mother|father|mum|mom|dad|child|baby|aunt|uncle|cousin"
    rf"|niece|nephew|grandmother|grandfather|grandson|granddaughter|neighbou?r|boss|friend|colleague),?[ ]"
    rf"(?P<value>{_LARGE})(?=[ ]?(?:[,.!?()\n]|\Z|[a-z(]))"
)
_PHONED = lazy.compile(
    rf"{_NOT_INSIDE}(?i:hi|hello|hey|good (?:morning|afternoon|evening))\b[^.!?\n]{{0,30}}[,.! ][ ]?(?i:this is)[ ]"
    rf"(?P<value>{_LARGE})(?=[ ](?i:from|at|with|calling)[ ])"
)
_SPEAKING = lazy.compile(rf"{_NOT_INSIDE}(?P<value>{_LARGE})[ ](?i:{_SPEAKS})")

_HINTED = (
    ("hinted", _AFTER_HINT, True),
    ("signed", _SIGNED, False),
    ("greeted", _GREETED, False),
    ("speaking", _SPEAKING, True),
    ("phoned", _PHONED, False),
    ("closed", _CLOSED, False),
    ("kin", _KIN, False),
)
_VALUE = lazy.compile(
    r"\s*(?P<value>(?:\p{L}[\p{L}\p{M}'\u2019\-]{0,30}(?:\.\p{Lu}\p{Ll}{0,3}){0,3}\.?)"
    r"(?:,?[ ]\p{L}[\p{L}\p{M}'\u2019\-]{0,30}(?:\.\p{Lu}\p{Ll}{0,3}){0,3}\.?){0,4})\s*"
)
_LEAD = lazy.compile(
    r"\A\W{0,3}(?:(?:ok|okay|yes|yeah|sure|well|so|hi|hello|oh|it's|its|it is|it\u2019s|that's|i'm|im|i am"
    r"|this is|name is|my"
    r"|name|is|the|full|first|last|under|mr|mrs|ms|dr)\b[ ,.:;!\-]{0,3}){0,6}(?P<value>"
    + _SMALL
    + r")(?=[\s.,;:!?)]*(?:\Z|[.,;:!?\n]|(?i:[ ](?:and|but|my|is|here|speaking|please|thanks|from|with|the|i|not)\b)))",
    regex.IGNORECASE,
)
ANSWER_CHARS_MAX = 200  # longer texts are no answers to the question for a name, in code points

_NO_NAMES = words(
    "not so very just here there trying looking having calling writing going sorry sure fine good great happy"
    " glad ok okay"
    " interested unable able afraid still also already really getting using working waiting wondering sir"
    " madam all team"
    " support customer service everyone everybody guys folks again both either neither none null unknown test required"
    " missing invalid optional anonymous admin administrator root guest user default other others mine yours"
    " correct wrong"
    " different changed spelled spelt misspelled listed appears shows showing showed has incorrectly wrongly"
    " the called please who what which whom whose me myself"
)


class Person:
    """Finds names of people."""

    name = "person"
    version = "3"
    entity_types: tuple[str, ...] = ("person", "first_name", "last_name", "medical_professional")
    context = words(
        "name names firstname lastname surname forename fullname mr mrs ms miss dr prof patient customer"
        " client contact author"
        " spouse husband wife son daughter brother sister mother father nephew niece cousin uncle aunt colleague"
        " neighbour neighbor signed sincerely regards dear cardholder accountholder"
    )
    refute = words("avenue boulevard highway brand")

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    @property
    def needs(self) -> str:
        """Names that stand alone, rows of capitalised words, cues, and fields named for a person."""
        return _needs()

    @property
    def wide_needs(self) -> str:
        """Cues, and two capitalised words in a row; a name that stands alone is one of `wide_words`."""
        return "|".join((*_wide_parts()[1:], *_WIDE_ROWS))

    @property
    def wide_words(self) -> frozenset[str]:
        """Names that count wherever they stand."""
        return frozenset((*_alone(), *sure_last_names()))

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if text:
                may = _hints().may(text)
                own = set(self._read(index, text, batch.names[index], batch.expected[index], may))
                found.extend(sorted(own))
        return found

    def _read(self, index: int, text: str, name: str, expected: str, may: Collection[int]) -> Iterator[Candidate]:
        taken = Taken()
        for start, end, score, pattern, kind in self._cued(text, may):
            if taken.take(start, end):
                yield from self._claim(index, text, start, end, score, pattern, kind)
        for named in names_in(text, detector=self.name) if _ROWS in may else ():
            if not taken.take(named.start, named.end):
                continue
            if named.parts[0][:2] != (named.start, named.end):
                yield Candidate(index, named.start, named.end, "person", named.score, self.name, named.pattern)
            for start, end, entity_type in named.parts:
                yield Candidate(index, start, end, entity_type, named.score, self.name, named.pattern)
        yield from self._answer(index, text, name, expected, taken)

    def _cued(self, text: str, may: Collection[int]) -> Iterator[tuple[int, int, float, str, str]]:
        """What cues say is a name: range, base score, pattern, type."""
        for match in matches(_AFTER_TITLE, text, detector=self.name) if _TITLED in may else ():
            doctor = match["doctor"] is not None
            small = match["value"].islower()
            if small and (
                is_word(fold(match["value"]))
                or match["value"] in _SMALL_WORDS
                or match["title"].lower() not in _SMALL_TITLES
            ):
                continue
            span = _trimmed(text, *match.span("value"))
            if span is not None:
                kind = "medical_professional" if doctor else "last_name"
                yield *span, MEDIUM if small else STRONG, "doctor" if doctor else "title", kind
        for match in matches(_BEFORE_DEGREE, text, detector=self.name) if _GRADUATE in may else ():
            yield *match.span("value"), STRONG, "degree", "medical_professional"
        for start, end in chat_names.told_names(text, detector=self.name) if _TOLD in may else ():
            yield start, end, MEDIUM, "told", "person"
        for match in matches(_AFTER_SURE, text, detector=self.name) if _SURELY in may else ():
            own = _OWN.match(match["cue"]) is not None
            span = _trimmed(text, *match.span("value"), known=not own and match["value"][0].islower())
            if span is not None:
                yield *span, STRONG if text[span[0]].isupper() else MEDIUM, "said", "person"
        for place, (form, pattern, known) in enumerate(_HINTED, _CUED):
            for match in matches(pattern, text, detector=self.name) if place in may else ():
                span = _trimmed(text, *match.span("value"), known=known)
                if span is not None:
                    yield *span, MEDIUM, form, "person"
        for start, end in chat_names.introduced_names(text, detector=self.name) if _SMALLER in may else ():
            yield start, end, MEDIUM, "small", "person"

    def _claim(
        self, index: int, text: str, start: int, end: int, score: float, pattern: str, kind: str
    ) -> Iterator[Candidate]:
        """A cued name: whole, and in its parts where it has more than one."""
        parts = [match.span() for match in _PART.finditer(text, start, end)]
        if len(parts) < 2 and kind != "medical_professional":
            folded = fold(text[start:end])
            if kind == "person" and (first_mark(folded) or last_mark(folded)):
                kind = "first_name" if first_mark(folded) else "last_name"
            yield Candidate(index, start, end, kind, score, self.name, pattern)
            return
        yield Candidate(index, start, end, "person", score, self.name, pattern)
        if kind == "medical_professional":
            yield Candidate(index, start, end, kind, score, self.name, pattern)
        for begin, until in parts[:-1]:
            yield Candidate(index, begin, until, "first_name", score, self.name, pattern)
        if parts:
            yield Candidate(index, parts[-1][0], parts[-1][1], "last_name", score, self.name, pattern)

    def _answer(self, index: int, text: str, name: str, expected: str, taken: Taken) -> Iterator[Candidate]:
        """A whole value in a field for a name, and the answer to the question for one."""
        if name:
            kind = field_kind(name)
            match = _VALUE.fullmatch(text) if kind and len(text) <= ANSWER_CHARS_MAX else None
            if match is not None and not _is_nobody(match["value"]):
                start, end = match.span("value")
                free = taken.take(start, end) or not taken.covers(start, end)  # a cue may have seen a part of it
                if (kind == "any" or _is_known_value(match["value"])) and free:
                    yield from self._claim(index, text, start, end, MEDIUM, "field", kind_of(name))
        if expected in ("person", "first_name", "last_name") and len(text) <= ANSWER_CHARS_MAX:
            match = _LEAD.match(text)
            span = _trimmed(text, *match.span("value")) if match is not None else None
            if span is not None and taken.take(*span):
                yield from self._claim(index, text, *span, WEAK, "answer", "person")


_PART = lazy.compile(rf"(?!(?:{PARTICLES})(?:[ ]))\p{{L}}[\p{{L}}\p{{M}}'\u2019\-]+")


def _trimmed(text: str, start: int, end: int, *, known: bool = False) -> tuple[int, int] | None:
    """The part of a cued range that may be a name: words up to the first that cannot be one. None: there is none.

    ``known`` asks for a first word that the lists know as a name.
    """
    until, doubtful = start, False
    for number, match in enumerate(_PART.finditer(text, start, end)):
        word, possessive = match[0], match[0][-2:] in ("'s", "\u2019s")
        folded = fold(word[:-2] if possessive else word)
        is_name = first_mark(folded) is not None or last_mark(folded) is not None
        doubtful = doubtful or (known and not number and is_word(folded))
        if folded in _NO_NAMES:
            break
        if is_word(folded) and (not is_name or (word.islower() and (number or known))):
            break
        if not is_name and ((number and word.islower()) or (known and not number)):
            break
        until = match.end() - (2 if possessive else 0)
        if possessive:
            break
    if doubtful and " " not in text[start:until]:
        return None  # "From: Will" may be anything
    return (start, until) if until - start > 1 else None


def _is_nobody(value: str) -> bool:
    """Whether a field's value is a word for nobody, a machine, or a company or team without a known name in it."""
    parts = [fold(part.strip(".,")) for part in value.split()]
    if fold(value) in _NO_NAMES or is_no_name(value, 0, len(parts[0])):
        return True
    return parts[-1] in NOT_PEOPLE_LAST and not any(first_mark(part) or last_mark(part) for part in parts[:-1])


# "P. de Boer": nothing but people is written so.
_INITIALS = lazy.compile(rf"(?:\p{{Lu}}\.[ ]?){{1,3}}(?:(?:{PARTICLES})[ ]){{0,2}}\p{{Lu}}[\p{{L}}\p{{M}}'\u2019\-]+")


def _is_known_value(value: str) -> bool:
    """Whether a field's value has a known name in it, or in lower case two of them."""
    if _INITIALS.fullmatch(value):
        return True
    parts = [fold(part.strip(".,")) for part in value.split()]
    if any(map(stands_alone, parts)):
        return len(parts) < 4
    return 1 < len(parts) < 4 and first_mark(parts[0]) is not None and last_mark(parts[-1]) is not None


# Places of what a text needs for each kind of form, in the order of `_parts`.
_ROWS, _TITLED, _GRADUATE, _SURELY, _SMALLER, _TOLD, _CUED = range(7)  # from `_CUED` on: those of `_HINTED`


@cache
def _hints() -> Hints:
    return Hints(_parts(), _wide_parts())


def _alone() -> Sequence[str]:
    return [name for name, mark in packed("first_names").items() if mark == COMMON and len(name) > 2]


@cache
def _parts() -> Sequence[str]:
    alone = _alone()
    titles, particles = in_ascii(f"{_DOCTORS}|{_TITLES}"), rf"(?:(?:{PARTICLES}) ){{0,2}}"
    return (
        rf"\b(?:{capitalised([*alone, *sure_last_names()])})\b"
        rf"|\b[A-Z](?:[A-Za-z'-]*[a-z])?\.? (?:(?:[A-Z]\.?|{PARTICLES}) ){{0,4}}[A-Z](?:['A-Za-z]|-[A-Za-z])",
        # Behind a number it is none.
        rf"(?:[^0-9A-Za-z_@ ]|[^0-9] )(?i:{titles})\.? (?:{particles}[A-Z]|[a-z]{{3}})",
        rf"[A-Za-z],? (?:{_DEGREES})",
        rf"(?i:\b(?:{_SURE})(?:[ \t:,\"'(]{{1,3}}|\n)[a-z])",
        rf"(?i:\b(?:{chat_names.WEAK_CUES})[ ,]{{1,2}})(?:(?:{PARTICLES}) |(?:{'|'.join(sorted(alone))})\b)",
        chat_names.NEED,
        rf"(?i:\b(?:{_HINTS})(?:[ \t:,\"'(]{{1,3}}|\n)[a-z])",
        rf"(?i:(?:{_SIGNS})[,.!]?[ \t]*\r?\n)\s{{0,4}}-? ?{particles}[A-Z]",
        rf"(?i:\b(?:dear|hi|hello|hey)) {particles}[A-Z]",
        rf"[A-Z][A-Za-z'-]* (?i:{_SPEAKS})",
        rf"(?i:this is) {particles}[A-Z]",
        rf"(?i:thanks|thank you|cheers|regards|best),? {particles}[A-Z]",
        rf"(?i:(?:my|our|his|her|their) [a-z ]{{2,24}}),? {particles}[A-Z]",
    )


def _wide_parts() -> Sequence[str]:
    """The same for texts outside ASCII: the cues as they are spelt. Rows of capitals are left to `names.names_in`."""
    particles, link = rf"(?:(?:{PARTICLES}) ){{0,2}}", r"[ \t:,\"'\x{201c}(]{1,3}"
    return (
        "",
        rf"(?:[^0-9A-Za-z_@ ]|[^0-9] )(?i:{in_re2(_DOCTORS)}|{in_re2(_TITLES)})\.? "
        rf"(?:{particles}\p{{Lu}}|\p{{Ll}}{{3}})",
        rf"[\p{{L}}\p{{M}}'\x{{2019}}-],? (?:{_DEGREES})",
        rf"(?i:{_SURE})(?:{link}|\n)\p{{L}}",
        rf"[^0-9A-Za-z_@](?i:{chat_names.WEAK_CUES})[ ,]{{1,2}}\p{{Ll}}{{3}}",
        chat_names.WIDE_NEED,
        rf"(?i:{_HINTS})(?:{link}|\n)\p{{L}}",
        rf"(?i:{_SIGNS})[,.!]?[ \t]*\r?\n",
        rf"(?i:dear|hi|hello|hey) {particles}\p{{Lu}}",
        f"[\\p{{L}}\\p{{M}}'\\x{{2019}}-] (?i:{_SPEAKS})",
        rf"(?i:this is) {particles}\p{{Lu}}",
        rf"(?i:thanks|thank you|cheers|regards|best),? {particles}\p{{Lu}}",
        rf"(?i:my|our|his|her|their) [A-Za-z ]{{2,24}},? {particles}\p{{Lu}}",
    )


# Two pieces of a row, the first an initial or not; and a word of which what stands before the mark may be a name.
_WIDE_ROWS = (
    rf"\p{{Lu}}[\p{{L}}\p{{M}}'\x{{2019}}-]*\.? (?:(?:{PARTICLES}) ){{0,2}}"
    r"\p{Lu}(?:[\p{L}\p{M}'\x{2019}]|-\p{L})",
    r"\p{Lu}[\p{L}\p{M}]+['\x{2019}\x{2bb}\x{2010}\x{2011}-]",
)


@cache
def _needs() -> str:
    return "|".join((*_parts(), FIELD_NEED))

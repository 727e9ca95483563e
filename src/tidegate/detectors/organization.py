"""Organisations and medical facilities: by what their names end or begin with, by cue, by field, and the best known.

"Ltd" and "GmbH" are said of nothing else; "University" and "Bank" need a name beside them. Hospitals, clinics and their
like are `medical_facility`.

Source:
    ISO 20275 (legal forms); the list of known ones and the words are written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.gazetteers.lists import any_case, terms
from tidegate.detectors.hints import Hints
from tidegate.detectors.scan import Taken, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

_LEGAL = (
    r"Inc|INC|Incorporated|Ltd|LTD|Limited|LLC|L\.L\.C|LLP|L\.L\.P|PLC|Plc|plc|Corp|CORP|Corporation|GmbH|AG"
    r"|KG|KGaA|OHG|UG|e\.V"
    r"|S\.A\.S|SAS|S\.A\.R\.L|SARL|Sarl|S\.p\.A|SpA|SPA|S\.r\.l|Srl|SRL|B\.V|BV|N\.V|NV|AB|ASA|A/S|ApS|Oy|Oyj"
    r"|Sp\. z o\.o|S\.L"
    r"|Pty|Pvt|Co|Company"
)
_KINDS = (
    r"University|College|Institute|Academy|Foundation|Association|Bank|Airlines|Airways|Group|Holdings"
    r"|Partners|Industries"
    r"|Technologies|Solutions|Consulting|Insurance|Ventures|Studios|Laboratories|Labs|Pharmaceuticals|Pharma"
    r"|Motors|Systems|Enterprises|Logistics|Energy|Electric|Telecom|Communications|Financial|Securities|Associates"
    r"|Orchestra|Agency|Corporation|Federation|Committee|Commission|Authority|Union|Society|Trust|Sons|Brothers"
    r"|Elementary School|High School|Middle School|School District|Police Department|Fire Department|Country"
    r" Club|FC|United FC"
)
_OF = r"University|Bank|Ministry|Department|Institute|College|Church|Bureau|Board|Chamber|Society|Museum|Order"
_CARE = (
    r"[Hh]ospitals?|[Cc]linics?|Medical Cent(?:er|re)|Health ?Cent(?:er|re)|Cancer Cent(?:er|re)|Surgery Cent(?:er|re)"
    r"|Heart Cent(?:er|re)|Medical Group|Medical Associates|Healthcare|Health ?Care|Health System|Infirmary"
    r"|Hospice|Nursing Home"
    r"|Rehab(?:ilitation)? Cent(?:er|re)|Urgent Care|Family Practice|Family Medicine|Eye Cent(?:er|re)|Dental"
    r"|Klinik(?:um)?|Krankenhaus|Pharmacy|Med(?:ical)?(?= on | in )"
)
_START = r"(?<![\p{L}\p{N}_@#./\\\-])"
_END = r"(?![\p{L}\p{N}_@])"
_WORD = r"\p{Lu}[\p{L}\p{M}\p{N}]*(?:[&'\u2019\-.][\p{L}\p{N}]+){0,12}"
_JOIN = r"(?:[ ](?:&|and|of|the|de|la|und|et|y|for)[ ](?:the[ ])?|,[ ]|[ ])"
_NAME = rf"(?:{_WORD}{_JOIN}){{1,5}}?"
_LEGAL_FORM = lazy.compile(rf"{_START}(?P<value>{_NAME.replace(',[ ]|', ',?[ ]|')}(?:& )?(?:{_LEGAL})\.?){_END}")
_CARE_FORM = lazy.compile(rf"{_START}(?P<value>(?:St\. )?(?:{_WORD}{_JOIN}){{1,5}}?(?:{_CARE})){_END}")
_KIND_FORM = lazy.compile(rf"{_START}(?P<value>(?:{_WORD}(?:[ ](?:and|&|of)[ ]|,[ ]|[ ])){{1,4}}(?:{_KINDS})){_END}")
_OF_FORM = lazy.compile(
    rf"{_START}(?P<value>(?:{_WORD}[ ]){{0,2}}(?:{_OF}) (?:of|for) (?:the )?{_WORD}(?:[ ](?:(?:and|of|&)["
    rf" ])?{_WORD}){{0,3}}){_END}"
)
_WORKS = (
    r"(?:works?|worked|working|employed|job|intern|interned|hired|career|employee|ceo|cto|cfo|founder|director"
    r"|manager) (?:at|for|by|with|of)"
)
_WORKS_FORM = lazy.compile(rf"{_START}(?i:{_WORKS}) (?P<value>{_WORD}(?:(?:[ ]&)?[ ]{_WORD}){{0,3}}){_END}")
_COMPANY = r"(?:company|employer|organi[sz]ation|firm)(?: name)?(?: is| was|:| called)"
_COMPANY_FORM = lazy.compile(rf"{_START}(?i:{_COMPANY}) (?P<value>{_WORD}(?:(?:[ ]&)?[ ]{_WORD}){{0,3}}){_END}")
_FIELD = lazy.compile(
    r"(?i)(?:^|[_ .\-])(?:company|employer|organi[sz]ation|org|firm|merchant|vendor|supplier|institution"
    r"|affiliation|firma"
    r"|entreprise|empresa|azienda)(?:[_ .-]?name)?$|[a-z](?:Company|Employer|Organization|Organisation"
    r"|Merchant|Vendor)(?:Name)?$"
)
_VALUE = lazy.compile(r"\s*(?P<value>[\p{L}\p{N}][^\n\t{}\[\]<>@]{1,80}?)\s*")
# What a name does not begin with, though it has a capital there.
_LEAD = words(
    "the a an at in on of for from to by with my our your his her their its i we he she they it is was are"
    " this that these those"
    " and or but if when where what which who how please dear hi hello hey thanks also new visit call contact"
    " see any no yes"
    " last next seen admitted patient pt dr mr mrs ms"
)
_NONE = words("none null unknown n/a na other self unemployed retired student")


class Organization:
    """Finds organisations, medical facilities among them."""

    name = "organization"
    version = "1"
    entity_types: tuple[str, ...] = ("organization", "medical_facility")
    context = words(
        "company employer organization organisation firm employed works worked corporation vendor supplier merchant"
    )
    refute: frozenset[str] = frozenset()

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    @property
    def needs(self) -> str:
        """Words that stand in names of organisations, cues, known ones, and fields named for one."""
        return _needs()

    @property
    def wide_needs(self) -> str:
        """The same words, without what stands before them."""
        return _wide_needs()

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if text:
                found.extend(sorted(self._read(index, text, batch.names[index])))
        return found

    def _read(self, index: int, text: str, name: str) -> Iterator[Candidate]:
        taken = Taken()
        may = _hints().may(text)
        for place, (label, pattern, form, score) in enumerate(_FORMS):
            for match in matches(form, text, detector=self.name) if place in may else ():
                start, end = match.span("value")
                start = _behind_lead(text, start, end)
                if start >= end or (" " not in text[start:end] and label not in ("works", "company")):
                    continue
                if taken.take(start, end):
                    yield Candidate(index, start, end, pattern, score, self.name, label)
        for entity_type in ("medical_facility", "organization") if len(_FORMS) in may else ():
            for match in matches(_known(entity_type), text, detector=self.name):
                start, end = match.span()
                if taken.take(start, end):
                    # Of a dotted capital I case folding leaves the dot ("V\u0130SA").
                    score = MEDIUM if terms(entity_type).get(match[0].casefold().replace("\u0307", "")) else WEAK
                    yield Candidate(index, start, end, entity_type, score, self.name, "known")
        if name and _FIELD.search(name) is not None:
            value = _VALUE.fullmatch(text) if len(text) <= 100 else None
            if value is not None and value["value"].casefold() not in _NONE and taken.take(*value.span("value")):
                yield Candidate(
                    index, value.start("value"), value.end("value"), "organization", MEDIUM, self.name, "field"
                )


_FORMS = (
    ("legal_form", "organization", _LEGAL_FORM, STRONG),
    ("care", "medical_facility", _CARE_FORM, MEDIUM),
    ("of", "organization", _OF_FORM, MEDIUM),
    ("kind", "organization", _KIND_FORM, MEDIUM),
    ("works", "organization", _WORKS_FORM, MEDIUM),
    ("company", "organization", _COMPANY_FORM, MEDIUM),
)
_FIRST = lazy.compile(r"[\p{L}\p{M}\p{N}'\u2019]+[,.]?[ ]?")


def _behind_lead(text: str, start: int, end: int) -> int:
    """Where a name begins: behind words that open a sentence."""
    while start < end:
        match = _FIRST.match(text, start, end)
        if match is None or match[0].strip(" ,.").casefold() not in _LEAD:
            return start
        start = match.end()
    return end


@cache
def _known(name: str) -> regex.Pattern[str]:
    """Known ones as they are written, or in capitals."""
    written = "|".join(
        sorted((regex.escape(term, literal_spaces=True) for term in terms(name)), key=lambda term: (-len(term), term))
    )
    return lazy.compile(rf"{_START}(?=\p{{Lu}})(?i:{written})(?![\p{{L}}\p{{N}}_@]|[.-][\p{{L}}\p{{N}}])")


@cache
def _care() -> str:
    return str(regex.sub(r"\|Med\(.*", "", _CARE))


@cache
def _known_terms() -> tuple[str, ...]:
    return tuple(term for name in ("organization", "medical_facility") for term in terms(name))


@cache
def _hints() -> Hints:
    """Which of the forms, in their order, and behind them the known names, may stand in a text."""
    return Hints(
        (
            rf"[ &](?:{_LEGAL})",
            rf" (?:{_care()}|Med)",
            rf"(?:{_OF}) (?:of|for) ",
            rf" (?:{_KINDS})",
            rf"(?i:{_WORKS}) ",
            rf"(?i:{_COMPANY}) ",
            any_case(_known_terms()),
        )
    )


@cache
def _needs() -> str:
    return "|".join(
        (
            rf"[ &](?:{_LEGAL})\b",
            rf"[A-Za-z0-9&'.,] (?:{_KINDS})\b",
            rf"\b(?:{_OF}) (?:of|for) ",
            rf"[A-Za-z0-9&'.,] (?:{_care()}|Med)",
            rf"(?i:\b(?:{_WORKS}|{_COMPANY})) [A-Z]",
            any_case(_known_terms()),
            r"(?i:company|employer|organi[sz]ation|org|firm|merchant|vendor|supplier|institution|affiliation"
            r"|firma|entreprise"
            r"|empresa|azienda)(?i:[_ .-]?name)?\"\s*:\s*(?:\[|\"\s*[A-Za-z0-9])",
        )
    )


@cache
def _wide_needs() -> str:
    known = "|".join(sorted(map(re.escape, _known_terms())))
    return (
        rf" (?:{_LEGAL}|{_KINDS})\b|(?:{_OF}) (?:of|for) | (?:{_care()}|Med)"
        rf"|(?i:{_WORKS}|{_COMPANY}) |(?i:{known})"
    )

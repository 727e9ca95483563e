"""Numbers that stand for somebody's business and have no type of their own: bookings, orders, claims, meetings.

What such a number looks like is up to whoever gave it out, so only the words before it tell: what it counts and that it
is a number of it ("booking code", "order #", "claim id"); "order" alone is a word. People who dictate one leave blanks
between its parts ("ff 3 sj 27"), so short groups count up to the end of their sentence.

Source:
    45 CFR 164.514(b)(2)(i)(R): any other unique identifying number, characteristic or code; the words are written by
    hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, hints_of, read_cued
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import Candidate

SAID = 0.35  # base score, below `MEDIUM`: where another type claims the same number, that one knows more
_KINDS = (
    "order|booking|con?(?:firm|form)ation|reservation|appointment|claim|policy|reference|ref|registration|meeting"
    "|e-?ticket|ticket|case|invoice|tracking|shipment|parcel|pick-?up|entry|refund|transaction|receipt|employee|staff|badge|student"
    "|enrol?lment|exam|application|visa|permit|voucher|coupon|gift card|admission|incident|quote|proposal|docket|unique"
)
# Of these a code or an id is mostly a program's.
_OTHER_KINDS = r"(?:report|plan|file|request|return|listing|flight) ?(?:number|num|no\b\.?|nr\b\.?|#)|access code"
_CLUBS = r"(?:frequent[ -]fl[iy]er|loyalty|mileage)(?: (?:programme|program|card|club))?(?: (?:number|num|no|id|#))?"
_NAMED = r"(?:number|num|no|nr|id|identifier|code|ref|reference)"
_CUE = rf"(?:{_KINDS})\.?[ _-]?(?:{_NAMED}\b\.?|#|{_NAMED} ?#)|{_OTHER_KINDS}|{_CLUBS}"
_END = r"(?![\p{Latin}\p{N}_@]|[.,:][0-9])"
# Four characters at least, and a figure among the first.
_WRITTEN = rf"(?=[A-Za-z-]{{0,12}}[0-9])#?[A-Za-z0-9](?:[A-Za-z0-9]|[-/](?=[A-Za-z0-9])){{3,31}}{_END}"
_NO_START = "(?!(?:for|of|in|on|at|to|the|a|an|and|or|not|my|is|was|about|only|with|per|up|over|just|by|from)[ ])"
_TWO = rf"{_NO_START}[A-Za-z]{{2,5}} [0-9]{{3,16}}{_END}"
_GROUPS = (
    r"(?=[A-Za-z ]{0,16}[0-9])(?=(?:[A-Za-z ]{0,16}[0-9] ?){2})"
    rf"{_NO_START}(?:[A-Za-z]{{1,5}}|[0-9]{{1,12}})(?:[ ](?:[A-Za-z]{{1,4}}|[0-9]{{1,12}})){{1,7}}"
    r"(?=[ ]?(?:[.,;!?\n]|\Z))"
)
_SPOKEN = f"(?:{_GROUPS}|{_TWO})"
_SAID = lazy.compile(rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_CUE})(?:{LINK}|(?=[0-9A-Z]))(?P<value>{_WRITTEN})")
_DICTATED = lazy.compile(rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_CUE}){LINK}(?P<value>{_SPOKEN})")
# Three figures are a number only of what is numbered one by one.
_FEW = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:claim|con?(?:firm|form)ation|booking|reservation) (?:number|num|no\b\.?|id|#)"
    rf"{LINK}(?:actually )?(?P<value>[0-9]{{3}}{_END}|(?<=actually ){_TWO})"
)
_SHORT = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:policy|claim|booking|confirmation|reservation)[ ](?P<value>{_TWO})"
)
# The end of some number, of which nothing says what it is.
_FOUR = r"(?:last|final)[ -](?:four|4)"
_OF_FIGURES = r" (?:digits?|numbers?)(?: (?:no|number))?"
_LAST_FOUR = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_FOUR}{_OF_FIGURES}(?: (?:is|are|was|were))?[ :]{{1,3}}"
    rf"|{_FOUR}(?:[ ][^0-9\n.]{{1,40}})? (?:is|are) |{_FOUR}(?:{_OF_FIGURES})?\)?[ ]?[:#=][ ]?)"
    rf"(?P<value>[0-9]{{4}}){_END}"
)
_FOUR_BEHIND = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_.,/$-])(?P<value>[0-9]{{4}}) (?:is|are|was|were) (?:the|my|its) {_FOUR}"
    r"(?![\p{Latin}\p{N}_])"
)
# What a text that is not ASCII needs: an edge as a character, where the cue only asks for one.
_WIDE_CUE = _CUE.replace(r"\b\.?", EDGE)
_WIDE_SHORT = "(?:policy|claim|booking|confirmation|reservation) [a-z]{2,5} [0-9]{3}"
_FIELD = rf"(?:{_KINDS})[_ -]?(?:number|num|no|nr|id|code|ref|reference)"


class NumericalPii:
    """Finds numbers of bookings, orders, claims and the like, only behind words for them."""

    name = "numerical_pii"
    version = "3"
    entity_types: tuple[str, ...] = ("numerical_pii",)
    context = words(
        "booking reservation confirmation claim enrollment registration identifier staff employee badge student loyalty"
    )
    refute = words("version error build port line commit")
    wide_needs = rf"(?i:{_WIDE_CUE}|{_FOUR}|{_WIDE_SHORT})"
    needs = (
        rf"(?i:{_CUE}|{_FOUR}|(?:policy|claim|booking|confirmation|reservation) [a-z]{{2,5}} [0-9]{{3}}"
        rf"|(?:{_FIELD})\")"
    )

    _sayings = (
        Saying("said", _SAID, SAID, need=rf"(?i:(?:{_CUE})[^0-9]{{0,80}}[0-9])"),
        Saying(
            "short", _SHORT, SAID, need=r"(?i:(?:policy|claim|booking|confirmation|reservation) [a-z]{2,5} [0-9]{3})"
        ),
        Saying("few", _FEW, SAID, need=rf"(?i:(?:{_CUE})[^0-9]{{0,80}}[0-9])"),
        Saying("dictated", _DICTATED, SAID, need=rf"(?i:(?:{_CUE})[^0-9]{{0,80}}[0-9])"),
        Saying("last_four", _LAST_FOUR, SAID, need=rf"(?i:{_FOUR}[^0-9]{{1,80}}[0-9]{{4}})"),
        Saying(
            "last_four_behind", _FOUR_BEHIND, SAID, need=rf"[0-9]{{4}} (?i:(?:is|are|was|were) (?:the|my|its) {_FOUR})"
        ),
    )
    _hints = hints_of(_sayings)
    _answer = Answer(
        lazy.compile(rf"(?i)\A\s*(?P<value>{_WRITTEN}|{_SPOKEN})\s*\Z"),
        lazy.compile(rf"(?i)(?:^|[_ .-]|(?-i:[a-z](?=[A-Z])))(?:{_FIELD})$"),
        texts_max=60,
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(
            batch,
            detector=self.name,
            entity_type="numerical_pii",
            sayings=self._sayings,
            answer=self._answer,
            hints=self._hints,
        )

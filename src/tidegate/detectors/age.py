"""Ages of people: a number that the words beside it make one.

"42 years old", "aged 42", "42-year-old", "42 y/o", "turned 60", "I'm 42,". The number is the age; the words around it
stay, so the sentence still reads. "I'm 42" alone needs an end or a person behind it, because "I'm 5 minutes away" is no
age. Nobody is older than 125 years.

Source:
    45 CFR 164.514(b)(2)(i)(C) (ages over 89 are identifiers, and so are all elements that say them); common forms in
    English, German, French, Spanish and Italian.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Answer, Saying, read_cued
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_NUMBER = r"(?<![\p{Latin}\p{N}_$\u20ac\u00a3])(?<![0-9][.,:/-])(?P<value>12[0-5]|1[01][0-9]|[1-9]?[0-9])"
_END = r"(?![\p{Latin}\p{N}_%]|[.,:/][0-9]|-[0-9])"
_OLD = lazy.compile(
    rf"(?i){_NUMBER}[ \-\u2010\u2011\u00a0]{{0,2}}"
    r"(?:(?:years?|yrs?|months?|mos?|weeks?|wks?|days?)[.']?[ \-\u2010\u2011]{1,2}(?:of[ \-]age|old\b)"
    r"|y\.?[ /]?o\b\.?|yrs? old|jahre? alt|ans\b(?! (?:de|d'|apr\u00e8s|plus))|a\u00f1os de edad|anni di et\u00e0"
    r"|jaar oud)"
)
_PERSON = lazy.compile(
    rf"(?i){_NUMBER}[ \-](?:years?|yrs?|y)[ \-](?:(?:white|black|hispanic|asian|caucasian) )?"
    r"(?:male|female|man|woman|boy|girl|patient|m|f)\b"
)
# "max_allowed_packet=64M" is a size.
_NO_SIZE = (
    r"(?<!(?i:size|packet|memory|mem|heap|buffer|cache|limit|max|pool|quota|space|disk|ram|swap|block|stack|chunk|upload)"
    r"[\p{L}_]{0,12}[\"']? ?[=: ] ?[\"']?)"
)
_LETTER = lazy.compile(rf"{_NO_SIZE}(?i:{_NUMBER}) ?(?:M|F|yo ?[MFmf])\b(?=[ ,.;)]|\Z)(?! ?[0-9])")
_AGED = lazy.compile(
    r"(?i)(?<![\p{Latin}\p{N}_])(?:aged|age(?: of|[ \t]{0,24}[:=]| is| was)?|at (?:the )?age(?: of)?|turn(?:ed|ing|s)?"
    r"|(?:im )?alter(?: von)?|\u00e2g\u00e9e?(?: de)?|edad(?: de)?|et\u00e0(?: di)?)"
    rf"[ :=\"'(]{{1,3}}(?:just |about |around |only )?{_NUMBER}{_END}(?! ?(?:%|percent|items?|pages?|times|to\b))"
)
_I_AM = lazy.compile(
    r"(?i)(?<![\p{Latin}\p{N}_])(?:i'?m|i\u2019m|i am|(?:s?he|who|mother|father|mom|dad|son|daughter|wife|husband"
    r"|brother|sister)"
    r"(?:'s|\u2019s| is| was)|ich bin|tengo|ho)"
    rf" (?:just |about |around |only |now |already |almost |nearly )?{_NUMBER}{_END}"
    r"(?=[ \t]*(?:[,.;!?)\n]|\Z|(?:and|but|so|now|today|male|female|m|f|with|who|years?|yrs?|jahre|a\u00f1os|anni)\b)"
    r"(?!,? (?:minutes?|hours?|days?|weeks?|months?|miles?|km|percent)))"
)


class Age:
    """Finds ages beside a word for them, in a field named so, and after the question."""

    name = "age"
    version = "2"
    entity_types: tuple[str, ...] = ("age",)
    context = words("age aged old years yo ages alter edad male female patient turned")
    refute = words("version build port chapter room floor")
    wide_needs = (
        r"[0-9][ \-\x{2010}\x{2011}\x{a0}]{0,2}(?i:(?:years?|yrs?|months?|mos?|weeks?|wks?|days?)[.']?"
        r"[ \-\x{2010}\x{2011}]{1,2}(?:of|old)|y\.?[ /]?o|jahre? alt|ans|a\x{f1}os de|anni di|jaar oud)"
        r"|(?i:[0-9][ -](?:years?|yrs?|y)[ -](?:white|black|hisp|asian|cauc|male|fem|man|wom|boy|girl|pat|[mf]))"
        r"|[0-9] ?[MF][^0-9A-Za-z_]"
        r"|(?i:[^0-9A-Za-z_](?:aged?|age (?:of|is|was)|age[ \t]{1,24}[:=]|turn(?:ed|ing|s)?|alter(?: von)?"
        r"|\x{e2}g\x{e9}e?(?: de)?|edad(?: de)?|et\x{e0}(?: di)?)[ :=\"'(]{1,3}(?:just |about |around |only )?[0-9]"
        r"|[^0-9A-Za-z_](?:i['\x{2019}]?m|i am|(?:s?he|who|mother|father|mom|dad|son|daughter|wife|husband|brother"
        r"|sister)(?:['\x{2019}]s| is| was)|ich bin|tengo|ho)"
        r" (?:just |about |around |only |now |already |almost |nearly )?[0-9])"
    )
    # In the text, or in the field's name.
    needs = (
        r"(?i:[0-9][ -]{0,2}(?:years?|yrs?|months?|mos?|weeks?|wks?|days?)[.']?[ -]{1,2}(?:of|old|male|fem|man|wom"
        r"|boy|girl|pat|[mf]|whi|bla|his|asi|cau)|[0-9][ -]{0,2}y[ .]{0,2}/?[ -]?[omfpbgwhac]"
        r"|[0-9][ -]{0,2}(?:jahr|ans|jaar)"
        r"|[0-9] ?yo|(?:age|aged|age of|age is|age was|turn(?:ed|ing|s)?|alter|alter von|edad|edad de)"
        r"[ :=\"'(]{1,3}(?:just |about |around |only )?[0-9]|age[ \t]{1,24}[:=][ \"'(]{0,3}[0-9]"
        r"|(?:i'?m|i am|(?:he|who|mother|father|mom|dad|son|daughter|wife|husband|brother|sister)(?:'s| is| was)"
        r"|ich bin|tengo|ho) (?:just |about |around |only |now |already |almost |nearly )?[0-9]"
        r"|[\"_ .-]age[\"_ .-])|[0-9] ?[MF]|[a-z]Age\"|\"age[A-Z]"
    )

    _sayings = (
        Saying("old", _OLD, STRONG),
        Saying("person", _PERSON, STRONG),
        Saying("aged", _AGED, MEDIUM),
        Saying("i_am", _I_AM, MEDIUM),
        Saying("letter", _LETTER, MEDIUM),
    )
    _answer = Answer(
        lazy.compile(rf"{_NUMBER}{_END}"),
        lazy.compile(r"(?:^|[_ .-])(?i:age)(?:$|[_ .-](?i:years|in))|[a-z]Age$|^age[A-Z]"),
        texts_max=60,
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(batch, detector=self.name, entity_type="age", sayings=self._sayings, answer=self._answer)

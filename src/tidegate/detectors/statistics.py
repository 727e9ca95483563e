"""Medical statistics: rates, odds and what studies print beside them ("18 %", "1 in 5 patients", "p < 0.05").

A percentage is everyday text, so it needs a word for health or for chances beside it; what only a study writes
counts by itself.

Source:
    ICMJE, Recommendations for the Conduct, Reporting, Editing, and Publication of Scholarly Work (what is reported);
    the words are written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Saying, read_cued
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

_NUMBER = r"[0-9]{1,6}(?:[.,][0-9]{1,6})?"
_BEFORE, _AFTER = r"(?<![\p{Latin}\p{N}_.,])", r"(?![\p{Latin}\p{N}_])"
_SHARE = rf"{_NUMBER}(?: ?(?:-|\u2013|to) ?{_NUMBER})? ?(?:%|percent\b|per cent\b)"
_OF = (
    r"survival|chance|chances|risk|mortality|prevalence|incidence|efficacy|effectiveness|sensitivity|specificity"
    r"|probability|likelihood|ejection fraction|recurrence|remission|response rate|saturation|blockage|stenosis"
    r"|success rate|cure rate|of (?:the )?(?:patients|cases|people|women|men|children|adults|participants)"
)
_RATE = lazy.compile(rf"(?i){_BEFORE}(?P<value>{_SHARE})(?=[ ](?:[\p{{L}}-]{{1,12}}[ ]){{0,2}}(?:{_OF})\b)")
_RATED = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_OF})(?:[ ](?:rate|is|was|of|at|around|about|now|only)){{0,3}}[ :]{{1,2}}"
    rf"(?P<value>{_SHARE})"
)
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten"
_ODDS = lazy.compile(
    rf"(?i){_BEFORE}(?P<value>(?:[0-9]{{1,4}}|{_WORDS})[ ](?:in|out of)(?: every)?[ ]"
    rf"(?:[0-9]{{1,9}}(?:,[0-9]{{3}})*|{_WORDS}))"
    r"(?=[ ](?:patients|cases|people|women|men|children|adults|chance|births|persons)\b)"
)
_STUDY = lazy.compile(
    rf"{_BEFORE}(?P<value>[pP] ?(?:[<>=\u2264\u2265]|&lt;) ?0?\.[0-9]{{1,6}}|[nN] ?= ?[0-9]{{1,7}}"
    rf"|9[0-9](?:\.[0-9])? ?% ?CI[ :,]{{0,2}}[\[(]?{_NUMBER} ?(?:-|\u2013|to|,) ?{_NUMBER}[\])]?"
    rf"|(?:OR|HR|RR|SD|IQR|aOR|aHR)(?: of| ?=|:)? {_NUMBER}){_AFTER}"
)
_LONE = lazy.compile(rf"(?i){_BEFORE}(?P<value>{_SHARE})")


class Statistics:
    """Finds medical statistics."""

    name = "statistics"
    version = "1"
    entity_types: tuple[str, ...] = ("statistics",)
    context = words(
        "survival mortality prevalence incidence efficacy patients risk prognosis ejection fraction sensitivity oxygen"
        " specificity remission recurrence clinical trial diagnosed hemoglobin hematocrit saturation study"
    )
    refute = words("discount sale off tax interest battery cpu disk download upload progress revenue price growth")
    wide_needs = (
        r"(?i:[0-9] ?(?:%|percent|per cent))"
        rf"|(?i:(?:[0-9]|[^0-9A-Za-z_](?:{_WORDS})) (?:in|out of)(?: every)? (?:[0-9]|{_WORDS}))"
        r"|[pP] ?(?:[<>=\x{2264}\x{2265}]|&lt;) ?0?\.[0-9]|[nN] ?= ?[0-9]|(?:OR|HR|RR|SD|IQR)(?: of| ?=|:)? [0-9]"
    )
    needs = (
        rf"(?i:[0-9] ?(?:%|percent|per cent)|\b(?:[0-9]{{1,4}}|{_WORDS}) (?:in|out of)(?: every)? (?:[0-9]|{_WORDS}))"
        r"|[pP] ?(?:[<>=]|&lt;) ?0?\.[0-9]|[nN] ?= ?[0-9]|(?:OR|HR|RR|SD|IQR)(?: of| ?=|:)? [0-9]"
    )

    _sayings = (
        Saying("study", _STUDY, MEDIUM),
        Saying("rate", _RATE, MEDIUM),
        Saying("rated", _RATED, MEDIUM),
        Saying("odds", _ODDS, MEDIUM),
        Saying("lone", _LONE, WEAK),
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(batch, detector=self.name, entity_type="statistics", sayings=self._sayings)

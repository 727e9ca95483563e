"""Doses of medicines: an amount and a pharmaceutical unit, with how often where it follows.

Units that only medicine uses say it by themselves; grams, litres and tablets are also of other things and need a word
for medicine near them.

Source:
    Unified Code for Units of Measure (UCUM 2.1: mg, ug, mL, [IU], mEq, mmol); Institute for Safe Medication Practices,
    list of error-prone abbreviations (what is written instead: mcg, cc, U, QD, BID).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Saying, read_cued
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

_AMOUNT = r"[0-9]{1,6}(?:[.,][0-9]{1,4}){0,4}(?: ?[/\-\u2013] ?[0-9]{1,5}(?:[.,][0-9]{1,3})?)?"
_PER = r"(?: ?(?:/|per) ?(?:kg|m2|m\u00b2|day|d|dose|hour|hr|h|min|ml|mL|dL|L|actuat))?"
_OFTEN = (
    r"(?:,? (?:once|twice|three times|four times|[1-4] ?x) (?:a |per )?(?:day|daily|weekly|week)|,? (?:daily"
    r"|nightly|weekly|bid|tid|qid|qd|prn)"
    r"|,? every [0-9]{1,2} (?:hours|h))?"
)
_BEFORE, _AFTER = r"(?<![\p{Latin}\p{N}_.,-])", r"(?![\p{Latin}\p{N}_-])"
_MEDICAL = lazy.compile(
    rf"(?i){_BEFORE}(?P<value>{_AMOUNT}[ \-\u00a0]?(?:mg|mcg|[\u00b5\u03bc]g|ug|ng|ml|cc|iu|meq|mmol"
    rf"|units?(?= (?:of insulin|subcut|iv|sc)))"
    rf"{_PER}{_OFTEN}){_AFTER}"
)
_HOUSEHOLD = lazy.compile(
    rf"(?i){_BEFORE}(?P<value>(?:{_AMOUNT}|one|two|three|half a)[ \-\u00a0]?(?:g|grams?|milligrams?|micrograms?"
    rf"|millilit(?:er|re)s?|units?|tablets?|tabs?|pills?|capsules?"
    rf"|caps|drops?|puffs?|sprays?|patch(?:es)?|ampoules?|vials?|teaspoons?|tsp|tablespoons?"
    rf"|tbsp){_PER}{_OFTEN}){_AFTER}"
)
# How the units begin.
_UNITS = (
    "mg|mcg|ug|ng|ml|cc|iu|meq|mmol|unit|g|gram|milli|micro|tab|pill|cap|drop|puff|spray|patch|amp|vial|tea|tsp|tbsp"
)


class Dose:
    """Finds doses."""

    name = "dose"
    version = "1"
    entity_types: tuple[str, ...] = ("dose",)
    context = words(
        "dose doses dosage take takes taking took taken prescribed prescription medication medicine drug daily twice"
        " insulin tablet tablets oral orally injection administered mg"
    )
    refute = words("recipe flour sugar protein fat caffeine")
    wide_needs = rf"(?i:(?:[0-9]|one|two|three|half a)[ \-\x{{a0}}]?(?:{_UNITS}|[\x{{b5}}\x{{3bc}}]g))"
    needs = rf"(?i:(?:[0-9]|one|two|three|half a)[ -]?(?:{_UNITS}))"

    _sayings = (Saying("medical", _MEDICAL, MEDIUM), Saying("household", _HOUSEHOLD, WEAK))

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(batch, detector=self.name, entity_type="dose", sayings=self._sayings)

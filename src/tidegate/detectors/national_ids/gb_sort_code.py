"""British sort codes: six digits in pairs, beside a word for them or before an account's eight digits.

A pair of pairs is a date, a time or a score as well, so alone it is nothing. The type is that of routing numbers: both
say which bank.

Source:
    Pay.UK, "Sorting code numbers and account numbers" (six digits; account numbers of eight).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, hints_of, read_cued
from tidegate.detectors.numbers import END, START
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "GB"
_CODE = "[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}"
_CUE = "sort(?:ing)?[ _-]?codes?|s/c"
_SAID = lazy.compile(rf"(?i){START}(?:{_CUE}){LINK}(?P<value>{_CODE}){END}")
# Behind it, parted by what parts the two on a cheque.
_BESIDE_ACCOUNT = lazy.compile(
    rf"{START}(?P<value>[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}})(?=[ ,/|]{{1,3}}[0-9]{{8}}(?![0-9]))"
)


class GbSortCode:
    """Finds sort codes. Only where the region GB is on."""

    name = "gb_sort_code"
    version = "1"
    entity_types: tuple[str, ...] = ("routing_number",)
    context = words("sort sorting sortcode account bank")
    refute = words("date time score")
    wide_needs = (
        rf"(?i:sort(?:ing)?[ _-]?code)|{EDGE}(?i:s/c)[^A-Za-z]"
        "|[0-9]{2}-[0-9]{2}-[0-9]{2}[ ,/|]{1,3}[0-9]{8}"
    )
    needs = r"(?i:sort(?:ing)?[ _-]?code|s/c[^a-z])|[0-9]{2}-[0-9]{2}-[0-9]{2}[ ,/|]{1,3}[0-9]{8}"

    _sayings = (
        Saying("said", _SAID, STRONG, need="(?i:sort(?:ing)?[ _-]?code|s/c[^a-z])"),
        Saying("beside_account", _BESIDE_ACCOUNT, STRONG, need="-[0-9]{2}[ ,/|]{1,3}[0-9]{8}"),
    )
    _answer = Answer(lazy.compile(rf"\A\s*(?P<value>{_CODE})\s*\Z"), lazy.compile("(?i)sort_?code"), texts_max=24)
    _hints = hints_of(_sayings)

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        return read_cued(
            batch,
            detector=self.name,
            entity_type="routing_number",
            sayings=self._sayings,
            answer=self._answer,
            hints=self._hints,
        )

"""Numbers of customers, members and contracts by their words.

Every shop and utility numbers its customers in its own way, so only the words beside a number tell what it is.

Source:
    45 CFR 164.514(b)(2)(i)(J): account numbers are identifiers; the forms are what offices print.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cues import OFFICE_NUMBER, OFFICE_NUMBER_NEED, Near, beside, cue
from tidegate.detectors.cues import needs as needed
from tidegate.detectors.cues import wide_needs as wide_needs_of
from tidegate.detectors.numbers import Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_BESIDE = (Form("beside", OFFICE_NUMBER, "account_number", MEDIUM),)
_PHRASES = (
    r"(?:customer|client|member(?:ship)?|contract|loyalty|utility|billing|meter|subscriber|user|patient) "
    r"(?:account|acct|number|num|no|nr|id)|customer|kundennummer|kunden nr|frequent flyer|num[e\u00e9]ro "
    r"(?:de )?client"
)
_CUES = cue(_PHRASES)
_NEAR = Near(_PHRASES, number=OFFICE_NUMBER_NEED)


class AccountNumber:
    """Finds customer and contract numbers, only beside a word for them."""

    name = "account_number"
    version = "2"
    entity_types: tuple[str, ...] = ("account_number",)
    context = words(
        "customer client member membership contract loyalty subscriber customernumber customerid kundennummer"
    )
    refute = words("order invoice tracking phone")
    wide_needs = wide_needs_of(_PHRASES)
    needs = needed(_PHRASES)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        numbers = read(_BESIDE, batch, detector=self.name, chars_min=5, rows=_NEAR.rows(batch))
        return beside(numbers, batch, _CUES, detector=self.name)

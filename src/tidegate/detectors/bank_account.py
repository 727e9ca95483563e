"""Bank account numbers by their words: 6 to 17 digits beside "account", and four or more that are called its number.

Banks choose the length, and outside the IBAN nothing in the digits says what they are. So they count only beside a
word for an account, in a field of that name, or after a question for one.

Source:
    NACHA Operating Rules, field DFI Account Number (at most 17 positions); ISO 20022, element AcctId.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import hints_of, read_cued
from tidegate.detectors.cues import Near, beside, cue
from tidegate.detectors.cues import needs as needed
from tidegate.detectors.cues import wide_needs as wide_needs_of
from tidegate.detectors.numbers import END, START, Form, read, without_outdone
from tidegate.detectors.said_numbers import ACCOUNT_NEEDS, ACCOUNT_SAYINGS, ACCOUNT_WIDE_NEEDS
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_NUMBER = lazy.compile(
    START
    + r"(?:[A-Za-z]{2,4}-)?(?:[0-9]{6,17}|[0-9]{3,6}(?:[ \-][0-9]{3,6}){1,3}(?<![0-9]{3}[ \-][0-9]{3}[ \-][0-9]{4}))"
    + END
)
_BESIDE = (Form("beside", _NUMBER, "bank_account", MEDIUM),)
_PHRASES = (
    r"accounts?|acct|accts|a/c|checking|savings|konto(?:nummer)?|compte|cuenta|conto|rekening(?:nummer)?|bban|bank"
    r" number"
)
_CUES = cue(_PHRASES)
_NEAR = Near(_PHRASES, number="[0-9][0-9 -]{5}", behind=True)


class BankAccount:
    """Finds account numbers at banks, only beside a word for them."""

    name = "bank_account"
    version = "3"
    entity_types: tuple[str, ...] = ("bank_account",)
    context = words(
        "account accounts acct accts accountnumber checking savings bank konto kontonummer compte cuenta conto rekening"
    )
    refute = words("order invoice tracking phone routing")
    wide_needs = f"{wide_needs_of(_PHRASES)}|{ACCOUNT_WIDE_NEEDS}"
    needs = needed(_PHRASES, ACCOUNT_NEEDS)

    _hints = hints_of(ACCOUNT_SAYINGS)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        numbers = read(_BESIDE, batch, detector=self.name, chars_min=6, rows=_NEAR.rows(batch))
        found = beside(numbers, batch, _CUES, detector=self.name, behind=True)
        said = read_cued(
            batch, detector=self.name, entity_type="bank_account", sayings=ACCOUNT_SAYINGS, hints=self._hints
        )
        return without_outdone([*found, *said]) if said else found

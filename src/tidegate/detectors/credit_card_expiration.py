"""Expiry dates of payment cards: month and year, beside a word for expiring or for the card.

"05/27" alone may be the fifth of the twenty-seventh, a fraction or a month; it stays a weak claim that a word, the
field's name or the question lifts. Straight behind a word for expiring it is one.

Source:
    ISO/IEC 7813 (the expiry date is a year and a month); EMV: cards show MM/YY.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, read_cued
from tidegate.detectors.dates import MONTHS
from tidegate.detectors.scan import EDGE, in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

_END = r"(?![\p{Latin}\p{N}_]|[.,:/-][0-9])"
_MONTH_YEAR = rf"(?:0?[1-9]|1[0-2])(?: ?[/\-.] ?(?:20)?[0-9]{{2}}| 20[2-4][0-9]){_END}"
_MONTHS = "|".join(word for month in MONTHS["en"] for word in month.split())
_NAMED = rf"(?:{_MONTHS})\.?[ ,/\-]{{1,2}}(?:20|['\u2019])?[0-9]{{2}}{_END}"
_CUE = (
    r"exp(?:ir(?:y|es|ed|ing|ation|e))?\.?(?: ?(?:date|month|on|in))?|valid (?:thru|through|until|till|to)"
    r"|good (?:thru|through|until)"
    r"|g\u00fcltig bis|ablaufdatum|expire le|caducidad|vence|scadenza"
)
_SAID = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?:{_CUE})\b{LINK}(?P<value>{_MONTH_YEAR}|{_NAMED}|(?:0[1-9]"
    rf"|1[0-2])[2-4][0-9]{_END})"
)
_FORM = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_])(?<![0-9][.,:/-])(?P<value>(?:0[1-9]|1[0-2]) ?/ ?(?:20[2-4][0-9]|[2-4][0-9])){_END}"
)


class CreditCardExpiration:
    """Finds expiry dates of cards."""

    name = "credit_card_expiration"
    version = "2"
    entity_types: tuple[str, ...] = ("credit_card_expiration",)
    context = words("exp expiry expires expiration expire expiring valid thru card cards visa mastercard amex cvv cvc")
    refute = words("blood pressure score passport coupon lease")
    # A month and a year behind a day are a date.
    wide_needs = (
        r"(?:[^0-9A-Za-z_.,:/\-]|[^0-9][.,:/\-])[01][0-9] ?/ ?(?:20)?[2-4][0-9]"
        rf"|{EDGE}(?i:{in_re2(_CUE)}){EDGE}"
    )
    # In the text, or in the field's name.
    needs = (
        r"[01][0-9] ?/ ?(?:20)?[2-4][0-9]"
        r"|(?i:(?:exp(?:ir(?:y|es|ed|ing|ation|e))?|valid (?:thru|through|until|till|to)|good (?:thru|through"
        r"|until)|ltig bis"
        r"|ablaufdatum|expire le|caducidad|vence"
        r"|scadenza)[^0-9A-Za-z][^0-9]{0,60}(?:[01]?[0-9] ?[/. -] ?(?:20)?[0-9]{2}"
        r"|[01][0-9][2-4][0-9])"
        r"|(?:exp(?:ir(?:y|es|ed|ing|ation|e))?|valid (?:thru|through|until|till|to)|good (?:thru|through|until)"
        r"|ablaufdatum)[^0-9A-Za-z][^0-9]{0,60}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z.]{0,7}[ ,/-]"
        r"|expir(?:y|ation|es\")|\"exp\"|(?:it|card) expire|exp_?(?:date|month|mm)|(?:card|cc)_?exp|valid_?thru"
        r"|valid (?:thru|until))"
    )

    _sayings = (Saying("said", _SAID, STRONG), Saying("form", _FORM, WEAK))
    _answer = Answer(
        lazy.compile(
            rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?<![0-9][.,:/-])(?P<value>{_MONTH_YEAR}|{_NAMED}|(?:0[1-9]"
            rf"|1[0-2])[2-4][0-9]{_END})"
        ),
        lazy.compile(
            r"(?i)card_?exp|exp(?:iry|iration)?_?(?:date|month|mm)|cc_?exp|valid_?thru|^exp(?:iry|iration|ires)?$"
        ),
        texts_max=120,
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(
            batch, detector=self.name, entity_type="credit_card_expiration", sayings=self._sayings, answer=self._answer
        )

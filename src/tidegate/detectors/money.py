"""Amounts of money: a number beside a currency's sign, code or name, or behind a word such as "amount of".

Without a currency an amount is a number like any other, so it needs the word straight in front of it, or the question.

Source:
    ISO 4217 (currency codes); Unicode currency symbols (category Sc); CLDR 45 for how amounts are grouped.
"""

from __future__ import annotations

from collections.abc import Sequence

import re2

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Answer, Saying, read_cued
from tidegate.detectors.scan import in_ascii, in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

# Codes in capitals, and those few that people also write small: "pen" and "mad" are words.
_CODES = (
    "AED|ARS|AUD|BGN|BHD|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JOD|JPY|KES|KRW|KWD|MAD|MXN"
    "|MYR|NGN|NOK|NZD|OMR|PEN|PHP|PKR|PLN|QAR|RON|RSD|RUB|SAR|SEK|SGD|THB|TND|TWD|UAH|USD|UYU|VND|ZAR|RMB"
)
_CODE = rf"(?:{_CODES}|(?i:usd|eur|gbp|inr|cad|aud|chf|jpy|cny|nzd|sek|nok|dkk))"
_MANY = r"(?:k|m|bn|mio|mrd|million|billion|thousand|hundred|crore|lakh|grand)"
_AMOUNT = (
    r"(?:[0-9]{1,3}(?:[,.'\u2019 \u00a0\u202f][0-9]{3}){1,5}|[0-9]{1,15})"
    r"(?:[.,][0-9]{1,2}(?![0-9])|[.,][\-\u2013]{1,2})?"
    rf"(?: ?{_MANY}\b)?"
)
_SIGNS = r"\p{Sc}"
_NAMES = (
    r"(?:us |canadian |australian )?dollars?|bucks|euros?|pounds?(?: sterling)?|quid|cents?|pence|yen|yuan|rupees?"
    r"|rupien|francs?|franken"
    r"|pesos?|kronor|kroner|krona|krone|zloty|z\u0142oty|rubles?|roubles?|reais|lira|rand|naira|baht|won|shekels?"
    r"|dirhams?|riyals?"
)
_SIGN_FIRST = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_])(?P<value>(?:[+\-\u2212] ?)?(?:(?:US|CA|C|AU|A|NZ|HK|S|R|MX)?{_SIGNS}|R\$|Rs\.?"
    rf"|(?i:z\u0142)|kr\.?) ?{_AMOUNT})(?![\p{{Latin}}\p{{N}}_])"
)
_SIGN_LAST = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_.,])(?P<value>[+\-\u2212]?{_AMOUNT}[ \u00a0\u202f]?(?:{_SIGNS}|z\u0142(?!\p{{L}})"
    rf"|kr(?![\p{{Latin}}\p{{N}}])))"
)
# Looser than the forms and linear, because most texts have none of them.
_SIGN_HINT = re2.compile(r"\p{Sc}|Rs|kr|(?i:z\x{142})")
_WITH_CODE = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_.,])(?<![\p{{Latin}}\p{{N}}]-)(?P<value>(?:{_CODE})[ \u00a0]?{_AMOUNT}"
    rf"|{_AMOUNT}[ \u00a0]?(?:{_CODE}))(?![\p{{Latin}}\p{{N}}_]|-[\p{{L}}\p{{N}}])"
)
_WITH_NAME = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_.,])(?P<value>{_AMOUNT}[ \u00a0\-]?(?:{_NAMES}))"
    rf"(?![\p{{Latin}}\p{{N}}_])"
)
# "one thousand three hundred dollars". Pounds and cents are weights and opinions as well.
_NUMERAL = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion"
)
_SPELT_NAMES = r"dollars?|bucks|euros?|rupees?|pesos?|yen|yuan|francs?|quid"
_SPELT = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?P<value>(?:an? )?(?:{_NUMERAL})(?:[ -](?:and )?(?:{_NUMERAL})){{0,12}}"
    rf"[ -](?:us )?(?:{_SPELT_NAMES}))(?![\p{{Latin}}\p{{N}}_])"
)
_SPELT_NEED = rf"(?i:(?:{_NUMERAL})[ -](?:us )?(?:{_SPELT_NAMES}))"
_WORDS = (
    r"amount(?:s|ed|ing)?|costs?|price[sd]?|totals?|total(?:ed|ing)|balance|sum|fees?|refund(?:ed)?|transfer(?:red)?"
    r"|pay(?:s|ing)?|paid|payment|charged?|salary|income|expenses?|budget|deposit(?:ed)?|withdraw|withdrew|owe[sd]?"
    r"|spent|spend|worth"
)
_WORD_LINK = r"(?: (?:of|is|was|to|me|for|at|about|around|only|up|full|be)){0,3}[ :=]{1,2}"
_AFTER_WORD = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?:{_WORDS}){_WORD_LINK}(?P<value>(?!0[0-9]){_AMOUNT})"
    r"(?![\p{Latin}\p{N}_%:/-]|[.,][0-9]| ?(?:%|days?|hours?|times|items?|people|years?|months?|weeks?))"
)
# In ASCII, what stands between an amount's last figure and its currency.
_BEHIND_FIGURE = rf"(?:[.,]-{{1,2}})?(?: ?(?i:{_MANY}))?[ -]?"
_WORD_HINT = re2.compile(
    r"(?i)amount|cost|price|total|balance|sum|fee|refund|transfer|pay|paid|charge|salary|income|expens|budget|deposit"
    r"|withdr|owe|spen|worth"
)


class Money:
    """Finds amounts of money."""

    name = "money"
    version = "2"
    entity_types: tuple[str, ...] = ("money",)
    context = words(
        "amount cost costs price total balance fee refund transfer pay paid charge charged salary income usd eur"
    )
    refute = words("order tracking zip phone")
    wide_needs = rf"\p{{Sc}}|Rs|kr|(?i:z\x{{142}})|{_CODE}|(?i:{in_re2(_NAMES)}|{_WORDS})"
    # Signs outside ASCII take the slow way anyway.
    needs = (
        rf"(?:\$|\bRs\.?|\bkr\.?) ?[0-9]|[0-9]{_BEHIND_FIGURE}(?:\$|kr[^0-9A-Za-z])"
        rf"|\b{_CODE} ?[0-9]|[0-9]{_BEHIND_FIGURE}{_CODE}\b"
        rf"|(?i:[0-9]{_BEHIND_FIGURE}(?:{in_ascii(_NAMES)})\b|\b(?:{_WORDS}){_WORD_LINK}[0-9])"
        rf"|{_SPELT_NEED}"
    )

    _sayings = (
        Saying("sign_first", _SIGN_FIRST, STRONG, _SIGN_HINT),
        Saying("sign_last", _SIGN_LAST, STRONG, _SIGN_HINT),
        Saying("code", _WITH_CODE, STRONG, re2.compile(_CODE)),
        Saying("name", _WITH_NAME, MEDIUM, re2.compile(rf"(?i){_NAMES}".replace("\\u0142", "\\x{142}"))),
        Saying("spelt", _SPELT, STRONG, re2.compile(_SPELT_NEED)),
        Saying("after_word", _AFTER_WORD, WEAK, _WORD_HINT),
    )
    _answer = Answer(
        lazy.compile(rf"(?<![\p{{Latin}}\p{{N}}_.,/:-])(?P<value>{_AMOUNT})(?![\p{{Latin}}\p{{N}}_%:/-]|[.,][0-9])"),
        lazy.compile(r"(?!)"),  # a field named "amount" holds no person's money more than any other number does
        texts_max=120,
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(batch, detector=self.name, entity_type="money", sayings=self._sayings, answer=self._answer)

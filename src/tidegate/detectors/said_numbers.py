"""Numbers of cards, accounts and social security as people say them: in part, or with a mistake.

"The last four of my social are 8547", "card ending in 4242", "credit card number 1234 5678 9012 3456": who says what a
number is means it, whether its check digit is right or not, and four digits beside a name open as many doors as all of
them. So a word for the number, and nothing but small words between, is enough. Four digits are also a year or an
amount; they need a word that says that a number follows, or that it is the end of one.

Source:
    The words are written by hand, from how customers write to support.
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.cued import Answer, Saying
from tidegate.detectors.scan import EDGE, LETTER_EDGE

_START = r"(?<![\p{Latin}\p{N}_])"
_END = r"(?![\p{Latin}\p{N}_%]|[.,:/-][0-9])"
_VALUE_START = r"(?<![0-9][.,/-]|[$\u20ac\u00a3])"
# What stands between a word for a number and its digits. Bounded, to stay linear.
_SMALL = (
    r"is|was|are|were|it's|its|it|no|nr|num|number|numbers|digits?|last|four|4|end(?:s|ing)?(?: in| with)?|of|my|the"
    r"|your|that|which|actually|should be|be|correct|right|new"
)
_BETWEEN = rf"(?:[ \t\n:=#\"'(,>\-\u2013\u2019]{{1,4}}(?:(?:{_SMALL})\b[ \t:=#\"'(.,\-\u2019]{{0,3}}){{0,8}})"
_NUMBERED = r"(?:[ _-]?(?:number|num|no|nr)s?\b\.?| ?#)"
_FOUR = r"last[ -](?:four|4)(?: (?:digits?|numbers?))?"
_ENDING = rf"(?: (?:is|that|which|has)){{0,2}} (?:end(?:s|ing)?\b|(?:the )?{_FOUR})"
_OF = r"(?: (?:of|on|for|from|in))?(?: (?:my|the|your|his|her|our|this|that))?"
_MONEY = (
    r"(?! ?(?:dollars?|bucks|usd|eur|euros?|pounds?|rupees|rs\b|points?|limit|miles|users|people|days|times|per\b))"
)

_SOCIAL = (
    r"ssn(?:[_-]?last[_-]?(?:4|four))?|s\.s\.n\.?|social security"
    r"|social(?=(?:'s)? (?:is|are|was|ends?|ending|number|num|no|last)\b)"
)
_SSN_SAID = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_SOCIAL}){_NUMBERED}?{_BETWEEN}"
    rf"{_VALUE_START}(?P<value>[0-9]{{3}}[ .-]?[0-9]{{2}}[ .-]?[0-9]{{4}}|[0-9]{{7,11}}|[0-9]{{3,4}}"
    rf"|[x*\u2022#]{{1,5}}[ -]?[x*\u2022#]{{0,4}}[ -]?[0-9]{{4}}){_END}"
)
_SSN_BEHIND = lazy.compile(
    rf"(?i){_START}{_VALUE_START}(?P<value>[0-9]{{4}}) (?:(?:is|are|was)(?: the| my| her| his| their)?"
    rf"(?: {_FOUR}{_OF})? (?:ssn|social security)(?![\p{{Latin}}\p{{N}}_])|(?:ssn|social)[.!]?\s*\Z)"
)
_SOCIAL_NEED = r"(?i:[^a-z](?:ssn|s\.s\.n|social[^a-z]))"

SSN_SAYINGS = (
    Saying("said", _SSN_SAID, need=_SOCIAL_NEED),
    Saying("said_behind", _SSN_BEHIND, need=r"[0-9]{4} (?i:[a-z4 -]{0,40}(?:ssn|social))"),
)
SSN_ANSWER = Answer(
    lazy.compile(
        r"(?i)\A[^\p{L}\p{N}]{0,3}(?P<value>[0-9]{3,4}|[0-9]{7,11}|[x*\u2022#]{1,5}[ -]?[x*\u2022#]{0,4}[ -]?[0-9]{4})"
        r"[^\p{L}\p{N}]{0,3}\Z"
    ),
    lazy.compile(r"(?i)(?:^|[^a-z]|(?-i:[a-z](?=S)))ssn|social_?sec"),
    texts_max=32,
)
SSN_WIDE_NEEDS = rf"{LETTER_EDGE}(?i:ssn|s\.s\.n|social[^a-z])"
SSN_NEEDS = rf"{_SOCIAL_NEED}|[a-z]S(?i:sn)|(?i:social_?sec)"

_KIND = (
    r"(?:credit|debit|bank|atm|visa|master ?card|amex|american express|discover|maestro|prepaid|charge)"
    r"(?:[ /]?(?:or )?debit)?"
)
_CARD = rf"(?:{_KIND}[ _-]?cards?|card|cc|(?:credit|debit)(?={_NUMBERED}))"
_DIGITS = r"[0-9](?:[ -]{0,2}[0-9]){11,20}"
_CARD_SAID = lazy.compile(rf"(?i){_START}{_CARD}{_NUMBERED}?{_BETWEEN}{_VALUE_START}(?P<value>{_DIGITS}){_END}")
_CARD_END = lazy.compile(
    rf"(?i){_START}(?:{_KIND}[ _-]?card{_NUMBERED}?|{_CARD}{_NUMBERED}|{_FOUR}{_OF} {_CARD}"
    rf"|(?:{_CARD}|visa|mastercard|amex|discover)(?={_ENDING})|card[_-]?last[_-]?(?:4|four))"
    rf"{_BETWEEN}{_VALUE_START}(?P<value>[0-9]{{4}}){_END}{_MONEY}"
)
_CARD_BEHIND = lazy.compile(
    rf"(?i){_START}{_VALUE_START}(?P<value>[0-9]{{4}}) (?:is|are|was)(?: the| my)?(?: {_FOUR}{_OF})? {_CARD}"
    rf"(?:{_NUMBERED}|(?![\p{{Latin}}\p{{N}}_]))"
)
_CARD_NEED = (
    r"(?i:[^a-z](?:cards?|cc)[^a-z]|card[_-]?last|[a-z]card[^a-z]|(?:credit|debit)[ _-]"
    r"|(?:visa|amex|discover|mastercard) )"
)

CARD_SAYINGS = (
    Saying("said", _CARD_SAID, need=rf"{_CARD_NEED}(?s:.{{0,80}})[0-9](?:[ -]{{0,2}}[0-9]){{11}}"),
    Saying("end_said", _CARD_END, need=rf"{_CARD_NEED}(?s:.{{0,80}})[0-9]{{4}}"),
    Saying("end_behind", _CARD_BEHIND, need=rf"[0-9]{{4}} (?i:is|are|was)[a-z4 -]{{0,40}}{_CARD_NEED}"),
)
CARD_ANSWER = Answer(
    lazy.compile(rf"(?i)\A[^\p{{L}}\p{{N}}]{{0,3}}(?P<value>{_DIGITS}|[0-9]{{4}})[^\p{{L}}\p{{N}}]{{0,3}}\Z"),
    lazy.compile(r"(?i)(?:card|pan|cc).{0,12}(?:last|end).{0,6}(?:4|four|digits)"),
    texts_max=48,
)
CARD_WIDE_NEEDS = (
    rf"(?i:card|credit|debit|(?:visa|mastercard|amex|discover) )|{EDGE}(?i:cc)"
    # A field may be named for the end of a card by other words than those.
    rf"|\n{LETTER_EDGE}{{0,3}}[0-9]{{4}}{LETTER_EDGE}{{0,3}}\n"
)
CARD_NEEDS = rf"{_CARD_NEED}|(?i:(?:last|end)[^\n\"]{{0,6}}(?:4|four|digits)[^\n\"]*\"\s*:)"

_ACCOUNT = r"(?:(?:bank|checking|savings?|current|chequing) )?(?:account|acct|acc|a/c)"
_OWN = r"(?:my|the|your|his|her|this|that|from|to|into|in|other|close|checking|savings?|bank|current)"
_ACCOUNT_SAID = lazy.compile(
    rf"(?i){_START}(?:{_ACCOUNT}{_NUMBERED}|ac[ _-]?(?:number|num|no|nr)\b\.?"
    rf"|{_FOUR}{_OF} (?:{_ACCOUNT}|checking|savings?){_NUMBERED}?"
    rf"|(?:{_ACCOUNT}|(?:my|the|your) (?:checking|savings?))(?={_ENDING})"
    rf"|{_OWN} {_ACCOUNT}|(?:my|the|your) (?:checking|savings?)(?= is ))"
    rf"{_BETWEEN}{_VALUE_START}(?P<value>[0-9]{{4,20}}){_END}{_MONEY}"
)
_ACCOUNT_BEHIND = lazy.compile(
    rf"(?i){_START}{_VALUE_START}(?P<value>[0-9]{{4,5}}) (?:is|are|was)(?: the| my)?(?: {_FOUR}{_OF})? {_ACCOUNT}"
    rf"(?:{_NUMBERED}|(?![\p{{Latin}}\p{{N}}_]))"
)
_ACCOUNT_WORD = r"[^a-z](?:account|acct|acc|a/c|checking|savings?)[^a-z]|[^a-z]ac[ _-]?n"
_ACCOUNT_NEED = rf"(?i:{_ACCOUNT_WORD})"

ACCOUNT_SAYINGS = (
    Saying("said", _ACCOUNT_SAID, need=rf"(?i:{_ACCOUNT_WORD})(?s:.{{0,80}})[0-9]{{4}}"),
    Saying("said_behind", _ACCOUNT_BEHIND, need=rf"[0-9]{{4}} (?i:is|are|was)[a-zA-Z4 -]{{0,40}}{_ACCOUNT_NEED}"),
)
ACCOUNT_NEEDS = _ACCOUNT_NEED
ACCOUNT_WIDE_NEEDS = r"(?i:acc|acct|a/c|ac[^\pL]{0,2}n|savings?)"  # beside the words that any account number needs

"""Numbers that programs write, and nobody dials or pays with: measured values, versions, counts, fractions of a second.

A float has as many digits as a payment card, a counter as many as a phone number, and a browser's version reads as
either. What tells them is where they stand: a decimal behind an equals sign or alone in its field, a version behind its
product's name, a count before its unit. Each rule here says "a program wrote this"; a detector then claims it faintly,
so that a word beside it ("phone: 41.55501329") or its field's name still counts for more.

Source:
    RFC 9110 section 10.1.5 (products and their versions), RFC 3339 (fractions of a second), W3C Client Hints
    (``"Chromium";v="124.0.6367.207"``), IEEE 754 (what a float is written with), ISO 2108, ISO 3297 and GS1 (labels
    of books, serials and articles).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from tidegate.detectors import lazy
from tidegate.detectors.numbers import FAINT
from tidegate.detectors.scan import words
from tidegate.spans import MEDIUM, Candidate

LOOK_BACK = 24  # code points before a number in which is looked for what it hangs on
DIGITS_DIALLED = 6  # of the shortest number that is more than a year or a score

_ASSIGNED = lazy.compile(r"(?:[\w\])\"'][ \t]?[=:]|\[)[ \t]{0,8}[\"'(\[]?[+-]?\Z")
_DECIMAL = lazy.compile(r"(?:0|[1-9][0-9]{0,8})\.[0-9]{1,17}")
_DIALLED = lazy.compile(r"[0-9]{3}\.[0-9]{7}")  # an area and a number
_PRODUCT = lazy.compile(
    r"(?:[A-Za-z]{2}/|;[ ]?v=\"?|(?i:version|build|release|firmware)[\"']?[ ]?[=:(]{0,2}[ ]?[\"']?)\Z"
)
_VERSION = lazy.compile(r"(?!(?:1\.)?[0-9]{3}\.[0-9]{3}\.[0-9]{4}(?![0-9.]))[0-9]{1,4}(?:\.[0-9]{1,6}){2,3}")
_VERSION_ZERO = lazy.compile(r"[0-9]{1,4}\.0\.[0-9]{1,6}(?:\.[0-9]{1,6})?")
_BEHIND_NAME = lazy.compile(r"[A-Za-z]{2}[\"']?[ ]?[ =:(/\[][\"'v]?\Z")
_SECONDS = lazy.compile(r"(?<=[0-9]:[0-5][0-9]:)[0-5][0-9]\.[0-9]{3,9}(?![0-9])")
_DAY = lazy.compile(r"(?:19|20)[0-9]{2}([-./])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12][0-9]|3[01])")
_OF_YEAR = lazy.compile(r"(?:19|20)[0-9]{2}[-/][0-9]{3,7}")
_HOURS = lazy.compile(r"(?:[01][0-9]|2[0-4])[.:][0-5][0-9] ?[-\u2013] ?(?:[01][0-9]|2[0-4])[.:][0-5][0-9]")
_PAIR = lazy.compile(r"[0-9]{1,3}\.[0-9]{3,17}[/ ]{1,3}[0-9]{1,3}\.[0-9]{3,17}")
_ARTICLE = lazy.compile(r"(?i)(?<![a-z])(?:isbn|issn|ean|gtin|upc|cusip|isin)(?:[ -]?1[0-4])?[ :#=]{0,3}\Z")
# "INV-2024-004711"; with two letters it may be a country's code.
_SERIES = lazy.compile(
    r"(?<![\p{L}\p{N}])(?!(?:TEL|PHONE|PHN|MOB|MOBILE|MOBIL|CELL|FAX|CALL|HOME|WORK|OFFICE|TLF|GSM|USA)-)[A-Z]{3,8}-\Z"
)
_GROUPED = lazy.compile(r"[2-9][0-9]{2}[-. ][2-9][0-9]{2}[-. ][0-9]{4}(?![0-9])")  # so Americans write a phone number
_UNIT = lazy.compile(r"[ ]?(?:bytes?|[kKMGT]i?B|[mnu\u00b5]s|msec|rows|packets|tokens|cycles)(?![\p{L}\p{N}]|\.\p{L})")
# Words of a field's name, and words in a text: "free" is also toll free there, and Max is somebody.
_SAID_COUNTS = (
    "bytes offset lag rows hash seed epoch timestamp ts seq sequence xid lsn pid uid gid uptime heap rss nanos micros"
    " millis ticks cycles packets inode checksum crc crc32"
)
_COUNTS = words(_SAID_COUNTS) | words("byte size length count total memory capacity limit ns ms steps tokens cursor")
_SAID = words(_SAID_COUNTS)
_COUNTED = lazy.compile(
    rf"(?i)(?<![a-z])(?:(?:{'|'.join(_SAID_COUNTS.split())})(?:[\"']?[ ]?[=:][ ]?[\"']?| )|(?:size|count)[\"']?[ ]?=)\Z"
)
_ARTICLES = words("isbn issn ean gtin upc cusip isin barcode")
_HUMP = lazy.compile(r"[A-Z]?[a-z]+[0-9]{0,3}|[A-Z]+(?![a-z])")
_RANGE = lazy.compile(r"(?i)(?<![a-z])bytes[ =](?:[0-9]{1,15}[-/]){0,2}\Z")  # "bytes 0-4095/12345"
_VECTOR = lazy.compile(r"[1-9][0-9]{0,8}(?:[ ]{1,4}[0-9]{1,9}){3,20}[ ]?\]")
_MILLISECONDS = lazy.compile(r"1[0-9]{12}")  # since 1970, for the years 2001 to 2033
_COUNTED_WORDS = (*_SAID_COUNTS.split(), "size", "count")
_ARTICLE_WORDS = ("isbn", "issn", "ean", "gtin", "upc", "cusip", "isin")
_LIMITS = frozenset(("2147483647", "2147483648"))  # of whole numbers with 32 bits


def is_assigned(text: str, start: int, name: str) -> bool:
    """Whether a number stands where programs put values: behind ``=``, ``:`` or ``[``, or first in a named field."""
    if name and not text[:start].strip(" +-"):
        return True
    return _ASSIGNED.search(text, max(0, start - LOOK_BACK), start) is not None


def is_product_version(text: str, start: int, end: int) -> bool:
    """Whether this is a product's version (``Chrome/126.0.6478.127``)."""
    if text.count(".", start, end) < 2 or _VERSION.fullmatch(text, start, end) is None:
        return False
    return _PRODUCT.search(text, max(0, start - LOOK_BACK), start) is not None


def seconds_end(text: str, start: int, end: int) -> int:
    """Where the seconds of a time of day end that begin here with a fraction; ``start`` where there are none."""
    match = _SECONDS.match(text, start, end) if text[start - 1 : start] == ":" else None
    return start if match is None else match.end()


def doubted(claims: Sequence[Candidate], text: str, name: str, *, everywhere: bool) -> Iterator[Candidate]:
    """Claims on phone numbers, those that a program wrote without their score, versions of products left out.

    Args:
        claims: On one text.
        text: That text.
        name: Of its field, or "".
        everywhere: Also what only numbering plans with short or free forms take for a number.
    """
    for claim in claims:
        if claim.distinctive or claim.pattern == "labelled" or claim.score <= FAINT:
            yield claim
        elif not is_product_version(text, claim.start, claim.end):
            score = _score(text, name, claim.start, claim.end, everywhere)
            yield claim if score >= claim.score else claim._replace(score=score, pattern="measured")


def _score(text: str, name: str, start: int, end: int, everywhere: bool) -> float:
    while start < end and text[start] in "([ ":
        start += 1
    number = text[start:end]
    # What the rules begin with is looked at first: most numbers have none of it.
    before = text[max(0, start - LOOK_BACK) : start]
    if "bytes" in before.lower() and _RANGE.search(before) is not None:
        return FAINT
    if before.endswith("[") and _VECTOR.match(text, start) is not None:
        return FAINT
    if number.isdecimal():
        is_nothing = everywhere and (
            _is_short(number)
            or not number.strip("01")
            or _MILLISECONDS.fullmatch(number) is not None
            or _is_fraction(text, start, name)
        )
        return FAINT if is_nothing or _is_count(text, name, start, end) else 1.0
    if _is_labelled_otherwise(text, start) or number.startswith("0."):
        return FAINT
    of_year = number.startswith(("19", "20"))
    if (of_year and _DAY.fullmatch(number)) or (number[2:3] in (".", ":") and _HOURS.fullmatch(number)):
        return FAINT
    if "." in number:
        if _VERSION_ZERO.fullmatch(number) is not None and _BEHIND_NAME.search(before) is not None:
            return FAINT
        if _DECIMAL.fullmatch(number) is not None and _DIALLED.fullmatch(number) is None:
            return FAINT if everywhere or is_assigned(text, start, name) else 1.0
    if everywhere and (_is_short(number) or _PAIR.fullmatch(number) or _is_part(text, start, end)):
        return FAINT
    return MEDIUM if of_year and _OF_YEAR.fullmatch(number) else 1.0


def _is_count(text: str, name: str, start: int, end: int) -> bool:
    if text[start:end] in _LIMITS or _is_labelled_otherwise(text, start):
        return True
    if name and not text[:start].strip() and not text[end:].strip() and _is_named_otherwise(name):
        return True
    left = max(0, start - LOOK_BACK)
    before = text[left:start].lower().rstrip(" =:\"'")
    if before.endswith(_COUNTED_WORDS) and _COUNTED.search(text, left, start) is not None:
        return True
    return _UNIT.match(text, end) is not None


@lru_cache(maxsize=4096)
def _is_named_otherwise(name: str) -> bool:
    said = [word.casefold() for word in _HUMP.findall(name[:120])]
    # "limit_reached_by" is somebody: such words count at the end of a name only, what nobody is called anywhere.
    return bool(said) and (said[-1] in _COUNTS or not (_SAID | _ARTICLES).isdisjoint(said))


def _is_labelled_otherwise(text: str, start: int) -> bool:
    left = max(0, start - LOOK_BACK)
    in_series = text[start - 1 : start] == "-" and _SERIES.search(text, left, start) is not None
    if in_series and _GROUPED.match(text, start) is None:
        return True
    before = text[left:start].lower().rstrip(" :#=").rstrip("01234").rstrip(" -")
    return before.endswith(_ARTICLE_WORDS) and _ARTICLE.search(text, left, start) is not None


def _is_fraction(text: str, start: int, name: str) -> bool:
    """Whether these are the decimals of a number that a program wrote."""
    whole = start - 1
    while whole > 0 and start - whole < LOOK_BACK and text[whole - 1].isdecimal():
        whole -= 1
    return text[max(0, start - 1) : start] == "." and whole < start - 1 and is_assigned(text, whole, name)


def _is_short(number: str) -> bool:
    return sum(map(str.isdecimal, number)) < DIGITS_DIALLED


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a number goes on behind a point on both sides, or a word does before it: "52.37403 4.88969"."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if len(before) == 2 and before[1] == "." and before[0].isalpha():
        return True
    inside = len(before) == 2 and before[1] == "." and before[0].isdecimal()
    return inside and len(after) == 2 and after[0] == "." and after[1].isdecimal()

"""What people write as they would say it: addresses with "at" and "dot", digits in words, digits spaced out.

Source:
    The forms that people use to keep addresses from harvesters, and that speech recognition writes; none is a standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tidegate.detectors.disguises.shown import Rewriting, Shown
from tidegate.detectors.scan import words as words_of

SPOKEN_DIGITS_MIN = 4  # digits of a number in words
SPACED_DIGITS_MIN = 6  # single digits in a row
BREAKS_MAX = 4  # line breaks in one number; more of them are a column of numbers
BROKEN_DIGITS_MIN, BROKEN_DIGITS_MAX = 7, 40  # digits of a number that is broken over lines behind a hyphen
BARE_BREAK_DIGITS_MIN = 12  # the same without a hyphen: a card or account; short numbers stand below each other often

_DIGIT_WORDS = "zero oh o nought one two three four five six seven eight nine niner"
_DIGITS = dict(zip(_DIGIT_WORDS.split(), "00001234567899", strict=True))
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_WORD = "|".join(sorted(_DIGITS, key=len, reverse=True))
_TIMES_WORD = "|".join(_TIMES)

ADDRESS_HINT = r"(?i:[\[({<]\s?(?:at|@|dot|\.)\s?[\])}>]|\sdot\s)"
# A number word, and two more or digits behind it.
WORDS_HINT = rf"(?i:(?:{_TIMES_WORD}|{_WORD})(?:[\s,.-]{{1,3}}(?:{_TIMES_WORD}|{_WORD}|[0-9])){{2}})"
SPACED_HINT = rf"[0-9](?:[\s_()-]{{1,3}}[0-9]){{{SPACED_DIGITS_MIN - 1}}}"
BROKEN_HINT = r"[0-9][ \t]*-?[ \t]*\r?\n[ \t>]*-?[ \t]*[0-9]"

_BARE_AT, _BARE_DOT = r"\s{1,2}at\s{1,2}", r"\s{1,2}dot\s{1,2}"
_BOXED_AT = r"\s?[\[({<]\s?(?:at|@)\s?[\])}>]\s?"
_BOXED_DOT = r"\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?"
_JOINTS = {"underscore": "_", "dash": "-", "hyphen": "-", "minus": "-", "plus": "+"}
_JOINT = rf"\s{{1,2}}(?:{'|'.join(_JOINTS)})\s{{1,2}}"
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9_+-]{0,62}[A-Za-z0-9])?"
_DOT = rf"(?:{_BOXED_DOT}|{_BARE_DOT}|\.)"
_ADDRESS = re.compile(
    rf"(?<![A-Za-z0-9@])(?P<local>{_NAME}(?:(?:{_DOT}|{_JOINT}){_NAME}){{0,5}})(?P<at>{_BOXED_AT}|{_BARE_AT}|@)"
    rf"(?P<domain>{_NAME}(?:(?:{_DOT}|{_JOINT}){_NAME}){{1,5}})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_FIRST = re.compile(_NAME)
_SEPARATOR = re.compile(rf"(?P<dot>{_BOXED_DOT}|{_BARE_DOT})|{_JOINT}", re.IGNORECASE)
_HIDDEN_DOT = re.compile(rf"{_BOXED_DOT}|{_BARE_DOT}", re.IGNORECASE)
_BARE_DOT_ONLY = re.compile(_BARE_DOT, re.IGNORECASE)
_ENDING = re.compile(rf"{_DOT}([A-Za-z]{{2,24}})\Z", re.IGNORECASE)
# Said without brackets, an address has to end as addresses do, and must not begin as sentences do.
_ENDINGS = words_of(
    "com org net edu gov mil int info biz name io ai app dev me tv example test co us uk ca au nz ie in de at ch fr es "
    "it nl be pt pl se dk no fi eu jp cn kr br mx za ru tr ng sg th il"
)
_NO_LOCAL = words_of(
    "a am an and are arrive arrived available be been by call contact everyone find found go had happened have he her "
    "here him i in is it join live look looked looking looks me meet meeting met on or people she shop shopping site "
    "staff start starts stay stayed that the them there they this time today tomorrow us visit was we were work "
    "worked working works you"
)
_TOKEN = rf"(?:(?:{_TIMES_WORD})[\s-]{{1,3}})?(?:{_WORD}|[0-9])"
_SPOKEN = re.compile(
    rf"(?<![A-Za-z0-9_])(?:plus\s)?(?:{_TOKEN}|[0-9]{{1,4}})(?:[\s,.-]{{1,3}}(?:{_TOKEN}|[0-9]{{1,4}}))+(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_PART = re.compile(rf"(?:(?P<times>{_TIMES_WORD})[\s-]{{1,3}})?(?P<digit>{_WORD}|[0-9])|(?P<plus>plus)", re.IGNORECASE)
_IN_A_ROW = re.compile(WORDS_HINT)
_SPACED = re.compile(rf"(?<![0-9])[0-9](?:[\s_()-]{{1,3}}[0-9](?![0-9])){{{SPACED_DIGITS_MIN - 1},}}")
_BREAK = re.compile(r"(?<=[0-9])[ \t]{0,8}(-?)[ \t]{0,8}\r?\n[ \t>]{0,8}(-?)[ \t]{0,8}(?=[0-9])")
_BEFORE_BREAK = re.compile(r"[0-9 .()-]*\Z")
_AFTER_BREAK = re.compile(r"[0-9 .()-]*")
_ONE_LINE = re.compile(r"[0-9 .()-]+")
_LINE_CHARS_MAX = 64  # code points before and after a break in which its number is looked for


def addresses(text: str) -> Shown | None:
    """``john at example dot com``, ``john [at] example.com`` and ``john@example[.]com``, with their signs."""
    writing = Rewriting(text)
    match = _ADDRESS.search(text)
    while match is not None:
        if _is_address(match):
            for start, end, form in _signs(match):
                writing.replace(start, end, form)
            match = _ADDRESS.search(text, match.end())
        else:
            # "me at jane dot doe at example dot com": an address may begin behind the first word.
            behind = _FIRST.match(text, match.start())
            match = _ADDRESS.search(text, match.end() if behind is None else behind.end())
    return writing.shown()


def _is_address(match: re.Match[str]) -> bool:
    local, at, domain = match["local"], match["at"], match["domain"]
    ending = _ENDING.search(domain)
    if ending is None or (at == "@" and _SEPARATOR.search(match[0]) is None):
        return False  # it ends in no name, or is an address without a disguise
    said = at.strip().casefold() == "at"
    if said and (_HIDDEN_DOT.search(domain) is None or local.casefold() in _NO_LOCAL):
        return False
    return not (said or _BARE_DOT_ONLY.search(domain)) or ending[1].casefold() in _ENDINGS


def _signs(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    text = match.string
    for group in ("local", "at", "domain"):
        if group == "at":
            yield (*match.span("at"), "@")
            continue
        for sign in _SEPARATOR.finditer(text, *match.span(group)):
            yield (*sign.span(), "." if sign["dot"] else _JOINTS[sign[0].strip().casefold()])


def words(text: str) -> Shown | None:
    """``four one one double two`` is 41122; digits may stand among the words."""
    writing = Rewriting(text)
    for run in _SPOKEN.finditer(text):
        if _IN_A_ROW.search(run[0]) is None:
            continue
        parts = list(_PART.finditer(text, *run.span()))
        forms = ["+" if part["plus"] else _digits(part) for part in parts]
        if sum(map(len, forms)) < SPOKEN_DIGITS_MIN:
            continue
        writing.copy(run.start())
        for part, form in zip(parts, forms, strict=True):
            writing.join(part.start(), part.end(), form)
    return writing.shown()


def _digits(part: re.Match[str]) -> str:
    digit = part["digit"].casefold()
    return _DIGITS.get(digit, digit) * _TIMES.get((part["times"] or "").casefold(), 1)


def spaced(text: str) -> Shown | None:
    """``4 1 1 1 1 1`` is 411111."""
    writing = Rewriting(text)
    for run in _SPACED.finditer(text):
        writing.copy(run.start())
        for place in range(run.start(), run.end()):
            if text[place].isdecimal():
                writing.join(place, place + 1, text[place])
    return writing.shown()


def broken(text: str) -> Shown | None:
    """A number that goes on in the next line: behind a hyphen at once, else with a blank between."""
    writing = Rewriting(text)
    chain: list[re.Match[str]] = []
    for match in _BREAK.finditer(text):
        if chain and _ONE_LINE.fullmatch(text, chain[-1].end(), match.start()) is None:
            _join(text, chain, writing)
            chain = []
        chain.append(match)
    _join(text, chain, writing)
    return writing.shown()


def _join(text: str, chain: Sequence[re.Match[str]], writing: Rewriting) -> None:
    if not 0 < len(chain) <= BREAKS_MAX:
        return
    first, last = chain[0].start(), chain[-1].end()
    before = _BEFORE_BREAK.search(text[max(0, first - _LINE_CHARS_MAX) : first])
    after = _AFTER_BREAK.match(text, last, last + _LINE_CHARS_MAX)
    stretch = f"{before[0] if before else ''}{text[first:last]}{after[0] if after else ''}"
    hyphened = all(match[1] or match[2] for match in chain)
    digits_min = BROKEN_DIGITS_MIN if hyphened else BARE_BREAK_DIGITS_MIN
    if digits_min <= sum(character.isdecimal() for character in stretch) <= BROKEN_DIGITS_MAX:
        for match in chain:
            writing.replace(match.start(), match.end(), "-" if match[1] or match[2] else " ")

"""Names of people in a row of capitalised words: which of them are a first name, which a last name, where both end.

The lists know most names and too many words ("Will", "May", "Rose"). So a word counts by what stands beside it: a
common first name that is no word counts alone, any first name before a known last name, a word that is also a name
only in company. What goes on as a street, a company or a place ("Martin Luther King Street") is no person, and neither
is a month in a date or the label of a measure (`name_doubts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from tidegate.detectors import lazy
from tidegate.detectors.gazetteers.fold import fold
from tidegate.detectors.gazetteers.lists import COMMON, ORDINARY, packed
from tidegate.detectors.name_doubts import is_no_name
from tidegate.detectors.scan import matches, words
from tidegate.spans import MEDIUM, STRONG

PARTICLES = "de|del|della|dela|da|dos|das|di|du|des|la|le|van|von|der|den|ten|ter|zu|al|el|bin|bint|ibn|y|e|af|av"
PIECE = r"\p{Lu}(?:[\p{L}\p{M}]*(?:['\u2019\-]\p{L}[\p{L}\p{M}]*)*)"
_OPEN = r"(?<![\p{L}\p{N}\p{M}_@#$./\\&'\u2019\-])"
_CLOSE = r"(?![\p{L}\p{N}\p{M}_@])"
DOT = r"(?:(?<=\p{Lu})(?<![\p{L}\p{M}'\u2019\-]\p{Lu})\.)?"  # of an initial; elsewhere it ends a sentence
ROW = lazy.compile(
    rf"{_OPEN}{PIECE}(?:{DOT}[ ](?:(?:{PARTICLES})[ ]){{0,2}}{PIECE}){{0,7}}{_CLOSE}(?![-'\u2019]\p{{N}})"
)
_WORD = lazy.compile(rf"{PIECE}|\p{{Ll}}+")
_CAPITALS = lazy.compile(r"\p{Lu}[\p{L}\p{M}'\u2019\-]*")
_JOINT = lazy.compile("['\\-]")
PIECES_MAX = 4  # of one name, initials and particles left out
JOINTS_MAX = 8  # hyphens and quotes of one word behind which a name may have ended

# Behind a name these make it something else.
_NOT_PEOPLE = words(
    "street st road rd avenue ave boulevard blvd lane drive dr court ct square plaza place way highway park bridge"
    " airport station hospital clinic university college school institute academy museum church cathedral center centre"
    " inc ltd llc corp corporation company co gmbh ag plc group bank hotel restaurant cafe bar stadium arena theatre"
    " theater county city island islands river lake mountain mount valley beach bay cup prize award awards foundation"
    " times post news party act effect syndrome disease law theorem festival united fc championship league"
    " way terrace crescent close gardens extension extensions bypass creek suite apt apartment orchestra parish mart"
    " hall ferry ranch trace national memorial office society festival pl technologies technology systems"
    " solutions industries partners associates sons brothers bros motors airlines"
)
# Before a name these make it a place.
_PLACES_BEFORE = words(
    "san santa sao saint st port fort mount lake new los las el north south east west cape upper lower"
)


class Name(NamedTuple):
    """A person's name at ``[start, end)``; ``parts`` are its single names with their types. A lone one has one part."""

    start: int
    end: int
    parts: Sequence[tuple[int, int, str]]
    score: float
    pattern: str


class _Piece(NamedTuple):
    start: int
    end: int
    folded: str
    initial: bool


def first_mark(folded: str) -> str | None:
    """The marks of a first name, or None; of ``jean-luc`` those of its first half."""
    return _mark(packed("first_names"), folded)


def last_mark(folded: str) -> str | None:
    """The marks of a last name, or None."""
    return _mark(packed("last_names"), folded)


def is_word(folded: str) -> bool:
    """Whether this is an ordinary word of English."""
    return folded in packed("ordinary")


def stands_alone(folded: str) -> bool:
    """Whether this is a first name wherever it stands."""
    return first_mark(folded) == COMMON and len(folded) > 2


# Last names that are nothing else, to be claimed alone: "Johnson", "O'Brien", "Kowalski", "Fernandez".
_SURE_LAST = lazy.compile(
    r"(?:mc|mac|o'|fitz)[a-z]{3,}|[a-z-]{2,}(?:[aeo]z|[eo]va?|sk[iya]|wicz|enko|oglu|s?son|sens?|escu"
    r"|[^aeiou]ic|opoulos|mann"
    r"|eau|elli|etti|ini|stein|berg|mueller|muller)"
)


# Chinese names in Latin letters: one of the hundred commonest family names, and one or two syllables behind it.
_CHINESE = words(
    "li wang zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie"
    " han tang feng"
    " yu dong xiao cheng cao yuan deng xu fu shen zeng peng lu su jiang cai jia ding wei xue ye yan pan du dai"
    " xia zhong tian"
    " ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan"
    " duan qian tang yin"
    " lei qiao lai gong wen"
)
_SYLLABLE = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an"
    r"|en|in|un|ia|ie"
    r"|iu|ua|uo|ui|ue|er|a|e|i|o|u))"
)
_PINYIN = lazy.compile(rf"{_SYLLABLE}{{1,2}}")


@cache
def sure_last_names() -> frozenset[str]:
    """Last names that count wherever they stand."""
    cities = {fold(city) for city in packed("cities")}
    return frozenset(
        name
        for name, mark in packed("last_names").items()
        if mark == COMMON and len(name) > 4 and name not in cities and _SURE_LAST.fullmatch(name)
    )


@cache
def _cities() -> frozenset[str]:
    return frozenset(fold(place) for place in (*packed("cities"), *packed("countries")) if " " in place)


def _mark(names: Mapping[str, str], folded: str) -> str | None:
    mark = names.get(folded)
    if mark is None and "-" in folded:
        halves = [names.get(half) for half in folded.split("-")]
        mark = halves[0] if None not in halves else None
    return mark


def names_in(text: str, *, detector: str) -> Iterator[Name]:
    """Names in the capitalised words of a text, from left to right, disjoint.

    Raises:
        DetectionIncomplete: If the text could not be read to its end.
    """
    if not _may_name(text):
        return
    for match in matches(ROW, text, detector=detector):
        yield from names_of_row(text, match.start(), match.end())


def _may_name(text: str) -> bool:
    """Whether any capitalised word of a text could make a name: most rows are headings, products and places."""
    first_names, last_names = packed("first_names"), packed("last_names")
    for capital in _CAPITALS.findall(text):
        whole = fold(capital)
        # What stands before a hyphen, a possessive or another quote may be the name.
        ends = (match.start() for match in islice(_JOINT.finditer(whole), JOINTS_MAX))
        for word in (whole, *(whole[:end] for end in ends)):
            if word in last_names or word in _CHINESE or first_names.get(word) == COMMON:
                return True
    return False


def pieces(text: str, start: int, end: int) -> list[_Piece]:
    """The words of a row, particles left out, possessives off."""
    found: list[_Piece] = []
    for match in _WORD.finditer(text, start, end):
        word = match[0]
        if word[0].islower():
            continue
        begin, until = match.span()
        if word[-2:] in ("'s", "\u2019s", "'S", "\u2019S"):
            until -= 2
            word = word[:-2]
        found.append(_Piece(begin, until, fold(word), len(word) == 1))
    return found


def names_of_row(text: str, start: int, end: int) -> Iterator[Name]:
    """Names in one row of capitalised words."""
    row = pieces(text, start, end)
    if len(row) == 1 and first_mark(row[0].folded) != COMMON and row[0].folded not in sure_last_names():
        return  # one alone is a name only if it is one of these; most rows are the first word of a sentence
    position = 0
    while position < len(row):
        length, name = _name_at(text, row, position)
        if name is not None:
            yield name
        position += max(1, length)


def _name_at(text: str, row: Sequence[_Piece], position: int) -> tuple[int, Name | None]:
    """How many pieces to go on by, and the name that begins here."""
    piece = row[position]
    if is_no_name(text, piece.start, piece.end):
        return 1, None
    cities = _city_length(row, position)
    if cities:
        return cities, None
    if position and row[position - 1].folded in _PLACES_BEFORE:
        return 1, None
    if not position and _SAINT.search(text[max(0, piece.start - 5) : piece.start]) is not None:
        return 1, None
    first = None if piece.initial else first_mark(piece.folded)
    length = _length(row, position)
    behind = row[position + length].folded if position + length < len(row) else _word_behind(text, row[-1].end)
    if length > 1:
        score, pattern = _score(row[position : position + length], first, text)
        if score:
            if behind in _NOT_PEOPLE or any(
                part.folded in _NOT_PEOPLE for part in row[position + 1 : position + length]
            ):
                return length, None
            if pattern == "first_and_unknown" and _beside_number(text, piece.start, row[position + length - 1].end):
                return length, None
            return length, _full(row[position : position + length], score, pattern)
    shouted = text[piece.start : piece.end].isupper()
    beside = behind in _NOT_PEOPLE or _after_article(text, piece.start)
    if first == COMMON and len(piece.folded) > 2 and not shouted and not beside:
        return 1, Name(piece.start, piece.end, [(piece.start, piece.end, "first_name")], MEDIUM, "first_name")
    if piece.folded in sure_last_names() and not shouted and not beside:
        return 1, Name(piece.start, piece.end, [(piece.start, piece.end, "last_name")], MEDIUM, "last_name")
    return 1, None


def _length(row: Sequence[_Piece], position: int) -> int:
    """How many pieces from here on may be one name."""
    taken, counted = 1, 1
    while position + taken < len(row) and counted < PIECES_MAX:
        piece = row[position + taken]
        if not piece.initial:
            known = first_mark(piece.folded) or last_mark(piece.folded)
            if known is None:
                if not is_word(piece.folded):
                    taken += 1
                break
            if ORDINARY in known and last_mark(piece.folded) is None:
                break
            counted += 1
        taken += 1
    while taken > 1 and row[position + taken - 1].initial:
        taken -= 1
    return taken


def _score(row: Sequence[_Piece], first: str | None, text: str) -> tuple[float, str]:
    """How sure a row of pieces is a name: what is first, and what is last."""
    last = last_mark(row[-1].folded)
    alone = first == COMMON and len(row[0].folded) > 2
    shouted = text[row[0].start : row[-1].end].isupper()
    if alone and last is not None:
        if shouted:
            return (MEDIUM, "full_name") if ORDINARY not in last else (0.0, "")
        return (STRONG if ORDINARY not in last else MEDIUM), "full_name"
    if shouted:
        return 0.0, ""
    if alone:
        return MEDIUM, "first_and_unknown"
    if any(not piece.initial and text[piece.start : piece.end].isupper() for piece in row):
        return 0.0, ""
    sure_last = last is not None and ORDINARY not in last
    if row[0].initial:
        if len(row) > 2 and row[1].initial and not is_word(row[-1].folded) and len(row[-1].folded) > 2:
            return MEDIUM, "initials_and_last"
        return (MEDIUM, "initial_and_last") if last == COMMON else (0.0, "")
    if len(row) > 2 and not row[1].initial:
        return 0.0, ""
    if first is not None and sure_last:
        return (MEDIUM, "word_and_last") if last == COMMON or ORDINARY not in first else (0.0, "")
    if first is None and last == COMMON and len(row) == 2 and not is_word(row[0].folded) and len(row[0].folded) > 2:
        return (MEDIUM, "unknown_and_last") if row[0].folded not in _PLACES_BEFORE else (0.0, "")
    if row[0].folded in _CHINESE and len(row) == 2 and _PINYIN.fullmatch(row[1].folded) and not is_word(row[1].folded):
        return MEDIUM, "chinese"
    if last_mark(row[0].folded) == COMMON and stands_alone(row[-1].folded):
        return MEDIUM, "last_and_first"
    return 0.0, ""


def _full(row: Sequence[_Piece], score: float, pattern: str) -> Name:
    parts = [(piece.start, piece.end, "first_name") for piece in row[:-1] if not piece.initial]
    return Name(row[0].start, row[-1].end, [*parts, (row[-1].start, row[-1].end, "last_name")], score, pattern)


def _city_length(row: Sequence[_Piece], position: int) -> int:
    for length in (3, 2):
        words_here = " ".join(piece.folded for piece in row[position : position + length])
        if position + length <= len(row) and words_here in _cities():
            return length
    return 0


_NUMBER_BEFORE = lazy.compile(r"[0-9]\p{L}?[ ,]{1,2}\Z")
_NUMBER_BEHIND = lazy.compile(r"[ ,]{1,2}[0-9]")
_SAINT = lazy.compile(r"(?<![\p{L}\p{N}])(?:St|Ste|Mt|Ft)\.[ ]\Z")
_BEHIND = lazy.compile(r"[ ](\p{L}+)")
_ARTICLE = lazy.compile(r"(?i:(?<![\p{L}\p{N}])(?:the|an?)[ ])\Z")


def _beside_number(text: str, start: int, end: int) -> bool:
    """Whether this looks like a street with its house number."""
    return (
        _NUMBER_BEHIND.match(text, end) is not None
        or _NUMBER_BEFORE.search(text[max(0, start - 4) : start]) is not None
    )


def _word_behind(text: str, end: int) -> str:
    match = _BEHIND.match(text, end)
    return fold(match[1]) if match is not None else ""


def _after_article(text: str, start: int) -> bool:
    return (
        text[max(0, start - 4) : start].lower().endswith((" the ", "the ", " a ", " an "))
        and _ARTICLE.search(text[max(0, start - 5) : start]) is not None
    )

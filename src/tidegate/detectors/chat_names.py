"""Names as people type them in chats: in lower case, without stops, behind words that say that a name follows.

"name kavin and password 1234" has nothing but its order to go by. So the words behind the cue are walked until one
that no name holds: a function word, a figure, a word for another kind of data. What stands before it is a name if
its words are known as such, or are no words at all. The less the cue says, the more is asked of them: behind "my name
is" nearly any word counts, behind a bare "name" an unknown one only where the text begins with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from tidegate.detectors import lazy
from tidegate.detectors.gazetteers.fold import fold
from tidegate.detectors.gazetteers.lists import ORDINARY
from tidegate.detectors.names import PARTICLES, first_mark, is_word, last_mark, stands_alone
from tidegate.detectors.scan import matches, words

_KINDS = r"full|first|last|second|middle|family|sur|fore"
_OWN_KINDS = rf"{_KINDS}|given|legal|real|complete|good|sweet"
_ROLES = (
    r"customer|client|patient|passenger|guest|member|caller|applicant|beneficiary|account[ ]?holder|card[ ]?holder"
    r"|policy[ ]?holder|payee|employee|student|contact"
)
_LINK = r"(?:'?s|[ ](?:is|was))?(?:[ ]?[:=\-])?[ ]{1,2}(?:(?:also|actually)[ ])?"
_TOLD = lazy.compile(
    rf"(?<![\p{{L}}\p{{N}}\p{{M}}_@#$./\\&'\u2019\-])(?i:(?P<strong>(?P<own>my[ ]?(?:(?:{_OWN_KINDS})[ ]?)?name)"
    rf"|(?:{_KINDS})[ ]?name|(?:{_ROLES})(?:'s)?[ ]name)|name)(?P<link>(?i:{_LINK}))(?=\p{{Ll}})"
)
_TOLD_BEHIND = lazy.compile(rf"[ ](?i:is|as)[ ](?i:my)[ ](?i:(?:{_OWN_KINDS})[ ]?)?(?i:name)(?![\p{{L}}\p{{N}}_])")
_INTRODUCES = r"i am|i'?m|this is"
WEAK_CUES = (
    rf"{_INTRODUCES}|hi|hello|hey|dear|thanks|good (?:morning|afternoon|evening)|ask for"
    r"|(?:speak|spoke|talk|talked) (?:to|with)|husband|wife|son|daughter|brother|sister|mother|father|mom|dad"
)
_INTRODUCED = lazy.compile(
    rf"(?<![\p{{L}}\p{{N}}_@])(?:(?P<self>(?i:{_INTRODUCES}))|(?i:{WEAK_CUES}))[ ,]{{1,2}}"
    r"(?P<value>(?P<first>\p{Ll}{3,20})(?:[ ](?P<last>\p{Ll}{3,20}))?)(?![\p{L}\p{N}_@])"
)
# What an ASCII text needs for what is told, and any other.
NEED = (
    rf"\b(?i:(?:my ?)?(?:(?:{_OWN_KINDS}) ?)?name(?:'?s)?) ?[:=\-]? {{0,2}}[A-Za-z]"
    rf"|(?i: (?:is|as) my (?:(?:{_OWN_KINDS}) ?)?name)"
)
WIDE_NEED = "(?i:name)"

_LETTERS = r"\p{Ll}[\p{Ll}\p{M}]{0,30}(?:['\u2019\-]\p{Ll}[\p{Ll}\p{M}]{0,30}){0,2}"
_WORD = lazy.compile(rf"[ ]{{0,2}}(?P<word>{_LETTERS})(?P<dot>(?<![\p{{L}}\p{{M}}]\p{{Ll}})\.(?=[ ]))?")
_GLUED = lazy.compile(r"[\p{L}\p{N}\p{M}_@/\\=(\[{<'\u2019\-]|[.:][^\s.:]")
_CAPITAL = lazy.compile(r"[ ]{1,2}\p{Lu}")
_AT_END = lazy.compile(r"[\s.!)]*\Z")
_CLOSING = lazy.compile(r"[ ]{0,2}(?:[\r\n,.;!)]|[#:]?[ ]?\p{N})")
_NEXT = lazy.compile(rf"[ ]?[,;.\n]?[ \n]{{0,2}}(?P<word>(?i:{_LETTERS}))")
_LAST = lazy.compile(rf"(?:\A|[ ,.;!\n])(?P<words>{_LETTERS}(?:[ ]{_LETTERS})?)\Z")
_PARTICLES = frozenset(PARTICLES.split("|"))
_ANY_WORD = lazy.compile(_LETTERS)
_WORDS_MAX = 3  # of a name, initials left out
_BEFORE_MAX = 60  # code points of a greeting
_SAID = ("is", "'s", "s", "was", "is also", "is actually", "actually")
_TEXT_END, _DATA_WORD, _MARK, _WORD_BEHIND, _NOTHING = "end", "data", "mark", "word", ""  # what ends a walk
_BEFORE = lazy.compile(
    r"[^\p{L}\p{N}]{0,3}(?:(?:ok|okay|yes|yeah|yep|ya|sure|surely|hi|hello|hey|well|so|thanks|thank you|no problem"
    r"|of course|certainly|absolutely|great|fine|alright|right|i'?m sorry|sorry|it'?s"
    r"|good (?:morning|afternoon|evening)|here you go)[ ,.!:]{1,3}){0,4}",
    regex.IGNORECASE,
)
# The name of a thing: "hotel name is ...", "the pet's name".
_THING = lazy.compile(
    r"(?:file|product|server|host|domain|event|brand|company|business|organi[sz]ation|pets?|dog|cat|street|city"
    r"|user|nick|screen|display|group|project|item|place|path|bank|school|hotel|restaurant|song|movie|artist|album"
    r"|show|table|column|field|class|function|method|variable|model|device|code|band|team|drug|trade|maiden|app"
    r"|website|site|service|package|process|property|venue|station|topic|bucket|cluster|branch|repo|image|container"
    r"|node|key|tag|type|thread|job|task|queue|module|package|state|country|town|village|airport|airline)"
    r"(?:'?s)?[ _\-]?\Z",
    regex.IGNORECASE,
)
_SUFFIX = lazy.compile(
    r"\p{L}{2,}(?:ing|tions?|sions?|ments?|ness|ous|able|ible|ful|less|ed|ly|ity|[ae]nces?|ism|ists?|ware|ical|age"
    r"|logy|ship|ward)|\p{L}{4,}ic"
)
_FINITE = lazy.compile(r"\p{L}{2,}[b-hj-np-tv-z]s")  # "name clashes", "name exceeds"

# Words for another kind of data, as they are also mistyped: what stands before them has ended.
_DATA = words(
    "and n nd my i im its this that also ssn sn social dob id ids no nos num number numbers nr email emails mail"
    " phone contact mobile cell tel telephone card cards cvv cvc pin otp zip zipcode postal code city state country"
    " street road address addr age born from at living booking pnr ticket policy order reference ref confirmation"
    " confirm login username user credit debit security last first full middle second name surname expiry exp"
    " expiration amount date acct with routing bank one time delivery shipping billing mailing current permanent"
    " present home office"
)
_DATA_FORMS = lazy.compile(
    r"pass?|pass?[ -]?(?:wo?r?d|wa?rd|code|key|port)s?|a[ck]{1,2}(?:o?u?n?t)?s?|add?res+e?s?|con?firm[a-z]*|ann?[ds]"
    r"|num?b[a-z]*|pho?ne?|mob[a-z]*|e-?mail[a-z]*|ssn[a-z]*|book[a-z]*|zip[a-z]*"
)
_FUNCTION = words(
    "a an the to of on in for by or but as is are was were be been being am isn't wasn't not it he she we you they"
    " your yours his her hers their our us me mine him them who whom whose what which when where why how if then"
    " than there here will would can could should shall may might must do does did don't doesn't didn't has have had"
    " hasn't haven't just only please pls plz thanks thank thankyou thx ok okay yes yeah no so very too again now"
    " today tomorrow already still because since until while after before about into over under up down out off per"
    " via through between like tonight soon want wants wanted lost forgot forgotten stolen having facing paid sent"
    " received need needs needed help call called calling speaking here's let lets get got give gave go went come"
    " came see say says said know tell told ask asked make made use used put take took try tried look looks show"
    " shows start starts begin begins end ends contain contains sound sounds match matches appear appears comes"
    " changed change spelled spelt misspelled misspelt listed hi hello hey sir madam mam maam bro dear mr mrs ms"
    " miss dr one two same other another both any some all every each own new old wrong right correct incorrect"
    " different sorry never always ever won't can't cannot hasnt doesnt dont isnt wasnt ist und oder das des dem ein"
    " eine war lautet fuer mit nicht wird wurde bitte hier het een niet et ou est es exists set kept left reset"
    " longer shorter lol lmao haha omg btw bye sucks withheld sold twice everywhere wherever anywhere somewhere"
    " nowhere"
)
# What is no name behind "name", though the list of ordinary words lacks it.
_NOT_NAMES = words(
    "tag tags badge badges plate plates brand brands drop droppings dropper caller server servers space spaces sake"
    " sakes list lists field fields column columns box label labels day days game games change changes spelling"
    " mismatch match error errors lookup check update record records entry entries value values string text texts"
    " type types varchar char nvarchar null nil none int integer bool boolean foo bar baz qux test tests demo sample"
    " example default undefined nan empty blank unknown hidden redacted masked required optional missing invalid"
    " valid localhost nginx mandatory initial initials prefix suffix exceeds equals conflicts differs lacks overlaps"
    " refers resolves remains belongs length size max min maxlength minlength clash lock tent patch sticker stickers"
    " necklace bracelet meaning origin nickname username password gender basis alphabetical suggestions ideas"
    " generator search tbd na suggestion pending confidential private public anonymous admin root support agent"
    " agents customer customers client clients user users guest guests person people someone somebody anyone"
    " everybody everyone nobody something anything nothing thing things stuff whatever family company business"
    " brandname product products event hotel restaurant movie song app website site service file files folder page"
    " form forms slot part parts parameter argument attribute property key keys token tokens index alias aliases"
    " host domain url path query table view class object function method variable constant enum array json xml yaml"
    " csv format pattern regex filter sort order asc desc unique primary duplicate duplicates conflict resolver"
    " registry tagged true false yes above below following mentioned given per cert certificate letter letters word"
    " words characters history rights legal legally fake real whole complete good nice great bad big fine happy sad"
    " ready busy sick hungry angry upset urgent tired bored vegan diabetic pregnant muslim hindu catholic christian"
    " jewish single married divorced available locked stuck broke curious confused worried interested dropdown"
    " checkbox textbox tooltip placeholder header heading title row cell tab button menu input output screen sidebar"
    " widget popup modal typo plus minus idea choice meanings redis kafka docker linux ubuntu windows gate ring"
    " rings"
)


class _Walk(NamedTuple):
    """Words behind a cue that may be a name, and what ends them."""

    words: Sequence[tuple[int, str]]  # where each ends, and the word folded
    ends: str


def told_names(text: str, *, detector: str) -> Iterator[tuple[int, int]]:
    """Names in lower case behind "my name is", "full name", "name" and the like, and before "is my name".

    Raises:
        DetectionIncomplete: If the text could not be read to its end.
    """
    for match in matches(_TOLD, text, detector=detector):
        end = _end_behind(text, match)
        if end is not None:
            yield match.end(), end
    for match in matches(_TOLD_BEHIND, text, detector=detector):
        start = _start_before(text, match.start())
        if start is not None:
            yield start, match.start()


def introduced_names(text: str, *, detector: str) -> Iterator[tuple[int, int]]:
    """First names that are no words behind "I am", "hi" and the like, with the last name behind them.

    Raises:
        DetectionIncomplete: If the text could not be read to its end.
    """
    for match in matches(_INTRODUCED, text, detector=detector):
        if stands_alone(match["first"]):
            last = last_mark(match["last"]) if match["last"] else None
            end = match.end("value") if last is not None and ORDINARY not in last else match.end("first")
            yield match.start("value"), max(end, _introduced_end(text, match))


def _is_sure(folded: str) -> bool:
    """Whether this is a first or last name, and no word."""
    marks = (first_mark(folded), last_mark(folded))
    return any(mark is not None and ORDINARY not in mark for mark in marks) and not _is_said(folded)


def _is_unknown(folded: str) -> bool:
    """Whether this may be a name that no list has: neither a word nor built like one."""
    return len(folded) > 1 and not _is_said(folded) and _SUFFIX.fullmatch(folded) is None


def _is_said(folded: str) -> bool:
    return is_word(folded) or folded in _FUNCTION or folded in _NOT_NAMES or _is_data(folded)


def _is_data(folded: str) -> bool:
    return folded in _DATA or _DATA_FORMS.fullmatch(folded) is not None


def _walk(text: str, start: int) -> _Walk:
    """The words from ``start`` on, up to the first that no name holds."""
    found: list[tuple[int, str]] = []
    position, full = start, 0
    while (match := _WORD.match(text, position)) is not None:
        word = fold(match["word"])
        if _is_data(word):
            return _Walk(found, _DATA_WORD)
        initial = len(word) == 1 and bool(found)
        particle = word in _PARTICLES and bool(found)
        if word in _FUNCTION and not particle and not (initial and _name_follows(text, match.end())):
            return _Walk(found, _WORD_BEHIND)
        if not initial and not particle and not _may_be_part(word, found):
            return _Walk(found, _WORD_BEHIND)
        full += not initial and not particle
        if full > _WORDS_MAX or len(found) > _WORDS_MAX:
            return _Walk(found, _NOTHING)
        position = match.end()
        found.append((match.end("word"), word))
        if _GLUED.match(text, position) is not None:
            return _Walk([], _NOTHING)
    if _AT_END.match(text, position) is not None:
        return _Walk(found, _TEXT_END)
    behind = _NEXT.match(text, position)
    if behind is not None and _is_data(fold(behind["word"])):
        return _Walk(found, _DATA_WORD)
    if _CAPITAL.match(text, position) is not None:
        return _Walk([], _NOTHING)  # a row of capitalised words is read elsewhere
    return _Walk(found, _MARK if _CLOSING.match(text, position) is not None else _NOTHING)


def _may_be_part(word: str, before: Sequence[tuple[int, str]]) -> bool:
    """Whether a word may be one of a name: one that a list knows, or no ordinary one, or any behind an initial."""
    if word in _NOT_NAMES:
        return False
    behind_initial = bool(before) and len(before[-1][1]) == 1  # "richard s barclay"
    return not is_word(word) or behind_initial or first_mark(word) is not None or last_mark(word) is not None


def _name_follows(text: str, position: int) -> bool:
    """Whether a known name stands here: the "a" before it is an initial."""
    match = _WORD.match(text, position)
    word = fold(match["word"]) if match is not None else ""
    known = first_mark(word) is not None or last_mark(word) is not None
    return known and word not in _FUNCTION and word not in _NOT_NAMES and not _is_data(word)


def _end_behind(text: str, match: regex.Match[str]) -> int | None:
    """Where the name behind a cue ends; None: there is none."""
    walk = _walk(text, match.end())
    if not walk.words:
        return None
    first = walk.words[0][1]
    strong = match["strong"] is not None
    if match["own"] is None and _THING.search(text, max(0, match.start() - 20), match.start()) is not None:
        return None
    opens = strong or _opens(text, match.start())
    if _is_sure(first):
        fits = opens or stands_alone(first)
    elif _is_unknown(first) and first not in _PARTICLES:
        fits = opens and walk.ends != _NOTHING and _may_be_unknown(match, walk)
    else:
        a_name = first_mark(first) is not None or last_mark(first) is not None  # as well as a word
        fits = a_name and strong and walk.ends in (_TEXT_END, _DATA_WORD, _MARK)
    return _whole(walk) if fits else None


def _introduced_end(text: str, match: regex.Match[str]) -> int:
    """Where a name behind "I am" ends that goes on with one, or with a word that no list has before the text's end."""
    walk = _walk(text, match.start("value")) if match["self"] and match["last"] else None
    if walk is None or len(walk.words) < 2:
        return int(match.end("first"))
    goes_on = _is_sure(walk.words[1][1]) or walk.ends in (_TEXT_END, _DATA_WORD)
    return _whole(walk) if goes_on else int(match.end("first"))


def _may_be_unknown(match: regex.Match[str], walk: _Walk) -> bool:
    """Whether the cue, and what ends the words behind it, speak for a name that is in no list."""
    said, first = match["link"].strip(), walk.words[0][1]
    if not said and _FINITE.fullmatch(first) is not None:
        return False
    if match["strong"] is not None:
        return walk.ends in (_TEXT_END, _DATA_WORD, _MARK) or (match["own"] is not None and said.lower() in _SAID)
    # "name: nginx" is a line of any file, and "name was mistyped" no introduction.
    return walk.ends in (_TEXT_END, _DATA_WORD) and said.lower() in ("", "is", "'s") and "-" not in first


def _whole(walk: _Walk) -> int:
    """Where the name ends among these words."""
    end, _ = walk.words[0]
    last = len(walk.words) - 1
    for number, (until, word) in enumerate(walk.words[1:], 1):
        if len(word) == 1:
            if number == last and walk.ends != _NOTHING:
                end = until
            continue
        if word in _PARTICLES:
            continue
        if walk.ends == _NOTHING or is_word(word):
            behind_initial = len(walk.words[number - 1][1]) == 1
            ends = number == last and walk.ends in (_TEXT_END, _DATA_WORD)
            takes = _is_sure(word) or behind_initial or ends or (not is_word(word) and _is_unknown(word))
        else:
            takes = _is_sure(word) or _is_unknown(word) or number == last  # built like a word, and none: "quist"
        if not takes:
            break
        end = until
    return end


def _opens(text: str, position: int) -> bool:
    """Whether a text begins here, but for a greeting and the like."""
    return position <= _BEFORE_MAX and _BEFORE.fullmatch(text, 0, position) is not None


def _start_before(text: str, end: int) -> int | None:
    """Where the name before "is my name" begins; None: there is none."""
    match = _LAST.search(text, max(0, end - 70), end)
    if match is None:
        return None
    start = match.start("words")
    *others, (last_start, last) = [(found.start(), fold(found[0])) for found in _ANY_WORD.finditer(text, start, end)]
    opens = _opens(text, last_start)
    if others:
        ((_, first),) = others
        if _is_sure(first) or (_opens(text, start) and _is_unknown(first)):
            return start if len(last) == 1 or _is_sure(last) or _is_unknown(last) else None
        if not _is_said(first):
            return None
    return last_start if _is_sure(last) or (opens and _is_unknown(last)) else None

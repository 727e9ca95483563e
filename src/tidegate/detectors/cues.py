"""Numbers that are known only by the words beside them: an account, a record, a licence.

Six digits mean nothing by themselves. What makes them an account number is the word before them, the name of their
field, or the question that they answer; so these forms are claimed only there. The cue is a phrase, not a word:
"record" alone would claim half of every log, "medical record" does not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

import regex

from tidegate import taxonomy
from tidegate.detectors import lazy
from tidegate.detectors.hints import Hints
from tidegate.detectors.numbers import END, START
from tidegate.detectors.scan import NOT_AFTER_WORD, NOT_BEFORE_WORD, in_ascii, in_re2, matches
from tidegate.records import TextBatch
from tidegate.spans import Candidate

WORDS_BEFORE = 5  # words between a cue and the number behind it
WORDS_BEHIND = 3  # words between a number and the cue behind it ("12345678 is my account")
WORDS_LEADING = 3  # words at most with which a number itself begins ("MRN-AB 1234")
CHARS_NEAR = 120  # code points in which these words are counted

# A number as an office gives it out: letters before or behind, groups with dashes, four digits at least.
OFFICE_NUMBER = lazy.compile(
    START
    + r"(?=[A-Za-z]{0,6}-?[0-9])"  # says nothing new, and most places fail here at once
    + r"(?:[A-Za-z]{1,6}-?)?(?:"
    + r"[0-9]{5,14}[A-Za-z]{0,3}|[0-9]{3,4}-[0-9]{2,3}-[0-9]{3,4}|[0-9]{4}-[0-9]{4}"
    + r"|(?<=[A-Za-z]{2}-?)[0-9]{4}|(?<=[A-Za-z]-)[0-9]{1,4}-[0-9]{4,10})"
    + END
)

# A number of an office in whatever groups: letters, figures and dashes, a figure among them, three characters at least.
OFFICE_TOKEN = rf"#?(?=[A-Za-z\-]{{0,12}}[0-9])[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){{2,24}}{END}"
OFFICE_NUMBER_NEED = "[0-9][0-9-]{3}"  # from its first figure on

_WORD = re.compile(r"[^\W_]+")
_WORDS_NEAR = "[^0-9A-Za-z]+[A-Za-z]+"  # words without a figure, in ASCII
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_JOINED = re.compile(r"[\s,;/&]*(?:and|or|und|et|y)?[\s,;/&]*", re.IGNORECASE)


def cue(phrases: str) -> regex.Pattern[str]:
    """A pattern of cues from phrases parted by ``|``; a blank stands for any blanks, dots, dashes or underscores."""
    parts = phrases.replace(" ", r"[\s._\-]{0,3}")
    return lazy.compile(rf"{NOT_AFTER_WORD}(?:{parts}){NOT_BEFORE_WORD}", regex.IGNORECASE)


def needs(phrases: str, *more: str) -> str:
    """What a detector must declare whose numbers are claimed only beside these phrases, or in a field named by them.

    That a number stands near is left to `Near`: to remember a phrase up to its number costs the gate's automaton, which
    remembers the same for every detector, more than it saves.

    Args:
        phrases: As for `cue`, without look-around.
        more: Further patterns: forms that need no cue.
    """
    # A phrase ends at an edge, or in ``customerNo`` at a hump.
    return "|".join([rf"{_in_ascii(phrases)}(?:[^0-9A-Za-z]|[A-Z])", *more])


def wide_needs(phrases: str) -> str:
    """The same for a text that is not ASCII, where other blanks and dashes may stand in a phrase."""
    return "(?i:" + in_re2(phrases).replace(" ", r"[^\pL\pN]{0,3}") + ")"


def _in_ascii(phrases: str) -> str:
    # Declared patterns are for ASCII texts; every detector reads the others.
    return "(?i:" + in_ascii(phrases).replace(" ", r"[\s._\-]{0,3}") + ")"


class Near:
    """Tells texts in which a cue and a number stand near each other, by one look at each: most cues have none.

    Args:
        phrases: As for `cue`, without look-around.
        number: How a number goes on from its first figure, figure included; a google-re2 pattern.
        behind: As for `beside`.
    """

    def __init__(self, phrases: str, *, number: str = "[0-9]", behind: bool = False) -> None:
        cues = _in_ascii(phrases)
        words_max = WORDS_BEFORE + WORDS_LEADING
        forms = [rf"\b{cues}(?:{_WORDS_NEAR}){{0,{words_max}}}[^0-9A-Za-z]*{number}"]
        if behind:
            forms.append(rf"[0-9][A-Za-z]*(?:{_WORDS_NEAR}){{0,{WORDS_BEHIND}}}[^0-9A-Za-z]+{cues}")
        self._hints = Hints(["|".join(forms)])
        self._cues = cue(phrases)

    def rows(self, batch: TextBatch) -> Sequence[int]:
        """Rows in which `beside` could keep anything."""
        return [
            row
            for row, text in enumerate(batch.texts)
            if self._hints.may(text) or batch.expected[row] or _is_named(batch.names[row], self._cues)
        ]


def beside(
    claims: Iterable[Candidate],
    batch: TextBatch,
    cues: regex.Pattern[str],
    *,
    detector: str,
    behind: bool = False,
    words_before: int = WORDS_BEFORE,
) -> list[Candidate]:
    """Those of these claims that a cue speaks for, in order.

    A cue speaks for the first number behind it, and for those that "and" or a comma joins to it.

    Args:
        claims: Sorted, of one detector.
        batch: The texts that they stand in.
        cues: As `cue` makes them; looked for in the text and in the field's name.
        detector: Who claims.
        behind: Whether a cue may also follow its number.
        words_before: How many words may stand between a cue and the number behind it.

    Raises:
        DetectionIncomplete: If a text could not be read to its end.
    """
    kept: list[Candidate] = []
    index, places, named = -1, _Places("", ()), False
    for claim in claims:
        if claim.text != index:
            index = claim.text
            text = batch.texts[index]
            places = _Places(text, [match.span() for match in matches(cues, text, detector=detector)])
            named = _is_named(batch.names[index], cues)
        if (
            named
            or _is_expected(batch.expected[index], claim.entity_type)
            or places.opens(claim.start)
            or places.before(claim.start, words_before)
            or (behind and places.behind(claim.end))
            or _follows(kept, claim, places.text)
        ):
            kept.append(claim)
    return kept


class _Places:
    """Where the cues of one text stand."""

    def __init__(self, text: str, cues: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self._starts = [start for start, _ in cues]
        self._ends = [end for _, end in cues]

    def opens(self, start: int) -> bool:
        """Whether a cue is the number's own beginning ("MRN-123456")."""
        place = bisect_right(self._starts, start) - 1
        return place >= 0 and self._starts[place] == start

    def before(self, start: int, words_max: int) -> bool:
        """Whether a cue stands before, with few words and no other number between."""
        place = bisect_right(self._ends, start) - 1
        return place >= 0 and _near(self.text, self._ends[place], start, words_max)

    def behind(self, end: int) -> bool:
        """Whether a cue stands behind, with few words and no other number between."""
        place = bisect_right(self._starts, end - 1)
        return place < len(self._starts) and _near(self.text, end, self._starts[place], WORDS_BEHIND)


def _near(text: str, start: int, end: int, words_max: int) -> bool:
    if end - start > CHARS_NEAR:
        return False
    between = _WORD.findall(text, start, end)
    return len(between) <= words_max and not any(character.isdecimal() for word in between for character in word)


def _follows(kept: Sequence[Candidate], claim: Candidate, text: str) -> bool:
    if not kept or kept[-1].text != claim.text or not 0 <= claim.start - kept[-1].end <= CHARS_NEAR:
        return False
    return _JOINED.fullmatch(text, kept[-1].end, claim.start) is not None


def _is_named(name: str, cues: regex.Pattern[str]) -> bool:
    return bool(name) and cues.search(_CAMEL.sub(" ", name)[:CHARS_NEAR].replace("_", " ")) is not None


def _is_expected(expected: str, entity_type: str) -> bool:
    return bool(expected) and (
        expected == entity_type
        or expected in taxonomy.ancestors(entity_type)
        or entity_type in taxonomy.ancestors(expected)
    )

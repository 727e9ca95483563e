"""Patterns from outside: a policy's or a caller's own, on whichever engine can hold them within bounds.

They run on google-re2, whose search is linear in the text and whose compiling is bounded: seventeen characters can
describe an automaton of hundreds of megabytes. What RE2 does not know at all (look-around, back-references, possessive
repeats) runs on `regex`, which may go through a text exponentially often. So there every search has a deadline, texts
and groups have a limit, and what grows without one (recursion, fuzzy matching) is refused. A search that does not
finish raises: its text is unread and goes to quarantine. Both engines let other threads run while they search.

``\\d \\w \\s \\b`` and their like are ASCII to RE2 and Unicode to all others: ``\\bÄrzte`` would find no doctor. So a
pattern that has one of them runs on RE2 over ASCII texts, and on `regex`, with its bounds, over the rest.

Source:
    google-re2 (syntax: https://github.com/google/re2/wiki/Syntax).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import re2
import regex

from tidegate.errors import ConfigurationError, DetectionIncomplete

PATTERN_CHARS_MAX = 1000  # of one pattern, in code points
PATTERN_BYTES_MAX = 8 << 20  # memory of one compiled RE2 pattern, in bytes
LINEAR_SECONDS_MAX = 5.0  # RE2 on one text: each match is linear, but there may be as many as characters
BACKTRACKING_SECONDS_MAX = 0.5  # `regex` on one text
BACKTRACKING_CHARS_MAX = 262_144  # code points of a text; beyond, what `regex` remembers would take hundreds of MB
UNREAD_MAX = 4096  # texts that a pattern could not finish, remembered by their hash
GROUPS_MAX = 32  # of a backtracking pattern: every pass through a group is remembered

# What RE2 says of syntax that it does not have. Any other refusal (too large, not a pattern) is final.
_UNKNOWN_SYNTAX = ("invalid perl operator", "invalid escape sequence", "bad repetition operator")
# What is ASCII to RE2 and Unicode to `regex`: classes, the edges of words, and POSIX' names for classes.
_OF_SCRIPTS = re.compile(r"\\[bBdDsSwW]|\[:")
# Recursion, named lists, fuzzy matching and backtracking verbs: no deadline bounds their memory.
_UNBOUNDED = re.compile(
    r"\(\?(?:R|&|P>|[+-]?\d)|\\L<|\{[^{}]*[eids]\s*(?:<|,|\})[^{}]*\}|\(\?[a-z]*[eb][a-z]*[:)]|\(\*"
)


class Linear:
    """A pattern on google-re2. ``linear`` says over which texts it is: ``all``, ``ascii`` or ``none``."""

    engine = "re2"
    linear = "all"

    def __init__(self, compiled: Any, clock: Callable[[], float] | None) -> None:
        self._compiled, self._clock = compiled, clock

    def spans(self, text: str, *, detector: str) -> Iterator[tuple[int, int]]:
        """Matches from left to right, not overlapping, none empty; code points, half-open.

        Raises:
            DetectionIncomplete: If it does not finish within `LINEAR_SECONDS_MAX` of its clock.
        """
        clock = self._clock
        until = clock() + LINEAR_SECONDS_MAX if clock is not None else 0.0
        for match in self._compiled.finditer(text):
            start, end = match.span()
            if start < end:
                yield start, end
            if clock is not None and clock() > until:
                raise DetectionIncomplete(detector=detector)


class Backtracking:
    """A pattern on `regex`; the same promises as `Linear`, kept by a deadline."""

    engine = "regex"
    linear = "none"

    def __init__(self, compiled: regex.Pattern[str]) -> None:
        self._compiled = compiled
        self._unread: dict[int, None] = {}

    def spans(self, text: str, *, detector: str) -> Iterator[tuple[int, int]]:
        """As `Linear.spans`, within `BACKTRACKING_SECONDS_MAX` and `BACKTRACKING_CHARS_MAX`.

        A text that was not finished once is not begun again: a batch in which it stands is halved until its record is
        found, and each half would wait for it anew.
        """
        if len(text) > BACKTRACKING_CHARS_MAX or hash(text) in self._unread:
            raise DetectionIncomplete(detector=detector)
        try:
            for match in self._compiled.finditer(text, timeout=BACKTRACKING_SECONDS_MAX, concurrent=True):
                start, end = match.span()
                if start < end:
                    yield start, end
        except (TimeoutError, MemoryError) as error:
            if len(self._unread) >= UNREAD_MAX:
                self._unread.clear()
            self._unread[hash(text)] = None
            raise DetectionIncomplete(detector=detector) from error


class Mixed:
    """A pattern whose classes mean something else beyond ASCII: `Linear` for ASCII texts, `Backtracking` for others."""

    engine = "re2 and regex"
    linear = "ascii"

    def __init__(self, ascii_only: Linear, wide: Backtracking) -> None:
        self._ascii, self._wide = ascii_only, wide

    def spans(self, text: str, *, detector: str) -> Iterator[tuple[int, int]]:
        """As `Linear.spans` or `Backtracking.spans`."""
        return (self._ascii if text.isascii() else self._wide).spans(text, detector=detector)


UserPattern = Linear | Mixed | Backtracking


def compile_pattern(
    pattern: str,
    *,
    place: str = "",
    ignore_case: bool = False,
    whole: bool = False,
    clock: Callable[[], float] | None = None,
) -> UserPattern:
    """Compile a pattern from outside within bounds.

    Args:
        pattern: RE2's syntax, or where RE2 lacks it, that of `regex`; what both must read is in both.
        place: Where it stands in its document, for errors.
        ignore_case: Upper and lower case are the same.
        whole: It must match a text from its beginning to its end.
        clock: Monotonic seconds, for RE2's deadline; None: it has none.

    Raises:
        ConfigurationError: If neither engine may run it, or it matches the empty text and so everywhere: with a reason
            that quotes nothing of the pattern, because a list of what must be hidden may hold names.
    """
    if len(pattern) > PATTERN_CHARS_MAX:
        raise ConfigurationError(f"the pattern is longer than {PATTERN_CHARS_MAX} characters", place=place)
    options = re2.Options()
    options.max_mem = PATTERN_BYTES_MAX
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        compiled = re2.compile(rf"\A(?:{pattern})\z" if whole else pattern, options)
    except UnicodeEncodeError:
        raise ConfigurationError("the pattern is not valid Unicode", place=place) from None
    except re2.error as error:
        reason = _reason_of(error)
        if not reason.startswith(_UNKNOWN_SYNTAX):
            raise ConfigurationError(f"RE2 refuses the pattern: {reason}", place=place) from None
        problem = f"neither RE2 nor regex can read the pattern: {reason}"
        return _compile_backtracking(pattern, problem, place=place, ignore_case=ignore_case, whole=whole)
    if compiled.search("") is not None:
        raise _matches_everywhere(place)
    linear = Linear(compiled, clock)
    if _OF_SCRIPTS.search(pattern) is None:
        return linear
    problem = (
        r"\d, \w, \s and \b need regex beyond ASCII, and it cannot read the pattern: write it without \Q, (?U) and \x{"
    )
    return Mixed(linear, _compile_backtracking(pattern, problem, place=place, ignore_case=ignore_case, whole=whole))


def _reason_of(error: Exception) -> str:
    """RE2's fixed words for an error; behind their colon it quotes the pattern, often to its end."""
    said = error.args[0] if error.args else "it is not valid"
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return text.partition(": ")[0]


def _compile_backtracking(pattern: str, problem: str, *, place: str, ignore_case: bool, whole: bool) -> Backtracking:
    if _UNBOUNDED.search(pattern):
        message = "recursion, named lists, fuzzy matching and verbs are not allowed: nothing bounds them"
        raise ConfigurationError(message, place=place)
    try:
        compiled = regex.compile(rf"\A(?:{pattern})\Z" if whole else pattern, regex.IGNORECASE if ignore_case else 0)
    except (regex.error, ValueError, OverflowError, RecursionError):
        raise ConfigurationError(problem, place=place) from None
    if compiled.groups > GROUPS_MAX:
        raise ConfigurationError(f"the pattern has more than {GROUPS_MAX} groups; write (?:...)", place=place)
    try:
        empty = compiled.search("", timeout=BACKTRACKING_SECONDS_MAX) is not None
    except TimeoutError:
        raise ConfigurationError("the pattern does not come to an end even on an empty text", place=place) from None
    if empty:
        raise _matches_everywhere(place)
    return Backtracking(compiled)


def _matches_everywhere(place: str) -> ConfigurationError:
    return ConfigurationError("the pattern matches the empty text, so it would match everywhere", place=place)


# Pieces of a pattern: classes and escapes whole, so that a `$` in a class is no anchor.
_PIECE = re.compile(r"\[\^?\]?(?:\[:\^?[a-z]+:\]|\\.|[^\]\\])*\]|\\x\{|\\.|\(\?P?<|.", re.DOTALL)
# Anchors, a quotation in which nothing is as it seems, and what means something else in a buffer of bytes; a group's
# name may come twice where patterns are joined.
_DEPENDENT = frozenset({"^", "$", r"\A", r"\z", r"\Z", r"\C", r"\Q", r"\x{", "(?P<", "(?<"})


def is_anchored(pattern: str) -> bool:
    """Whether a pattern may depend on where its text begins or ends. Word boundaries do not count: what stands around a
    text in a record's bytes is never a letter or a digit.
    """
    return not _DEPENDENT.isdisjoint(_PIECE.findall(pattern)) or "\\x{" in pattern


def need_of_pattern(pattern: str, compiled: UserPattern, *, ignore_case: bool = False) -> str | None:
    """What must stand in a text for a pattern from outside to match: itself, unless it has an anchor or RE2 cannot
    read it.
    """
    if isinstance(compiled, Backtracking) or not pattern.isascii() or is_anchored(pattern):
        return None
    return f"(?i:{pattern})" if ignore_case else pattern


# Beyond ASCII `regex` reads these by Unicode. What stands here is as wide or wider.
_WORD_WIDE = r"\p{L}\p{M}\p{N}\p{Pc}\p{So}\x{200c}\x{200d}"
_SPACE_WIDE = r"\s\x{b}\x{1c}-\x{1f}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
_WIDE = {r"\d": r"\p{Nd}", r"\w": _WORD_WIDE, r"\s": _SPACE_WIDE}
_ANY = r"(?s:.)"
_CLASS_ESCAPE = re.compile(r"\\.", re.DOTALL)


def wide_need_of_pattern(pattern: str, compiled: UserPattern, *, ignore_case: bool = False) -> str:
    """The same for a text that is not ASCII; "" where that cannot be said.

    RE2 reads such a text as `need_of_pattern` says. Where `regex` does (`Mixed`), a class of digits, words or blanks is
    that of all scripts, and what is no letter or digit there is not asked for.
    """
    if need_of_pattern(pattern, compiled) is None:
        return ""
    if isinstance(compiled, Mixed):
        pattern = "".join(map(_widened, _PIECE.findall(pattern)))
    need = f"(?i:{pattern})" if ignore_case else pattern
    options = re2.Options()
    options.max_mem = PATTERN_BYTES_MAX
    options.log_errors = False
    try:
        return need if re2.compile(need, options).search("") is None else ""
    except re2.error:
        return ""  # with all those classes it is too large


def _widened(piece: str) -> str:
    if piece in (r"\b", r"\B"):
        return "(?:)"
    if piece in _WIDE:
        return f"[{_WIDE[piece]}]"
    if piece in (r"\D", r"\W", r"\S"):
        return _ANY
    if piece[0] != "[" or _OF_SCRIPTS.search(piece) is None:
        return piece
    escapes = _CLASS_ESCAPE.findall(piece)
    if piece[1] == "^" or not {r"\D", r"\W", r"\S"}.isdisjoint(escapes) or "[:" in piece:
        return _ANY
    return _CLASS_ESCAPE.sub(lambda escape: _WIDE.get(escape[0], escape[0]), piece)

"""Passwords by what stands before them: ``password: …``, "my password is …", ``--password …``.

A password has no form, so its name makes the claim, and what follows must not be the rest of a sentence: "the password
is required" names none. After a colon or an equals sign nearly everything counts; after "is" or "to" all but the words
that say how a password is; after a mere space only what no word looks like. A passphrase may have several words, so
there the claim reaches to the end of the clause.

Source:
    Names: detect-secrets 1.5 (``KeywordDetector``), OWASP Logging Cheat Sheet ("data to exclude"), and the words for
    it in German, French, Spanish, Portuguese, Italian and Dutch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import re2
import regex

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import Taken, matches, words
from tidegate.detectors.secret_forms import is_stand_in, without_query
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_FLAGS = regex.IGNORECASE | regex.ASCII
_WORDS = (
    r"passw(?:or)?ds?|passwort|kennwort|pass[ _-]?code|pwd|wachtwoord|senha|contrase\u00f1a|contrasena|mot de passe"
    r"|parola d'ordine"
)
_SHORT = r"(?<![A-Za-z0-9])(?:pass|pw|psw|pswd)(?![A-Za-z0-9])"
_PHRASE = r"pass[ _-]?phrases?|recovery phrase|seed phrase|mnemonic(?: phrase)?"
_TAIL = r"(?:[ _-]?(?:hash|value|field|1|2|confirmation))?[\"'\]]{0,2}"
_ASSIGNED = r"\s{0,3}(?::=?|=>|={1,3})\s{0,3}"
_SAID = (
    r"\s{1,3}(?:(?:(?:was|is|be|been)\s)?(?:set|reset|changed) to|is|was|are|ist|est|es|\u00e9|to|as|will be|should be)"
    r"(?:\s{0,2}:)?\s{1,3}(?:now\s)?"
)
_QUOTED = r"\"(?P<double>[^\"\r\n]{1,128})\"|'(?P<single>[^'\r\n]{1,128})'|`(?P<back>[^`\r\n]{1,128})`"
_UNITS = r"\s?(?:times|days?|hours?|minutes?|characters|letters|digits)"
_SPOKEN = (
    r"(?P<plain>[^\s,;\"'<>`][^\s,;\"'<>`]{0,127}"
    rf"(?:\s[0-9]{{1,8}}(?![A-Za-z0-9]|[.:/-][0-9]|{_UNITS}))?)"
)
_CLAUSE = r"(?P<plain>[^\s,;\"'<>`.][^,;\"<>`.\r\n]{2,255})"
_PLAIN = r"(?P<plain>[^\s,;\"'<>`][^\s,;\"'<>`]{2,127})"

_FORMS = (
    # A phrase ends with its clause.
    ("phrase", regex.compile(rf"(?:{_PHRASE}){_TAIL}{_ASSIGNED}(?:{_QUOTED}|{_CLAUSE})", _FLAGS)),
    ("phrase_said", regex.compile(rf"(?:{_PHRASE}){_SAID}(?:{_QUOTED}|{_CLAUSE})", _FLAGS)),
    ("assigned", regex.compile(rf"(?:{_WORDS}|{_SHORT}){_TAIL}{_ASSIGNED}(?:{_QUOTED}|{_PLAIN})", _FLAGS)),
    # People who dictate a password put a space before its digits.
    ("said", regex.compile(rf"(?:{_WORDS}){_SAID}(?:{_QUOTED}|{_SPOKEN})", _FLAGS)),
    (
        "option",
        regex.compile(rf"(?:--?(?:password|passwd|pass|pwd)|identified by)\s{{1,3}}(?:{_QUOTED}|{_PLAIN})", _FLAGS),
    ),
    ("beside", regex.compile(rf"(?:{_WORDS})\s{{1,3}}(?:{_QUOTED}|{_PLAIN})", _FLAGS)),
)
# A field that is named for a password, also at the end of a longer name (``userPassword``), holds one.
_FIELD = regex.compile(rf"(?:{_WORDS}|{_PHRASE}|(?<![A-Za-z0-9])pass)[ _.-]?(?:hash|value|1|2|confirmation)?\Z", _FLAGS)
NAMED_CHARS_MAX = 256  # code points of a value in such a field
NAMED_WORDS_MAX = 24  # of a phrase; a password has one
# What a sentence about passwords says of them.
_NOT_ONE = words(
    "incorrect wrong required invalid expired expiring not too very weak strong reset changed change changing being"
    " case missing correct valid the a an my your our his her their its this that it same and or but for with from"
    " in on at by of if when so just only also still always never no none null nil true false empty blank unknown"
    " hidden secure safe secret private protected encrypted hashed stored saved sent shared known forgotten lost"
    " stolen compromised leaked old new default temporary current different unique longer shorter short long used"
    " needed necessary mandatory optional accepted rejected working broken locked blocked disabled enabled active"
    " set there here gone done ok okay good bad fine easy hard important visible available supported allowed what"
    " which who how why something anything nothing everything someone be been get got have has had can cannot could"
    " will would should must may might do does did please thanks access log login sign enter continue use update"
    " confirm verify protect recover keep authenticate unlock open obtained based made going about already yet like"
    " ****** string str text varchar char undefined todo tbd n/a"
)


class Password:
    """Finds passwords and passphrases that are named as such."""

    name = "password"
    version = "1"
    entity_types: tuple[str, ...] = ("password",)
    context = words("password passwords passwd pwd passphrase passcode credentials passwort kennwort")
    refute: frozenset[str] = frozenset()
    needs = (
        r"(?i:passw|pass[ _-]?(?:code|phrase)|kennwort|pwd|wachtwoord|senha|contrasena|mot de passe|parola d'ordine"
        r"|recovery phrase|seed phrase|mnemonic|identified by|pass[\"'\]:= \t\r\n]|(?:pw|psw|pswd)[\"'\] ]{0,5}[:=])"
    )
    _needed = re2.compile(needs[:-1] + r"|contrase\x{f1}a)")

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if self._needed.search(text):
                found.extend(self._read(index, text))
            if _is_named(batch.names[index], text):
                found.append(Candidate(index, 0, len(text), "password", STRONG, self.name, "named"))
        return sorted(found)

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        taken = Taken()
        for pattern, form in _FORMS:
            for match in matches(form, text, detector=self.name):
                group = next(name for name in ("double", "single", "back", "plain") if match[name] is not None)
                start, end = match.span(group)
                if group == "plain":
                    end = _trimmed(text, start, start + len(without_query(match[group])))
                value = text[start:end]
                if not value.strip() or is_stand_in(value):
                    continue
                if group == "plain" and not _may_be(pattern, value):
                    continue
                if taken.take(start, end):
                    score = STRONG if pattern in ("assigned", "option") or _is_no_word(value) else MEDIUM
                    yield Candidate(index, start, end, "password", score, self.name, pattern)


def _is_named(name: str, text: str) -> bool:
    """Whether the field's name says that its whole value is a password: one word, or the words of a phrase."""
    if not name or len(text) > NAMED_CHARS_MAX or _FIELD.search(name) is None or is_stand_in(text):
        return False
    said = text.split()
    words_max = NAMED_WORDS_MAX if "phrase" in name.casefold() or "mnemonic" in name.casefold() else 1
    return 0 < len(said) <= words_max and (len(said) > 1 or said[0].casefold() not in _NOT_ONE)


def _may_be(pattern: str, value: str) -> bool:
    """Whether a value without quotes is one: the looser it hangs on the name, the less it may look like a word."""
    first = value.split(None, 1)[0].casefold().rstrip(".!?:")
    if pattern in ("beside", "option"):
        return (
            len(value) >= 4
            and (value.isdigit() or _is_no_word(value))
            and not value.startswith(("-", "(", "&", "|", "/", "{"))
        )
    if first in _NOT_ONE and pattern != "phrase":
        return False
    return pattern != "said" or len(value) >= 4


def _is_no_word(value: str) -> bool:
    """Letters with digits or with a mark inside."""
    return any(map(str.isalpha, value)) and any(
        character.isdigit() or character in "!#$%^&*+=@~" for character in value.rstrip("!?")
    )


def _trimmed(text: str, start: int, end: int) -> int:
    """Without the sentence's punctuation, and without a bracket that opened before the value."""
    while end > start + 1:
        last = text[end - 1]
        if last in ".:? " or (last == ")" and "(" not in text[start:end]) or (last in "]}" and last not in "{["):
            end -= 1
        else:
            break
    return end

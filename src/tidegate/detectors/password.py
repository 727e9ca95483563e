"""Passwords by what stands before them: ``password: …``, "my password is …", ``--password …``.

A password has no form, so its name makes the claim, and what follows must not be the rest of a sentence: "the password
is required" names none. After a colon or an equals sign nearly everything counts; after "is" or "to" all but the words
that say how a password is; after a mere space only what no word looks like. A passphrase may have several words, so
there the claim reaches to the end of the clause.

Source:
    Names: detect-secrets 1.5 (``KeywordDetector``), OWASP Logging Cheat Sheet ("data to exclude"), and the words for
    it in German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish and the Nordic languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import re2
import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import Taken, in_ascii, in_re2, matches, words
from tidegate.detectors.secret_forms import is_stand_in, without_query
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_FLAGS = regex.IGNORECASE | regex.ASCII
_WORDS = (
    r"passw(?:or)?ds?|pass[ -]words?|passwort|kennwort|pass[ _-]?code|pwd|wachtwoord|senha|contrase\u00f1a|contrasena"
    r"|mot[ _-]?de[ _-]?passe|parola d'ordine|has[\u0142l]o|l[\u00f6o]senord|salasana|adgangskode|passord"
)
# Words for it in one language that say nothing, or something else, in others.
_WORDS_OF = {"fr": "mdp", **dict.fromkeys(("it", "tr", "pl"), "parola")}
_SHORT = r"(?<![A-Za-z0-9])(?:pass|pw|psw|pswd)(?![A-Za-z0-9])"
_PHRASE = r"pass[ _-]?phrases?|recovery phrase|seed phrase|mnemonic(?: phrase)?"
_TAIL = r"(?:[ _-]?(?:hash|value|field|1|2|confirmation))?[\"'\]]{0,2}"
_ASSIGNED = r"\s{0,3}(?::=?|=>|={1,3})\s{0,3}"
_SAID = (
    r"\s{1,3}(?:(?:(?:was|is|be|been)\s)?(?:set|reset|changed) to|is|was|are|ist|est|es|\u00e9|\u00e8|to|as"
    r"|will be|should be)(?:\s{0,2}:)?\s{1,3}(?:now\s)?"
)
# "on" and "er" say this only behind a word of their own language.
_SAID_NORTH = (
    r"(?:salasana\s{1,3}on|(?:adgangskode|passord)(?:et|en|n)?\s{1,3}er|l[\u00f6o]senord(?:et)?\s{1,3}\u00e4r)\s{1,3}"
)
_QUOTED = r"\"(?P<double>[^\"\r\n]{1,128})\"|'(?P<single>[^'\r\n]{1,128})'|`(?P<back>[^`\r\n]{1,128})`"
_UNITS = r"\s?(?:times|days?|hours?|minutes?|characters|letters|digits)"
_SPOKEN = (
    r"(?P<plain>[^\s,;\"'<>`][^\s,;\"'<>`]{0,127}"
    rf"(?:\s[0-9]{{1,8}}(?![A-Za-z0-9]|[.:/-][0-9]|{_UNITS}))?)"
)
# Two parts, letters and figures, or single ones, as people dictate it; only at the text's end: no sentence goes on.
_TWO_PARTS = r"(?P<plain>[A-Za-z]{3,20} [0-9]{2,8})(?=\s{0,3}[.!]?\s{0,3}\Z)"
_SINGLE = r"(?P<plain>(?:[A-Za-z]|[0-9]{1,3})(?: (?:[A-Za-z]|[0-9]{1,3})){3,15})(?=\s{0,3}[.!]?\s{0,3}\Z)"
# "the pass" is also a mountain's, "a pass" a ticket.
_SHORT_SAID = r"pass(?<=(?:\A|[.,;:!\n]\s{0,2}|\b(?:my|and|user|account|login) )pass) is\s{1,3}"
_CLAUSE = r"(?P<plain>[^\s,;\"'<>`.][^,;\"<>`.\r\n]{2,255})"
_PLAIN = r"(?P<plain>[^\s,;\"'<>`][^\s,;\"'<>`]{2,127})"

_CURL = (
    r"\bcurl(?=[ \t])(?:[^\r\n|;]|\\\r?\n){0,200}?\s(?:-u|--user)[ =]?[\"']?[^\s:\"']{1,64}:"
    rf"(?:{_QUOTED}|(?P<plain>[^\s\"'<>`]{{3,127}}))"
)

_MYSQL = (
    r"\bmysql(?:dump|admin)?(?=[ \t])[^\r\n|;]{0,200}?\s-p"
    rf"(?:{_QUOTED}|(?P<plain>[^\s\"'<>`-][^\s\"'<>`]{{3,127}}))"
)


def _forms_of(words_for_it: str) -> tuple[tuple[str, regex.Pattern[str]], ...]:
    forms = (
        # A phrase ends with its clause.
        ("phrase", rf"(?:{_PHRASE}){_TAIL}{_ASSIGNED}(?:{_QUOTED}|{_CLAUSE})"),
        ("phrase_said", rf"(?:{_PHRASE}){_SAID}(?:{_QUOTED}|{_CLAUSE})"),
        ("assigned", rf"(?:{words_for_it}|{_SHORT}){_TAIL}{_ASSIGNED}(?:{_QUOTED}|{_PLAIN})"),
        ("single", rf"(?:{words_for_it}){_SAID}{_SINGLE}"),
        # People who dictate a password put a space before its digits.
        ("said", rf"(?:(?:{words_for_it}){_SAID}|{_SAID_NORTH})(?:{_QUOTED}|{_SPOKEN})"),
        ("short_said", rf"{_SHORT_SAID}{_SPOKEN}"),
        ("option", rf"(?:--?(?:password|passwd|pass|pwd)|identified by)\s{{1,3}}(?:{_QUOTED}|{_PLAIN})"),
        ("curl", _CURL),
        ("mysql", _MYSQL),
        ("beside", rf"(?:{words_for_it})\s{{1,3}}(?:{_QUOTED}|{_PLAIN})"),
        ("two_parts", rf"(?:{words_for_it})\s{{1,3}}{_TWO_PARTS}"),
    )
    return tuple((name, lazy.compile(form, _FLAGS)) for name, form in forms)


# A field that is named for a password, also at the end of a longer name (``userPassword``), holds one.
_NAMED = rf"(?:{{}}|{_PHRASE}|(?<![A-Za-z0-9])pass)[ _.-]?(?:hash|value|1|2|confirmation)?\Z"
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
    " falsch ung\u00fcltig erforderlich abgelaufen vergessen incorrecte obligatoire requis expir\u00e9 oubli\u00e9"
    " incorrecta obligatoria caducada errata obbligatoria scaduta verkeerd vereist verlopen incorreta obrigat\u00f3ria"
    " v\u00e4\u00e4rin forkert feil fel"
)
# What stands before a figure in a sentence about passwords.
_NO_FIRST_PART = words(
    "attempt attempts length minimum maximum min max page section chapter step version error code level line number"
    " policy expires expired expiry reset resets hint hints manager rule rules age history chars character at least"
    " after before within every twice until since than over under between round january february march april june"
    " july august september october november december"
)
_NEED_REST = (
    r"pass[ _-]?phrase|recovery phrase|seed phrase|mnemonic|identified by|curl[ \t]|mysql[a-z]{0,5}[ \t]"
    r"|pass[\"'\]:= \t\r\n]"
    r"|(?:pw|psw|pswd)[\"'\] ]{0,5}[:=]"
)
# A tag of YAML and what it names: where the password is, not what it is.
_TAGGED = lazy.compile(
    r"!(?:secret|vault|include|ref|sub|env|env_var|getatt|reference|encrypted)[ \t]{1,3}[\p{L}\"'$|{\[]",
    _FLAGS,
)


class Password:
    """Finds passwords and passphrases that are named as such."""

    name = "password"
    version = "3"
    entity_types: tuple[str, ...] = ("password",)
    context = words("password passwords passwd pwd passphrase passcode credentials passwort kennwort")
    refute: frozenset[str] = frozenset()

    def __init__(self, config: DetectorConfig) -> None:
        own = sorted({_WORDS_OF[language] for language in config.languages if language in _WORDS_OF})
        words_for_it = "|".join([_WORDS, *(f"(?<![a-z]){word}(?![a-z])" for word in own)])
        self._forms = _forms_of(words_for_it)
        self._field = lazy.compile(_NAMED.format(words_for_it), _FLAGS)
        plain = "|".join([_WORDS, *own])
        self.needs = f"(?i:{in_ascii(plain)}|{_NEED_REST})"
        self.wide_needs = f"(?i:{in_re2(plain)}|{_NEED_REST})"
        self._needed = re2.compile(self.wide_needs)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if self._needed.search(text):
                found.extend(self._read(index, text))
            if self._is_named(batch.names[index], text):
                found.append(Candidate(index, 0, len(text), "password", STRONG, self.name, "named"))
        return sorted(found)

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        taken = Taken()
        for pattern, form in self._forms:
            for match in matches(form, text, detector=self.name):
                group = str(match.lastgroup)
                start, end = match.span(group)
                if group == "plain":
                    end = _trimmed(text, start, start + len(without_query(match[group])))
                value = text[start:end]
                # "3333" marks a place behind a colon, but nobody says so.
                if not value.strip() or (is_stand_in(value) and not (value.isdigit() and pattern.endswith("said"))):
                    continue
                if group == "plain" and (not _may_be(pattern, value) or _TAGGED.match(text, start) is not None):
                    continue
                if taken.take(start, end):
                    sure = pattern in ("assigned", "option", "curl", "mysql") or _is_no_word(value)
                    score = STRONG if sure and pattern != "two_parts" else MEDIUM
                    yield Candidate(index, start, end, "password", score, self.name, pattern)

    def _is_named(self, name: str, text: str) -> bool:
        """Whether the field's name says that its whole value is a password: one word, or the words of a phrase."""
        if not name or len(text) > NAMED_CHARS_MAX or self._field.search(name) is None or is_stand_in(text):
            return False
        said = text.split()
        words_max = NAMED_WORDS_MAX if "phrase" in name.casefold() or "mnemonic" in name.casefold() else 1
        return 0 < len(said) <= words_max and (len(said) > 1 or said[0].casefold() not in _NOT_ONE)


def _may_be(pattern: str, value: str) -> bool:
    """Whether a value without quotes is one: the looser it hangs on the name, the less it may look like a word."""
    first = value.split(None, 1)[0].casefold().rstrip(".!?:")
    if pattern == "single":
        return any(map(str.isalpha, value)) and any(map(str.isdigit, value))
    if pattern == "short_said":
        return len(value) >= 4 and (value.isdigit() or _is_no_word(value))
    if pattern == "two_parts":
        return first not in _NOT_ONE and first not in _NO_FIRST_PART
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

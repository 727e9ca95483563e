"""Characters: the compatibility form of each code point, nothing for invisible ones, and Latin for its look-alikes.

A Cyrillic ``а`` is Latin only for the eye, and only inside a word that is otherwise Latin: where every letter of
another script in it has a Latin double. Words of other scripts stay as they are.

Source:
    Unicode Standard Annex 15 (NFKC); Unicode Technical Standard 39, confusables.txt, of which the single letters of
    Cyrillic and Greek that look like one Latin letter in common type.
"""

from __future__ import annotations

import re
import unicodedata

from tidegate.detectors.disguises.shown import Rewriting, Shown

CHARACTERS_MAX = 4096  # entries of the table below; one for each distinct code point met

_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
_IGNORABLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {chr(point) for point in range(0xFE00, 0xFE10)}
# Written as escapes: nobody could review what looks the same.
_CYRILLIC = (
    "\u0430a\u0435e\u043ak\u043eo\u0440p\u0441c\u0443y\u0445x\u0456i\u0458j\u0455s\u0501d\u04bbh\u04cfl\u051bq"
    "\u051dw\u0475v\u0410A\u0412B\u0415E\u041aK\u041cM\u041dH\u041eO\u0420P\u0421C\u0422T\u0423Y\u0425X\u0406I\u0408J"
    "\u0405S\u04c0I\u051aQ\u051cW\u0474V"
)
_GREEK = (
    "\u0391A\u0392B\u0395E\u0396Z\u0397H\u0399I\u039aK\u039cM\u039dN\u039fO\u03a1P\u03a4T\u03a5Y\u03a7X\u03b1a\u03b3y"
    "\u03b9i\u03bak\u03bdv\u03bfo\u03c1p\u03c5u\u03c7x"
)
_DOUBLES = {pairs[place]: pairs[place + 1] for pairs in (_CYRILLIC, _GREEK) for place in range(0, len(pairs), 2)}
_DOUBLE = re.compile(f"[{''.join(_DOUBLES)}]")
_TOKEN = re.compile(r"[\w.@+-]+")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[^\x01-\x7f]")
_ACCENT = re.compile(r"[\u0300-\u036f]")
_ACCENTED = re.compile(r"[^\W\d_][\u0300-\u036f]{1,8}")

_table: dict[str, str] = {}


def plain(text: str) -> Shown | None:
    """The text with each code point in its plain form; None where it is that text."""
    if all(plain_form(character) == character for character in set(_OTHER.findall(text))):
        return None
    writing = Rewriting(text)
    for match in _OTHER.finditer(text):
        form = plain_form(match[0])
        if form != match[0]:
            writing.replace(match.start(), match.end(), form)
    return writing.shown()


def composed(text: str) -> Shown | None:
    """The text with a letter and the accents behind it as the letter that has them, where there is one."""
    if _ACCENT.search(text) is None:
        return None
    writing = Rewriting(text)
    for match in _ACCENTED.finditer(text):
        form = unicodedata.normalize("NFC", match[0])
        if form != match[0]:
            writing.replace(match.start(), match.end(), form)
    return writing.shown()


def latin(text: str) -> Shown | None:
    """The text with look-alikes of Latin letters replaced by them, in words that are Latin but for those."""
    if _DOUBLE.search(text) is None:
        return None
    writing = Rewriting(text)
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word.isascii() or _LATIN.search(word) is None:
            continue
        others = list(_OTHER.finditer(word))
        if all(match[0] in _DOUBLES for match in others):
            for match in others:
                place = token.start() + match.start()
                writing.replace(place, place + 1, _DOUBLES[match[0]])
    return writing.shown()


def plain_form(character: str) -> str:
    """NFKC, ASCII digits for decimal digits of any script, a hyphen for a dash, nothing for what is invisible."""
    if character < "\x7f":
        return character if character != "\0" else ""  # every second character of UTF-16 without a mark
    form = _table.get(character)
    if form is None:
        if character in _DASHES:
            form = "-"
        elif character in _IGNORABLE or unicodedata.category(character) == "Cf":
            form = ""
        elif character.isdecimal():
            form = str(unicodedata.decimal(character))
        else:
            form = unicodedata.normalize("NFKC", character)
        if len(_table) >= CHARACTERS_MAX:
            _table.clear()
        _table[character] = form
    return form

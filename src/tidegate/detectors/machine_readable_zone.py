"""Machine-readable zones of passports, visas and identity cards: the two or three lines below the photograph.

Scanners at desks and gates send them as they are. They hold the name, the document's number, the nationality, the date
of birth and more, and run together, so that no detector of one of these sees its own. Each line is claimed whole. The
name's line counts by its fillers; the others by their check digits, and without them (a slip of the reader) only where
they stand below a name's line.

Source:
    ICAO Doc 9303, Machine Readable Travel Documents, part 3 (check digits: weights 7, 3, 1, letters from A as 10,
    filler as 0) and parts 4 to 7 (TD3, TD1, TD2, MRV-A and MRV-B).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import matches
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate, Checksum

_EDGE = r"(?:(?<![A-Za-z0-9<])|(?<=\\[nr]))"
_END = r"(?![A-Za-z0-9<])"
# Kind of document, state, surnames, two fillers, given names, fillers up to the end; readers drop or add a filler. Some
# people have no given name; then the filler behind the kind tells it from a word.
_NAMES = lazy.compile(
    rf"{_EDGE}(?:[ACIPV]<|[ACIPV][A-Z](?=[A-Z<]*[A-Z]<<[A-Z]))[A-Z<]{{3}}(?=[A-Z<]{{25,41}}{_END})"
    r"[A-Z]+(?:<[A-Z]+)*<<[A-Z<]*"
)
# Below it: number, check digit, nationality, birth, check digit, sex, expiry, check digit, what a state adds.
_DATA = lazy.compile(
    rf"{_EDGE}(?P<number>[A-Z0-9<]{{9}})(?P<check>[0-9<])[A-Z<]{{3}}(?P<birth>[0-9<]{{6}})(?P<birth_check>[0-9])[MFX<]"
    rf"(?P<expiry>[0-9]{{6}})(?P<expiry_check>[0-9])[A-Z0-9<]{{2,18}}{_END}"
)
# A card's first line, and its second.
_CARD = lazy.compile(rf"{_EDGE}[ACI][A-Z<][A-Z<]{{3}}(?P<number>[A-Z0-9<]{{9}})(?P<check>[0-9<])[A-Z0-9<]{{15}}{_END}")
_CARD_DATA = lazy.compile(
    rf"{_EDGE}(?P<birth>[0-9<]{{6}})(?P<birth_check>[0-9])[MFX<](?P<expiry>[0-9]{{6}})(?P<expiry_check>[0-9])"
    rf"[A-Z<]{{3}}[A-Z0-9<]{{11}}[0-9]{_END}"
)
# Its third: names alone, thirty characters.
_CARD_NAMES = lazy.compile(rf"{_EDGE}(?=[A-Z<]{{30}}{_END})[A-Z]+(?:<[A-Z]+)*<<[A-Z<]*")
_LEAD = 5  # characters before the names: the document's kind and the state
_CHARS_BETWEEN = 4  # from one line's end to the next: line ends, as they are or escaped, and blanks
_WEIGHTS = (7, 3, 1)


class MachineReadableZone:
    """Finds the lines of machine-readable zones."""

    name = "machine_readable_zone"
    version = "1"
    entity_types: tuple[str, ...] = ("passport_number", "person", "first_name", "last_name", "date_of_birth")
    special = True
    context: frozenset[str] = frozenset()
    refute: frozenset[str] = frozenset()
    needs = r"[A-Z]<<[A-Z<]{2}|[0-9<]{6}[0-9][MFX<][0-9]{7}|[ACI][A-Z<][A-Z<]{3}[A-Z0-9<]{9}[0-9<][A-Z0-9<]{15}"
    wide_needs = needs

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if text:
                found.extend(sorted(set(self._read(index, text))))
        return found

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        names_end = -_CHARS_BETWEEN - 1
        names = [match.span() for match in matches(_NAMES, text, detector=self.name)]
        for start, end in names:
            yield from self._names(index, text, start, end, _LEAD)
        ends = [end for _, end in names]
        cards = [match for match in matches(_CARD, text, detector=self.name) if _holds(match, "number", "check")]
        for match in cards:
            yield from self._line(index, match, "card")
        for match in matches(_DATA, text, detector=self.name):
            start, end = match.span()
            names_end = max((place for place in ends if place <= start), default=names_end)
            valid = all(_holds(match, part, check) for part, check in _CHECKED)
            if valid or start - names_end <= _CHARS_BETWEEN:
                yield from self._line(index, match, "data", valid=valid)
        for match in matches(_CARD_DATA, text, detector=self.name):
            if all(_holds(match, part, check) for part, check in _CHECKED[1:]):
                yield from self._line(index, match, "card_data")
                for third in matches(_CARD_NAMES, text[: match.end() + 40], detector=self.name, start=match.end()):
                    yield from self._names(index, text, third.start(), third.end(), 0)

    def _names(self, index: int, text: str, start: int, end: int, lead: int) -> Iterator[Candidate]:
        """A line of names: whole, and surnames and given names apart."""
        yield Candidate(index, start, end, "person", STRONG, self.name, "names")
        middle = text.index("<<", start + lead)
        yield Candidate(index, start + lead, middle, "last_name", STRONG, self.name, "names")
        given = text[middle:end].strip("<")
        if given:
            begin = text.index(given, middle)
            yield Candidate(index, begin, begin + len(given), "first_name", STRONG, self.name, "names")

    def _line(self, index: int, match: Any, form: str, *, valid: bool = True) -> Iterator[Candidate]:
        """A line with a number or a date of birth: whole, and the date apart."""
        checksum, score = (Checksum.VALID, STRONG) if valid else (Checksum.NONE, MEDIUM)
        start, end = match.span()
        yield Candidate(index, start, end, "passport_number", score, self.name, form, checksum, True)
        if "birth" in match.re.groupindex:
            start, end = match.span("birth")
            yield Candidate(index, start, end, "date_of_birth", score, self.name, form)


_CHECKED = (("number", "check"), ("birth", "birth_check"), ("expiry", "expiry_check"))


def _holds(match: Any, part: str, check: str) -> bool:
    return check_digit(match[part]) == (0 if match[check] == "<" else int(match[check]))


def check_digit(field: str) -> int:
    """The check digit of a field: figures, upper-case letters and fillers (``<``)."""
    values = ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(character) for character in field)
    return sum(max(0, value) * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10

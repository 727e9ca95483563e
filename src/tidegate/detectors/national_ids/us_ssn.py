"""US social security numbers, and the taxpayer numbers that share their form.

The number has no check digit, but parts of it that are never given out: areas 000, 666 and 900 to 999, group 00,
serial 0000. A number that breaks these rules is still a claim, because test data and typing errors do: the field's
name or the question lifts it, and for area 9xx, which generators of test data prefer, a word beside it. Nine bare
digits are common, so they need a word, too. 987-65-4320 to 987-65-4329 are kept for advertisements, as numbers of a
social security card. Said by name, four digits are enough ("the last four of my social").

Source:
    Social Security Administration, "Social Security Number Randomization" (2011) and POMS RM 10201.035; Internal
    Revenue Service, Publication 1915 (individual taxpayer numbers: area 9xx, groups 50-65, 70-88, 90-92, 94-99).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import hints_of, read_cued
from tidegate.detectors.numbers import NOT_AFTER_COMMA, NOT_BEFORE_COMMA, WIDE_SEPARATOR, without_outdone
from tidegate.detectors.said_numbers import SSN_ANSWER, SSN_NEEDS, SSN_SAYINGS, SSN_WIDE_NEEDS
from tidegate.detectors.scan import EDGE, LETTER_EDGE, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate, Checksum

REGION = "US"

_FORM = lazy.compile(
    r"(?<![\p{Latin}\p{N}])(?<![0-9][.-])"
    + NOT_AFTER_COMMA
    + r"(?P<area>[0-9]{3})(?P<separator>[ .\-\u2010-\u2015\u00a0]?)(?P<group>[0-9]{2})(?P=separator)"
    r"(?P<serial>[0-9]{4})(?![\p{Latin}\p{N}])(?![.-][0-9])" + NOT_BEFORE_COMMA
)
# One of the two dashes left out, as people do in a hurry; a ZIP+4 looks the same, so it is weak whatever it holds.
_HALF = lazy.compile(
    r"(?<![\p{Latin}\p{N}_])(?<![0-9][./-])"
    + NOT_AFTER_COMMA
    + r"(?P<area>[0-9]{3})(?:-(?P<group>[0-9]{2})|(?P<group>[0-9]{2})-)(?P<serial>[0-9]{4})"
    r"(?![\p{Latin}\p{N}_])(?![./-][0-9])" + NOT_BEFORE_COMMA
)
_JOINED, _JOINS = lazy.compile(r"(?:_|[0-9]/)\Z"), lazy.compile(r"_|/[0-9]")
_TAXPAYER_GROUPS = frozenset([*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)])


class UsSsn:
    """Finds social security numbers, and individual taxpayer numbers as ``tax_id``. Only where the region US is on."""

    name = "us_ssn"
    version = "5"
    entity_types: tuple[str, ...] = ("ssn", "tax_id")
    context = words("ssn ssns social ssid socialsecurity socialsecuritynumber itin tin taxpayer")
    refute = words("order invoice tracking shipment zip routing phone")
    wide_needs = (
        rf"{LETTER_EDGE}[0-9]{{3}}{WIDE_SEPARATOR}?[0-9]{{2}}{WIDE_SEPARATOR}?[0-9]{{4}}{LETTER_EDGE}|{SSN_WIDE_NEEDS}"
    )
    needs = (
        EDGE
        + "[0-9]{3}[ .-]?[0-9]{2}[ .-]?[0-9]{4}"
        + EDGE
        + f"|{LETTER_EDGE}[0-9]{{3}}-[0-9]{{2}}-[0-9]{{4}}{LETTER_EDGE}|{SSN_NEEDS}"
    )

    _hints = hints_of(SSN_SAYINGS)

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        found = read_cued(
            batch,
            detector=self.name,
            entity_type="ssn",
            sayings=SSN_SAYINGS,
            answer=SSN_ANSWER,
            hints=self._hints,
        )
        for index, text in enumerate(batch.texts):
            if len(text) >= 9:
                found.extend(self._formed(index, text))
        return without_outdone(found)

    def _formed(self, index: int, text: str) -> Iterator[Candidate]:
        for match in matches(_FORM, text, detector=self.name):
            form = self._form(match["separator"])
            if form < STRONG and (
                _JOINED.search(text[max(0, match.start() - 2) : match.start()]) or _JOINS.match(text, match.end())
            ):
                continue  # digits of an identifier, a path or a fraction; with dashes it is nothing else
            area, group, serial = int(match["area"]), int(match["group"]), int(match["serial"])
            start, end = match.span()
            advertised = (area, group, serial // 10) == (987, 65, 432)
            if advertised or (0 < area < 900 and area != 666 and group and serial):
                yield Candidate(index, start, end, "ssn", form, self.name, "given")
                continue
            broken = Checksum.NONE if area >= 900 and group and serial else Checksum.FAILED
            yield Candidate(index, start, end, "ssn", WEAK, self.name, "not_given", broken)
            if area >= 900 and group in _TAXPAYER_GROUPS and serial:
                yield Candidate(index, start, end, "tax_id", form, self.name, "taxpayer")
        if len(text) > 9:
            yield from self._half(index, text)

    def _half(self, index: int, text: str) -> Iterator[Candidate]:
        for match in matches(_HALF, text, detector=self.name):
            area, group = int(match["area"]), int(match["group"])
            start, end = match.span()
            if 0 < area < 900 and area != 666 and group and int(match["serial"]):
                yield Candidate(index, start, end, "ssn", WEAK, self.name, "half")
            elif area >= 900 and group in _TAXPAYER_GROUPS:
                yield Candidate(index, start, end, "tax_id", WEAK, self.name, "taxpayer_half")

    @staticmethod
    def _form(separator: str) -> float:
        """How hard the form is to meet by chance: dashes are how everyone writes it, bare digits say nothing."""
        if not separator:
            return WEAK
        return MEDIUM if separator in " .\u00a0" else STRONG

"""Payment cards: digits in an issuer's range, of that issuer's length, with a good check digit.

People write cards bare, in groups, with dashes, and next to other numbers; so each stretch of neighbouring digit
groups is tried, the longest first. A number of an issuer's form whose check digit fails stays a claim: after a
question for a card it is a card with a typing error. A float has as many digits as a card, and two in a hundred of
those between 1 and 100 look like one: such decimals are a medium claim, and a faint one where a program put them. What
somebody calls a card number is one whatever its digits are, and its last four digits are a part of one
(`said_numbers`).

Source:
    ISO/IEC 7812-1 (numbering, Luhn's check digit in annex B); issuer ranges and lengths as the networks publish them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import hints_of, read_cued
from tidegate.detectors.measures import is_assigned
from tidegate.detectors.numbers import FAINT, without_outdone
from tidegate.detectors.said_numbers import CARD_ANSWER, CARD_NEEDS, CARD_SAYINGS, CARD_WIDE_NEEDS
from tidegate.detectors.scan import matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate, Checksum

DIGITS_MIN, DIGITS_MAX = 12, 19
WHOLE_DIGITS_MAX = 3  # before the point of a number that is no card

# First and last six-digit prefix, and the lengths issued in it. Wider than any one source: a missed card costs more.
_ISSUERS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (400000, 499999, (13, 16, 19)),  # Visa
    (510000, 559999, (16,)),  # Mastercard
    (222100, 272099, (16,)),  # Mastercard
    (340000, 349999, (15,)),  # American Express
    (370000, 379999, (15,)),  # American Express
    (601100, 601199, (16, 17, 18, 19)),  # Discover
    (640000, 659999, (16, 17, 18, 19)),  # Discover, RuPay, Troy
    (620000, 629999, (16, 17, 18, 19)),  # UnionPay
    (810000, 829999, (16, 17, 18, 19)),  # UnionPay, RuPay
    (300000, 305999, (14, 16, 17, 18, 19)),  # Diners Club
    (309500, 309599, (14, 16, 17, 18, 19)),  # Diners Club
    (360000, 369999, (14, 16, 17, 18, 19)),  # Diners Club
    (380000, 399999, (14, 16, 17, 18, 19)),  # Diners Club
    (350000, 359999, (16, 17, 18, 19)),  # JCB (3528 to 3589)
    (180000, 180099, (15,)),  # JCB
    (213100, 213199, (15,)),  # JCB
    (220000, 220499, (16, 17, 18, 19)),  # Mir
    (500000, 509999, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro, RuPay, Verve
    (560000, 589999, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (600000, 619999, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro, RuPay
    (630000, 639999, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro, InstaPayment, InterPayment
    (670000, 679999, (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (979200, 979299, (16,)),  # Troy
)
_GROUPINGS = frozenset(
    {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 4, 1), (6, 13), (4, 4, 5), (4, 4, 4), (4, 4, 4, 4, 2)}
)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # twice a digit, its own digits added up
_RUN = lazy.compile(r"\d(?:[ \-.\u00a0\u2010-\u2015]{0,3}\d){11,}")
# The same as google-re2 writes it: an issuer's four digits are ASCII, those behind them of any script, and no script's
# digits stand among dashes or Chinese characters.
_BLANKS = r"[ .\-\x{a0}\x{2010}-\x{2015}]{0,3}"
_WIDE_RUN = (
    rf"[0-9](?:{_BLANKS}[0-9]){{3}}"
    rf"(?:{_BLANKS}[0-9\x{{660}}-\x{{1fff}}\x{{a620}}-\x{{abff}}\x{{ff10}}-\x{{ff19}}\x{{10000}}-\x{{1ffff}}]){{8}}"
)
_GROUP = lazy.compile(r"\d+")
# Numbers with decimals, one beside the other, from the first or its decimals to the last or its whole part.
_DECIMALS = lazy.compile(r"(?:\d{1,3}\.)?\d{1,9}(?:[ ]{1,3}\d{1,3}\.\d{1,9}){1,6}(?:[ ]{1,3}\d{1,3})?")
_LARGE = lazy.compile(r"[eE]\+?1[0-9](?![0-9])")  # behind the decimals of a whole number, as Java writes it


def luhn(digits: str) -> bool:
    """Whether the last digit is Luhn's check digit of those before it (ISO/IEC 7812-1, annex B)."""
    return (sum(map(int, digits[::-1][::2])) + sum(map(_doubled, digits[-2::-2]))) % 10 == 0


def _doubled(digit: str) -> int:
    return _DOUBLED[int(digit)]


@lru_cache(maxsize=10_000)
def _lengths(prefix: str) -> frozenset[int]:
    """Lengths that are issued behind four digits, which is all that the ranges above tell apart."""
    if not (prefix.isascii() and prefix.isdecimal()):
        return frozenset()
    number = int(prefix) * 100
    return frozenset(length for first, last, lengths in _ISSUERS if first <= number <= last for length in lengths)


def issued(digits: str) -> bool:
    """Whether an issuer gives out numbers with this prefix and length."""
    return len(digits) in _lengths(digits[:4])


class PaymentCard:
    """Finds credit, debit and charge card numbers."""

    name = "payment_card"
    version = "3"
    entity_types: tuple[str, ...] = ("credit_card_number",)
    context = words(
        "card cards credit debit visa mastercard amex discover maestro creditcard cardnumber pan cc payment"
    )
    refute = words("order invoice tracking shipment serial imei isbn barcode")
    wide_needs = rf"{_WIDE_RUN}|{CARD_WIDE_NEEDS}"
    needs = rf"[0-9](?:[ .-]{{0,3}}[0-9]){{{DIGITS_MIN - 1}}}|{CARD_NEEDS}"

    _hints = hints_of(CARD_SAYINGS)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if len(text) >= DIGITS_MIN:
                for run in matches(_RUN, text, detector=self.name):
                    found.extend(self._read(index, text, run.start(), run.end(), batch.names[index]))
        said = read_cued(
            batch,
            detector=self.name,
            entity_type="credit_card_number",
            sayings=CARD_SAYINGS,
            answer=CARD_ANSWER,
            hints=self._hints,
        )
        return without_outdone([*found, *said]) if said else found

    def _read(self, index: int, text: str, start: int, end: int, name: str) -> Iterator[Candidate]:
        groups = [match.span() for match in _GROUP.finditer(text, start, end)]
        first = 0
        while first < len(groups):
            claim = self._best(index, text, groups, first)
            if claim is None:
                first += 1
                continue
            candidate, first = claim
            if _DECIMALS.fullmatch(text, candidate.start, candidate.end) is not None:
                candidate = candidate._replace(
                    score=FAINT, checksum=Checksum.NONE, distinctive=False, pattern="decimals"
                )
            if candidate.pattern == "after_point" and is_assigned(text, _whole_part(text, candidate.start), name):
                candidate = candidate._replace(score=FAINT)
            yield candidate

    def _best(
        self, index: int, text: str, groups: Sequence[tuple[int, int]], first: int
    ) -> tuple[Candidate, int] | None:
        """The longest card that begins with this group, and the group after it; a valid one before a broken one."""
        lengths, digits = [], ""
        valid: tuple[Candidate, int] | None = None
        failed: tuple[Candidate, int] | None = None
        for last in range(first, min(len(groups), first + DIGITS_MAX)):
            group = text[groups[last][0] : groups[last][1]]
            digits += group
            lengths.append(len(group))
            if len(digits) > DIGITS_MAX or (len(digits) >= 4 and not _lengths(digits[:4])):
                break
            if len(digits) < DIGITS_MIN or not issued(digits):
                continue
            start, end = groups[first][0], groups[last][1]
            usual = len(lengths) == 1 or tuple(lengths) in _GROUPINGS or set(lengths) == {1}
            whole = first == 0 and last == len(groups) - 1
            fraction = _is_decimal(text, start, end, lengths)
            if luhn(digits) and (usual or not text[max(0, start - 1) : start].isalpha()):  # an IBAN begins with letters
                claim = self._valid(index, start, end, len(digits), usual=usual, whole=whole, fraction=fraction)
                valid = (claim, last + 1)
            elif usual and not fraction and len(digits) >= 13 and failed is None:
                claim = Candidate(index, start, end, "credit_card_number", WEAK, self.name, "failed", Checksum.FAILED)
                failed = (claim, last + 1)
        return valid or failed

    def _valid(
        self, index: int, start: int, end: int, digits: int, *, usual: bool, whole: bool, fraction: bool
    ) -> Candidate:
        if fraction:  # a number that is no card: one in a hundred passes by chance
            return Candidate(index, start, end, "credit_card_number", MEDIUM, self.name, "after_point")
        if not usual and not whole:
            return Candidate(index, start, end, "credit_card_number", MEDIUM, self.name, "within")
        # Of shorter numbers, and of odd groups, too many pass by chance to be sure without a word beside them.
        distinctive = usual and digits >= 14
        return Candidate(
            index, start, end, "credit_card_number", STRONG, self.name, "issued", Checksum.VALID, distinctive
        )


def _is_decimal(text: str, start: int, end: int, lengths: Sequence[int]) -> bool:
    """Whether digits are the decimals of a number, or such a number with its point: ``0.4539...``, ``4.539...``."""
    if len(lengths) == 1:
        return text[max(0, start - 2) : start].endswith(".") and text[start - 2 : start - 1].isdecimal()
    if len(lengths) != 2 or lengths[0] > WHOLE_DIGITS_MAX or _LARGE.match(text, end) is not None:
        return False
    return text[start + lengths[0]] == "." and end - start == sum(lengths) + 1


def _whole_part(text: str, start: int) -> int:
    """Where a number begins of whose decimals these may be the first."""
    while start > 0 and text[start - 1] in "0123456789.":
        start -= 1
    return start

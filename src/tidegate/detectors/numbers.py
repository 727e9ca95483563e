"""How detectors of id numbers read texts: one loop, so that each of them is a form, a check and their source.

A form is what people write, separators included; the check sees letters and digits only. What the check says decides
the claim: valid, failed (kept as a weak claim: people mistype, and a question or the field's name lifts it), or none.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from tidegate.detectors import lazy
from tidegate.detectors.scan import in_re2, matches
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate, Checksum

# What may stand between the groups of a number; ASCII first, as people type, then what word processors make of it.
SEPARATOR = r"[ .\-/\u00a0\u2010-\u2015]"
WIDE_SEPARATOR = in_re2(SEPARATOR)  # for what a detector needs in a text that is not ASCII

# A comma joins digits to a longer number only where that is one: "1,122" and "122,500" by its thousands, "0,1234567"
# and "1234567,50" as a decimal. Else it parts two cells of a list, as a semicolon does.
NOT_AFTER_COMMA = r"(?<!(?<![0-9])0,)(?!(?<=[0-9],)[0-9]{3}(?![0-9]|[ \-/.][0-9]))"
NOT_BEFORE_COMMA = (
    r"(?!,(?:(?<=(?<![0-9])[0-9]{1,3},)[0-9]{3}(?![0-9])|(?<=(?<![0-9\-])[0-9]{1,20},)[0-9]{1,2}(?![0-9,:/.\-])))"
)

# Where a number begins and ends: not inside a word, and not inside a longer number, a decimal or a date.
START = r"(?<![\p{Latin}\p{N}\p{M}_])(?<![0-9][./\-])" + NOT_AFTER_COMMA
END = r"(?![\p{Latin}\p{N}\p{M}_])(?![./\-][0-9])" + NOT_BEFORE_COMMA
# Beside a group of digits it may be a part of a longer number, so groups stand alone: "51 824 753 556" holds no 3-3-3.
LONE_START = START + r"(?<![0-9] )"
LONE_END = END + r"(?! [0-9])"
# The same where scripts write no blank between words: there a particle stands right behind the number.
START_ASCII = r"(?<![0-9A-Za-z_])(?<![0-9][./\-])" + NOT_AFTER_COMMA
END_ASCII = r"(?![0-9A-Za-z_])(?![./\-][0-9])" + NOT_BEFORE_COMMA

# Base score of digits that many other things share: nothing by itself, found with a word beside it (0.4) or, if its
# check digit is right, sure (1.0). It stands for "needs context" where `WEAK` would still promise too much.
FAINT = 0.05

_NOT_PART = lazy.compile(r"[^0-9A-Za-z]")
_ASCII = lazy.compile(r"[\x00-\x7f]+")


def figures_apart(count: int) -> str:
    """What a number of at least so many digits needs in a text that is not ASCII (`base.Detector.wide_needs`), if no
    more than one `SEPARATOR` stands between two of them. A day and an hour are parted by more, and are two numbers.
    """
    return rf"[0-9](?:{WIDE_SEPARATOR}?[0-9]){{{count - 1}}}"


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a number is written.

    Attributes:
        name: The pattern's name in candidates.
        pattern: Matches the number; a group ``number`` narrows it, else the whole match is the number.
        entity_type: What it is.
        score: Base score of the form without a check: `WEAK` where such digits are common, `MEDIUM` or `STRONG` where
            separators or a prefix make it hard to meet by chance.
        check: Asked with the letters and digits of the number, letters in upper case; None where there is nothing to
            check. True: valid, False: failed, None: this is not such a number at all.
        distinctive: Whether a valid one needs no word beside it. A national form may say so where its region is on.
        admits: Asked before the check, with the same text; where it says no, this is not such a number. With the check
            itself here, a number that fails is no claim: right for bare digits, which say nothing by themselves.
    """

    name: str
    pattern: regex.Pattern[str]
    entity_type: str
    score: float
    check: Callable[[str], bool | None] | None = None
    distinctive: bool = False
    admits: Callable[[str], bool | None] | None = None


def read(
    forms: Sequence[Form],
    batch: TextBatch,
    *,
    detector: str,
    chars_min: int = 1,
    rows: Sequence[int] | None = None,
) -> list[Candidate]:
    """Claims of these forms in a batch, sorted; where two forms of one type claim one range, the earlier form counts.

    Args:
        forms: In order of precedence.
        batch: Texts.
        detector: Who claims.
        chars_min: Shorter texts hold no such number, in code points.
        rows: Which texts are read; all of them unless given.

    Raises:
        DetectionIncomplete: If a text could not be read to its end.
    """
    found: list[Candidate] = []
    for index in range(len(batch.texts)) if rows is None else rows:
        text = batch.texts[index]
        if len(text) < chars_min:
            continue
        claimed: dict[tuple[int, int, str], Candidate] = {}
        for form in forms:
            for claim in _claims(form, index, text, detector):
                claimed.setdefault((claim.start, claim.end, claim.entity_type), claim)
        found.extend(claimed[place] for place in sorted(claimed))
    return found


def _claims(form: Form, index: int, text: str, detector: str) -> Iterator[Candidate]:
    group: str | int = "number" if "number" in form.pattern.groupindex else 0
    for match in matches(form.pattern, text, detector=detector):
        start, end = match.span(group)
        # A pattern in either case takes a long s for an s; of such a letter no check knows, and a view shows it plain.
        plain = form.check is None or match[group].isascii()
        if not plain and any(map(str.isalnum, _ASCII.sub("", match[group]))):
            continue
        if form.admits is not None and not form.admits(bare(match[group])):
            continue
        if form.check is None:
            yield Candidate(index, start, end, form.entity_type, form.score, detector, form.name)
            continue
        answer = form.check(bare(match[group]))
        if answer:
            yield Candidate(
                index,
                start,
                end,
                form.entity_type,
                form.score,
                detector,
                form.name,
                Checksum.VALID,
                form.distinctive,
            )
        elif answer is False:
            yield Candidate(index, start, end, form.entity_type, WEAK, detector, f"{form.name}_failed", Checksum.FAILED)


def bare(number: str) -> str:
    """A number's ASCII letters and digits alone, letters in upper case."""
    return str(_NOT_PART.sub("", number)).upper()


def only_valid(check: Callable[[str], bool | None]) -> Callable[[str], bool | None]:
    """The same check for digits that nothing sets apart: what fails it is not such a number at all."""
    return lambda number: True if check(number) else None


def day_exists(year: int, month: int, day: int) -> bool:
    """Whether the calendar has this day."""
    return 1 <= month <= 12 and year >= 1 and 1 <= day <= calendar.monthrange(year, month)[1]


def without_outdone(claims: Iterable[Candidate]) -> list[Candidate]:
    """Claims, sorted, without those on a range of which another claim of the same type is surer."""
    best: dict[tuple[int, int, int, str], Candidate] = {}
    for claim in claims:
        place = (claim.text, claim.start, claim.end, claim.entity_type)
        other = best.get(place)
        if other is None or _sureness(claim) > _sureness(other):
            best[place] = claim
    return [best[place] for place in sorted(best)]


def _sureness(claim: Candidate) -> tuple[bool, float, bool]:
    return claim.checksum is not Checksum.FAILED, claim.score, claim.checksum is Checksum.VALID

"""Phone numbers: what a numbering plan accepts, and what merely has the shape of one.

Runs of seven or more digits are cut out by one cheap pattern and handed to libphonenumber's own matcher with a margin
on both sides, so that whatever the matcher would find in the whole text it finds here. What it refuses stays a weak
claim where the number of digits is possible in a region (an unassigned 555 number is still somebody's way of writing a
phone number): a cue word or the field's name lifts it. One block of digits says less: what it could be somewhere is
nothing by itself, and with many countries on nearly every such block is a valid number of one of them, so there it
needs a cue, a plus or the leading zero that people dial. The American grouping 3-3-4 says by its shape alone what is
meant, a medium claim. So does a label beside a number, in any region (`labelled_phones`). What a program wrote there
(a float, a counter, a browser's version, the fraction of a second) is claimed faintly or not at all (`measures`).

Source:
    libphonenumber (``phonenumbers``), ``PhoneNumberMatcher`` at leniency VALID; ITU-T E.164 for the lengths; NANP for
    3-3-4.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence

import phonenumbers
import regex
from phonenumbers import Leniency, PhoneMetadata, PhoneNumberMatcher

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.labelled_phones import labelled
from tidegate.detectors.measures import doubted, seconds_end
from tidegate.detectors.numbering_plans import Plans, is_north_american, is_valid_international
from tidegate.detectors.numbers import FAINT
from tidegate.detectors.scan import Taken, matches, words
from tidegate.errors import DetectionIncomplete
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate, Checksum

DIGITS_MIN, DIGITS_MAX = 7, 15
INTERNATIONAL_MIN = 6  # digits of the shortest number of any country, its country code included
NATIONAL_DIGITS, NATIONAL_MAX = 10, 12  # of North America: bare, and behind its prefix 1 and another
LINEAR_REGIONS_MAX = 2  # each region reads a run anew, at 16 us a character of a run that was made for it
TRIES_MAX = 20_000  # parses of the matcher for one run; a run that needs more is unread
BLOCKS_MAX = 12  # blocks of digits up to which is asked which regions could take some of them
BLOCK_MAX = 20  # digits of one block, and blocks of one number, that the matcher reads at once
SHAPES_MAX, SHAPE_CHARS_MAX = 2048, 40  # runs of digits as they are written, of which is remembered what they could be
LEAD, TAIL = 8, 4  # code points read before a run (signs and brackets) and after it (what it is glued to)
REACH = 256  # code points before a run that are read again where extensions stand in them
# Country codes of a policy up to which a block of digits that one of them accepts is likely a phone number. Of random
# blocks of ten digits the United States accept 34 %, any six regions on average 53 %, all of ours 94 %.
PLANS_FEW = 6
EXTENSION_TAIL = 64  # code points read after a run that goes on with a word for an extension

# The matcher's own punctuation and lead characters; between two digits of one candidate stand at most eight of them.
_PUNCTUATION = (
    r"x\-\u2010-\u2015\u2212\u30fc\uff0d\uff0f \u00a0\u00ad\u200b\u2060\u3000()\uff08\uff09\uff3b\uff3d.\[\]/~"
    r"\u2053\u223c\uff5e+\uff0b"
)
_RUN = lazy.compile(rf"[+\uff0b]?\d(?:[{_PUNCTUATION}]{{0,8}}\d){{{DIGITS_MIN - 1},}}")
_RUN_ASCII = re.compile(rf"\+?[0-9](?:[x\- ().\[\]/~+]{{0,8}}[0-9]){{{DIGITS_MIN - 1},}}")
_GROUPED = lazy.compile(
    r"(?<![\w.+-])(?:\+?1[ .-]{1,2})?(?:\(\d{3}\)[ .-]{0,2}\d{3}[ .-]{1,2}|\d{3}([ .-])\d{3}\1)\d{4}(?![\w-]|\.\d)"
)
_WHOLE = lazy.compile(r"(?<![\w+])(?<!\d[.,])\+?\d(?:[ .()/-]{0,3}\d){6,14}(?!\w|[.,:]\d)")
_GROUP = lazy.compile(r"(?<![\w.,+-])\+?\d{7,15}(?![\w-]|[.,:]\d)")
_EXTENSION = lazy.compile(
    r"[\s,;.-]{0,10}(?:e?xt|\uff45?\uff58|доб|anexo|int|\uff49\uff4e\uff54|[x#\uff03~\uff5e])", regex.IGNORECASE
)
_WITH_EXTENSION = lazy.compile(r"(?i)[ ,;]{0,2}(?:ext(?:ension|n)?\.?|x)[ :.]{0,2}[0-9]{1,6}(?!\w)")
_EXTENDED = lazy.compile(
    r"\d[\s,]*(?:;ext=|e?xt(?:ensi[oó]?\u0301?n?)?n?|\uff45?\uff58\uff54\uff4e?|доб|anexo|[x#~\uff58\uff03\uff5e]|int|\uff49\uff4e\uff54)"
    r"[:.\uff0e]?[\s,-]*\d",
    regex.IGNORECASE,
)
_EXTENDED_HINT = re.compile(r"[^\x00-\x7f]|[xX#~]|[iI][nN][tT]")  # one of these stands in every text that it matches
# A number as Americans write it, behind a word and a space, before a word or the end; no extension begins there.
_PLAIN = lazy.compile(
    r"(?:(?<=[A-Za-z,:;=] )|\A)(?:\+1[ -])?(?:\([2-9]\d{2}\) |[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}"
    r"(?=[.,!?]?\Z|[.,!?]? (?!(?i:e?xt|x|int|anexo))[A-Za-z])"
)
# The same with a plus: blocks of digits, at least two of them, with one space or hyphen between them.
_PLAIN_PLUS = lazy.compile(
    r"(?:(?<=[A-Za-z,:;=] )|\A)\+[1-9][0-9]{0,2}(?:[ -][0-9]{2,12}){1,6}"
    r"(?=[.,!?]?\Z|[.,!?]? (?!(?i:e?xt|x|int|anexo))[A-Za-z])"
)
_FOUR_BLOCKS = lazy.compile(r"[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}")
_LEAD_CHARACTERS = frozenset(
    "+\uff0b()\uff08\uff09[]\uff3b\uff3d-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff0d\uff0f"
    ". /~\u2053\u223c\uff5e\u00a0\u00ad\u200b\u2060\u3000"
)
_DIGITS = lazy.compile(r"\d+")
_LONE_ONE = re.compile(r"(?<![0-9])1(?![0-9])")
_SHAPE = str.maketrans(dict.fromkeys("123456789", "0") | dict.fromkeys(string.ascii_letters, "a"))
# Words for a phone that say something else in English.
_LOCAL = {"de": words("handy"), "fr": words("portable")}
_COUNTRY_CODES = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
_SECONDS = lazy.compile(r"[1-9]?[0-9]{1,9}\.[0-9]{6}")
_NO_PHONE = lazy.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}|\d+[.,]\d+")  # dates and decimal numbers


def _may_be_national(digits: str) -> bool:
    """Whether ten digits, alone or behind one or two ones, can be a valid number of the plan."""
    if len(digits) == NATIONAL_DIGITS:
        return is_north_american(digits)
    extra = len(digits) - NATIONAL_DIGITS
    return digits.startswith("1" * extra) and is_north_american(digits[extra:])


def _has_extension(text: str, start: int, end: int) -> bool:
    """Whether digits in this part of a text are followed by a word for an extension and more digits."""
    return _EXTENDED_HINT.search(text, start, end) is not None and _EXTENDED.search(text, start, end) is not None


def _plain_american(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of a valid number of the US as people there write it; None: the matcher has to be asked."""
    first = start - 1 if text[start - 1 : start] == "(" else start
    match = _PLAIN.match(text, first)
    if match is None or match.end() != end:
        return None
    number = "".join(_DIGITS.findall(match[0]))[-NATIONAL_DIGITS:]
    return match.span() if number.isascii() and is_north_american(number) else None


def _plain_international(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of a valid number with its country code, plainly written, as the matcher gives it; None: ask it.

    For such a number the matcher's other rules (what it is glued to, national prefixes, dates, times) have no say.
    """
    match = _PLAIN_PLUS.match(text, start)
    if match is None or match.end() != end:
        return None
    valid = is_valid_international("".join(_DIGITS.findall(match[0])))
    if valid is None:
        try:
            valid = phonenumbers.is_valid_number(phonenumbers.parse(match[0], None))
        except phonenumbers.NumberParseException:
            return None
    return match.span() if valid else None


class PhoneNumber:
    """Finds phone numbers of the policy's regions, and international ones."""

    name = "phone_number"
    version = "5"
    entity_types: tuple[str, ...] = ("phone_number",)
    context = words(
        "phone telephone tel mobile cell cellphone call calling dial ring fax sms text whatsapp landline handset"
        " callback contact reach hotline voicemail ext extension gsm msisdn cellulare cellulari telefono telefon"
        " telefonnummer handynummer mobil mobilnummer rufnummer r\u00fcckrufnummer t\u00e9l t\u00e9l\u00e9phone movil"
        " m\u00f3vil celular tel\u00e9fono telefoon telefoonnummer mobiel tlf telefone telem\u00f3vel telemovel"
        " telefonu kom\u00f3rka puhelin puhelinnumero puh matkapuhelin \u96fb\u8a71 \u96fb\u8a71\u756a\u53f7"
        " \u643a\u5e2f тел телефон мобильный τηλ τηλέφωνο κινητό 电话 手机 전화 전화번호 휴대폰 هاتف الهاتف טלפון נייד"
    )
    refute = words("order invoice tracking reference ref ticket case isbn version serial sku transaction")
    # The library reads the digits and signs of all scripts; an ASCII letter is none of them.
    wide_needs = rf"\p{{Nd}}(?:[^0-9A-WYZa-wyz]{{0,8}}\p{{Nd}}){{{DIGITS_MIN - 1}}}"
    needs = rf"[0-9](?:[x/ ().\[\]~+-]{{0,8}}[0-9]){{{DIGITS_MIN - 1}}}"

    def __init__(self, config: DetectorConfig) -> None:
        self.regions: tuple[str | None, ...] = tuple(
            region for region in config.regions if region in phonenumbers.SUPPORTED_REGIONS
        ) or (None,)
        known = [region for region in self.regions if region]
        self.plans = Plans(known) if len(known) > 1 else None
        self.linear = len(self.regions) <= LINEAR_REGIONS_MAX  # with more, even a short text takes its time
        metadata = [PhoneMetadata.metadata_for_region(region, None) for region in self.regions if region]
        plans = [plan.general_desc for plan in metadata if plan is not None and plan.general_desc is not None]
        national = {length for plan in plans for length in plan.possible_length if length > 0}
        local = {length for plan in plans for length in plan.possible_length_local_only if length > 0}
        prefixed = {
            len(str(plan.country_code)) + length
            for plan in metadata
            if plan is not None and plan.country_code
            for length in (plan.general_desc.possible_length if plan.general_desc else ())
        }
        self.digits_min = min(national, default=DIGITS_MIN)
        # As people dial it: behind the trunk prefix ("0"), and behind "00" and the country's code.
        trunk = {
            len(plan.national_prefix) + length
            for plan in metadata
            if plan is not None and plan.national_prefix and plan.general_desc
            for length in plan.general_desc.possible_length
            if length > 0
        }
        codes = {plan.country_code for plan in metadata if plan is not None}
        dialled = {2 + length for length in prefixed} if trunk and codes != {1} else set()
        self.possible = frozenset(national | local | prefixed | trunk | dialled)
        self.few_plans = len(codes) <= PLANS_FEW
        self.north_american = 1 in codes
        self.only_north_american = codes == {1}
        forms = [("possible", _WHOLE, WEAK), ("possible", _GROUP, WEAK)]
        self.forms = [("grouped", _GROUPED, MEDIUM), *forms] if self.north_american else forms
        self._shapes: dict[str, Sequence[tuple[str, float, int, int]]] = {}
        self.context = self.context.union(*(said for language, said in _LOCAL.items() if language in config.languages))

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if len(text) >= DIGITS_MIN:
                own: list[Candidate] = []
                # The library's own digits are Unicode's; where there are none, what Python brings along is faster.
                form = _RUN_ASCII if text.isascii() else _RUN
                for run in form.finditer(text) if form is _RUN_ASCII else matches(_RUN, text, detector=self.name):
                    start, end = run.span()
                    if start and text[start - 1] == ":":
                        rest = form.search(text, seconds_end(text, start, end), end)
                        start = end if rest is None else rest.start()
                    if start < end:
                        self._read(index, text, start, end, own)
                if own:
                    everywhere = not self.only_north_american
                    own = [*doubted(own, text, batch.names[index], everywhere=everywhere)]
                    found.extend(own if len(own) < 2 else sorted(set(own)))
        return found

    def _read(self, index: int, text: str, start: int, end: int, found: list[Candidate]) -> None:
        if self._is_other_number(text, start, end):
            return
        if self.regions == ("US",) and _EXTENDED_HINT.search(text, max(0, start - EXTENSION_TAIL), end + TAIL) is None:
            plain = _plain_american(text, start, end)
            if plain is not None:
                found.append(self._claim(index, text, *plain))
                return
        groups = _DIGITS.findall(text, start, end)
        taken = Taken()
        if self._worth_parsing(text, start, end, groups):
            for first, last in self._confirmed(text, start, end):
                claim = self._claim(index, text, first, last)
                if claim.score == FAINT and (said := labelled(text, start, end)) is not None:
                    continue  # somebody's plan accepts it, and the text says more than that
                taken.take(first, last)
                found.append(claim)
            if taken.covers(start, end):
                return  # every other form would overlap what is claimed
        if (said := labelled(text, start, end)) is not None and taken.take(*said):
            found.append(Candidate(index, *said, "phone_number", MEDIUM, self.name, "labelled"))
        if not self._may_be_possible(text, start, end, groups):
            return
        # A margin on both sides, so that a form sees what it is glued to.
        left, right = max(0, start - 2), min(len(text), end + 2)
        window = text[left:right]
        for pattern, score, begin, until in self._shaped(window):
            first, last = left + begin, left + until
            if taken.take(first, last):
                base = self._score_of(text[first:last], score)
                if extension := _WITH_EXTENSION.match(text, last):  # only a phone has one
                    last, base = extension.end(), max(base, MEDIUM)
                found.append(Candidate(index, first, last, "phone_number", base, self.name, pattern))

    def _shaped(self, window: str) -> Sequence[tuple[str, float, int, int]]:
        """What has the shape of a phone number: form, base score and place. All digits are alike to that, but for a
        lone 1, so a shape is read once.
        """
        if len(window) > SHAPE_CHARS_MAX or _LONE_ONE.search(window) is not None:
            return self._forms_in(window)
        shape = window.translate(_SHAPE)
        known = self._shapes.get(shape)
        if known is None:
            if len(self._shapes) >= SHAPES_MAX:
                self._shapes.clear()
            known = self._shapes[shape] = self._forms_in(shape)
        return known

    def _forms_in(self, window: str) -> Sequence[tuple[str, float, int, int]]:
        return [
            (pattern, score, *match.span())
            for pattern, form, score in self.forms
            for match in form.finditer(window)
            if pattern == "grouped" or self._is_possible(match[0])
        ]

    def _claim(self, index: int, text: str, first: int, last: int) -> Candidate:
        """What the matcher confirmed."""
        if not self.few_plans and text[first] != "0" and text[first:last].isdecimal():
            return Candidate(index, first, last, "phone_number", FAINT, self.name, "valid_somewhere")
        distinctive = text[first] in "+\uff0b"
        checksum = Checksum.VALID if distinctive else Checksum.NONE
        return Candidate(index, first, last, "phone_number", STRONG, self.name, "valid", checksum, distinctive)

    def _is_other_number(self, text: str, start: int, end: int) -> bool:
        """Whether this is one block of digits, or four blocks of four, too long for the plan and without an
        international prefix: a payment card, or an order's number. Or the seconds at the start of a kernel's line.
        """
        if text[start - 1 : start] == "[" and text[end : end + 1] == "]" and _SECONDS.fullmatch(text, start, end):
            return True
        if not (self.only_north_american and DIGITS_MAX < end - start <= BLOCK_MAX):
            return False
        lead = text[max(0, start - LEAD) : start]
        run = text[start:end]
        if run.startswith("011") or "+" in lead or "\uff0b" in lead:
            return False
        return run.isdecimal() or _FOUR_BLOCKS.fullmatch(run) is not None

    def _worth_parsing(self, text: str, start: int, end: int, groups: Sequence[str]) -> bool:
        """Whether the matcher, at some 60 microseconds a try, could accept anything here."""
        lead = text[max(0, start - LEAD) : end]
        if "+" in lead or "\uff0b" in lead or max(map(len, groups)) > BLOCK_MAX:
            return True
        if not all(map(str.isascii, groups)):
            return True  # the tables below know no other digits
        if not self.only_north_american:
            return sum(map(len, groups)) >= self.digits_min
        # Without a plus: ten digits in neighbouring groups, perhaps behind a 1 or two, or the international prefix 011.
        count = len(groups)
        for first in range(count):
            if groups[first][0] == "0":
                digits = "".join(groups[first : first + BLOCK_MAX])
                if digits.startswith("011") and len(digits) >= 3 + INTERNATIONAL_MIN:
                    return True
            size = 0
            for last in range(first, min(count, first + BLOCK_MAX)):
                size += len(groups[last])
                if size > NATIONAL_MAX:
                    break
                if size >= NATIONAL_DIGITS and _may_be_national("".join(groups[first : last + 1])):
                    return True
        return False

    def _may_be_possible(self, text: str, start: int, end: int, groups: Sequence[str]) -> bool:
        """Whether neighbouring groups have as many digits together as a number of some plan: a form asks for that."""
        count = len(groups)
        if count > BLOCKS_MAX or "+" in text[max(0, start - 1) : end]:
            return True
        for first in range(count):
            digits = 0
            for group in groups[first:]:
                digits += len(group)
                if digits in self.possible:
                    return True
        return False

    def _confirmed(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        left = start
        while left > 0 and start - left < LEAD and text[left - 1] in _LEAD_CHARACTERS:
            left -= 1
        if left > 0 and not text[left - 1].isdecimal():
            left -= 1  # the neighbour, so that the matcher sees what the number is glued to
        right = end + (EXTENSION_TAIL if _EXTENSION.match(text, end) else TAIL)
        if _has_extension(text, max(0, start - EXTENSION_TAIL), right):
            # An extension in digits decides where the matcher begins anew: it must see what stands before.
            yield from sorted({*self._matched(text, left, right), *self._matched(text, max(0, start - REACH), right)})
        elif (plain := self._plain(text, start, end)) is not None:
            yield plain
        else:
            yield from sorted(self._matched(text, left, right))

    def _plain(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The span of a valid number in its plainest form, as the matcher gives it; None: it has to be asked."""
        if self.regions == ("US",) and (plain := _plain_american(text, start, end)) is not None:
            return plain
        return _plain_international(text, start, end) if text[start] == "+" else None

    def _matched(self, text: str, left: int, right: int) -> set[tuple[int, int]]:
        """What the matcher finds with each region, until one of them takes all digits for one number."""
        spans: set[tuple[int, int]] = set()
        window = text[left:right]
        digits = [place for place, character in enumerate(window, left) if character.isdecimal()]
        for region in self._asked(window):
            matcher = PhoneNumberMatcher(window, region, Leniency.VALID, TRIES_MAX)
            for match in matcher:
                first, last = left + match.start, left + match.end
                spans.add((first, last))
                if first <= digits[0] and digits[-1] < last:
                    return spans  # others could only find a part of it
            if matcher._max_tries <= 0:
                raise DetectionIncomplete(detector=self.name)
        return spans

    def _asked(self, window: str) -> Sequence[str | None]:
        """The regions by which the matcher could find anything here, those first that take most of it.

        Without an extension or signs of other scripts, what it tries are neighbouring blocks of digits, as they stand
        between punctuation. A number behind a plus reads the same in every region, so one is asked in any case.
        """
        if self.plans is None or _EXTENDED_HINT.search(window):
            return self.regions
        blocks = _DIGITS.findall(window)
        if len(blocks) > BLOCKS_MAX or max(map(len, blocks), default=0) > BLOCK_MAX:
            return self.regions
        asked: dict[str | None, None] = {}
        for count in range(len(blocks), 0, -1):
            for first in range(len(blocks) - count + 1):
                for place in self.plans.accepting("".join(blocks[first : first + count])):
                    asked[self.regions[place]] = None
        if "+" in window:
            asked.setdefault(self.regions[0])
        return list(asked)

    @staticmethod
    def _score_of(claim: str, score: float) -> float:
        """A plus and a country's code say what is meant, whatever its plan says; one block of digits says little."""
        if claim.isdecimal():
            return FAINT
        code = _DIGITS.search(claim)[0] if claim[0] == "+" else ""
        if code and any(int(code[:count]) in _COUNTRY_CODES for count in (1, 2, 3)):
            return max(score, MEDIUM)
        return score

    def _is_possible(self, claim: str) -> bool:
        if _NO_PHONE.fullmatch(claim):
            return False
        digits = sum(character.isdecimal() for character in claim)
        return DIGITS_MIN < digits <= DIGITS_MAX if claim.startswith("+") else digits in self.possible

"""IBANs: a country's letters, two check digits, that country's length, and a remainder of 1 modulo 97.

The length is known from the first two letters, so the end of a spaced IBAN is known too, and the words behind it are
left alone. Its letters are upper case, typed in lower case by some, but not in both. A token whose remainder is right
but whose country is not in the registry is a medium claim: one in 97 passes by chance. One of the right length that
fails is a claim for a question or a field's name to lift.

Source:
    ISO 13616-1 (structure), ISO/IEC 7064 MOD 97-10 (check), SWIFT IBAN registry release 99 (lengths, letters).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import NOT_AFTER_LETTER, joins, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate, Checksum

_REGISTRY = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20"
    " EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30"
    " KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23"
    " PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26"
    " UA29 VA22 VG24 XK20 YE30"
)
LENGTHS: dict[str, int] = {entry[:2]: int(entry[2:]) for entry in _REGISTRY.split()}
LENGTH_MIN, LENGTH_MAX = 15, 34

_SEPARATORS = " -.\u00a0\u2010\u2011"
_WIDE_GROUP = r"(?:[ .\x{a0}\x{2010}\x{2011}-]{0,2}[A-Za-z0-9])"
_START = lazy.compile(NOT_AFTER_LETTER + r"[A-Za-z]{2}[ -]?[0-9]{2}(?=[ \-.\u00a0\u2010\u2011]{0,2}[A-Za-z0-9])")
_ANY = re.compile(r"[A-Za-z]{2}[ -]?[0-9]{2}")  # a looser superset, because most texts have none
_TOKEN = lazy.compile(r"[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]{11,30}(?![\p{Latin}\p{N}_])")


def mod_97(value: str) -> bool:
    """Whether the characters, moved and read as digits, leave a remainder of 1 (ISO/IEC 7064 MOD 97-10)."""
    moved = value[4:] + value[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


class Iban:
    """Finds international bank account numbers, bare, spaced, dashed, in either case."""

    name = "iban"
    version = "3"
    entity_types: tuple[str, ...] = ("iban",)
    context = words("iban bank account konto compte cuenta conto rekening transfer wire sepa bic swift payee")
    refute: frozenset[str] = frozenset()
    wide_needs = (
        rf"(?i:{'|'.join(LENGTHS)})[ -]?[0-9]{{2}}{_WIDE_GROUP}{{{LENGTH_MIN - 4}}}"
        rf"|[A-Za-z]{{2}}[0-9]{{2}}[A-Za-z0-9]{{{LENGTH_MIN - 4}}}"
    )
    needs = (
        rf"(?:\b|_)(?i:{'|'.join(LENGTHS)})[ -]?[0-9]{{2}}(?:[ .-]{{0,2}}[A-Za-z0-9]){{{LENGTH_MIN - 4}}}"
        rf"|\b[A-Za-z]{{2}}[0-9]{{2}}[A-Za-z0-9]{{{LENGTH_MIN - 4}}}"
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if len(text) >= LENGTH_MIN and _ANY.search(text):
                done = 0
                for match in matches(_START, text, detector=self.name):
                    if match.start() >= done:
                        claim = self._read(index, text, match.start())
                        if claim is not None:
                            found.append(claim)
                            done = claim.end
        return found

    def _read(self, index: int, text: str, start: int) -> Candidate | None:
        length = LENGTHS.get(text[start : start + 2].upper())
        value, end = _take(text, start, length) if length is not None else ("", start)
        if value and mod_97(value) and _in_one_case(value):
            return Candidate(index, start, end, "iban", STRONG, self.name, "registry", Checksum.VALID, distinctive=True)
        if "_" in (text[start - 1 : start], text[end : end + 1]):
            return None  # one identifier in 97 leaves that remainder
        token = _TOKEN.match(text, start)
        if token is not None and mod_97(token[0]) and _in_one_case(token[0]):
            return Candidate(index, start, token.end(), "iban", MEDIUM, self.name, "remainder")
        if value and sum(character.isdigit() for character in value) * 2 >= len(value):
            return Candidate(index, start, end, "iban", WEAK, self.name, "failed", Checksum.FAILED)
        return None


def _in_one_case(value: str) -> bool:
    """Whether no letter but the first, which phones make upper case, differs in case from the others."""
    return value[1:] in (value[1:].upper(), value[1:].lower())


def _take(text: str, start: int, length: int) -> tuple[str, int]:
    """The next ``length`` letters and digits, over separators, and where they end; "" where they end otherwise."""
    taken: list[str] = []
    place, gap = start, 0
    while place < len(text) and len(taken) < length:
        character = text[place]
        if character.isascii() and character.isalnum():
            taken.append(character)
            gap = 0
        elif character in _SEPARATORS and gap < 2:
            gap += 1
        else:
            return "", start
        place += 1
    following = text[place : place + 1]
    if len(taken) < length or (joins(following) and following != "_"):
        return "", start
    return "".join(taken), place

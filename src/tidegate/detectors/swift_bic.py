"""Bank identifier codes (BIC, SWIFT): four letters, a country, two characters, and three more for a branch.

The form has no check digit, and eight capital letters are also a word, so the country must exist and a word for banking
lifts it. Lower case counts only straight behind "BIC" or "SWIFT".

Source:
    ISO 9362:2022 (form); ISO 3166-1 (countries), with XK as SWIFT uses it for Kosovo.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, read_cued
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

# By first letter.
_COUNTRIES = (
    "ADEFGILMOQRSTUWXZ BABDEFGHIJLMNOQRSTVWYZ CACDFGHIKLMNORUVWXYZ DEJKMOZ ECEGHRST FIJKMOR GABDEFGHILMNPQRSTUWY"
    " HKMNRTU IDELMNOQRST JEMOP KEGHIMNPRWYZ LABCIKRSTUVY MACDEFGHKLMNOPQRSTUVWXYZ NACEFGILOPRUZ OM PAEFGHKLMNRSTWY QA"
    " REOSUW SABCDEGHIJKLMNORSTVXYZ TCDFGHJKLMNORTVWZ UAGMSYZ VACEGINU WFS XK YET ZAMW"
)
COUNTRIES = "|".join(f"{line[0]}[{line[1:]}]" for line in _COUNTRIES.split())
# Words of banking that have the form by chance; in capitals they stand beside the very words that would lift them.
_WORDS = (
    "(?!(?:CUSTOMER|DOCUMENT|DELIVERY|CHECKING|BUSINESS|INTEREST|STERLING|MORTGAGE|INSTITUTION|TRANSACTION|BENEFICIARY"
    r"|DESTINATION)(?![\p{Latin}\p{N}_]))"
)
_NUMBERED = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_])(?P<value>[A-Z]{{4}}(?:{COUNTRIES})(?:[0-9][A-Z0-9]|[A-Z][0-9])(?:XXX|[A-Z0-9]{{3}})?"
    rf"|[A-Z]{{4}}(?:{COUNTRIES})[A-Z]{{2}}XXX)(?![\p{{Latin}}\p{{N}}_])"
)
_LETTERS = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_]){_WORDS}(?P<value>[A-Z]{{4}}(?:{COUNTRIES})[A-Z0-9]{{2}}"
    rf"(?:[A-Z0-9]{{3}})?)(?![\p{{Latin}}\p{{N}}_])"
)
_SAID = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?:swift|bic)(?:/bic|/swift)?(?: ?(?:code|number"
    rf"|no\.?))?{LINK}{_WORDS}(?P<value>[A-Z]{{4}}(?:{COUNTRIES})[A-Z0-9]{{2}}(?:[A-Z0-9]{{3}})?)(?![\p{{Latin}}\p{{N}}_])"
)


class SwiftBic:
    """Finds bank identifier codes."""

    name = "swift_bic"
    version = "2"
    entity_types: tuple[str, ...] = ("swift_bic",)
    context = words("swift bic bank iban swiftcode biccode wire banking")
    refute = words("password file constant error coupon voucher promo promotion discount sku")
    wide_needs = rf"(?i:swift|bic)|[A-Z]{{4}}(?:{COUNTRIES})[A-Z0-9]{{2}}"
    needs = (
        rf"[A-Z]{{4}}(?:{COUNTRIES})[A-Z0-9]{{2}}"
        rf"|(?i:(?:swift|bic)[^0-9]{{0,60}}[A-Z]{{4}}(?:{COUNTRIES})[A-Z0-9]{{2}})"
    )

    _sayings = (Saying("said", _SAID, STRONG), Saying("numbered", _NUMBERED, MEDIUM), Saying("letters", _LETTERS, WEAK))
    _answer = Answer(_LETTERS, lazy.compile(r"(?i)swift|(?<![a-z])bic(?![a-z])"), texts_max=120)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(batch, detector=self.name, entity_type="swift_bic", sayings=self._sayings, answer=self._answer)

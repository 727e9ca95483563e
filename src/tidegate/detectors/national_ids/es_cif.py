"""Spanish company tax numbers (CIF): a letter for the legal form, seven digits, a check digit or letter.

The digits at even places are added, those at odd places doubled first and their digits added. Which forms of company
have a digit and which a letter is told in different ways, so either is accepted.

Source:
    Agencia Tributaria, Orden EHA/451/2008 (composition of the NIF of legal persons).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "ES"

_CHECK_LETTERS = "JABCDEFGHI"


def _check(number: str) -> bool:
    digits = digits_of(number[1:8])
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[::2])
    check = -(sum(digits[1::2]) + doubled) % 10
    return number[-1] in (str(check), _CHECK_LETTERS[check])


_FORMS = (
    Form(
        "lettered",
        lazy.compile(rf"{START}[A-HJNP-SUVWa-hjnp-suvw][ \-]?[0-9]{{7}}[ \-]?[0-9A-Ja-j]{END}"),
        "company_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form(
        "grouped",
        lazy.compile(rf"{START}[A-HJNP-SUVW][ \-]?[0-9]{{2}}[. ][0-9]{{3}}[. ][0-9]{{2}}[0-9A-J]{END}"),
        "company_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
)


class EsCif:
    """Finds Spanish company tax numbers. Only where the region ES is on."""

    name = "es_cif"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("cif nif empresa sociedad compañía compania fiscal")
    refute: frozenset[str] = frozenset()
    needs = wide_needs = r"[A-Wa-w][ -]?[0-9]{2}[. ]?[0-9]{3}[. ]?[0-9]{2}[ -]?[0-9A-Ja-j]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []

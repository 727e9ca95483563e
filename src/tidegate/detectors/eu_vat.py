"""European VAT numbers: a country's letters, and the number that its tax office gave out, with its check digits.

Sole traders have one, so it names a person as often as a company. Invoices cross borders, so where one of these
countries is on, the numbers of all of them are read. The prefix is upper case: "it", "de" and "se" are words.
Without its prefix a number is left to the detectors of its country.

Source:
    European Commission, VIES FAQ, "What is the format of a VAT number?"; Directive 2006/112/EC, article 215 (prefixes);
    for Switzerland and Norway UID-Register (CHE) and Broennoeysundregistrene (NO, MVA).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.detectors.vat_checks import CHECKS
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGIONS = tuple("GR" if country == "EL" else country for country in CHECKS if country != "XI")

_P = r"(?: ?[:\-] ?|[ .])?"  # behind the prefix
_S = r"[ .\-]?"
_D = rf"{_S}[0-9]"
_PATTERN = lazy.compile(
    START
    + "(?:"
    + "|".join(
        (
            rf"AT{_S}U{_P}[0-9](?:{_D}){{7}}",
            rf"BE{_P}[0-9](?:{_D}){{8,9}}",
            rf"(?:DE|EL|PT){_P}[0-9](?:{_D}){{8}}",
            rf"(?:DK|FI|LU){_P}[0-9](?:{_D}){{7}}",
            rf"ES{_P}[0-9A-HJ-NP-SU-Z](?:{_D}){{7}}{_S}[0-9A-Z]",
            rf"FR{_P}[0-9A-HJ-NP-Z]{_S}[0-9A-HJ-NP-Z](?:{_D}){{9}}",
            rf"(?:GB|XI){_P}[0-9](?:{_D}){{8}}(?:(?:{_D}){{3}})?",
            rf"IE{_P}[0-9](?:{_D}){{6}}{_S}[A-W][A-IW]?",
            rf"IE{_P}[0-9][A-Z+*][0-9]{{5}}[A-W]",
            rf"IT{_P}[0-9](?:{_D}){{10}}",
            rf"NL{_P}[0-9](?:{_D}){{8}}{_S}[Bb]{_S}[0-9][0-9]",
            rf"PL{_P}[0-9](?:{_D}){{9}}",
            rf"SE{_P}[0-9](?:{_D}){{9}}{_S}01",
            rf"CHE{_P}[0-9](?:{_D}){{8}}",
            rf"NO{_P}[0-9](?:{_D}){{8}}(?= ?MVA)",
        )
    )
    + ")"
    + END
)


def _check(number: str) -> bool:
    country, rest = number[:2], number[2:]
    if country in ("AT", "CH"):
        rest = rest[1:]  # the U, and the E of CHE
    return CHECKS[country](rest)


_FORMS = (Form("prefixed", _PATTERN, "tax_id", MEDIUM, _check, distinctive=True),)


class EuVat:
    """Finds VAT numbers of Europe with their prefix. Only where one of its countries is on."""

    name = "eu_vat"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words(
        "vat vatin vatid ust ustid ustidnr uid mwst tva iva btw alv moms nip nif umsatzsteuer mehrwertsteuer"
        " vatnumber tax"
    )
    refute = words("order tracking shipment iban")
    needs = wide_needs = (
        r"(?:AT|BE|CH|D[EK]|E[LS]|F[IR]|GB|I[ET]|LU|N[LO]|P[LT]|SE|XI)"
        r"[EU]?[ .:-]{0,3}[0-9A-Z][ .:-]{0,3}[0-9A-Z+*](?:[ .-]?[0-9]){5}"
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.active = not set(REGIONS).isdisjoint(config.regions)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []

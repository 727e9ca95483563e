"""Mexican social security numbers (NSS): eleven digits with Luhn's check digit.

Office, year of registration, year of birth and a number, in groups of 2-2-2-4-1. One number in ten passes, so bare
digits need a word.

Source:
    Instituto Mexicano del Seguro Social, structure of the Numero de Seguridad Social.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import END, LONE_END, LONE_START, START, Form, figures_apart, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "MX"


def is_valid(number: str) -> bool:
    """Luhn's check digit."""
    return luhn(digits_of(number)) and number.strip("0") != ""


_GROUPED = lazy.compile(
    LONE_START + r"[0-9]{2}(?P<gap>[ \-])[0-9]{2}(?P=gap)[0-9]{2}(?P=gap)[0-9]{4}(?P=gap)[0-9]" + LONE_END
)
_FORMS = (
    Form("grouped", _GROUPED, "ssn", MEDIUM, is_valid, distinctive=True),
    Form("bare", lazy.compile(START + "[0-9]{11}" + END), "ssn", WEAK, only_valid(is_valid)),
)


class MxNss:
    """Finds social security numbers. Only where the region MX is on."""

    name = "mx_nss"
    version = "2"
    entity_types: tuple[str, ...] = ("ssn",)
    context = words("nss imss seguro seguridad social afiliacion")
    refute = words("pedido telefono order invoice tracking phone")
    wide_needs = figures_apart(11)
    needs = r"[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []

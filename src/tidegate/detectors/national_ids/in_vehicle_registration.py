"""Indian vehicle registrations: a state, a district, a series and four digits.

The two letters in front are one of 40 codes, which is what makes the form distinctive. The national series has its
year in front and BH behind it.

Source:
    Central Motor Vehicles Rules 1989, rule 50 and Motor Vehicles Act 1988, section 41(6) (state codes); G.S.R. 594(E)
    of 2021 (BH series).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "IN"

_STATES = "A[NPRS]|B[HR]|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[AD]|M[HLNPZ]|NL|O[DR]|P[BY]|RJ|SK|T[GNRS]|U[AKP]|WB"
# In Delhi the class of the vehicle stands between the district and the series ("DL 3C DF 4784").
_STATE = rf"{START}(?:{_STATES})[ \-]?[0-9]{{1,2}}(?:[ \-]?[A-Z]{{1,3}}|[A-Z][ \-][A-Z]{{1,2}})[ \-]?[0-9]{{4}}{END}"
_BHARAT = lazy.compile(rf"{START}2[1-9][ \-]?BH[ \-]?[0-9]{{4}}[ \-]?[A-Z]{{1,2}}{END}")
_FORMS = (
    Form("state", lazy.compile(_STATE), "vehicle_id", MEDIUM),
    # In small letters only where the field or a word says so.
    Form("small", lazy.compile(rf"(?i){_STATE}"), "vehicle_id", FAINT),
    Form("bharat", _BHARAT, "vehicle_id", MEDIUM),
)


class InVehicleRegistration:
    """Finds vehicle registrations. Only where the region IN is on."""

    name = "in_vehicle_registration"
    version = "2"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words("vehicle registration plate car bike motorcycle rto")
    refute = words("order invoice tracking")
    wide_needs = (
        rf"(?i:(?:{_STATES})[ \-]?[0-9]{{1,2}}(?:[ \-]?[A-Z]{{1,3}}|[A-Z][ \-][A-Z]{{1,2}})[ \-]?[0-9]{{4}})"
        r"|2[1-9][ \-]?BH"
    )
    needs = r"[A-Za-z]{2}[ -]?[0-9]{1,2}(?:[ -]?[A-Za-z]{1,3}|[A-Za-z][ -][A-Za-z]{1,2})[ -]?[0-9]{4}|2[1-9][ -]?BH"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=7) if self.active else []

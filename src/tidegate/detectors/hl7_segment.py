"""People in HL7 v2 messages: what the segments of patients, relatives, guarantors and insured say of them by its place.

``PID|1||4711^^^Ward||JONES^WILLIAM^A||19610615|M`` says nothing beside its values; the place between the bars does. So
a segment is read by its own rules, wherever a line begins with one.

Source:
    HL7 Version 2.5.1, chapter 2 (encoding characters) and chapters 3 and 6: segments PID, NK1, GT1, IN1 and PV1; data
    types XPN (family, given, further, suffix, prefix), XCN (id before them), XAD (street, other, city, state, postal
    code, country), XTN, CX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import matches
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

_SEGMENT = lazy.compile(
    r"(?:(?<=\A[\s\x0b]{0,8})|(?<=[\r\n\x0b][ ]{0,4})|(?<=\\[rn]))"
    r"(?P<kind>PID|NK1|GT1|IN1|PV1)\|(?P<fields>[^|\r\n]{0,400}(?:\|[^|\r\n]{0,400}){3,60})"
)
# Of a field: its number in the segment and what it holds.
_NAME, _DOCTOR, _ADDRESS = "name", "doctor", "address"
_PLACES: Mapping[str, Mapping[int, str]] = {
    "PID": {
        2: "medical_record_number",
        3: "medical_record_number",
        4: "medical_record_number",
        5: _NAME,
        6: _NAME,
        7: "date_of_birth",
        9: _NAME,
        11: _ADDRESS,
        13: "phone_number",
        14: "phone_number",
        18: "account_number",
        19: "ssn",
        20: "driver_license",
        29: "date",
    },
    "NK1": {2: _NAME, 4: _ADDRESS, 5: "phone_number", 6: "phone_number", 16: "date_of_birth", 30: _NAME},
    "GT1": {3: _NAME, 4: _NAME, 5: _ADDRESS, 6: "phone_number", 7: "phone_number", 8: "date_of_birth", 12: "ssn"},
    "IN1": {16: _NAME, 18: "date_of_birth", 19: _ADDRESS, 36: "health_plan_number", 49: "health_plan_number"},
    "PV1": {7: _DOCTOR, 8: _DOCTOR, 9: _DOCTOR, 17: _DOCTOR, 19: "account_number"},
}
_PARTS_OF_ADDRESS = ("street_address", "street_address", "city", "state", "postal_code", "country")
_PARTS_OF_NAME = ("last_name", "first_name", "first_name")
_NAME_PARTS = 5  # of a name: family, given, further, suffix, prefix
_REPEATED = re.compile(r"[^~]+")
_HOLDS_LETTER = re.compile(r"[^\W\d_]")
_HOLDS_FIGURE = re.compile(r"\d")


_TYPES = (
    *("person", "first_name", "last_name", "medical_professional", "date_of_birth", "date", "street_address", "city"),
    *("state", "postal_code", "country", "phone_number", "medical_record_number", "health_plan_number"),
    "account_number",
)
_OF_AMERICANS = ("ssn", "driver_license")


class Hl7Segment:
    """Finds people's data by its place in HL7 v2 segments."""

    name = "hl7_segment"
    version = "1"
    entity_types: tuple[str, ...]
    special = True
    context: frozenset[str] = frozenset()
    refute: frozenset[str] = frozenset()
    needs = r"(?:PID|NK1|GT1|IN1|PV1)\|"
    wide_needs = needs

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config
        # Elsewhere the fields for an American's numbers hold those of another country.
        self._american = "US" in config.regions
        self.entity_types = (*_TYPES, *(_OF_AMERICANS if self._american else ("numerical_pii",)))

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if text:
                found.extend(sorted(set(self._read(index, text))))
        return found

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        for match in matches(_SEGMENT, text, detector=self.name):
            kind, start = match["kind"], match.start("fields")
            for number, field in enumerate(match["fields"].split("|"), 1):
                role = _PLACES[kind].get(number)
                if role is not None:
                    if role in _OF_AMERICANS and not self._american:
                        role = "numerical_pii"
                    for begin, end, entity_type in _claims(role, field):
                        yield Candidate(index, start + begin, start + end, entity_type, STRONG, self.name, kind.lower())
                start += len(field) + 1


def _claims(role: str, field: str) -> Iterator[tuple[int, int, str]]:
    """Ranges of one field with their types; a field may be repeated."""
    for repeated in _REPEATED.finditer(field):
        offset, value = repeated.start(), repeated[0]
        places = _components(value)
        if role in (_NAME, _DOCTOR):
            first = 1 if role == _DOCTOR and len(places) > 1 else 0  # an id stands before a doctor's name
            own = [place for number, place in places.items() if first <= number < first + _NAME_PARTS]
            if own and _HOLDS_LETTER.search(value, own[0][0], own[-1][1]):
                entity_type = "person" if role == _NAME else "medical_professional"
                yield offset + own[0][0], offset + own[-1][1], entity_type
                for number, (begin, end) in places.items():
                    if first <= number < first + len(_PARTS_OF_NAME):
                        yield offset + begin, offset + end, _PARTS_OF_NAME[number - first]
        elif role == _ADDRESS:
            for number, (begin, end) in places.items():
                if number < len(_PARTS_OF_ADDRESS):
                    yield offset + begin, offset + end, _PARTS_OF_ADDRESS[number]
        elif role == "phone_number":
            for begin, end in places.values():
                if len(_HOLDS_FIGURE.findall(value, begin, end)) > 4:
                    yield offset + begin, offset + end, role
        elif 0 in places and _HOLDS_FIGURE.search(value, *places[0]):
            yield offset + places[0][0], offset + places[0][1], role


def _components(value: str) -> dict[int, tuple[int, int]]:
    """From the number of each component that is not empty to its range."""
    places: dict[int, tuple[int, int]] = {}
    start = 0
    for number, component in enumerate(value.split("^")):
        stripped = component.strip()
        if stripped and stripped != '""':  # two quotes: nothing, said on purpose
            begin = start + component.index(stripped)
            places[number] = begin, begin + len(stripped)
        start += len(component) + 1
    return places

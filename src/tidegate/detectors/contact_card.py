"""People on contact cards and invitations: vCard, MECARD and the organisers and attendees of iCalendar.

A card names its fields at the beginning of each line (``FN:Forrest Quux``), so what stands there needs no list: the
name is a name, whatever it is.

Source:
    RFC 6350 (vCard 4.0; N: family, given, further, prefix, suffix; ADR: box, extended, street, city, region, postal
    code, country; BDAY), RFC 5545 (iCalendar: ORGANIZER, ATTENDEE, parameter CN), NTT Docomo, MECARD.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import matches
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

_LINE = r"(?:(?<=\A\s{0,8})|(?<=[\r\n][ \t]{0,4})|(?<=\\[rn]))(?:[A-Za-z0-9\-]{1,20}\.)?"
_PARAMETERS = r"(?:;[^:\r\n]{0,200})?"
_VALUE = r"(?P<value>[^\r\n\\]{1,400})"
_CARD = lazy.compile(r"(?i)BEGIN:VCARD")
_FIELD = lazy.compile(rf"(?i){_LINE}(?P<field>FN|N|NICKNAME|ADR|BDAY|TEL){_PARAMETERS}:{_VALUE}")
_CODE = lazy.compile(r"(?i)MECARD:(?P<value>[^\r\n]{1,1000})")
_CODE_FIELD = lazy.compile(r"(?i)(?<=[;:]|\A)(?P<field>N|TEL|ADR|BDAY):(?P<value>[^;]{1,400})")
_INVITED = lazy.compile(
    r"(?i)(?:ORGANIZER|ATTENDEE)[^:\r\n\"]{0,200};?CN=(?:\"(?P<value>[^\"\r\n]{1,100})\"|(?P<value>[^;:\"\r\n]{1,100}))"
)
_PARTS_OF_NAME = ("last_name", "first_name", "first_name")
_PARTS_OF_ADDRESS = (
    *("street_address", "street_address", "street_address", "city", "state", "postal_code", "country"),
)


class ContactCard:
    """Finds names, addresses, numbers and dates of birth on contact cards, and names in invitations."""

    name = "contact_card"
    version = "1"
    entity_types: tuple[str, ...] = (
        *("person", "first_name", "last_name", "username", "street_address", "city", "state", "postal_code", "country"),
        *("date_of_birth", "phone_number"),
    )
    special = True
    context: frozenset[str] = frozenset()
    refute: frozenset[str] = frozenset()
    needs = r"(?i:BEGIN:VCARD|MECARD:|(?:ORGANIZER|ATTENDEE)[^:\r\n\"]{0,200}CN=)"
    wide_needs = needs

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if text:
                found.extend(sorted(set(self._read(index, text))))
        return found

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        for start, end, entity_type in self._claims(text):
            value = text[start:end]
            if any(map(str.isalnum, value)):
                start += len(value) - len(value.lstrip())
                yield Candidate(index, start, start + len(value.strip()), entity_type, STRONG, self.name, "field")

    def _claims(self, text: str) -> Iterator[tuple[int, int, str]]:
        for match in matches(_INVITED, text, detector=self.name):
            if "@" not in match["value"]:
                yield *match.span("value"), "person"
        if _CARD.search(text) is not None:
            for match in matches(_FIELD, text, detector=self.name):
                yield from _of_field(match["field"].upper(), text, *match.span("value"), separator=";")
        for code in matches(_CODE, text, detector=self.name):
            start = code.start("value")
            for match in _CODE_FIELD.finditer(code["value"]):
                begin, end = match.span("value")
                yield from _of_field(match["field"].upper(), text, start + begin, start + end, separator=",")


def _of_field(field: str, text: str, start: int, end: int, *, separator: str) -> Iterator[tuple[int, int, str]]:
    value = text[start:end]
    if field in ("FN", "N"):
        stripped = value.strip(separator + " ")
        begin = start + value.index(stripped)
        yield begin, begin + len(stripped), "person"
    elif field == "BDAY":
        yield start, end, "date_of_birth"
    elif field == "TEL":
        if sum(map(str.isdigit, value)) > 4:
            lead = len("tel:") if value.lower().startswith("tel:") else 0
            yield start + lead, end, "phone_number"
    elif field == "NICKNAME":
        yield start, end, "username"
    if field in ("N", "ADR"):
        kinds = _PARTS_OF_NAME if field == "N" else _PARTS_OF_ADDRESS
        for kind, part in zip(kinds, value.split(separator), strict=False):
            yield start, start + len(part), kind
            start += len(part) + 1

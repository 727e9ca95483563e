"""Entity types: their names, their tree, their aliases and the groups they belong to.

One closed list, so that a policy, a detector, a header and a metric mean the same thing by the same word. Canonical
names are lower case. Upper-case names are aliases: those of the text API, and those of other tools, so that a
configuration written for Presidio or for a cloud scanner can be read without a dictionary. A parent enables its
children (`person` enables `first_name`); a child alone hides its part. Groups are shorthand for laws and purposes;
they are a starting point for a policy, not legal advice.

Sources of the groups: 45 CFR 164.514(b)(2) (HIPAA Safe Harbor), GDPR articles 4(1) and 9(1), PCI DSS 4.0 (account
data), Cal. Civ. Code 1798.140(v) and (ae) (CPRA).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tidegate.errors import UnknownName
from tidegate.type_names import OTHER_NAMES


class EntityType(NamedTuple):
    """One type.

    ``parent`` is a canonical name or "". ``aliases`` are upper case, the text API's name first where it has one.
    ``groups`` are names of `GROUPS`; every type is in ``all`` without saying so.
    """

    name: str
    parent: str
    aliases: tuple[str, ...]
    groups: tuple[str, ...]


# Shorthand for the rows below: each law's groups, as they commonly occur together.
_ID = ("gdpr", "hipaa_safe_harbor", "cpra", "core")  # names one person directly, and every law lists it
_LAW = ("gdpr", "hipaa_safe_harbor", "cpra")
_EU_US = ("gdpr", "cpra")
_SENSITIVE = ("gdpr", "gdpr_sensitive", "cpra")
_HEALTH = ("gdpr", "gdpr_sensitive")
_SECRET = ("secrets", "core")

_OWN: tuple[EntityType, ...] = (
    # people
    EntityType("person", "", ("NAME", "PERSON", "PERSON_NAME", "PER", "FULL_NAME"), (*_ID, "pci")),
    EntityType("first_name", "person", ("NAME_GIVEN", "FIRST_NAME", "GIVEN_NAME", "FIRSTNAME"), _ID),
    EntityType("last_name", "person", ("NAME_FAMILY", "LAST_NAME", "SURNAME", "FAMILY_NAME", "LASTNAME"), _ID),
    EntityType("medical_professional", "person", ("NAME_MEDICAL_PROFESSIONAL", "DOCTOR"), _LAW),
    EntityType("username", "", ("USERNAME", "USER_NAME", "HANDLE"), _ID),
    EntityType("age", "", ("AGE",), _LAW),
    EntityType("gender", "", ("GENDER", "SEX"), _EU_US),
    EntityType("occupation", "", ("OCCUPATION", "JOB_TITLE", "PROFESSION"), _EU_US),
    EntityType("origin", "", ("ORIGIN", "NATIONALITY", "ETHNICITY", "NRP"), _SENSITIVE),
    EntityType("language", "", ("LANGUAGE",), ()),
    EntityType("marital_status", "", ("MARITAL_STATUS",), _EU_US),
    EntityType("religion", "", ("RELIGION",), _SENSITIVE),
    EntityType("political_affiliation", "", ("POLITICAL_AFFILIATION",), _HEALTH),
    EntityType("sexuality", "", ("SEXUALITY", "SEXUAL_ORIENTATION"), _SENSITIVE),
    EntityType("physical_attribute", "", ("PHYSICAL_ATTRIBUTE",), _EU_US),
    EntityType("biometric", "", ("BIOMETRIC", "BIOMETRIC_ID"), (*_SENSITIVE, "hipaa_safe_harbor")),
    EntityType("zodiac_sign", "", ("ZODIAC_SIGN",), ()),
    # places and organisations
    EntityType("location", "", ("LOCATION", "LOC", "GPE"), _LAW),
    EntityType(
        "street_address", "location", ("LOCATION_ADDRESS", "LOCATION_ADDRESS_STREET", "STREET_ADDRESS", "ADDRESS"), _ID
    ),
    EntityType("city", "location", ("LOCATION_CITY", "CITY"), _LAW),
    EntityType("state", "location", ("LOCATION_STATE", "STATE", "PROVINCE"), _EU_US),
    EntityType("country", "location", ("LOCATION_COUNTRY", "COUNTRY"), ()),
    EntityType("postal_code", "location", ("LOCATION_ZIP", "ZIP", "ZIP_CODE", "POSTAL_CODE", "POSTCODE"), _LAW),
    EntityType("coordinates", "location", ("LOCATION_COORDINATE", "COORDINATE", "COORDINATES", "GPS"), _LAW),
    EntityType("organization", "", ("ORGANIZATION", "ORGANISATION", "ORG", "COMPANY"), ()),
    EntityType(
        "medical_facility", "organization", ("ORGANIZATION_MEDICAL_FACILITY", "HOSPITAL"), ("hipaa_safe_harbor",)
    ),
    # contact and network
    EntityType("email", "", ("EMAIL_ADDRESS", "EMAIL", "E_MAIL"), _ID),
    EntityType(
        "phone_number", "", ("PHONE_NUMBER", "PHONE", "TELEPHONE", "TELEPHONE_NUMBER", "FAX", "FAX_NUMBER"), _ID
    ),
    EntityType("url", "", ("URL", "URI", "WEBSITE"), ("gdpr", "hipaa_safe_harbor", "core")),
    EntityType("ip_address", "", ("IP_ADDRESS", "IP", "IPV4", "IPV6"), _ID),
    EntityType("mac_address", "", ("MAC_ADDRESS", "MAC"), _ID),
    EntityType("device_id", "", ("DEVICE_ID", "IMEI", "SERIAL_NUMBER"), _LAW),
    EntityType("uuid", "", ("UUID", "GUID"), ("gdpr",)),
    EntityType("filename", "", ("FILENAME", "FILE_NAME"), ()),
    # time
    EntityType("date", "", ("DATE", "DATE_TIME"), ("hipaa_safe_harbor",)),
    EntityType("date_of_birth", "date", ("DOB", "DATE_OF_BIRTH", "BIRTHDAY", "BIRTH_DATE"), _ID),
    EntityType("date_interval", "date", ("DATE_INTERVAL",), ("hipaa_safe_harbor",)),
    EntityType("time", "", ("TIME",), ()),
    EntityType("duration", "", ("DURATION",), ()),
    EntityType("event", "", ("EVENT",), ()),
    # money
    EntityType(
        "credit_card_number",
        "",
        ("CREDIT_CARD", "CREDIT_CARD_NUMBER", "CARD_NUMBER", "PAYMENT_CARD", "PAN"),
        (*_EU_US, "pci", "core"),
    ),
    EntityType("credit_card_expiration", "", ("CREDIT_CARD_EXPIRATION", "CARD_EXPIRATION"), (*_EU_US, "pci")),
    EntityType("cvv", "", ("CVV", "CVC", "CVV2"), (*_EU_US, "pci")),
    EntityType("bank_account", "", ("BANK_ACCOUNT", "BANK_ACCOUNT_NUMBER", "US_BANK_NUMBER", "BBAN"), _ID),
    EntityType("iban", "bank_account", ("IBAN", "IBAN_CODE"), _ID),
    EntityType("routing_number", "", ("ROUTING_NUMBER", "ABA_ROUTING_NUMBER"), _EU_US),
    EntityType("swift_bic", "", ("SWIFT_BIC", "SWIFT_CODE", "SWIFT", "BIC"), ()),
    EntityType("account_number", "", ("ACCOUNT_NUMBER", "CUSTOMER_NUMBER"), _LAW),
    EntityType("crypto_wallet", "", ("CRYPTO_WALLET", "CRYPTO", "BITCOIN_ADDRESS"), (*_EU_US, "core")),
    EntityType("money", "", ("MONEY", "AMOUNT"), ()),
    # numbers given by an authority
    EntityType("national_id", "", ("NATIONAL_ID", "NATIONAL_ID_NUMBER", "IDENTITY_CARD"), _ID),
    EntityType("ssn", "national_id", ("SSN", "US_SSN", "SOCIAL_SECURITY_NUMBER", "US_SOCIAL_SECURITY_NUMBER"), _ID),
    EntityType("tax_id", "", ("TAX_ID", "US_ITIN", "ITIN", "TIN", "TAX_NUMBER", "VAT_NUMBER"), _ID),
    EntityType("passport_number", "", ("PASSPORT_NUMBER", "PASSPORT", "US_PASSPORT"), _ID),
    EntityType(
        "driver_license", "", ("DRIVER_LICENSE", "US_DRIVER_LICENSE", "DRIVERS_LICENSE", "DRIVING_LICENCE"), _ID
    ),
    EntityType("license_number", "", ("LICENSE_NUMBER", "MEDICAL_LICENSE", "CERTIFICATE_NUMBER"), _LAW),
    EntityType("vehicle_id", "", ("VEHICLE_ID", "VIN", "LICENSE_PLATE"), _LAW),
    EntityType("company_id", "", ("COMPANY_ID", "EIN"), ()),
    EntityType("numerical_pii", "", ("NUMERICAL_PII", "UNIQUE_ID", "ID_NUMBER"), _LAW),
    # health
    EntityType("medical_record_number", "", ("MEDICAL_RECORD_NUMBER", "MRN"), _ID),
    EntityType(
        "health_plan_number", "", ("HEALTHCARE_NUMBER", "HEALTH_PLAN_NUMBER", "HEALTH_INSURANCE_NUMBER", "US_MBI"), _ID
    ),
    EntityType("condition", "", ("CONDITION", "DISEASE", "DIAGNOSIS"), _SENSITIVE),
    EntityType("injury", "", ("INJURY",), _SENSITIVE),
    EntityType("drug", "", ("DRUG", "MEDICATION"), _SENSITIVE),
    EntityType("dose", "", ("DOSE",), _HEALTH),
    EntityType("blood_type", "", ("BLOOD_TYPE",), _SENSITIVE),
    EntityType("medical_process", "", ("MEDICAL_PROCESS", "PROCEDURE"), _SENSITIVE),
    EntityType("statistics", "", ("STATISTICS",), ()),
    # secrets
    EntityType("api_key", "", ("API_KEY", "SECRET", "SECRET_KEY", "ACCESS_TOKEN", "TOKEN"), _SECRET),
    EntityType("private_key", "api_key", ("PRIVATE_KEY",), _SECRET),
    EntityType("password", "", ("PASSWORD", "PASSPHRASE"), (*_SECRET, "cpra")),
    EntityType("pin", "", ("PIN", "PIN_NUMBER"), (*_SECRET, "cpra", "pci")),
    EntityType("security_answer", "", ("SECURITY_ANSWER",), (*_SECRET, "cpra")),
)

ENTITY_TYPES: tuple[EntityType, ...] = tuple(
    entity._replace(aliases=(*entity.aliases, *OTHER_NAMES.get(entity.name, "").split())) for entity in _OWN
)

GROUPS: tuple[str, ...] = ("all", "core", "cpra", "gdpr", "gdpr_sensitive", "hipaa_safe_harbor", "pci", "secrets")

_BY_NAME: dict[str, EntityType] = {entity.name: entity for entity in ENTITY_TYPES}
_CANONICAL: dict[str, str] = {alias.lower(): entity.name for entity in ENTITY_TYPES for alias in entity.aliases}
_CANONICAL.update((name, name) for name in _BY_NAME)
_CHILDREN: dict[str, tuple[str, ...]] = {
    name: tuple(entity.name for entity in ENTITY_TYPES if entity.parent == name) for name in _BY_NAME
}


def names() -> tuple[str, ...]:
    """All canonical names, in the order of the list above."""
    return tuple(_BY_NAME)


def aliases() -> tuple[str, ...]:
    """Every other name that is understood, in upper case."""
    return tuple(alias for entity in ENTITY_TYPES for alias in entity.aliases)


def get(name: str) -> EntityType:
    """The type behind a canonical name or alias; raises `UnknownName`."""
    return _BY_NAME[canonical(name)]


def canonical(name: str, *, place: str = "") -> str:
    """The canonical name of a type.

    Args:
        name: A canonical name or an alias, in upper or lower case; ``-`` and spaces count as ``_``.
        place: Where the name stands in its document, for the error's text.

    Raises:
        UnknownName: If no type has this name; names the nearest that has.
    """
    found = _CANONICAL.get(name.strip().lower().replace("-", "_").replace(" ", "_"))
    if found is None:
        raise UnknownName("entity type", name, _BY_NAME, also=aliases(), place=place)
    return found


def known_or_own(name: str) -> str:
    """The canonical name where there is one, else the name itself as a policy's own type, in lower case."""
    word = name.strip().lower().replace("-", "_").replace(" ", "_")
    return _CANONICAL.get(word, word)


def expand(names: Iterable[str], *, own: Iterable[str] = (), place: str = "") -> frozenset[str]:
    """Every type that a policy's list of types and groups enables.

    Args:
        names: Canonical names, aliases and names of `GROUPS`.
        own: Names that the policy itself brings (its own detectors' types): they may be named, too.
        place: Where the list stands in its document, for the error's text.

    Returns:
        Canonical names; a type brings its children, a group its types and their children.

    Raises:
        UnknownName: If a name is neither; names the nearest that is.
    """
    enabled: set[str] = set()
    brought = frozenset(own)
    for index, name in enumerate(names):
        word = name.strip().lower().replace("-", "_").replace(" ", "_")
        if word == "all":
            enabled.update(_BY_NAME)
        elif word in GROUPS:
            for entity in ENTITY_TYPES:
                if word in entity.groups:
                    _enable(entity.name, enabled)
        elif word in _CANONICAL:  # before a policy's own: its pattern for a known type does not take the children away
            _enable(_CANONICAL[word], enabled)
        elif word in brought:
            enabled.add(word)
        else:
            where = f"{place}[{index}]" if place else ""
            raise UnknownName("entity type or group", name, [*_BY_NAME, *GROUPS, *brought], also=aliases(), place=where)
    return frozenset(enabled)


def _enable(name: str, enabled: set[str]) -> None:
    enabled.add(name)
    for child in _CHILDREN[name]:
        _enable(child, enabled)


def ancestors(name: str) -> tuple[str, ...]:
    """The parents of a type, nearest first; empty for a root and for a policy's own type."""
    line: list[str] = []
    entity = _BY_NAME.get(name)
    while entity is not None and entity.parent:
        line.append(entity.parent)
        entity = _BY_NAME[entity.parent]
    return tuple(line)


def label(name: str) -> str:
    """The upper-case word for a marker: ``EMAIL`` for ``email``. A policy's own type is its own word."""
    return name.upper()


def api_label(name: str) -> str:
    """The text API's name of a type (``EMAIL_ADDRESS`` for ``email``), else the marker's word."""
    entity = _BY_NAME.get(name)
    return entity.aliases[0] if entity is not None and entity.aliases else name.upper()

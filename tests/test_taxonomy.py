"""Entity types: one word for one thing, with its tree, aliases and groups."""

from __future__ import annotations

import pytest

from tidegate import taxonomy
from tidegate.detectors import catalogue
from tidegate.errors import UnknownName
from tidegate.type_names import OTHER_NAMES

TEXT_API = """
ACCOUNT_NUMBER AGE BANK_ACCOUNT BLOOD_TYPE CONDITION CREDIT_CARD CREDIT_CARD_EXPIRATION CVV DATE DATE_INTERVAL DOB DOSE
DRIVER_LICENSE DRUG DURATION EMAIL_ADDRESS EVENT FILENAME GENDER HEALTHCARE_NUMBER INJURY IP_ADDRESS LANGUAGE LOCATION
LOCATION_ADDRESS LOCATION_ADDRESS_STREET LOCATION_CITY LOCATION_COORDINATE LOCATION_COUNTRY LOCATION_STATE LOCATION_ZIP
MARITAL_STATUS MEDICAL_PROCESS MONEY NAME NAME_FAMILY NAME_GIVEN NAME_MEDICAL_PROFESSIONAL NUMERICAL_PII OCCUPATION
ORGANIZATION ORGANIZATION_MEDICAL_FACILITY ORIGIN PASSPORT_NUMBER PASSWORD PHONE_NUMBER PHYSICAL_ATTRIBUTE
POLITICAL_AFFILIATION RELIGION ROUTING_NUMBER SEXUALITY SSN STATISTICS TIME URL USERNAME VEHICLE_ID ZODIAC_SIGN
"""


def test_the_list_is_whole() -> None:
    """Every parent exists, every group is known, no name or alias stands twice, no type is its own ancestor."""
    names = [entity.name for entity in taxonomy.ENTITY_TYPES]
    aliases = [alias for entity in taxonomy.ENTITY_TYPES for alias in entity.aliases]
    assert len(set(names)) == len(names) >= 60
    assert len(set(aliases)) == len(aliases)
    for entity in taxonomy.ENTITY_TYPES:
        assert entity.name == entity.name.lower()
        assert all(alias == alias.upper() for alias in entity.aliases)
        assert entity.parent == "" or entity.parent in names
        assert set(entity.groups) <= set(taxonomy.GROUPS)
        assert entity.name not in taxonomy.ancestors(entity.name)
        # An alias that is another type's name would mean two things.
        assert all(alias.lower() == entity.name or alias.lower() not in names for alias in entity.aliases)
    assert not set(taxonomy.GROUPS) & set(names)


@pytest.mark.parametrize("alias", TEXT_API.split())
def test_every_name_of_the_text_api_is_an_alias(alias: str) -> None:
    """And reads back as itself, or as another alias of the same type."""
    name = taxonomy.canonical(alias)
    assert taxonomy.canonical(taxonomy.api_label(name)) == name


REGIONS = {entry.name: entry.regions for entry in catalogue.entries(plugins=())}

# As Presidio's list of supported entities has them; what it has for whom nobody finds anything here is left out.
PRESIDIO = """
CREDIT_CARD CRYPTO DATE_TIME EMAIL_ADDRESS IBAN_CODE IP_ADDRESS MAC_ADDRESS NRP LOCATION PERSON PHONE_NUMBER
MEDICAL_LICENSE URL US_BANK_NUMBER US_DRIVER_LICENSE US_ITIN US_MBI US_NPI US_PASSPORT US_SSN UK_NHS UK_NINO UK_PASSPORT
UK_POSTCODE UK_VEHICLE_REGISTRATION UK_DRIVING_LICENCE ES_NIF ES_NIE ES_PASSPORT IT_FISCAL_CODE IT_DRIVER_LICENSE
IT_VAT_CODE IT_PASSPORT IT_IDENTITY_CARD PL_PESEL SG_NRIC_FIN SG_UEN AU_ABN AU_ACN AU_TFN AU_MEDICARE IN_PAN IN_AADHAAR
IN_VEHICLE_REGISTRATION IN_VOTER IN_PASSPORT IN_GSTIN FI_PERSONAL_IDENTITY_CODE KR_RRN KR_DRIVER_LICENSE KR_FRN
KR_PASSPORT KR_BRN TH_TNIN SE_PERSONNUMMER SE_ORGANISATIONSNUMMER NG_NIN NG_VEHICLE_REGISTRATION TR_NATIONAL_ID
TR_LICENSE_PLATE DE_TAX_ID DE_TAX_NUMBER DE_PASSPORT DE_ID_CARD DE_SOCIAL_SECURITY DE_HEALTH_INSURANCE DE_KFZ DE_PLZ
ORGANIZATION AGE
"""


@pytest.mark.parametrize("alias", PRESIDIO.split())
def test_every_name_of_presidio_is_an_alias(alias: str) -> None:
    """A list of entities written for it enables types here; a country's name is of a type that it has a form of."""
    entity_type = taxonomy.canonical(alias)
    country = {"UK": "GB"}.get(alias[:2], alias[:2]) if alias[2:3] == "_" and alias != "IP_ADDRESS" else ""
    regions = REGIONS[entity_type]
    assert not country or not regions or country in regions


def test_other_names_are_of_types_that_there_are() -> None:
    assert set(OTHER_NAMES) <= set(taxonomy.names())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("email", "email"),
        ("UK_NHS", "health_plan_number"),
        ("CREDIT_DEBIT_NUMBER", "credit_card_number"),
        ("EMAIL_ADDRESS", "email"),
        ("Email-Address", "email"),
        (" phone number ", "phone_number"),
        ("US_SSN", "ssn"),
        ("IBAN_CODE", "iban"),
        ("PERSON", "person"),
        ("CREDIT_CARD", "credit_card_number"),
        ("DOB", "date_of_birth"),
    ],
)
def test_names_and_aliases_have_one_canonical_name(written: str, name: str) -> None:
    """In either case, with dashes or spaces."""
    assert taxonomy.canonical(written) == name
    assert taxonomy.get(written).name == name


@pytest.mark.parametrize(
    ("written", "nearest"),
    [("emial", "email"), ("phone_nubmer", "phone_number"), ("UK_NSH", "UK_NHS"), ("qqqqqqqq", None)],
)
def test_an_unknown_name_is_answered_by_the_nearest(written: str, nearest: str | None) -> None:
    """With its place in the document."""
    with pytest.raises(UnknownName) as caught:
        taxonomy.canonical(written, place="detect.entity_types[0]")
    assert caught.value.nearest == nearest
    assert str(caught.value).startswith("detect.entity_types[0]: ")


def test_a_parent_enables_its_children_and_a_child_only_itself() -> None:
    """The tree is read downwards."""
    assert taxonomy.expand(["person"]) == {"person", "first_name", "last_name", "medical_professional"}
    assert taxonomy.expand(["first_name"]) == {"first_name"}
    assert taxonomy.ancestors("first_name") == ("person",)
    assert taxonomy.ancestors("person") == ()
    assert taxonomy.ancestors("an_own_type") == ()


@pytest.mark.parametrize(
    ("group", "inside", "outside"),
    [
        ("all", {"email", "zodiac_sign", "private_key"}, set()),
        ("secrets", {"api_key", "private_key", "password", "pin"}, {"email"}),
        ("pci", {"credit_card_number", "cvv", "credit_card_expiration"}, {"religion", "email"}),
        ("hipaa_safe_harbor", {"person", "date_of_birth", "medical_record_number", "ip_address", "url"}, {"religion"}),
        ("gdpr", {"person", "email", "ip_address", "religion"}, {"api_key", "money"}),
        ("gdpr_sensitive", {"religion", "political_affiliation", "condition", "biometric"}, {"email", "person"}),
        ("cpra", {"person", "ssn", "religion"}, {"money"}),
        ("core", {"email", "phone_number", "credit_card_number", "iban", "ssn", "api_key"}, {"money", "religion"}),
    ],
)
def test_groups_hold_what_their_law_names(group: str, inside: set[str], outside: set[str]) -> None:
    """And not what it does not."""
    types = taxonomy.expand([group])
    assert inside <= types
    assert not outside & types
    for name in types:  # a group with a parent has its children
        assert taxonomy.expand([name]) <= types


def test_a_policys_own_types_may_be_named() -> None:
    """They stand for themselves; an unknown one is still an error with its index."""
    assert taxonomy.expand(["ticket_id", "EMAIL"], own=["ticket_id"]) == {"ticket_id", "email"}
    with pytest.raises(UnknownName, match=r"detect\.entity_types\[1\].*did you mean 'gdpr'"):
        taxonomy.expand(["email", "gdprr"], place="detect.entity_types")


@pytest.mark.parametrize(
    ("name", "label", "api"), [("email", "EMAIL", "EMAIL_ADDRESS"), ("own_type", "OWN_TYPE", "OWN_TYPE")]
)
def test_labels_are_upper_case(name: str, label: str, api: str) -> None:
    """In our words and in the text API's."""
    assert (taxonomy.label(name), taxonomy.api_label(name)) == (label, api)

"""Which detectors a policy gets, and what it is told where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from tests.detectors.claims import US
from tidegate.detectors import registry
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.custom import Custom
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.policies import CustomDetector
from tidegate.records import TextBatch
from tidegate.spans import Candidate

# Those that a policy of the United States gets.
BUILT_IN = (
    "account_number", "age", "bank_account", "biometric", "blood_type", "city", "cloud_key", "condition",
    "connection_string", "contact_card", "coordinates", "country", "credit_card_expiration", "crypto_wallet", "cvv",
    "date", "date_interval", "date_of_birth", "device_id", "dose", "drug", "duration", "email_address", "event",
    "filename", "gender", "health_plan_number", "hl7_segment", "iban", "injury", "ip_address", "jwt",
    "labelled_name", "language", "mac_address", "machine_readable_zone", "marital_status", "medical_license",
    "medical_process", "medical_record_number", "money", "numerical_pii", "occupation", "organization", "origin",
    "password", "payment_card", "person", "phone_number", "physical_attribute",
    "pin", "plate_number", "political_affiliation", "postal_code", "private_key", "religion",
    "secret_assignment", "security_answer", "sexuality", "state", "statistics", "street_address", "swift_bic", "time",
    "url",
    "us_aba_routing", "us_dea", "us_driver_license", "us_ein", "us_mbi", "us_npi", "us_passport", "us_ssn",
    "username", "uuid", "vehicle_vin", "vendor_token", "zodiac_sign",
)  # fmt: skip


class Whatever:
    """A third party's detector."""

    name = "whatever"
    version = "1"
    entity_types: tuple[str, ...] = ("statistics",)
    context: frozenset[str] = frozenset({"party"})
    refute: frozenset[str] = frozenset()

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return []


class Wrong(Whatever):
    """One that breaks its contract."""

    context = frozenset({"Price tag"})


def plugin(name: str, target: str = "Whatever") -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{target}", registry.GROUP)


def names(*entity_types: str, **options: Any) -> list[str]:
    return [detector.name for detector in registry.build(entity_types, US, plugins=(), **options)]


@pytest.mark.parametrize(
    ("entity_types", "expected"),
    [
        (("all",), list(BUILT_IN)),
        (("email",), ["email_address"]),
        (("EMAIL_ADDRESS", "US_SSN"), ["email_address", "hl7_segment", "us_ssn"]),
        (("national_id",), ["hl7_segment", "us_ssn"]),  # a parent enables its children
        (("private_key",), ["private_key"]),
        (("password",), ["connection_string", "password"]),
        (("date_interval",), ["date_interval"]),  # a child that somebody tells apart
        (
            ("secrets",),
            [
                *("cloud_key", "connection_string", "jwt", "password", "pin", "private_key", "secret_assignment"),
                *("security_answer", "vendor_token"),
            ],
        ),
        (
            ("pci",),
            [
                *("contact_card", "credit_card_expiration", "cvv", "hl7_segment", "labelled_name"),
                *("machine_readable_zone", "payment_card", "person", "pin"),
            ],
        ),
        ((), []),
    ],
)
def test_a_policy_gets_the_detectors_that_serve_its_types(entity_types: tuple[str, ...], expected: list[str]) -> None:
    """Types, aliases and groups; sorted by name."""
    assert names(*entity_types) == expected


def test_a_national_form_is_built_only_where_its_region_is_on() -> None:
    """One that sleeps finds nothing, so it serves nothing."""
    singapore = DetectorConfig(regions=("SG",))
    built = registry.build(["national_id"], singapore, plugins=())
    assert [detector.name for detector in built] == ["sg_nric"]
    with pytest.raises(ConfigurationError, match="no detector finds driver_license"):
        registry.build(["driver_license"], singapore, plugins=())


def test_a_type_that_nothing_finds_is_an_error_that_names_those_found() -> None:
    """It would look exactly like clean data."""
    singapore = DetectorConfig(regions=("SG",))
    with pytest.raises(
        ConfigurationError, match="no detector finds driver_license; found are: account_number, age"
    ) as caught:
        registry.build(["email", "driver_license"], singapore, plugins=())
    assert "detect.entity_types[1]" in str(caught.value)
    built = registry.build(["email", "driver_license"], singapore, allow_undetected=True, plugins=())
    assert [detector.name for detector in built] == ["email_address"]


def test_a_detector_of_one_special_form_does_not_serve_a_type() -> None:
    """Passports are not found because the lines of scanners are."""
    nowhere = DetectorConfig(regions=("SG",))
    with pytest.raises(ConfigurationError, match="no detector finds passport_number"):
        registry.build(["passport_number"], nowhere, plugins=())
    assert [one.name for one in registry.build(["passport_number"], US, plugins=())] == [
        "machine_readable_zone",
        "us_passport",
    ]


def test_an_unknown_type_is_answered_by_the_nearest() -> None:
    """A typing error is not a type."""
    with pytest.raises(UnknownName) as caught:
        names("emial")
    assert caught.value.nearest == "email"


def test_only_named_detectors_are_built() -> None:
    """A list of names narrows the choice, and its types must then be served by them."""
    assert names("all", names=["iban", "url"]) == ["iban", "url"]
    with pytest.raises(UnknownName, match="did you mean 'iban'"):
        names("all", names=["ibann"])
    with pytest.raises(ConfigurationError, match="no detector finds email"):
        names("email", names=["iban"])


def test_a_policys_own_detectors_always_run() -> None:
    """Beside the built-in ones; their types may be named."""
    own = (Custom(CustomDetector(type="ticket_id", pattern="T")),)
    assert names("email", own=own) == ["custom_ticket_id", "email_address"]
    assert names("ticket_id", own=own) == ["custom_ticket_id"]
    with pytest.raises(ConfigurationError, match="two detectors are named custom_ticket_id"):
        names("email", own=own * 2)


def test_a_plug_in_is_found_by_its_entry_point() -> None:
    """As good as built in, once it keeps the contract."""
    built = registry.build(["statistics"], US, plugins=[plugin("whatever")])
    assert [detector.name for detector in built] == ["statistics", "whatever"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (plugin("iban"), "two detectors are named iban"),
        (plugin("other"), "its name is not the one"),
        (plugin("whatever", "Wrong"), "not single case-folded words"),
        (plugin("whatever", "Missing"), "cannot be loaded: AttributeError"),
        (plugin("whatever", "BUILT_IN"), "whatever cannot be built: TypeError"),
    ],
)
def test_a_plug_in_that_breaks_its_contract_is_refused(entry: EntryPoint, message: str) -> None:
    """Before the first record, with the promise that it breaks."""
    with pytest.raises(ConfigurationError, match=message):
        registry.build(["all"], US, plugins=[entry])


@pytest.mark.parametrize(
    ("entity_type", "expected"),
    [
        ("email", ("email_address",)),
        ("routing_number", ("gb_sort_code", "us_aba_routing")),
        ("date_of_birth", ("contact_card", "date_of_birth", "hl7_segment", "machine_readable_zone")),
        ("coordinates", ("coordinates",)),
        ("first_name", ("contact_card", "hl7_segment", "labelled_name", "machine_readable_zone", "person")),
    ],
)
def test_it_says_which_detectors_serve_a_type(entity_type: str, expected: tuple[str, ...]) -> None:
    """For ``check``, and for the list of entity types."""
    assert registry.serving(entity_type, plugins=()) == expected

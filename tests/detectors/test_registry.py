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

BUILT_IN = (
    "api_key", "at_abgabenkontonummer", "at_svnr", "be_national_number", "ch_ahv", "date", "de_fuehrerschein",
    "de_kvnr", "de_license_plate", "de_passport", "de_personalausweis", "de_sozialversicherungsnummer",
    "de_steuer_id", "dk_cpr", "email_address", "es_cif", "es_license_plate", "es_nie", "es_nif", "es_passport",
    "fi_hetu", "fr_cni", "fr_license_plate", "fr_nir", "fr_passport", "fr_spi", "gb_driving_licence",
    "gb_license_plate", "gb_nhs_number", "gb_nino", "gb_passport", "gb_utr", "iban", "ie_ppsn", "ip_address",
    "it_codice_fiscale", "it_driver_license", "it_identity_card", "it_license_plate", "it_partita_iva", "it_passport",
    "mac_address", "nl_bsn", "no_fodselsnummer", "payment_card", "phone_number", "pl_identity_card", "pl_nip",
    "pl_pesel", "pl_regon", "private_key", "pt_cartao_de_cidadao", "pt_nif", "se_organisationsnummer",
    "se_personnummer", "tr_license_plate", "tr_tckn", "url", "us_ssn",
)  # fmt: skip


class Whatever:
    """A third party's detector."""

    name = "whatever"
    version = "1"
    entity_types: tuple[str, ...] = ("money",)
    context: frozenset[str] = frozenset({"price"})
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
        (("EMAIL_ADDRESS", "MAC"), ["email_address", "mac_address"]),
        (("date_interval",), ["date"]),  # a child that nobody tells apart is found with its parent
        (("api_key",), ["api_key", "private_key"]),
        (("secrets",), ["api_key", "private_key"]),
        (("pci",), ["payment_card"]),
        ((), []),
    ],
)
def test_a_policy_gets_the_detectors_that_serve_its_types(entity_types: tuple[str, ...], expected: list[str]) -> None:
    """Types, aliases and groups; sorted by name."""
    assert names(*entity_types) == expected


def test_a_parent_enables_its_children() -> None:
    """Social security numbers are national ids; whoever finds only the parent's type serves the child, too."""
    for entity_type in ("national_id", "US_SSN"):
        assert {"us_ssn", "fr_nir", "gb_nino"} <= set(names(entity_type)) <= set(BUILT_IN) - {"gb_utr", "email_address"}


def test_a_type_that_nothing_finds_is_an_error_that_names_those_found() -> None:
    """It would look exactly like clean data."""
    with pytest.raises(ConfigurationError, match="no detector finds religion; found are: api_key") as caught:
        names("email", "religion")
    assert "detect.entity_types[1]" in str(caught.value)
    assert names("email", "religion", allow_undetected=True) == ["email_address"]


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
    built = registry.build(["money"], US, plugins=[plugin("whatever")])
    assert [detector.name for detector in built] == ["whatever"]


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
    [("email", ("email_address",)), ("date_of_birth", ("date",)), ("religion", ())],
)
def test_it_says_which_detectors_serve_a_type(entity_type: str, expected: tuple[str, ...]) -> None:
    """For ``check``, and for the list of entity types."""
    assert registry.serving(entity_type, plugins=()) == expected

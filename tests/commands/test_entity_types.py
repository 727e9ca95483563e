"""What can be found, by whom: the page, the list and the registry say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.shell import tidegate
from tests.pipeline.helpers import Finds
from tidegate import taxonomy
from tidegate.commands.entity_types import PAGE, page
from tidegate.detectors import built_in, catalogue
from tidegate.detectors.base import DetectorConfig

ROOT = Path(__file__).parents[2]


def test_the_page_is_the_registrys_own() -> None:
    """Made anew by one command; nobody edits it by hand."""
    message = f"run: tidegate entity-types --markdown > {PAGE}"
    assert (ROOT / PAGE).read_text("utf-8") == page(), message


def test_the_list_shows_the_tree_and_who_finds_what() -> None:
    shown = tidegate("entity-types").stdout.decode().splitlines()
    assert len(shown) == len(taxonomy.names())
    [iban] = [line for line in shown if line.split()[0] == "iban"]
    assert iban.startswith("  iban ")
    assert iban.split() == ["iban", "iban", "(checked)"]


def test_json_is_one_object_and_the_two_forms_exclude_each_other() -> None:
    found = json.loads(tidegate("entity-types", "--json").stdout)["entity_types"]
    assert [entry["name"] for entry in found] == list(taxonomy.names())
    assert set(found[0]) == {"name", "parent", "aliases", "groups", "detectors", "checksum", "languages", "regions"}
    assert tidegate("entity-types", "--json", "--markdown").returncode == 2


def test_every_type_that_a_detector_claims_is_in_the_catalogue() -> None:
    entries = {entry.name: entry for entry in catalogue.entries(plugins=())}
    for name, factory in built_in.BUILT_IN:
        for entity_type in factory(DetectorConfig()).entity_types:
            assert name in entries[entity_type].detectors


@pytest.mark.parametrize(
    ("name", "regions", "checks"),
    [("us_ssn", ("US",), True), ("payment_card", (), True), ("email_address", (), False), ("phone_number", (), True)],
)
def test_what_a_detector_says_of_itself(name: str, regions: tuple[str, ...], checks: bool) -> None:
    """Without attributes of its own, its module is asked: its REGION, and whether it looks at check digits."""
    detector = dict(built_in.BUILT_IN)[name](DetectorConfig(regions=("GB", "US")))
    assert (catalogue.regions_of(detector), catalogue.checks(detector)) == (regions, checks)


def test_attributes_go_before_what_the_module_says() -> None:
    class Own(Finds):
        regions = ("NO", "DK")
        languages = "da"
        checks = False

    own = Own()
    assert (catalogue.regions_of(own), catalogue.languages_of(own), catalogue.checks(own)) == (
        ("DK", "NO"),
        ("da",),
        False,
    )
    assert catalogue.languages_of(Finds()) == ()

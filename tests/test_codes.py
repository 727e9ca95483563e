"""Codes of countries and languages are closed lists, and what is often written for one names the one that is meant."""

from __future__ import annotations

import pytest
from phonenumbers import SUPPORTED_REGIONS

from tidegate.codes import LANGUAGES, REGIONS, check_languages, check_regions
from tidegate.detectors import catalogue
from tidegate.errors import UnknownName
from tidegate.pipeline.language_profiles import TOLD


def test_the_lists_are_whole() -> None:
    """What some part of ours reads is in them, but for two islands that telephone numbering alone calls countries."""
    assert (len(REGIONS), len(LANGUAGES)) == (250, 183)
    assert sorted(SUPPORTED_REGIONS - REGIONS) == ["AC", "TA"]
    assert REGIONS.issuperset(catalogue.regions())
    assert LANGUAGES.issuperset(TOLD)


@pytest.mark.parametrize(("code", "meant"), [("UK", "GB"), ("EL", "GR"), ("us", "US")])
def test_a_region_that_is_none_names_the_one_that_is_meant(code: str, meant: str) -> None:
    with pytest.raises(UnknownName) as refused:
        check_regions(["US", code])
    assert str(refused.value) == f"regions[1]: unknown region '{code}'; did you mean '{meant}'?"


@pytest.mark.parametrize(("code", "meant"), [("jp", "ja"), ("cz", "cs"), ("gr", "el"), ("iw", "he")])
def test_a_language_that_is_none_names_the_one_that_is_meant(code: str, meant: str) -> None:
    with pytest.raises(UnknownName) as refused:
        check_languages(["en", code])
    assert (refused.value.nearest, refused.value.place) == (meant, "languages[1]")

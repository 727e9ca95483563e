"""German tax numbers of the states: slashes, or thirteen digits, or a word."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.de_steuernummer import DeSteuernummer

DETECTOR = DeSteuernummer(region("DE"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        # ELSTER's samples by state, as Wikipedia ("Steuernummer") and python-stdnum (stdnum.de.stnr) have them.
        ("93815/08152", [("93815/08152", "two_groups")]),  # Baden-Wuerttemberg
        ("181/815/08155", [("181/815/08155", "slashed")]),  # Bavaria
        ("21/815/08150", [("21/815/08150", "slashed")]),  # Berlin
        ("22/815/0815/4", [("22/815/0815/4", "slashed")]),  # Rhineland-Palatinate
        ("133/8150/8159", [("133/8150/8159", "slashed")]),  # North Rhine-Westphalia
        ("201/123/12340", [("201/123/12340", "slashed")]),  # Saxony
        ("2893081508152", [("2893081508152", "nationwide")]),
        ("5133081508159", [("5133081508159", "nationwide")]),
        ("4151081508156", [("4151081508156", "nationwide")]),
        ("St.-Nr. 75 815 08152", [("75 815 08152", "beside")]),
        ("Finanzamt, Steuernummer: 18181508155", [("18181508155", "beside")]),
        ("18181508155", []),
        ("4151181508156", []),  # the fifth digit is 0 everywhere
        ("1781508150001", []),  # no state is 17
        ("12/03/2024", []),
        ("181/815/081551", []),
        ("2024/181/815/08155", []),
        ("", []),
    ],
)
def test_de_steuernummer_is_claimed_by_its_form(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DeSteuernummer(region("US")), "181/815/08155") == []

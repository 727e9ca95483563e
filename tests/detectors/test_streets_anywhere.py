"""Streets that are read whatever the regions: their words are like no English ones, and what is like one is left."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.street_address import StreetAddress
from tidegate.spans import MEDIUM, STRONG

DETECTOR = StreetAddress(US)


@pytest.mark.parametrize(
    "text",
    [
        "Lindauer Strasse 84",
        "Lindenstra\xdfe 84",
        "Seestr. 8a",
        "Lindenplatz 84",
        "lindenstrasse 84",
        "Kastanjelaan 84",
        "Dirk de Kastanjelaan 84",
        "kastanjesteenweg 84",
        "Magasingatan 8",
        "Kastanjev\xe4gen 8",
        "Birkevej 84",
        "Margrethes Plads 84",
        "Tuomonkatu 84",
        "Kastaniveien 84",
        "Rua Acapulco 1984",
        "Rua das Flores, 84",
        "Avda. Rio Verde 84",
        "Calle Mayor 84",
        "Via Verdi 184",
        "Piazza del Duomo 4",
        "ul. Kasztanowa 84",
        "rue du moulin 284",
        "Rue Blanche 84",
        "84 rue La Fontaine",
        "84 boulevard Amiral Dupont",
        "8 Place de la Fontaine, 75099",
        "avenue des Tilleuls 84",
        "\xc1rp\xe1d vez\xe9r \xfatja 8.",
        "Petunia utca 84",
        "Petunia u. 8.",
        "Petunya Caddesi No: 84",
        "2841 Camino Verde",
        "841 El Camino Real",
        "8411 Alameda de las Rosas apt 4",
        "84 petunia nagar",
    ],
)
def test_a_word_for_a_street_abroad_and_a_house_are_enough(text: str) -> None:
    """Where its region is off it counts less than where it is on."""
    assert found(DETECTOR, text) == [(text, MEDIUM)]
    assert found(DETECTOR, f"please send it there: {text}") == [(text, MEDIUM)]


@pytest.mark.parametrize(
    "text",
    [
        "Spring 5, Brigade 5, Renegade 5, Auntie 5, Cornwall 5, Firewall 5, Watergate 12",
        "Im Haus 3, Am Beispiel 3, Hof 3, Ring 5, C/ x 5",
        "Instr. 5 and Constr. 7 and Distr. 9",
        "2 square meters, 4 places, 5 place cards",
        "Via Email 5, Via Visa 1234, via Fedex 2, Via Flight 84",
        "we sent u. 3 times",
        "I rue the day 5 years ago",
        "Hauptstrasse 1984",
        "et al. Smith 2019",
        "Alameda CA 94501",
        "Katie 5, Hattie 12, Margate 3, Regata 4",
        "5 avenue of growth",
        "84 Calle",
    ],
)
def test_what_is_like_english_is_none(text: str) -> None:
    """Words that end as streets do elsewhere, programs, years."""
    assert found(DETECTOR, text) == []


def test_a_flat_behind_the_house_belongs_to_it() -> None:
    """On its line."""
    assert found(DETECTOR, "Lindenstrasse 84, Apt. 7") == [("Lindenstrasse 84, Apt. 7", MEDIUM)]


def test_a_region_that_is_on_counts_for_more() -> None:
    """Its own form comes first."""
    german = StreetAddress(type(US)(regions=("DE",), languages=("de",)))
    assert found(german, "Lindenstrasse 84") == [("Lindenstrasse 84", STRONG)]

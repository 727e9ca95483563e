"""Street addresses of other countries: each form where its region is on, whole, and nothing of what looks like one."""

from __future__ import annotations

import pytest
import re2

from tests.detectors.claims import found
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.street_address import StreetAddress
from tidegate.pipeline.needs import as_member
from tidegate.spans import MEDIUM, STRONG, WEAK

REGIONS = ("US", "CA", "GB", "AT", "PL", "PT", "SE", "TR", "JP", "KR", "CN", "BE", "CH", "MX", "FR")
DETECTORS = {region: StreetAddress(DetectorConfig(regions=(region,))) for region in REGIONS}


@pytest.mark.parametrize(
    ("region", "text"),
    [
        ("PL", "ul. Marsza\u0142kowska 84 m. 12, 00-624 Warszawa"),
        ("PL", "ul. Kowalskiego 12/3"),
        ("PL", "al. Jerozolimskie 100"),
        ("PT", "Rua das Flores, 84"),
        ("PT", "Av. da Liberdade, n.\u00ba 84, 1250-096 Lisboa"),
        ("PT", "Rua Augusta 84, 3.\u00ba Esq."),
        ("PT", "Av. Paulista, 1578 - apto 84"),
        ("SE", "Storgatan 8, 114 55 Stockholm"),
        ("SE", "Granv\u00e4gen 84 B lgh 1203"),
        ("SE", "Vesterbrogade 84, 3. tv, 1620 K\u00f8benhavn V"),
        ("SE", "Kirkeveien 84B"),
        ("SE", "Mannerheimintie 84 A 12, 00100 Helsinki"),
        ("TR", "Atat\u00fcrk Cad. No: 84 D: 5, Kad\u0131k\u00f6y/\u0130stanbul"),
        ("TR", "Yeni Mah. G\u00fcl Sok. 8/4"),
        ("BE", "Rue Longue 84, 1000 Bruxelles"),
        ("BE", "Avenue Louise 284"),
        ("CH", "Rue du Rh\u00f4ne 84, 1204 Gen\u00e8ve"),
        ("AT", "Lindengasse 84/2/7"),
        ("AT", "Lindenstra\u00dfe 84/Top 7, 1070 Wien"),
        ("FR", "84 all. des Tilleuls"),
        ("MX", "Calle Reforma 840"),
        ("GB", "Flat 3, 84 Acacia Avenue"),
        ("JP", "\u6771\u4eac\u90fd\u6e0b\u8c37\u533a\u795e\u53578-48-4"),
        ("KR", "\uc11c\uc6b8\ud2b9\ubcc4\uc2dc \uac15\ub0a8\uad6c \ud14c\ud5e4\ub780\ub85c 848"),
        ("CN", "\u5317\u4eac\u5e02\u671d\u9633\u533a\u5efa\u56fd\u8def84\u53f7"),
    ],
)
def test_a_street_is_found_in_the_form_of_its_country(region: str, text: str) -> None:
    """Whole, and in the United States for less, if at all."""
    assert found(DETECTORS[region], text) == [(text, STRONG)]
    assert not text.isascii() or re2.search(DETECTORS[region].needs, as_member("", text))
    if region != "GB":
        assert all(score == MEDIUM for _, score in found(DETECTORS["US"], text))


@pytest.mark.parametrize(
    ("region", "text"),
    [
        ("PL", "ul 3 items, al 5 percent; os 14 release"),
        ("PT", "Rua projetada 12 de obras; av 3 de fase"),
        ("SE", "gate 12 katu tie 5 vej 4 modules"),
        ("TR", "Sok 5 of the list"),
        ("BE", "une place 4 de la route 12"),
        ("JP", "\u5e742025\u6708"),
        ("CN", "\u4e0a\u6d77\u5e02 2025"),
        ("US", "the adresse of 3 items"),
        ("US", "IP adresse er ukjent"),
    ],
)
def test_other_words_and_figures_are_none(region: str, text: str) -> None:
    """A kind of street without a name, or a name without one."""
    assert found(DETECTORS[region], text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Adresse: irgendwo im Tal 84", "irgendwo im Tal 84"),
        ("Meine Adresse ist Tal 84.", "Tal 84"),
        ("direcci\u00f3n es la casa 84, gracias", "la casa 84"),
        ("adres: \u0141\u0105kowa dom 84", "\u0141\u0105kowa dom 84"),
    ],
)
def test_a_word_for_an_address_makes_a_claim_of_what_follows(text: str, value: str) -> None:
    """In any region, as in English: a weak one, that the word lifts."""
    assert found(DETECTORS["US"], text) == [(value, WEAK)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("homeAddress", "92-639 Williams Ave, Toronto, ON M5V 2T6"),
        ("adresse", "irgendwo 84"),
        ("indirizzo", "contrada 84"),
        ("ulica", "Dluga 84"),
        ("\u4f4f\u6240", "Kita 84"),
    ],
)
def test_a_field_named_for_an_address_is_claimed_whole(name: str, text: str) -> None:
    """Also where a form has found a part of it."""
    claimed = found(DETECTORS["CA"], text, name=name)
    assert (text, WEAK) in claimed
    assert not name.isascii() or re2.search(DETECTORS["CA"].needs, as_member(name, text))


@pytest.mark.parametrize("name", ["macAddress", "adressage", "ruelle"])
def test_other_fields_are_none(name: str) -> None:
    """A network's address, and words that begin alike."""
    assert found(DETECTORS["CA"], "irgendwo 84", name=name) == []


def test_it_needs_something_of_a_record() -> None:
    """An empty way to write a name of a field would let the gate show every record."""
    assert re2.search(DETECTORS["US"].needs, '{"total":"84","kind":"order"}') is None

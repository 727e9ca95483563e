"""What every detector needs still stands in what it finds when the text is cut, glued, or written otherwise.

The texts are those that the other tests of detectors show, so each detector meets forms of its own. Outside of ASCII,
letters get accents, blanks and dashes become those of typesetters, and marks, signs and other scripts stand beside.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
import re2

from tidegate.detectors import catalogue, registry
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.pipeline.needs import TextGate, as_member, need_of, wide_of
from tidegate.records import TextBatch

CONFIG = DetectorConfig(
    regions=tuple(catalogue.regions()),
    languages=("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "no", "fi", "tr"),
)
# Samples of keys are put together piece by piece, so that nobody takes them for real; their own tests look at needs.
BUILT = frozenset(("cloud_key", "vendor_token"))
DETECTORS = [detector for detector in registry.build(("all",), CONFIG) if detector.name not in BUILT]
CHARS_MAX = 300  # of one text
VARIANTS = 1200  # of the texts in which a detector finds something
WIDE = {
    "a": "\u00e1\u00e4", "e": "\u00e9\u00e8", "i": "\u00ed\u00ef\u0130", "o": "\u00f6\u00f8", "u": "\u00fc",
    "n": "\u00f1", "c": "\u00e7", "s": "\u017f\u00df", "k": "\u212a", "A": "\u00c1\u00c4", "O": "\u00d6", "I": "\u0131",
    "S": "\u017f", "K": "\u212a", "'": "\u2019\u02bb",
    '"': "\u201c\u201d", "-": "\u2013\u2010\u2011\u2212", " ": "\u00a0\u202f\u3000", ".": "\u2024\u3002",
    "$": "\u20ac\u00a3", "0": "\uff10\u0660", "1": "\uff11\u0661", "5": "\uff15\u0665", "@": "\uff20", "+": "\uff0b",
    "/": "\uff0f", ":": "\uff1a",
}  # fmt: skip
# What typesetters put between the digits of a number, one for all of its gaps or each by itself.
APART = "\u00a0\u2010\u2011\u2012\u2013\u2014\u2015\u202f\u2009\u2212\u00b7 .-/+:"
BESIDE = (
    "\u00e9",
    "\u00fc ",
    "\u2014",
    "\u201c",
    "\u65e5",
    "\u0416 ",
    " \U0001f600",
    "\u0301",
    "\u200b",
    "\u00ad",
    "\u00b2",
    "\u00bd",
    "\u017f",
    "\u212a",
)
FEW = 5  # detectors of all, for a sentence with a small number or a day
GLUE = ("", "-", ".", ",", "/", " ", "_", "1", "x", '"', "'", "\n")
GAPS = ("-", " ", "  ", "\n", "_", ".", ":", '"', "(", ")")
WORDS = ("is ", "and ", "my ", "- ", "_", "No. ", "nr ", "1", "the ", "#")


@cache
def shown_texts(*, ascii_only: bool = True) -> Sequence[str]:
    """Every string of these tests, lone surrogates left out: no text of a record has one."""
    found: dict[str, None] = {}
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.setdefault(node.value[:CHARS_MAX])
    return [
        text
        for text in found
        if len(text) > 2 and (text.isascii() if ascii_only else not any("\ud800" <= one <= "\udfff" for one in text))
    ]


def mangled(rng: random.Random, text: str, other: str) -> str:
    """A text cut, glued to another, in another case, or with other gaps, figures or words in it."""
    begin = rng.randrange(len(text) + 1)
    end = rng.randrange(begin, len(text) + 1)
    ways: Sequence[Callable[[], str]] = (
        lambda: text[begin:end],
        lambda: text[:begin] + text[end:],
        text.upper,
        text.lower,
        text.title,
        lambda: text[begin:] + rng.choice(GLUE) + other[:40],
        lambda: re.sub("[ ,.:-]", lambda gap: rng.choice((gap[0], gap[0], *GAPS)), text),
        lambda: re.sub("[0-9]", lambda figure: rng.choice((figure[0], figure[0], "0", "7", "")), text),
        lambda: text[:begin] + rng.choice(WORDS) + text[begin:],
    )
    return rng.choice(ways)()


def widened(rng: random.Random, text: str) -> str:
    """A text outside of ASCII: with other letters, digits and signs for its own, or with some beside or between."""
    share, place = rng.choice((0.02, 0.1, 0.4)), rng.randrange(len(text) + 1)
    apart, beside = rng.choice((APART, rng.choice(APART))), rng.choice(BESIDE)
    ways: Sequence[Callable[[], str]] = (
        lambda: text + rng.choice(BESIDE),
        lambda: rng.choice(BESIDE) + text,
        lambda: text[:place] + rng.choice(BESIDE) + text[place:],
        lambda: "".join(rng.choice(WIDE[one]) if one in WIDE and rng.random() < share else one for one in text),
        lambda: "".join(rng.choice(WIDE[one]) if one in "'\"- " and rng.random() < 0.5 else one for one in text),
        lambda: re.sub(r"(?<=\w)[ ./-](?=\w)", lambda _: rng.choice(apart), text) + beside,
        lambda: re.sub("(?<=[0-9])(?=[0-9])", lambda _: rng.choice(apart) * (rng.random() < share), text) + beside,
        lambda: re.sub(r"\b", lambda _: rng.choice(BESIDE) * (rng.random() < share / 4), text) + beside,
    )
    return rng.choice(ways)()


def found_in(detector: Detector, texts: Sequence[str]) -> set[str]:
    return {texts[claim.text] for claim in detector.detect(TextBatch.of(texts))}


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.name)
def test_what_is_found_in_a_mangled_text_holds_what_is_needed(detector: Detector) -> None:
    """Else the gate would pass it unread."""
    need = need_of(detector)
    assert need is not None
    holds = re2.compile(need)
    own = sorted(found_in(detector, shown_texts()))
    assert own
    rng = random.Random(detector.name)
    texts = own + [mangled(rng, rng.choice(own), rng.choice(own)) for _ in range(VARIANTS)]
    missed = {text for text in found_in(detector, texts) if holds.search(as_member("", text)) is None}
    assert missed == set()


WIDE_DETECTORS = [detector for detector in DETECTORS if wide_of(detector) is not None]


@pytest.mark.parametrize("detector", WIDE_DETECTORS, ids=lambda detector: detector.name)
def test_what_is_found_in_a_text_that_is_not_ascii_is_let_through(detector: Detector) -> None:
    """Else its detector would not be asked."""
    gate = TextGate([need_of(detector)], lambda: [wide_of(detector)])
    own = sorted(found_in(detector, shown_texts(ascii_only=False)))
    rng = random.Random(f"wide/{detector.name}")
    texts = own + [widened(rng, rng.choice(own)) for _ in range(VARIANTS)]
    texts += [widened(rng, mangled(rng, rng.choice(own), rng.choice(own))) for _ in range(VARIANTS)]
    missed = {text for text in found_in(detector, texts) if not gate.readers(text, "")}
    assert missed == set()


def test_most_detectors_need_not_read_every_text_that_is_not_ascii() -> None:
    """One umlaut would wake all of them."""
    gate = TextGate(
        [need_of(detector) for detector in DETECTORS], lambda: [wide_of(detector) for detector in DETECTORS]
    )
    read_by = {
        DETECTORS[place].name for place in gate.readers("Wir haben gestern lange \u00fcber das Wetter geredet", "")
    }
    assert len(read_by) < len(DETECTORS) / 5
    assert {DETECTORS[place].name for place in gate.readers("Jane Roe \u00fcber das Wetter", "")} & {"person"}


SMALL_NUMBERS = (
    "Schritt {0} von {1} ist f\u00fcr Sie erledigt",
    "Wir haben {0} St\u00fcck gepr\u00fcft, davon {1} mit M\u00e4ngeln",
    "Version {0}.{1} l\u00f6st den Fehler f\u00fcr alle Ger\u00e4te",
    "Seite {0} enth\u00e4lt \u00fcber {1}0 Eintr\u00e4ge",
    "Um {0} Uhr beginnt die \u00dcbung in Raum {1}",
    "Der Preis f\u00e4llt um {0} %, das sind {1} Euro weniger",
    "Am {0}.03.2024 um 14:{1} wurde die Gr\u00f6\u00dfe ge\u00e4ndert",
    "L\u2019\u00e9tape {0} sur {1} est termin\u00e9e",
    "Il reste {0} places \u00e0 r\u00e9server pour {1} \u00e9l\u00e8ves",
    "La r\u00e9union dure {0} minutes, salle n\u00b0 {1}",
    "Apr\u00e8s {0} essais, {1} ont \u00e9chou\u00e9",
    "Le {0}/03/2024, {1} unit\u00e9s livr\u00e9es \u00e0 temps",
)


@pytest.mark.parametrize("sentence", SMALL_NUMBERS)
def test_a_small_number_beside_an_accent_wakes_few_detectors(sentence: str) -> None:
    """Else one digit would wake every detector of numbers."""
    gate = TextGate(
        [need_of(detector) for detector in DETECTORS], lambda: [wide_of(detector) for detector in DETECTORS]
    )
    for first, second in ((1, 2), (9, 30), (12, 30), (28, 99)):
        text = sentence.format(first, second)
        assert len(gate.readers(text, "")) <= FEW, [DETECTORS[place].name for place in gate.readers(text, "")]


def test_every_detector_says_what_it_needs_of_a_text_that_is_not_ascii() -> None:
    """Else it would read them all."""
    assert [detector.name for detector in DETECTORS if wide_of(detector) is None] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("coordinates", "LONGITUDE=-70.357208"),
        ("device_id", "SN: AB1-881207X"),
        ("plate_number", "license plate:\nAB 123"),
        ("plate_number", "number plate              : might be the code called AB 123"),
        ("medical_record_number", "patient nr: 417"),
        ("pin", "my pinNo.  is 1596"),
        ("date_interval", "May3 to 5"),
        ("street_address", "170 GOVERNORS AVE_NUE"),
        ("street_address", "1091 Schuster Mews_Apt"),
        ("date_interval", "from 3 to 5 Ma\u0130 2024"),
    ],
)
def test_what_was_passed_unread_once_is_read(name: str, text: str) -> None:
    """Each was found by its detector, and not seen by the gate; some in ASCII, some beside an accent."""
    (detector,) = registry.build(("all",), CONFIG, names=(name,))
    gate = TextGate([need_of(detector)], lambda: [wide_of(detector)])
    for beside in ("", " caf\u00e9"):
        assert found_in(detector, [text + beside])
        assert gate.readers(text + beside, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("device_id", "\u212as/n:47-11AB"),  # no letter in ASCII, and the same as a k in either case
        ("payment_card", "4111\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11"),
        ("payment_card", "4111\u2011\u2011\u20111111\u20111111\u20111111"),
        ("se_personnummer", "\u00e4r 900101+0017"),
        ("in_voter_id", "\u017fAB1234567"),
        ("kr_passport", "\u017f12345678"),
        ("ca_passport", "passport A\u212a123456"),
        ("plate_number", "L\u0130CENSE PLATE: AB 123 C"),
        ("organization", "V\u0130SA"),
        ("postal_code", "\u3012100-0001"),
        ("mx_rfc", "\u00d1\u00d1\u00d1 850101 AB1"),
        ("de_license_plate", "T\u00dc-AB 123"),
        ("cvv", "Kartenpr\u00dcfnummer 123"),
    ],
)
def test_what_only_a_text_outside_ascii_can_say_is_read(name: str, text: str) -> None:
    """Signs that are no ASCII, and mean what some ASCII sign means."""
    (detector,) = registry.build(("all",), CONFIG, names=(name,))
    gate = TextGate([need_of(detector)], lambda: [wide_of(detector)])
    assert found_in(detector, [text])
    assert gate.readers(text, "")

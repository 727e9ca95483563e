"""Numbers that programs write: no phone numbers, wherever one of the policy's countries would take them for some."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.measures import is_assigned, is_product_version, seconds_end
from tidegate.detectors.numbers import FAINT
from tidegate.detectors.phone_number import PhoneNumber
from tidegate.spans import MEDIUM, STRONG

DETECTOR = PhoneNumber(US)
MANY = PhoneNumber(DetectorConfig(regions=("US", "DE", "FR", "ES", "IT", "NL", "PL", "PT")))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chrome/124.0.6367.207 Safari/537.36", ""),
        ('"Chromium";v="124.0.6367.207"', ""),
        ("Chrome 124.0.6367.207", ""),
        ("used_percent=23.43234543", ""),
        ('{"p": 41.55501329}', ""),
        ("[23.43234543, 7.1]", ""),
        ("23.43234543", "value"),
        ("12:04:15.123456789 started", ""),
        ("2147483647", ""),
        ("2147483648", "id"),
        ("4155552671", "bytes"),
        ("4155552671", "rxBytes"),
        ("4155552671", "consumer_offset"),
        ("partition 3 offset 4155552671 lag 12", ""),
        ("seed=4155552671", ""),
        ("4155552671 bytes free", ""),
        ("4155552671 ns", ""),
        ("INV-2024-004711", ""),
        ("ORD-4155552671", ""),
        ("UPC 4155552671", ""),
        ("ISBN: 4155552671", ""),
        ("4155552671", "isbn"),
        ("bytes 3139-578735/5134920", ""),
        ("[67 83 47 92 34]", ""),
        ("build 11.8.19674.6027", ""),
    ],
)
def test_what_a_program_wrote_is_no_phone_number(text: str, name: str) -> None:
    """It needs a word for a phone beside it."""
    assert [claim for claim in claims(DETECTOR, text, name=name) if claim.score > FAINT] == []


@pytest.mark.parametrize(
    "text",
    [
        "12:04:05.123456 started",
        "12:04:05.999999   28342 reflector.go:138]",
        "cpu 0.8231 1718291045",
        "logs-2024.06.13",
        "app/2024-06-13.log",
        "Openingstijden: 09.00-17.30",
        "Cache hit ratio 0.9731 (9812734 hits)",
        "EUR/USD 1.0742/1.0744",
        "UP1A.231005.007",
        "[  512.345678] usb 1-1.2",
        "01001000 01100101",
        "ISBN-10 0-306-40615-2",
        "ISSN 0317-8471",
        "GTIN 00012345600012 UPC 036000291452",
        "52.37403 4.88969",
        "[0.0123456789]",
        "x=994.0530903078086",
        "at 1648056997875 tick",
        "acc=0.912345678",
    ],
)
def test_nor_is_it_one_where_plans_have_short_or_free_forms(text: str) -> None:
    """Every such number is valid in one of these countries."""
    assert [claim for claim in claims(MANY, text) if claim.score > FAINT] == []


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("12:04:15.123 415-555-2671", "", "415-555-2671"),
        ("12:04:05.999999 030 1234567", "", "030 1234567"),
        ("toll free 4155552671", "", "4155552671"),
        ("Max: 4155552671", "", "4155552671"),
        ("4155552671", "contact", "4155552671"),
        ("id=4155552671", "", "4155552671"),
        ("415.5552671", "", "415.5552671"),
        ("tel=415.5552671", "", "415.5552671"),
        ("030.1234567", "", "030.1234567"),
        ("02.12345678", "", "02.12345678"),
        ("06.12.34.56.78", "", "06.12.34.56.78"),
        ("TEL-415-555-2671", "", "415-555-2671"),
        ("US-415-555-2671", "", "415-555-2671"),
        ("[415 555 2671]", "", "[415 555 2671"),
        ("[06 12 34 56 78]", "", "[06 12 34 56 78"),
        ("4155552671 Ms Example", "", "4155552671"),
        ("agent/415.555.2671", "", "415.555.2671"),
        ("+1 415 555 2671 bytes", "", "+1 415 555 2671"),
    ],
)
def test_what_people_write_stays_a_strong_claim(text: str, name: str, found: str) -> None:
    """Also beside the time of a log line, and behind a word that is a count elsewhere."""
    detector = DETECTOR if "415" in found else MANY
    strong = [text[claim.start : claim.end] for claim in claims(detector, text, name=name) if claim.score >= STRONG]
    assert found in strong


def test_an_invoice_of_a_year_is_less_sure_than_a_phone_number() -> None:
    """A refuting word takes it away, and without one it is hidden."""
    assert [claim.score for claim in claims(DETECTOR, "Nr. 2024-004711")] == [MEDIUM]


@pytest.mark.parametrize(
    ("text", "start", "name", "expected"),
    [
        ("x=1.5", 2, "", True),
        ("x: -1.5", 4, "", True),
        ('"x": "1.5"', 6, "", True),
        ("[1.5, 2]", 1, "", True),
        ("1.5", 0, "x", True),
        ("-1.5", 1, "x", True),
        ("1.5", 0, "", False),
        ("at 1.5", 3, "", False),
        ("at 1.5", 3, "x", False),
    ],
)
def test_where_programs_put_values(text: str, start: int, name: str, expected: bool) -> None:
    """Behind a sign that assigns, in a list, or alone in a field."""
    assert is_assigned(text, start, name) == expected


def test_a_version_hangs_on_its_product() -> None:
    """A slash behind one letter, or none, is no product."""
    assert is_product_version("Chrome/1.2.3.4", 7, 14)
    assert not is_product_version("a/1.2.3.4", 2, 9)
    assert not is_product_version("Chrome/1.2", 7, 10)


def test_a_fraction_belongs_to_a_time_of_day() -> None:
    """Two colons before it, and seconds that exist."""
    assert seconds_end("12:04:05.123456 x", 6, 17) == 15
    assert seconds_end("04:05.123456", 3, 12) == 3
    assert seconds_end("12:04:75.123456", 6, 15) == 6


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("us_number", "4155552671"),
        ("limit_reached_by", "4155552671"),
        ("capacity_owner", "4155552671"),
        ("", "INV-415-555-2671"),
    ],
)
def test_a_number_that_may_be_somebody_s_stays_one(name: str, text: str) -> None:
    """A word for counts says so at the end of a name; and a number grouped as Americans group theirs is dialled."""
    found = claims(PhoneNumber(US), text, name=name)
    assert [(text[claim.start : claim.end][-4:], claim.score >= MEDIUM) for claim in found] == [("2671", True)]

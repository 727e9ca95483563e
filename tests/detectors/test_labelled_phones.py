"""Phone numbers by their label: what nobody's plan accepts is one all the same where somebody says so."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, found
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.phone_number import PhoneNumber
from tidegate.spans import MEDIUM

DETECTOR = PhoneNumber(US)


def labelled(text: str, detector: PhoneNumber = DETECTOR) -> list[str]:
    """What a label alone speaks for; that the gate would show such a text is checked on the way."""
    found(detector, text)
    return [text[claim.start : claim.end] for claim in claims(detector, text) if claim.pattern == "labelled"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Phone: 61 039 714", "61 039 714"),
        ("тел. 61 039 714", "61 039 714"),
        ("телефон: 8610397140", "8610397140"),
        ("τηλ. 6910397140", "6910397140"),
        ("手机：61039714000", "61039714000"),
        ("전화번호 610397140", "610397140"),
        ("هاتف: 610397140", "610397140"),
        ("Mobile: 518 02 947", "518 02 947"),
        ("Fax: 001-251-477-8032", "001-251-477-8032"),
        ("Desk: (871)555-2904x0417", "(871)555-2904x0417"),
        ("Desk: +1-907-120-3316x841", "+1-907-120-3316x841"),
        ("Fax: 155-744-2093x8815", "155-744-2093x8815"),
        ("my phone number is 861930274", "861930274"),
        ("ph 9071124430", "9071124430"),
        ("phone 781140936", "781140936"),
        ("contact no 640718225", "640718225"),
        ("phone no 555 5554321", "555 5554321"),
        ("mobile 0671 209 44 83", "0671 209 44 83"),
        ("mobile 5 1234567", "5 1234567"),
        ("the phone number is 1 45 20 19 00.", "1 45 20 19 00"),
        ("Phone (home): 61 039 714", "61 039 714"),
        ("Office: 61 039 714", "61 039 714"),
        ("office number 61 039 714", "61 039 714"),
        ("TEL=48120937", "48120937"),
        ("Telefon: 030/4812093", "030/4812093"),
        ("T\u00e9l\u00e9phone : 01.45.20.19.00", "01.45.20.19.00"),
        ("\u96fb\u8a71\u756a\u53f7\u306f 0312 845 671", "0312 845 671"),
        ("call me back on 613 4480", "613 4480"),
        ("you can call 8217 3340", "8217 3340"),
        ("nobody is answering at (41) 620-385", "(41) 620-385"),
        ("sorry, my number is 771304558", "771304558"),
        ("phone 518 02 947 2024-01-15", "518 02 947"),  # a date is no part of it
        ("phone 781140936 12 Mill Lane", "781140936"),
    ],
)
def test_a_label_before_a_number_speaks_for_it(text: str, value: str) -> None:
    """Grouped as people do, the extension included."""
    assert labelled(text) == [value]
    assert (value, MEDIUM) in found(DETECTOR, text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(41) 620-385-Office", ["(41) 620-385"]),
        ("(26) 173-904-office\\,001-778-925-4106-fax", ["(26) 173-904", "001-778-925-4106"]),
        ("641 437 209 office", ["641 437 209"]),
        ("31-74-52-98 office\n31-74-52-99 fax", ["31-74-52-98", "31-74-52-99"]),
        ("96 410733 (mobile)", ["96 410733"]),
        ("641 437 209 mobile, or write", ["641 437 209"]),
        ("641437209 office", ["641437209"]),
    ],
)
def test_so_does_one_behind_it_where_the_line_or_the_clause_ends(text: str, values: list[str]) -> None:
    """As address books list them."""
    assert labelled(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "phone 123456",
        "fax 2019-01-02",
        "fax 2019-01-02 10:30",
        "fax 02/01/2019",
        "fax 02 01 2019",
        "fax 20190102",
        "mobile 2016 2017",
        "phone 10:30:45",
        "phone $1234567",
        "phone 1,234,567",
        "phone 1234567 dollars",
        "phone 1234567 bytes",
        "phone 1.2.3.4567",
        "phone version 1.22.3333333",
        "phone 192.168.10.20",
        "phone 4111 1111 1111 1111",
        "phone 3714 496353 98431",
        "phone 123-45-6789",
        "phone 12345678901234567890",
        "phone order 12345678",
        "phone 9876543210@upi",
        "fax 12345678.pdf",
        "iphone 12345678",
        "microphone 12345678",
        "cell_12345678",
        "contact 12345678",
        "office 12345678",
        "office 2024 2025",
        "office: 0900-1730",
        "home: 41.66272 -70.3572",
        "the call at 12345678",
        "12345678 office",
        "12345678 office supplies",
        "12345678 mobile users",
        "01/02/2019 office",
        "2019-01-02 fax",
        "1234.5678 fax",
        "$1234567 fax",
    ],
)
def test_other_numbers_beside_such_words_are_what_they_look_like(text: str) -> None:
    """Dates, money, versions, addresses of computers, cards, hours, and words that only sound like a label."""
    assert labelled(text) == []


def test_what_the_plan_accepts_stays_the_plan_s() -> None:
    """A label takes nothing away from what is known for sure."""
    (claim,) = claims(DETECTOR, "phone: (415) 555-2671")
    assert claim.pattern == "valid"


def test_the_region_does_not_matter() -> None:
    """That is what the label is for."""
    assert labelled("Phone: 61 039 714", PhoneNumber(DetectorConfig(regions=("JP", "BR")))) == ["61 039 714"]

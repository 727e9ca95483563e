"""Phone numbers: never less than the library's own matcher finds."""

from __future__ import annotations

import random

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.detectors.claims import US, claims, values
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbering_plans import is_north_american
from tidegate.detectors.numbers import FAINT
from tidegate.detectors.phone_number import (
    _EXTENDED,
    INTERNATIONAL_MIN,
    TRIES_MAX,
    PhoneNumber,
    _has_extension,
)
from tidegate.spans import MEDIUM, STRONG, WEAK, Checksum

DETECTOR = PhoneNumber(US)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("call (415) 555-2671 now", ["(415) 555-2671"]),
        ("4155552671", ["4155552671"]),
        ("+44 20 7946 0958", ["+44 20 7946 0958"]),
        ("1-415-555-2671 x123", ["1-415-555-2671 x123"]),
        ("011 44 20 7946 0958", ["011 44 20 7946 0958"]),
        ("415.555.2671/415.555.2672", ["415.555.2671", "415.555.2672"]),
        ("id 17 415-555-2671", ["415-555-2671"]),
        ("+1 310-4690", ["+1 310-4690"]),
    ],
)
def test_valid_numbers_are_strong_claims(text: str, found: list[str]) -> None:
    """National forms of the policy's regions, and international ones."""
    assert values(DETECTOR, text, at_least=STRONG) == found


@pytest.mark.parametrize(
    ("text", "score", "found"),
    [
        ("555-123-4567", MEDIUM, ["555-123-4567"]),  # nobody's number, in the shape of one
        ("(555) 123-4567", MEDIUM, ["(555) 123-4567"]),
        ("5551234567", FAINT, ["5551234567"]),
        ("555-1234", WEAK, ["555-1234"]),
        ("310-4690", WEAK, ["310-4690"]),  # in Canada it is a whole number
        ("+33 3 34 23 12", MEDIUM, ["+33 3 34 23 12"]),  # too short for France, but what else would it be
        ("0494949 ext. 49", MEDIUM, ["0494949 ext. 49"]),
        ("555 1234567 x9", MEDIUM, ["555 1234567 x9"]),
        ("+99912345678", WEAK, ["+99912345678"]),
    ],
)
def test_possible_numbers_are_weaker_claims(text: str, score: float, found: list[str]) -> None:
    """The shape alone says something, the number of digits alone very little."""
    assert [(claim.score, text[claim.start : claim.end]) for claim in claims(DETECTOR, text)] == [
        (score, value) for value in found
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456",
        "2024-01-15",
        "3/10/1984",
        "17.8117016498",
        "kernel: [12345.678901] usb 1-1",
        "abc5551234567def",
        "550e8400-e29b-41d4-a716-446655440000",
        "12345678901234567890123456",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Dates, decimal numbers, identifiers, and what is glued to letters."""
    assert claims(DETECTOR, text) == []


def test_a_plus_makes_a_number_distinctive() -> None:
    """What the plan accepts behind a plus is met by chance so rarely that it is sure."""
    (claim,) = claims(DETECTOR, "+14155552671")
    assert (claim.checksum, claim.distinctive) == (Checksum.VALID, True)


def test_regions_choose_the_national_forms() -> None:
    """A London number in national form is a number where GB is on, and only there."""
    text = "ring 020 7946 0958"
    assert values(PhoneNumber(DetectorConfig(regions=("GB",))), text, at_least=STRONG) == ["020 7946 0958"]
    assert values(DETECTOR, text, at_least=STRONG) == []
    assert values(PhoneNumber(DetectorConfig(regions=("XX",))), "+44 20 7946 0958", at_least=STRONG) != []


_number = st.one_of(
    st.from_regex(
        r"\+?1?[ .-]?\(?[2-9][0-9]{2}\)?[ .-]?[2-9][0-9]{2}[ .-]?[0-9]{4}"
        r"( (x|ext\. |, extension |;ext=| доб | int |#| - )[0-9]{1,4})?",
        fullmatch=True,
    ),
    st.from_regex(r"(\+|011 )(44|49|33|86|61)[ -]?[0-9]{1,4}[ -]?[0-9]{3,4}[ /-]?[0-9]{2,5}", fullmatch=True),
    st.from_regex(r"[0-9]{1,31}", fullmatch=True),
    st.from_regex(r"[0-9()+./ \-x\u00a0]{1,30}", fullmatch=True),
    st.sampled_from(
        ["2014-04-12 04:04", "211-227 (2003)", "12/31/2024", "$", "%", "a", "\n", ", ", " ", "\u0663", "\uff14"]
    ),
)


def _is_local(match: phonenumbers.PhoneNumberMatch) -> bool:
    """Seven digits that Canada's plan alone has (310-1234, dialled there without an area). In the US they are any local
    number, a weak claim; behind the country's code they are as sure as others.
    """
    seven = match.number.country_code == 1 and (match.number.national_number or 0) // 10_000 == 310
    return seven and not match.raw_string.startswith(("+", "011"))


@settings(max_examples=150, deadline=None)
@given(st.lists(_number, min_size=1, max_size=5), st.sampled_from(["", " ", ", ", " and "]))
@example(["9" * 20 + "4155552671"], "")  # the matcher reads twenty digits at a time
@example(["(415) 555-2671", "(415) 555-2672"], " ")
@example(["1 1 415 555 2671"], " ")
@example(["415-555-2671, extension: 12345678"], "")
@example(["415-555-2671;ext=1234567"], "")
@example(["2014-04-12 04", ":04"], "")
@example(["12;ext=011   #2014-04-12 04"], "")  # an extension moves the place where a number may begin
@example(["x[~)4155552672#"], "")
@example(["\uff14693/4\u00a099483"], "")  # one digit of another script
@example(["310-4690"], "")
@example(["200.3100000"], "")
@example(["+1 310-4690"], "")
def test_nothing_that_the_library_finds_is_missed(parts: list[str], joint: str) -> None:
    """Each match of `PhoneNumberMatcher` (US, VALID) in any text lies inside strong or medium claims, but for what is a
    local number in the US.
    """
    text = joint.join(parts)
    covered: set[int] = set()
    for claim in claims(DETECTOR, text):
        if claim.score >= MEDIUM:
            covered.update(range(claim.start, claim.end))
    for match in phonenumbers.PhoneNumberMatcher(text, "US", leniency=phonenumbers.Leniency.VALID):
        assert _is_local(match) or covered.issuperset(range(match.start, match.end)), (match.start, match.end)


def test_the_numbering_plan_and_the_library_agree_on_every_number() -> None:
    """Ten digits that are refused before the library is asked are digits that the library refuses."""
    rng = random.Random(7)
    areas = ["800", "888", "900", "500", "212", "415", "242", "345", "671", "710", "600", "622", "684", "787"]
    for _ in range(3_000):
        digits = rng.choice(["", *areas])
        digits += "".join(rng.choice("0123456789") for _ in range(10 - len(digits)))
        number = phonenumbers.PhoneNumber(country_code=1, national_number=int(digits))
        valid = digits[0] != "0" and phonenumbers.is_valid_number(number)
        assert is_north_american(digits) == valid


@settings(max_examples=300, deadline=None)
@given(
    before=st.sampled_from(["", "call ", "x ", "5 ", "( ", "+ ", "$ ", "a, ", "\u00e9 ", "1/", "ext 7 "]),
    country=st.sampled_from(["", "+1 ", "+1-", "1-"]),
    form=st.sampled_from(
        ["({0}) {1}-{2}", "{0}-{1}-{2}", "{0} {1} {2}", "{0}.{1}.{2}", "{0} {1}-{2}", "({0}) {1} {2}"]
    ),
    area=st.sampled_from(["415", "202", "800", "212", "911", "787", "242", "999"]),
    middle=st.sampled_from(["555", "911", "200", "234"]),
    last=st.sampled_from(["0177", "0000", "9999", "2019"]),
    after=st.sampled_from(
        ["", ".", " as", ", or", " x12", " ext 5", " 7", "/8", " int", " Extra", "-", " (a", "! ", " ,5", "a"]
    ),
)
def test_in_its_plainest_form_a_number_is_what_the_matcher_makes_of_it(
    before: str, country: str, form: str, area: str, middle: str, last: str, after: str
) -> None:
    """What is told without the library is what the library tells."""
    text = before + country + form.format(area, middle, last) + after
    start = len(before) + (0 if country or not form.startswith("(") else 1)
    number = DETECTOR._plain(text, start, len(text) - len(after))
    if number is not None:
        matched = phonenumbers.PhoneNumberMatcher(text, "US", phonenumbers.Leniency.VALID, 65535)
        assert [(match.start, match.end) for match in matched if match.start < number[1]] == [number]


def test_the_shortest_international_number_is_known() -> None:
    """A shorter run behind 011 need not be parsed."""
    shortest = min(
        len(str(code)) + min(length for length in metadata.general_desc.possible_length if length > 0)  # type: ignore[union-attr]
        for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
        for region in regions
        if (metadata := phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)) is not None
    )
    assert shortest == INTERNATIONAL_MIN


MANY = PhoneNumber(DetectorConfig(regions=("BR", "CN", "DE", "GB", "IN", "KR", "MX", "TR"), languages=("en",)))


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("2121234567", FAINT),  # Istanbul, or Brazil, or China, or an order
        ("02121234567", STRONG),  # the zero is dialled
        ("212 123 45 67", STRONG),
        ("+902121234567", STRONG),
    ],
)
def test_a_block_of_digits_says_little_where_many_countries_are_on(text: str, score: float) -> None:
    """Nearly every block is a valid number of one of them."""
    assert [(claim.start, claim.end, claim.score) for claim in claims(MANY, text)] == [(0, len(text), score)]


@pytest.mark.parametrize("text", ["my number is 2121234567", "Tel.: 2121234567", "τηλ. 2121234567", "手机 2121234567"])
def test_a_label_says_more_than_that_somebodys_plan_accepts_a_block(text: str) -> None:
    """Also where many countries are on; the claim on the block does not stand before the label's."""
    assert [(text[claim.start : claim.end], claim.score) for claim in claims(MANY, text)] == [("2121234567", MEDIUM)]


def test_a_block_of_digits_is_a_number_where_few_countries_are_on() -> None:
    """In the United States one block of ten digits in three is one."""
    assert [claim.score for claim in claims(DETECTOR, "4155550132")] == [STRONG]


@given(st.text(alphabet="019 ,;-.=:xX#~eEtTnNiIsSoOaA\u017f\u041a\u0434\u043e\u0431\uff58\u0301\u0131", max_size=20))
@example("12 int 3")
@example("12 доб 3")
def test_whatever_has_an_extension_has_its_hint(text: str) -> None:
    """The cheap question never hides what the thorough one finds."""
    if _EXTENDED.search(text):
        assert _has_extension(text, 0, len(text))


MANY = PhoneNumber(
    DetectorConfig(regions=("US", "GB", "DE", "FR", "IT", "BR", "AR", "MX", "AU", "KR", "IN", "SG", "NO"))
)
WRITTEN = (
    *("(212) 555-2368", "020 7946 0958", "+44 20 7946 0958", "0044 20 7946 0958", "0171 1234567", "06 12 34 56 78"),
    *("02 1234 5678", "11 91234-5678", "011 15-2345-6789", "044 55 1234 5678", "0011 1 212 555 2368", "412 345 678"),
    *("010-1234-5678", "00700 1 2125552368", "9123 4567", "22 22 22 22", "+1 +1", "4111 1111 1111 1111", "10.20.30.40"),
    *("12/05/2024", "2024-01-02 08:00", "555-0199", "0", "1", "17", "+", "(", ")", "-", "00", "+210 5551234"),
)


@given(
    st.lists(st.sampled_from(WRITTEN) | st.text("0123456789", min_size=1, max_size=12), min_size=1, max_size=4),
    st.sampled_from(["", " ", "-", " / ", ". ", " x", " ext 5 ", "\u00a0", ", "]),
)
@settings(max_examples=300, deadline=None)
@example(["1", "4155552671"], " ")
@example(["+210 5551234"], "")
def test_asking_few_regions_finds_what_asking_all_finds(parts: list[str], joint: str) -> None:
    """All that any region gives, or one number that takes all digits."""
    text = joint.join(parts)
    places = [place for place, character in enumerate(text) if character.isdecimal()]
    if not places:
        return
    found = MANY._matched(text, 0, len(text))
    expected = {
        (match.start, match.end)
        for region in MANY.regions
        for match in phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.VALID, TRIES_MAX)
    }
    whole = {span for span in expected if span[0] <= places[0] and places[-1] < span[1]}
    if whole:
        assert found & whole
        assert found <= expected
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("region", "text", "found"),
    [
        ("FR", "06 93 68 59 44", ["06 93 68 59 44"]),
        ("FR", "0033 6 91 03 13 03", ["0033 6 91 03 13 03"]),
        ("FR", "0 1234", []),
        ("SE", "070-174 06 58", ["070-174 06 58"]),
        ("GB", "01632 960983", ["01632 960983"]),
        ("US", "00155512345678", []),
    ],
)
def test_a_number_as_people_dial_it_is_possible(region: str, text: str, found: list[str]) -> None:
    """Behind the trunk's 0, or behind 00 and the country's code: the plan counts neither."""
    assert values(PhoneNumber(DetectorConfig(regions=(region,))), text) == found


def test_a_word_for_a_phone_counts_in_its_language() -> None:
    """In English, "handy" and "portable" are said of anything."""
    assert "telefoonnummer" in DETECTOR.context
    assert not {"handy", "portable"} & DETECTOR.context
    assert "handy" in PhoneNumber(DetectorConfig(languages=("de",))).context

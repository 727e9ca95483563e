"""The short way to a number's validity says what the library says, in every country."""

from __future__ import annotations

import random

import phonenumbers
import pytest
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from tidegate.detectors import numbering_plans
from tidegate.detectors.numbering_plans import Plans, is_valid_international

KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "uan", "pager", "personal_number")


def by_library(digits: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}", None))
    except phonenumbers.NumberParseException:
        return False


def examples(code: int) -> list[str]:
    """Published examples of every region of a country's code, of every kind."""
    found = []
    for region in COUNTRY_CODE_TO_REGION_CODE[code]:
        metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        for kind in KINDS:
            described = getattr(metadata, kind, None)
            if described is not None and described.example_number:
                found.append(described.example_number)
    return found


@pytest.mark.parametrize("code", sorted(COUNTRY_CODE_TO_REGION_CODE))
def test_both_ways_agree(code: int) -> None:
    """On examples, on examples with one digit changed, cut, doubled, and on random digits."""
    rng = random.Random(f"plans/{code}")
    known = examples(code)
    numbers = list(known)
    for example in known:
        for _ in range(12):
            place = rng.randrange(len(example))
            numbers.append(example[:place] + str(rng.randrange(10)) + example[place + 1 :])
        numbers += [example[:-1], example + "0", "0" + example, "1" + example, "8" + example]
    numbers += ["".join(rng.choices("0123456789", k=rng.randrange(4, 16))) for _ in range(60)]
    for national in numbers:
        said = is_valid_international(f"{code}{national}")
        if said is not None:
            assert said == by_library(f"{code}{national}"), "the library says otherwise"


def test_most_valid_numbers_are_decided() -> None:
    """It is a short cut only if few numbers need the library."""
    all_examples = [f"{code}{one}" for code in COUNTRY_CODE_TO_REGION_CODE for one in examples(code)]
    decided = [one for one in all_examples if is_valid_international(one) is not None]
    assert len(decided) > 0.8 * len(all_examples)
    assert sum(map(bool, map(is_valid_international, decided))) > 0.98 * len(decided)


@pytest.mark.parametrize("digits", ["", "0", "0123456789", "999", "210123456", "7", "1"])
def test_what_is_no_number_is_left_to_the_library(digits: str) -> None:
    assert is_valid_international(digits) in (None, False)


def by_matcher(digits: str, region: str) -> bool:
    """Whether the matcher takes all of these digits for a number of this region."""
    found = phonenumbers.PhoneNumberMatcher(digits, region, phonenumbers.Leniency.VALID)
    return any((match.start, match.end) == (0, len(digits)) for match in found)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_no_region_is_left_out_that_accepts_digits(region: str) -> None:
    """As they are written and dialled within a region, to others, and with its code; and with a digit changed."""
    rng = random.Random(f"dialled/{region}")
    metadata = PhoneMetadata.metadata_for_region(region, None)
    assert metadata is not None
    assert metadata.country_code is not None
    plans, accepted = Plans([region]), 0
    for national in examples(metadata.country_code):
        place = rng.randrange(len(national))
        changed = national[:place] + str(rng.randrange(10)) + national[place + 1 :]
        prefix, abroad = metadata.national_prefix or "0", metadata.preferred_international_prefix or "00"
        for number in (national, changed):
            code = f"{metadata.country_code}{number}"
            for written in (
                number,
                prefix + number,
                code,
                f"00{code}",
                f"011{code}",
                abroad.strip("~") + code,
                f"0{code}",
            ):
                digits = "".join(filter(str.isdecimal, written))
                if by_matcher(digits, region):
                    accepted += 1
                    assert plans.accepting(digits) == [0], "the library accepts it"
    assert accepted


def test_plans_leave_most_regions_out() -> None:
    """It is a short cut only if few regions are left to ask."""
    rng = random.Random("left out")
    plans = Plans(sorted(phonenumbers.SUPPORTED_REGIONS))
    blocks = ["".join(rng.choices("0123456789", k=rng.randrange(7, 13))) for _ in range(500)]
    assert sum(len(plans.accepting(block)) for block in blocks) < len(blocks) * len(phonenumbers.SUPPORTED_REGIONS) / 5


def test_without_room_for_the_automaton_every_region_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering_plans, "PLANS_BYTES_MAX", 1024)
    assert list(Plans(["US", "DE"]).accepting("2125550123")) == [0, 1]

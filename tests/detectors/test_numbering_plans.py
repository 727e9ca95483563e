"""The short way to a number's validity says what the library says, in every country."""

from __future__ import annotations

import random

import phonenumbers
import pytest
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from tidegate.detectors.numbering_plans import is_valid_international

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

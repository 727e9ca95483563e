"""Whether digits are a valid number, from the tables of libphonenumber without its way there.

The library takes a number apart, lays it out as an object and tries the patterns of some ten kinds one by one, 70
microseconds in all. Here one pattern holds all kinds of one length, and only what needs no rewriting is decided;
everything else is None, and the library is asked. A test holds both against each other in every country.

Source:
    libphonenumber (``phonenumbers``): ``parse``, ``is_valid_number`` and the metadata of every region.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import re2
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

PLANS_BYTES_MAX = 64 << 20  # memory of the automaton of `Plans`
NATIONAL_MIN, NATIONAL_MAX = 5, 14  # digits behind a country's code that are decided here

_KINDS = (
    *("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail"),
    *("fixed_line", "mobile"),
)


class Plans:
    """Which regions may take digits for a valid number, written without a plus.

    A superset of what the library accepts: it strips what is dialled before a number, rewrites some and looks at the
    lengths, and here a number counts that could be valid after any of that. One automaton answers for all regions.

    Args:
        regions: Names of regions that the library knows.
    """

    def __init__(self, regions: Sequence[str]) -> None:
        self._all = range(len(regions))
        options = re2.Options()
        options.never_capture = True
        options.log_errors = False
        options.max_mem = PLANS_BYTES_MAX
        self._set: Any = re2.Set.FullMatchSet(options)
        try:
            for region in regions:
                self._set.Add(_dialled_in(region))
            self._set.Compile()
        except re2.error:
            self._set = None  # together they are too large for one automaton, or one is no pattern of its kind

    def accepting(self, digits: str) -> Sequence[int]:
        """Places of these regions in the list; the digits are ASCII."""
        if self._set is None:
            return self._all
        found: Sequence[int] | None = self._set.Match(digits)
        return found or ()


def _dialled_in(region: str) -> str:
    """A pattern that every valid number matches as it is dialled in a region, or written with the country's code."""
    metadata: Any = PhoneMetadata.metadata_for_region(region, None)
    main: Any = PhoneMetadata.metadata_for_region(COUNTRY_CODE_TO_REGION_CODE[metadata.country_code][0], None)
    numbers, prefixes = _numbers_behind(metadata.country_code), list[str]()
    for plan in (metadata, main):
        if plan.national_prefix_for_parsing:
            prefixes.append(plan.national_prefix_for_parsing)
            if plan.national_prefix_transform_rule:
                numbers.append(rf"(?:{plan.national_prefix_for_parsing})[0-9]*")
    # The library strips a prefix behind the country's code, and then once more.
    dialled = f"(?:{'|'.join(dict.fromkeys(prefixes))}){{0,2}}" if prefixes else ""
    national = f"(?:{metadata.country_code})?{dialled}(?:{'|'.join(dict.fromkeys(numbers))})"
    abroad = metadata.international_prefix
    return f"{national}|(?:{abroad})[0-9]+" if abroad else national


class _Region(NamedTuple):
    """One region of a country's code: what its numbers begin with, if that decides, and its metadata."""

    leading: re.Pattern[str] | None
    metadata: Any


class _Country(NamedTuple):
    regions: tuple[_Region, ...]
    prefix: re.Pattern[str] | None  # dialled within the country, and stripped by the library


def is_valid_international(digits: str) -> bool | None:
    """Whether a country's code and a national number are valid together; None: the library has to say.

    Args:
        digits: ASCII digits, without the plus.
    """
    for size in (1, 2, 3):
        code = digits[:size]
        country = _country(code)
        if country is None:
            continue
        national = digits[size:]
        if not NATIONAL_MIN <= len(national) <= NATIONAL_MAX or not national.strip("0"):
            return None
        if country.prefix is not None and country.prefix.match(national):
            return None
        if len(country.regions) == 1:
            return _has_a_kind(code, 0, national)
        for number, region in enumerate(country.regions):
            if region.leading is None:
                if _has_a_kind(code, number, national):
                    return True
            elif region.leading.match(national):
                return _has_a_kind(code, number, national)
        return False
    return None


@lru_cache(maxsize=4096)
def is_north_american(number: str) -> bool:
    """Whether ten digits can be a valid number: what cannot, the matcher would try for 300 microseconds."""
    return _north_american().fullmatch(number) is not None


@lru_cache(maxsize=1)
def _north_american() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in _numbers_behind(1)))


def _numbers_behind(code: int) -> list[str]:
    """Every number that the library takes for valid behind a country's code: patterns of all kinds in all regions."""
    plans = (PhoneMetadata.metadata_for_region(region, None) for region in COUNTRY_CODE_TO_REGION_CODE[code])
    kinds = (getattr(plan, kind) for plan in plans for kind in _KINDS)
    return sorted({kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern})


@lru_cache(maxsize=1024)
def _country(code: str) -> _Country | None:
    names = COUNTRY_CODE_TO_REGION_CODE.get(int(code)) if code and code[0] != "0" else None
    if names is None:
        return None
    regions = []
    for name in names:
        metadata = PhoneMetadata.metadata_for_region_or_calling_code(int(code), name)
        if metadata is not None:
            leading = metadata.leading_digits
            regions.append(_Region(None if leading is None or len(names) == 1 else re.compile(leading), metadata))
    if not regions:
        return None
    prefix = regions[0].metadata.national_prefix_for_parsing
    return _Country(tuple(regions), re.compile(prefix) if prefix else None)


def _has_a_kind(code: str, region: int, national: str) -> bool:
    general, kinds = _patterns(code, region, len(national))
    if general is None or kinds is None:
        return False
    return general.fullmatch(national) is not None and kinds.fullmatch(national) is not None


@lru_cache(maxsize=4096)
def _patterns(code: str, region: int, length: int) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What every number of a region matches, and the kinds of this length; None where there is none of it."""
    country = _country(code)
    assert country is not None
    metadata = country.regions[region].metadata
    general = _of_length(metadata.general_desc, length)
    kinds = sorted({pattern for kind in _KINDS if (pattern := _of_length(getattr(metadata, kind), length))})
    whole = "|".join(f"(?:{pattern})" for pattern in kinds)
    return re.compile(general) if general else None, re.compile(whole) if whole else None


def _of_length(described: Any, length: int) -> str:
    """The pattern of numbers of this length, or "" where there are none."""
    if described is None or (described.possible_length and length not in described.possible_length):
        return ""
    return described.national_number_pattern or ""

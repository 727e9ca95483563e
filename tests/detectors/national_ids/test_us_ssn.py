"""US social security numbers: form, and the parts that are never given out."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.national_ids.us_ssn import UsSsn
from tidegate.spans import MEDIUM, STRONG, WEAK, Checksum

DETECTOR = UsSsn(US)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("123-45-6789", [("ssn", STRONG, Checksum.NONE)]),
        ("ssn:123-45-6789.", [("ssn", STRONG, Checksum.NONE)]),
        ("123 45 6789", [("ssn", MEDIUM, Checksum.NONE)]),
        ("123456789", [("ssn", WEAK, Checksum.NONE)]),
        ("000-12-3456", [("ssn", WEAK, Checksum.FAILED)]),  # area 000
        ("666-12-3456", [("ssn", WEAK, Checksum.FAILED)]),  # area 666
        ("123-00-6789", [("ssn", WEAK, Checksum.FAILED)]),  # group 00
        ("123-45-0000", [("ssn", WEAK, Checksum.FAILED)]),  # serial 0000
        ("999-47-1234", [("ssn", WEAK, Checksum.NONE)]),  # what generators of test data write
        ("999-70-1234", [("ssn", WEAK, Checksum.NONE), ("tax_id", STRONG, Checksum.NONE)]),
        ("987-65-4321", [("ssn", STRONG, Checksum.NONE)]),  # kept for advertisements
        ("987-65-4331", [("ssn", WEAK, Checksum.NONE), ("tax_id", STRONG, Checksum.NONE)]),
        ("1123-45-6789", []),
        ("123-45-67890", []),
        ("078-051123", [("ssn", WEAK, Checksum.NONE)]),  # one of the dashes left out
        ("07805-1123", [("ssn", WEAK, Checksum.NONE)]),
        ("999-701234", [("tax_id", WEAK, Checksum.NONE)]),
        ("99947-1234", []),
        ("66605-1123", []),
        ("078-0511234", []),
        ("123-45 6789", []),  # two kinds of separator
        ("a123456789", []),
        ("123456789.5", []),
        ("", []),
    ],
)
def test_numbers_are_claimed_by_form_and_parts(text: str, claimed: list[tuple[str, float, Checksum]]) -> None:
    """Dashes are how everyone writes it; bare digits need a word beside them; broken rules need a question."""
    assert [(claim.entity_type, claim.score, claim.checksum) for claim in claims(DETECTOR, text)] == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert claims(UsSsn(DetectorConfig(regions=("DE",))), "123-45-6789") == []

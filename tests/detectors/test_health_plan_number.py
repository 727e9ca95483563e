"""Health plan and insurance numbers by their words."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US
from tests.detectors.national_ids.world_numbers import scored
from tidegate.detectors.health_plan_number import HealthPlanNumber
from tidegate.spans import MEDIUM

DETECTOR = HealthPlanNumber(US)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("with insurance number HP-678901?", [("HP-678901", MEDIUM)]),
        ("(Insurance: AA-987654)", [("AA-987654", MEDIUM)]),
        ("the health plan member ID is HPX-77-40921", [("HPX-77-40921", MEDIUM)]),
        ("insurance ID is ABC-987654.", [("ABC-987654", MEDIUM)]),
        ("pt has ins plan #R-987654", [("R-987654", MEDIUM)]),
        ("policy number: HP-987654", [("HP-987654", MEDIUM)]),
        ("(HICN: B123456789)", [("B123456789", MEDIUM)]),
        ("Her HMO ID is 5678-2345-4321.", [("5678-2345-4321", MEDIUM)]),
        ("with insurance ID: ABC123", [("ABC123", MEDIUM)]),
        ("insurance ID: pending", []),
        ("HP-987654", []),
        ("the plan was 12345", []),
        ("insurance since 2021", []),
    ],
)
def test_health_plan_number_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """What stands behind a word for an insurance."""
    assert scored(DETECTOR, text) == claimed

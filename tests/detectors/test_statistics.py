"""Medical statistics: what studies print, and shares beside words for health or chances."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate import Engine
from tidegate.detectors.statistics import Statistics
from tidegate.policies import Policy
from tidegate.spans import MEDIUM, WEAK

DETECTOR = Statistics(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("an 18% chance of recurrence", "18%", MEDIUM),
        ("survival rate is 92.5 %", "92.5 %", MEDIUM),
        ("ejection fraction of 55 to 60 percent", "55 to 60 percent", MEDIUM),
        ("1 in 5 patients", "1 in 5", MEDIUM),
        ("one in four women", "one in four", MEDIUM),
        ("3 out of 1,000 births", "3 out of 1,000", MEDIUM),
        ("which was significant (p < 0.05)", "p < 0.05", MEDIUM),
        ("n = 240", "n = 240", MEDIUM),
        ("95% CI 1.2-3.4", "95% CI 1.2-3.4", MEDIUM),
        ("HR 0.72", "HR 0.72", MEDIUM),
        ("it was 18%", "18%", WEAK),
    ],
)
def test_a_statistic_is_found(text: str, value: str, score: float) -> None:
    """A share alone is a weak claim."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text", ["5 in the morning", "p = q", "OR 12345678", "18 percentile", "two in one", "v1.18%s", ""]
)
def test_other_numbers_are_none(text: str) -> None:
    """Code, times and words."""
    assert [value for value, score in found(DETECTOR, text) if score > WEAK] == []


def test_a_share_needs_words_for_health_beside_it() -> None:
    """A discount is none."""
    engine = Engine.from_policy(
        Policy.model_validate({"policy": "t", "detect": {"entity_types": ["statistics"]}}), format="text"
    )
    shown = engine.process(["a discount of 18%", "mortality among patients was put at 18%"])
    assert [len(result.entities) for result in shown] == [0, 1]

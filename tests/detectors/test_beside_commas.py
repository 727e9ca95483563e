"""Values in a line of cells: the comma between two numbers is no part of either, as a semicolon is none."""

from __future__ import annotations

import pytest

from tests.detectors.test_beside_other_scripts import VALUES
from tidegate.engine import Engine
from tidegate.policies import Policy

REGIONS = ("US", "GB", "DE", "FR")
CELLS = {name: value for name, value in VALUES.items() if name not in ("coordinates", "url")}
CELLS |= {
    "dotted date": "17.03.1984",
    "slashed date": "03/17/1984",
    "NHS number": "943 476 5919",
    "IMEI": "35 209900 176148 1",
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    detect = {"entity_types": ["all"], "allow_undetected": True}
    return Engine.from_policy(
        Policy.model_validate({"policy": "p", "regions": REGIONS, "detect": detect}), format="text"
    )


@pytest.mark.parametrize("line", ["7,{},ab", "ab,{},7,cd", "7,{},8,9", "1984,{},2,Ada", "id,{},536-90-4398,1"])
@pytest.mark.parametrize("value", CELLS.values(), ids=CELLS.keys())
def test_a_value_is_found_between_cells_that_are_numbers(engine: Engine, value: str, line: str) -> None:
    [result] = engine.process([line.format(value)])
    assert result.text is not None
    assert value not in result.text


@pytest.mark.parametrize("value", ["536-90-4399", "1984-03-17"])
def test_a_value_with_dashes_is_found_in_the_last_cell_but_one(engine: Engine, value: str) -> None:
    """What is written with dashes is no decimal, whatever follows its comma."""
    [result] = engine.process([f"Ada,{value},77"])
    assert result.text is not None
    assert value not in result.text


@pytest.mark.parametrize("text", ["in all 51 824 753,50 paid", "at 1,234,567 a piece", "of 0,536904399 exactly"])
def test_decimals_and_thousands_are_no_cells(engine: Engine, text: str) -> None:
    [result] = engine.process([text])
    assert result.text == text

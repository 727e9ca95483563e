"""An error names the one place that is wrong, however many forms a field may have."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from pydantic import BaseModel, ValidationError

from tidegate.runs.requests import CreateDataset, CreateRun
from tidegate.web.field_errors import Declared, field_errors
from tidegate.web.schemas import AnonymizationRunRequest
from tidegate.web.text_schemas import DeidentifyRequest

STRING, ARRAY, OBJECT = (f"Input should be {what}" for what in ("a valid string", "a valid array", "an object"))
RUN = {"dataset_id": "5f0e2f0a-4f7e-4c1c-9b39-0d6f3e1b2c3d", "pii_types": ["email"], "detection_method": "heuristics"}
EXTRA = "has a field that does not exist here"
OFFSETS = "String should match pattern '^(0|[1-9][0-9]{0,8})$'"
AT_LEAST_0 = "Input should be greater than or equal to 0"


def wrong(model: type[BaseModel], body: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(orjson.dumps(body), strict=True)
    found = caught.value.errors(include_input=False, include_context=False, include_url=False)
    return list(dict.fromkeys(field_errors([dict(item) for item in found], Declared.by(model))))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": ["a", 5]}, [("text[1]", STRING)]),
        ({"text": ["a"] * 7 + [5, "a", None]}, [("text[7]", STRING), ("text[9]", STRING)]),
        ({"text": 5}, [("text", STRING), ("text", ARRAY)]),
        ({"text": {"canary": ["canary"]}}, [("text", STRING), ("text", ARRAY)]),
        (
            {"text": ["a"] * 10_001},
            [("text", "List should have at most 10000 items after validation, not 10001")],
        ),
        ({"text": "x", "enabled_classes": ["a", 5]}, [("enabled_classes[1]", STRING)]),
        ({"text": "x", "block_list": {"text": 5}}, [("block_list", STRING)]),  # a key, though one of our fields has it
        (
            {"text": "x", "block_list": {"list[constrained-str]": 5, "b": "x" * 1001}},  # a key that reads as a variant
            [("block_list", STRING), ("block_list", "String should have at most 1000 characters")],
        ),
        ({"text": [5], "canary": 1}, [("text[0]", STRING), ("body", EXTRA)]),
    ],
)
def test_a_text_is_named_by_its_place_in_the_list(body: Any, expected: list[tuple[str, str]]) -> None:
    assert wrong(DeidentifyRequest, body) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ({"timestamp": -1}, [("start.timestamp", AT_LEAST_0)]),
        ({"timestamp": "canary"}, [("start.timestamp", "Input should be a valid integer")]),
        ({"offsets": {"0": -1}}, [("start.offsets", AT_LEAST_0)]),
        ({"offsets": {"canary": 1}}, [("start.offsets", OFFSETS)]),
        ({"offsets": {"timestamp": 1}}, [("start.offsets", OFFSETS)]),
        ({"offsets": 5}, [("start.offsets", OBJECT)]),
        ({"timestamp": 1, "canary": 1}, [("start", EXTRA)]),
        ({"timestamp": -1, "canary": 1}, [("start.timestamp", AT_LEAST_0), ("start", EXTRA)]),
        ({"timestamp": 1, "offsets": {"0": 1}}, [("start", EXTRA)]),
        ({}, [("start.timestamp", "is required"), ("start.offsets", "is required")]),
        ("noon", [("start", "Input should be 'earliest' or 'latest'"), ("start", OBJECT)]),
        ([{"timestamp": 1}], [("start", "Input should be 'earliest' or 'latest'"), ("start", OBJECT)]),
    ],
)
def test_of_several_forms_the_one_that_was_meant_says_what_is_wrong(
    start: Any, expected: list[tuple[str, str]]
) -> None:
    """What the other forms would say is about faults that are not there."""
    assert wrong(CreateRun, {"start": start}) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"pii_types": [1]}, [("pii_types[0]", STRING)]),
        (
            {"pii_types": ["a", 1, "a", ""]},
            [("pii_types[1]", STRING), ("pii_types[3]", "String should have at least 1 character")],
        ),
        ({"pii_types": []}, [("pii_types", "List should have at least 1 item after validation, not 0")]),
        ({"pii_types": ["a"] * 201}, [("pii_types", "List should have at most 200 items after validation, not 201")]),
        ({"pii_types": "a"}, [("pii_types", ARRAY)]),
        ({"mask_config": {"email": 7}}, [("mask_config", STRING)]),
        ({"dataset_id": "canary"}, [("dataset_id", "is not valid")]),
    ],
)
def test_a_list_whose_items_are_wrong_is_not_also_too_short(
    change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert wrong(AnonymizationRunRequest, {**RUN, **change}) == expected


@pytest.mark.parametrize(
    ("model", "body", "expected"),
    [
        (
            CreateRun,
            {"mask_config": {"email": "x" * 201}},
            [("mask_config", "String should have at most 200 characters")],
        ),
        (CreateRun, {"mask_config": {"topic": 7}}, [("mask_config", STRING), ("mask_config", OBJECT)]),
        (
            CreateRun,
            {"mask_config": {"a": 7, "b": "x" * 201}},
            [
                ("mask_config", STRING),
                ("mask_config", OBJECT),
                ("mask_config", "String should have at most 200 characters"),
            ],
        ),
        (CreateDataset, {"topic": "a", "from": {"0": -1}}, [("from", AT_LEAST_0)]),
        (CreateDataset, {"topic": "a", "csv": {"header": ["a", 5]}}, [("csv.header[1]", STRING)]),
        (
            CreateDataset,
            {"topic": "a", "csv": {"header": 5}},
            [("csv.header", "Input should be a valid boolean"), ("csv.header", ARRAY)],
        ),
        (CreateDataset, {"topic": "a", "csv": 5}, [("csv", OBJECT)]),
    ],
)
def test_a_place_ends_before_a_key_that_the_caller_chose(
    model: type[BaseModel], body: Any, expected: list[tuple[str, str]]
) -> None:
    """Also where a field of ours has that name."""
    assert wrong(model, body) == expected


def test_a_form_of_names_alone_knows_its_fields() -> None:
    errors = [
        {"type": "missing", "loc": ("limit",), "msg": ""},
        {"type": "missing", "loc": ("canary", "limit"), "msg": ""},
    ]
    assert field_errors(errors, Declared.names(["limit"]), "query") == [
        ("limit", "is required"),
        ("query", "is required"),
    ]

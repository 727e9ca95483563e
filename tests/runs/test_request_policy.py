"""The policy that is made of a request. What is refused in one: `test_draft`."""

from __future__ import annotations

from typing import Any

import pytest

from tidegate.runs.request_policy import build_policy
from tidegate.runs.requests import CreateRun


@pytest.mark.parametrize(
    ("masks", "treatments"),
    [
        ({}, {"default": {"mark": {"format": "<{label}>"}}}),
        ({"email": "<MAIL>"}, {"email": {"redact": {"text": "<MAIL>"}}}),
        ({"email": "redact"}, {"email": {"redact": {"text": "redact"}}}),  # a string is a text, also this one
        ({"email": {"mask": {"keep_last": 4}}}, {"email": {"mask": {"keep_last": 4}}}),
        (
            {"person": "<P>"},  # and for its parts
            {name: {"redact": {"text": "<P>"}} for name in ("person", "first_name", "last_name")},
        ),
        ({"person": "<P>", "first_name": "<F>"}, {"first_name": {"redact": {"text": "<F>"}}}),
        ({"first_name": "<F>", "person": "<P>"}, {"first_name": {"redact": {"text": "<F>"}}}),
    ],
)
def test_a_mask_is_written_literally_and_a_type_without_one_gets_its_name(
    masks: dict[str, Any], treatments: dict[str, Any]
) -> None:
    types = ["email", "person", "first_name"]
    policy = build_policy(CreateRun.parse({"dataset_id": "d1", "pii_types": types, "mask_config": masks}))
    assert {name: policy.transform[name] for name in treatments} == treatments

"""Redact: one text for every value."""

from __future__ import annotations

import pytest

from tests.transformers.value import transformed


@pytest.mark.parametrize(
    ("spec", "result"),
    [
        ("redact", "[REDACTED]"),
        ({"redact": {"text": "***"}}, "***"),
        ({"redact": {"text": ""}}, ""),
        ({"redact": None}, "[REDACTED]"),
    ],
)
def test_every_value_becomes_the_same_text(spec: object, result: str) -> None:
    """Not even whether two were equal is left."""
    assert {transformed(spec, value) for value in ("bob@example.com", "x", "\x00")} == {result}

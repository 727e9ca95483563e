"""Values in names of files and in Markdown: an underscore parts words, so a form that no identifier has is found."""

from __future__ import annotations

import pytest

from tests.detectors.test_beside_other_scripts import VALUES, engine
from tidegate.engine import Engine

__all__ = ["engine"]
FORMED = (
    "iban", "ssn", "ip_address", "ip version 6", "mac_address", "credit_card_number", "email", "phone_number", "uuid",
)  # fmt: skip


@pytest.mark.parametrize("around", ["_{}_", "scan_{}", "{}_front", "see scan_{}_front now"])
@pytest.mark.parametrize("name", FORMED)
def test_a_value_is_found_beside_underscores(engine: Engine, name: str, around: str) -> None:
    [result] = engine.process([around.format(VALUES[name])])
    assert result.text is not None
    assert VALUES[name] not in result.text


@pytest.mark.parametrize(
    "text",
    [
        "row_536904399_x",  # nine digits of an identifier
        "row_DE89370400440532013001_x",  # the check fails
        "see row_ab98cdefghijklmnopq now",
        "id_123e4567e89b42d3a456426614174000",
        "a_001b44113ab7_b",
    ],
)
def test_what_an_identifier_is_made_of_stays_beside_underscores(engine: Engine, text: str) -> None:
    [result] = engine.process([text])
    assert result.text == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("536-90-4399/536-90-4398", "536-90-4399"),
        ("536-90-4399/03-17-1984", "536-90-4399"),
        ("row 12/536-90-4399", "536-90-4399"),
        ("2001:db8::8a2e:370:7334:GET /", "2001:db8::8a2e:370:7334"),
        ("2001:db8::8a2e:370:7334:error", "2001:db8::8a2e:370:7334"),
        ("2001:db8::8a2e:370:7334:ada@example.com", "2001:db8::8a2e:370:7334"),
    ],
)
def test_a_value_is_found_beside_what_belongs_to_something_else(engine: Engine, text: str, value: str) -> None:
    [result] = engine.process([text])
    assert result.text is not None
    assert value not in result.text


@pytest.mark.parametrize("text", ["see Ace::Bad::Foo", "in ab::cd:x", "12:30:45:PM", "at 12/536904399 of it"])
def test_what_is_none_of_them_stays(engine: Engine, text: str) -> None:
    [result] = engine.process([text])
    assert result.text is not None
    assert "[IP" not in result.text
    assert "[SSN" not in result.text

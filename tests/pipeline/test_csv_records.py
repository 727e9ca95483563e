"""CSV through the whole pipeline: columns by name and place, names that are searched, rows that may not pass."""

from __future__ import annotations

from typing import Any

import pytest

from tidegate.engine import Engine, Result
from tidegate.policies import Policy
from tidegate.records import OutcomeKind

MAIL = "jo@example.com"
TEXT = {"path": "$..*", "treat": "text"}


def apply(value: bytes, *fields: dict[str, str], **layout: Any) -> Result:
    policy = Policy.model_validate(
        {
            "policy": "rows",
            "input": {"topic": "raw.rows", "format": "csv", "csv": layout},
            "fields": list(fields) or [TEXT],
            "detect": {"entity_types": ["email", "phone_number"]},
        }
    )
    return Engine.from_policy(policy).process([value])[0]


@pytest.mark.parametrize(
    ("fields", "layout", "value", "clean"),
    [
        ([TEXT], {}, b"1, jo@example.com ,x\r\n", b"1, [EMAIL] ,x\r\n"),
        ([{"path": "$.mail", "treat": "email"}, {"path": "$..*", "treat": "keep"}], {"header": True},
         b"id,mail\n1,anything\n2,\n", b"id,mail\n1,[EMAIL]\n2,\n"),
        ([{"path": "$['e mail']", "treat": "redact"}, {"path": "$..*", "treat": "keep"}], {"header": ["id", "e mail"]},
         b'1,"x"', b'1,"[REDACTED]"'),
        ([{"path": "$[1]", "treat": "drop"}, {"path": "$..*", "treat": "keep"}], {}, b"1,x,2", b"1,,2"),
        ([{"path": "$[1]", "treat": "drop"}, {"path": "$..*", "treat": "keep"}], {"header": ["a", "b"]},
         b"1,x", b"1,"),  # by place although it has a name
        ([{"path": "$.a", "treat": "keep"}], {"header": ["a", "b"]}, b"1,x", b"1,[REDACTED]"),  # what no line names
    ],
)  # fmt: skip
def test_a_column_is_meant_by_name_or_place(
    fields: list[dict[str, str]], layout: dict[str, Any], value: bytes, clean: bytes
) -> None:
    """`$.mail` and `$[1]`; the first line that covers the cell wins."""
    result = apply(value, *fields, **layout)
    assert (result.outcome, result.value) == (OutcomeKind.CLEAN, clean)


@pytest.mark.parametrize(
    ("value", "layout", "reason"),
    [
        (b"1", {"header": ["a", "b"]}, "undecodable_syntax"),
        (f"{MAIL},b\n1,2".encode(), {"header": True}, "personal_data_in_name"),
        (b"1,2", {"header": [MAIL, "b"]}, "personal_data_in_name"),
    ],
)
def test_what_may_not_pass_goes_to_quarantine(value: bytes, layout: dict[str, Any], reason: str) -> None:
    """Ragged rows, and personal data in a column's name, whether it stands in the record or beside it."""
    result = apply(value, **layout)
    assert (result.outcome, result.value) == (OutcomeKind.QUARANTINED, None)
    assert result.reason is not None
    assert result.reason.split(": ")[1] == reason


def test_a_column_name_is_context() -> None:
    """As a property name is: ten digits in a column `phone` are a telephone number."""
    digits = b"4155552671"
    assert apply(digits, header=["phone"]).value != digits


def test_a_copy_in_another_cell_is_hidden_too() -> None:
    """Also where its quotes are doubled."""
    result = apply(b'jo@example.com,"again: ""jo@example.com""",x')
    assert result.value == b'[EMAIL],"again: ""[EMAIL]""",x'


def test_conversations_are_told_apart_by_a_column() -> None:
    """`link.by` means a column as `fields` does, by name and by place."""
    for by in ("$.chat", "$[0]"):
        policy = Policy.model_validate(
            {
                "policy": "rows",
                "input": {"topic": "raw.rows", "format": "csv", "csv": {"header": ["chat", "text"]}},
                "fields": [{"path": "$.chat", "treat": "keep"}, TEXT],
                "link": {"by": by},
                "detect": {"entity_types": ["date"]},
            }
        )
        rows = [b"a,date of birth?", b"b,31/06/1996", b"a,31/06/1996"]
        results = Engine.from_policy(policy).process(rows)
        assert [bool(result.entities) for result in results] == [False, False, True]

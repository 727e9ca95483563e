"""Mask: other characters in place of a value's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transformers.value import transformed
from tidegate.errors import TransformFailed


@pytest.mark.parametrize(
    ("options", "value", "result"),
    [
        ({}, "bob@example.com", "***@*******.***"),
        ({"keep_last": 4}, "4111 1111 1111 1234", "**** **** **** 1234"),
        ({"keep_first": 1, "keep_last": 2}, "415-555-2671", "4**-***-**71"),
        ({"keep_last": 4, "char": "X"}, "123-45-6789", "XXX-XX-6789"),
        ({"keep_separators": False}, "a-b", "***"),
        ({"keep_last": 4}, "1234", "****"),  # no more than would be kept: masked whole
        ({"keep_first": 2, "keep_last": 2}, "a-bc", "*-**"),
        ({}, "---", "***"),  # nothing but separators
        ({}, "\u0928\u093f \U0001f600", "** *"),  # vowel signs and emoji are no separators
    ],
)
def test_what_is_kept_is_what_was_asked_for(options: dict[str, object], value: str, result: str) -> None:
    """Separators and the ends, and never everything."""
    assert transformed({"mask": options}, value) == result


@given(st.text("ab12-. ", min_size=1, max_size=12), st.integers(0, 6), st.integers(0, 6))
def test_never_everything_is_kept(value: str, keep_first: int, keep_last: int) -> None:
    """Length stays, and at least one character is hidden."""
    result = transformed({"mask": {"keep_first": keep_first, "keep_last": keep_last}}, value)
    assert len(result) == len(value)
    assert result != value
    own = sum(character not in "-. " for character in value)
    kept = sum(left == right for left, right in zip(value, result, strict=True) if left not in "-. ")
    assert kept == (0 if own <= keep_first + keep_last else keep_first + keep_last)


def test_a_value_that_looks_masked_already_is_not_published() -> None:
    """A mask that changes nothing hides nothing."""
    with pytest.raises(TransformFailed):
        transformed({"mask": {"char": "1"}}, "111")

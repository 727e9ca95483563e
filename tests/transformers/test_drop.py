"""Drop: the record is not published."""

from __future__ import annotations

import pytest

from tests.transformers.value import transformed
from tidegate.errors import ConfigurationError
from tidegate.transformers.base import Drop


def test_drop_says_so_and_nothing_else() -> None:
    """A decision of the policy, without the value in it."""
    with pytest.raises(Drop) as caught:
        transformed("drop", "bob@example.com")
    assert caught.value.args == ()


def test_drop_takes_no_options() -> None:
    """There is nothing to choose."""
    with pytest.raises(ConfigurationError, match="unknown option of drop"):
        transformed({"drop": {"when": "never"}}, "x")

"""Hash: a keyed code, with its key's id in front."""

from __future__ import annotations

import re

import pytest

from tests.transformers.value import KEYS, transformed
from tidegate.errors import ConfigurationError
from tidegate.keys import Keyring
from tidegate.transformers import registry
from tidegate.transformers.base import Scope


def test_equal_values_get_equal_codes() -> None:
    """By canonical value and type, on every worker and in every conversation; not across tenants."""
    code = transformed("hash", "4111 1111 1111 1111", "credit_card_number")
    assert re.fullmatch(r"k1_[0-9A-HJKMNP-TV-Z]{12}", code)
    assert transformed("hash", "4111111111111111", "credit_card_number", Scope(conversation="c")) == code
    assert transformed("hash", "4111111111111112", "credit_card_number") != code
    assert transformed("hash", "4111111111111111", "account_number") != code
    assert transformed("hash", "4111111111111111", "credit_card_number", Scope(tenant="t")) != code


def test_the_length_is_an_option() -> None:
    """Longer for more values; a longer code begins like the shorter."""
    assert transformed({"hash": {"length": 20}}, "x")[: 3 + 12] == transformed("hash", "x")
    with pytest.raises(ConfigurationError, match=r"hash\.length"):
        transformed({"hash": {"length": 4}}, "x")


def test_another_key_gives_another_code_and_says_so() -> None:
    """A rotation can be told from a change of the value."""
    rotated = Keyring(active="k2", keys={**KEYS.keys, "k2": bytes(32)})
    hasher = registry.build("hash", rotated, plugins=())
    assert hasher.needs_key
    with pytest.raises(ConfigurationError, match="TIDEGATE_KEY_FILE"):
        registry.build("hash", None, plugins=())

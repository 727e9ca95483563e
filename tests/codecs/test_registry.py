"""Formats are a closed list."""

from __future__ import annotations

import pytest

from tidegate.codecs import registry
from tidegate.errors import ConfigurationError, UnknownName


@pytest.mark.parametrize("name", ["json", "text", "csv"])
def test_a_built_format_is_built(name: str) -> None:
    """By the name it carries."""
    assert registry.build(name).name == name


@pytest.mark.parametrize("name", ["avro", "protobuf"])
def test_a_planned_format_is_refused_by_name(name: str) -> None:
    """A policy must not get less than it asks for."""
    with pytest.raises(ConfigurationError, match=f"input.format: the format {name} is not built yet"):
        registry.build(name, place="input.format")


def test_an_unknown_format_names_the_nearest() -> None:
    """A typing error is answered by the word that was meant."""
    with pytest.raises(UnknownName) as caught:
        registry.build("jsn")
    assert caught.value.nearest == "json"


def test_the_size_limit_reaches_the_codec() -> None:
    """Larger values are undecodable."""
    codec = registry.build("json", value_bytes_max=2)
    assert codec.decode(b"12").leaves
    with pytest.raises(Exception, match="undecodable_size"):
        codec.decode(b"123")

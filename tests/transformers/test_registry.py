"""Which transformers a policy may name, and how wrong lines are answered."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from tests.transformers.value import KEYS
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.keys import Keyring
from tidegate.spans import Finding
from tidegate.transformers import registry
from tidegate.transformers.base import Scope


class Shout:
    """A third party's transformer."""

    name = "shout"
    keeps_characters = False
    needs_key = True

    def __init__(self, options: object, keys: Keyring | None) -> None:
        self.options = options

    def transform(self, value: str, finding: Finding, scope: Scope) -> str:
        return "!"


def plugin(name: str, target: str = "Shout") -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{target}", registry.GROUP)


def test_the_built_in_ones_are_these() -> None:
    """One explicit list."""
    assert list(registry.factories(())) == ["drop", "hash", "mark", "mask", "redact"]


@pytest.mark.parametrize("spec", ["redact", {"redact": {}}, {"mask": {"keep_last": 4}}, "drop", "hash", "mark"])
def test_a_line_is_a_name_or_a_name_with_options(spec: object) -> None:
    """Both forms build."""
    assert registry.build(spec, KEYS, plugins=()).name == (spec if isinstance(spec, str) else next(iter(spec)))  # type: ignore[call-overload]


@pytest.mark.parametrize("spec", [None, 1, [], {}, {"mask": {}, "redact": {}}, {1: {}}])
def test_any_other_line_is_refused(spec: object) -> None:
    """With the two forms in the message."""
    with pytest.raises(ConfigurationError, match="one name with its options"):
        registry.build(spec, KEYS, plugins=())


@pytest.mark.parametrize("name", registry.PLANNED)
def test_a_planned_name_is_refused_as_not_built_yet(name: str) -> None:
    """And those that are built are named."""
    with pytest.raises(ConfigurationError, match=f"{name} is not built yet; available: drop, hash, mark, mask, redact"):
        registry.build({name: {}}, KEYS, plugins=())


def test_wrong_words_are_answered_by_the_nearest() -> None:
    """For names and for options."""
    with pytest.raises(UnknownName) as name:
        registry.build("redakt", KEYS, plugins=())
    assert name.value.nearest == "redact"
    with pytest.raises(UnknownName) as option:
        registry.build({"mask": {"keep_lst": 4}}, KEYS, plugins=())
    assert option.value.nearest == "keep_last"


@pytest.mark.parametrize(
    ("spec", "place"),
    [
        ({"mask": {"keep_last": -1}}, "mask.keep_last"),
        ({"mask": {"char": "secret-input"}}, "mask.char"),
        ({"mask": 4}, "mask"),
    ],
)
def test_a_wrong_value_names_its_place_and_is_not_shown(spec: object, place: str) -> None:
    """Policies may hold values of records."""
    with pytest.raises(ConfigurationError) as caught:
        registry.build(spec, KEYS, plugins=())
    assert caught.value.place == place
    assert "secret-input" not in str(caught.value)


def test_a_plug_in_is_as_good_as_built_in() -> None:
    """By its entry point; it gets the keys, or the policy is refused."""
    assert registry.build("shout", KEYS, plugins=[plugin("shout")]).name == "shout"
    with pytest.raises(ConfigurationError, match="shout needs a key"):
        registry.build("shout", None, plugins=[plugin("shout")])


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (plugin("mask"), "taken"),
        (plugin("fake"), "taken"),  # a promised name must not mean something else
        (plugin("Shout"), "lower-case word"),
        (plugin("other"), "does not keep the contract"),
        (plugin("shout", "Missing"), "cannot be loaded: AttributeError"),
        (plugin("shout", "KEYS"), "cannot be built: TypeError"),
    ],
)
def test_a_plug_in_that_breaks_its_contract_is_refused(entry: EntryPoint, message: str) -> None:
    """When the policy is read."""
    with pytest.raises(ConfigurationError, match=message):
        registry.build(entry.name, KEYS, plugins=[entry])

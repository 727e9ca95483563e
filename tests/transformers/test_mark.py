"""Mark: a marker that says what stood there, and by choice which one."""

from __future__ import annotations

import pytest

from tests.transformers.value import KEYS, transformed
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.transformers import registry
from tidegate.transformers.base import Scope

CODE = {"mark": {"format": "[{label}_{code}]", "scope": "conversation"}}
GLOBAL = {"mark": {"format": "[{label}_{code}]", "scope": "global"}}


@pytest.mark.parametrize(
    ("spec", "entity_type", "result"),
    [
        ("mark", "email", "[EMAIL]"),
        ({"mark": {"format": "<{label}>"}}, "us_thing", "<US_THING>"),
        ({"mark": {"format": "[{label}_{n}]"}}, "email", "[EMAIL_3]"),
        ({"mark": {"format": "[CLASS_NAME_{n}]"}}, "email", "[EMAIL_ADDRESS_3]"),
        ({"mark": {"format": "{CLASS_NAME}"}}, "email", "{EMAIL_ADDRESS}"),
        ({"mark": {"format": "[ALL_CLASS_NAMES]"}}, "first_name", "[NAME_GIVEN,NAME]"),
    ],
)
def test_a_marker_names_the_type(spec: object, entity_type: str, result: str) -> None:
    """In our words, or in those of the text API."""
    assert transformed(spec, "bob", entity_type, Scope(counter=3)) == result


def test_a_code_is_the_same_within_its_scope_only() -> None:
    """Two spellings of one value in one conversation; another conversation, tenant or type cannot be linked to it."""
    here = Scope(conversation="c1", tenant="t")
    code = transformed(CODE, "Bob@Example.com", "email", here)
    assert len(code) == len("[EMAIL_") + 8 + 1
    assert transformed(CODE, "bob@example.com", "email", here) == code
    assert transformed(CODE, "bob@example.com", "email", here._replace(conversation="c2")) != code
    assert transformed(CODE, "bob@example.com", "email", here._replace(tenant="u")) != code
    everywhere = transformed(GLOBAL, "bob@example.com", "email", here)
    assert len(everywhere) == len(code) + 4
    assert transformed(GLOBAL, "bob@example.com", "email", here._replace(conversation="c2")) == everywhere


def test_a_record_of_no_conversation_falls_to_its_own_numbers() -> None:
    """A shared code would join strangers."""
    assert transformed(CODE, "bob@example.com", "email", Scope(counter=2)) == "[EMAIL_2]"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "{label}_{n}", "scope": "conversation"}, "counts within one record"),
        ({"format": "{label}_{n}", "scope": "global"}, "counts within one record"),
        ({"format": "{label}_{code}"}, "needs scope conversation or global"),
        ({"format": "{label}_{code}", "scope": "subject"}, "not built yet"),
        ({"format": "***"}, "names the type"),
        ({"format": ""}, "at least 1 character"),
        ({"scope": "world"}, "mark.scope"),
    ],
)
def test_a_format_that_cannot_keep_its_word_is_refused(options: dict[str, str], message: str) -> None:
    """When the policy is read."""
    with pytest.raises(ConfigurationError, match=message):
        registry.build({"mark": options}, KEYS, plugins=())


def test_a_placeholder_that_is_none_is_answered_by_the_nearest() -> None:
    """A typing error is not published."""
    with pytest.raises(UnknownName) as caught:
        registry.build({"mark": {"format": "[{lable}]"}}, KEYS, plugins=())
    assert caught.value.nearest == "label"


def test_a_code_needs_a_key() -> None:
    """And a marker without one does not."""
    with pytest.raises(ConfigurationError, match="TIDEGATE_KEY_FILE"):
        registry.build(CODE, None, plugins=())
    assert not registry.build("mark", None, plugins=()).needs_key
    assert registry.build(CODE, KEYS, plugins=()).needs_key

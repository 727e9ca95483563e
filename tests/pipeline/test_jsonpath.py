"""The part of JSONPath in which a policy names fields."""

from __future__ import annotations

import pytest

from tidegate.errors import ConfigurationError
from tidegate.pipeline.jsonpath import compile_path
from tidegate.records import Path


@pytest.mark.parametrize(
    ("expression", "path", "covered"),
    [
        ("$", (), True),
        ("$", ("a", 0), True),
        ("$.a", ("a",), True),
        ("$.a", ("a", "b", 3), True),  # what a matched object or array holds is covered
        ("$.a", ("b",), False),
        ("$.a", ("b", "a"), False),
        ("$.a", (), False),
        ("$.a.b", ("a",), False),
        ("$['a b'].c", ("a b", "c"), True),
        ('$["a\\u0062"]', ("ab",), True),
        ("$['it\\'s']", ("it's",), True),
        ("$.a[0]", ("a", 0), True),
        ("$.a[0]", ("a", 1), False),
        ("$.a[0]", ("a", "0"), False),
        ("$['0']", (0,), False),
        ("$.a[*].b", ("a", 7, "b"), True),
        ("$.a.*", ("a", "x"), True),
        ("$.a.*", ("a", 0), True),
        ("$.a.*", ("a",), False),
        ("$..email", ("email",), True),
        ("$..email", ("a", 0, "email"), True),
        ("$..email", ("a", "email", "x"), True),
        ("$..email", ("a", "e_mail"), False),
        ("$.a..b", ("a", "x", "y", "b"), True),
        ("$.a..b", ("x", "a", "b"), False),
        ("$..a.b", ("a", "a", "b"), True),  # the first a is not the one
        ("$..*", ("a", 0), True),
        ("$..*", (), True),  # a record that is a scalar is a value, too
        ("$.*", (), False),
        ("$.caf\u00e9-1", ("caf\u00e9-1",), True),
    ],
)
def test_a_path_covers_what_it_matches_and_all_that_is_in_it(expression: str, path: Path, covered: bool) -> None:
    """Names and indices are not the same, and depth counts."""
    assert compile_path(expression).covers(path) is covered


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "a",
        ".a",
        "$a",
        "$.",
        "$..",
        "$.[0]",
        "$[-1]",
        "$[1:2]",
        "$[?(@.a)]",
        "$.a b",
        "$['a]",
        "$.1a",
        "$*",
        "$[01]",
    ],
)
def test_what_is_not_in_the_subset_is_refused_with_its_place(expression: str) -> None:
    """A path that is misread would leave a field open."""
    with pytest.raises(ConfigurationError, match=r"fields\[2\]"):
        compile_path(expression, place="fields[2]")


def test_many_descents_are_not_exponential() -> None:
    """States, not backtracking."""
    assert not compile_path("$" + "..a" * 200).covers(("a",) * 64 + ("b",) * 130)

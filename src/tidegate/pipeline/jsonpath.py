"""The part of JSONPath in which a policy names fields.

``$`` the whole record, ``.name`` and ``['name']`` a member, ``[2]`` an element, ``.*`` and ``[*]`` any of them,
``..name`` and ``..*`` at any depth. A path that matches an object or an array covers everything in it. Filters, slices
and scripts are refused: a path is read by people who decide what is hidden.

Source: RFC 9535, without filters, slices, unions and negative indices.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from tidegate.errors import ConfigurationError
from tidegate.records import Path

_SEGMENT = re.compile(
    r"""(?P<deep>\.\.)?(?:
          (?P<dot>\.)?(?P<name>[^\W\d][\w-]*)
        | (?P<dot_star>\.)?(?P<star>\*)
        | \[(?P<index>0|[1-9][0-9]{0,8})\]
        | \[(?P<any>\*)\]
        | \[(?P<single>'(?:[^'\\]|\\.)*')\]
        | \[(?P<double>"(?:[^"\\]|\\.)*")\]
        )""",
    re.VERBOSE,
)
# What a name in single quotes writes otherwise than JSON does: the quotes.
_PAIR = re.compile(r"\\.|\"", re.DOTALL)
_QUOTES = {'"': '\\"', "\\'": "'"}


class _Step(NamedTuple):
    deep: bool
    wanted: str | int | None  # a name, an index, or None for any of them


class JsonPath(NamedTuple):
    """A compiled path; ``expression`` is as the policy writes it."""

    expression: str
    steps: tuple[_Step, ...]

    def covers(self, path: Path) -> bool:
        """Whether this path matches ``path`` or something around it.

        A record that is a scalar has the empty path; ``$`` and a path that begins with ``$..*`` cover it.
        """
        steps = self.steps
        if not path and steps and steps[0] == _Step(deep=True, wanted=None):
            return len(steps) == 1
        return _covers(steps, 0, path, 0)

    @property
    def begins_with_index(self) -> bool:
        """Whether its first step is ``[n]``."""
        return bool(self.steps) and not self.steps[0].deep and isinstance(self.steps[0].wanted, int)

    def below_any(self) -> JsonPath:
        """The same path below whatever stands first: ``$.*[2]`` for ``$[2]``."""
        return JsonPath(self.expression, (_Step(deep=False, wanted=None), *self.steps))


def _covers(steps: tuple[_Step, ...], step: int, path: Path, place: int) -> bool:
    # States instead of recursion: a path of many `..` must not cost more than steps times depth.
    reached = {step}
    if len(steps) in reached:
        return True
    for part in path[place:]:
        following: set[int] = set()
        for state in reached:
            deep, wanted = steps[state]
            if deep:
                following.add(state)
            if wanted is None or (wanted == part and type(wanted) is type(part)):
                if state + 1 == len(steps):
                    return True
                following.add(state + 1)
        if not following:
            return False
        reached = following
    return False


def compile_path(expression: str, *, place: str = "") -> JsonPath:
    """Read a path expression.

    Args:
        expression: Such as ``$.customer.email``.
        place: Where it stands in its document, for the error's text.

    Raises:
        ConfigurationError: If it is not in the subset; names the position.
    """
    if not expression.startswith("$"):
        raise ConfigurationError(f"a path begins with $: write $.{expression.lstrip('.')}", place=place)
    steps: list[_Step] = []
    position = 1
    while position < len(expression):
        match = _SEGMENT.match(expression, position)
        if match is None or not _well_formed(match):
            message = (
                f"the path is not understood from character {position + 1} on; "
                "known are $ .name ['name'] [2] .* [*] ..name ..*"
            )
            raise ConfigurationError(message, place=place)
        try:
            steps.append(_Step(deep=match["deep"] is not None, wanted=_wanted(match)))
        except json.JSONDecodeError:
            message = f"the name from character {match.start() + 1} on has an escape that JSON does not know"
            raise ConfigurationError(message, place=place) from None
        position = match.end()
    return JsonPath(expression, tuple(steps))


def _well_formed(match: re.Match[str]) -> bool:
    # A bare name or star needs exactly one of `.` and `..` before it; brackets need none.
    if match["name"] is not None:
        return (match["deep"] is None) != (match["dot"] is None)
    if match["star"] is not None:
        return (match["deep"] is None) != (match["dot_star"] is None)
    return True


def _wanted(match: re.Match[str]) -> str | int | None:
    if match["name"] is not None:
        return match["name"]
    if match["index"] is not None:
        return int(match["index"])
    if match["single"] is not None:
        body = _PAIR.sub(lambda pair: _QUOTES.get(pair[0], pair[0]), match["single"][1:-1])
        return str(json.loads(f'"{body}"', strict=False))
    if match["double"] is not None:
        return str(json.loads(match["double"], strict=False))
    return None

"""The names of entity types that a policy writes, and what it says by them: one type has one line, by whatever name."""

from __future__ import annotations

from tidegate import taxonomy
from tidegate.errors import ConfigurationError
from tidegate.policies import Policy


def canonical(name: str, own_types: frozenset[str], place: str) -> str:
    """The type that a name stands for: one of the policy's own, else a known one.

    Raises:
        UnknownName: At this place of the policy.
    """
    word = taxonomy.known_or_own(name)
    return word if word in own_types else taxonomy.canonical(name, place=place)


def thresholds_of(policy: Policy, own_types: frozenset[str]) -> dict[str, float]:
    """By type; a parent's line counts for its children, a child's own line before it.

    Raises:
        ConfigurationError: For an unknown name, and for two names of one type: the second one would win in silence,
            and it may be the one that finds less.
    """
    named: dict[str, float] = {}
    for name, value in policy.detect.thresholds.items():
        place = f"detect.thresholds.{name}"
        entity_type = canonical(name, own_types, place)
        if entity_type in named:
            raise ConfigurationError(f"{entity_type} has two lines", place=place)
        named[entity_type] = value
    thresholds: dict[str, float] = {}
    for entity_type in (*taxonomy.names(), *sorted(own_types)):
        line = (entity_type, *taxonomy.ancestors(entity_type))
        nearest = next((name for name in line if name in named), None)
        if nearest is not None:
            thresholds[entity_type] = named[nearest]
    return thresholds

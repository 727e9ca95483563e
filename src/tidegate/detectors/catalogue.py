"""The catalogue: every entity type with who finds it and how, taken from the registry and the taxonomy.

`GET /v1/entity-types`, `tidegate entity-types` and docs/entity-types.md all show this, so none of them can promise a
type that nothing finds.

A detector may say more of itself than its protocol asks, as attributes of its class:

- ``regions``: ISO 3166 codes of the countries whose form it reads. Without it the ``REGION`` of its module counts.
- ``languages``: ISO 639 codes of the languages whose words it reads. Without it the ``LANGUAGE`` of its module counts.
- ``checks``: whether it checks a number (a check digit, an issuer's range, a numbering plan). Without it: whether its
  module does anything with `spans.Checksum`, or has a `numbers.Form` with a check.

Nothing said of regions or languages means: everywhere, in every language.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.metadata import EntryPoint
from typing import NamedTuple

from tidegate import taxonomy
from tidegate.detectors import registry
from tidegate.detectors.base import Detector
from tidegate.detectors.numbers import Form
from tidegate.spans import Checksum


class Entry(NamedTuple):
    """One entity type. ``detectors`` are those that claim it by its own name, sorted; empty: nothing tells it apart
    (its parent's detectors may still hide it). ``checksum``: one of them checks the number. ``regions`` and
    ``languages`` are those that some of them are limited to.
    """

    name: str
    parent: str
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    detectors: tuple[str, ...]
    checksum: bool
    languages: tuple[str, ...]
    regions: tuple[str, ...]


def entries(plugins: Iterable[EntryPoint] | None = None) -> tuple[Entry, ...]:
    """Every type, in the taxonomy's order.

    Args:
        plugins: Entry points of third parties' detectors; the installed ones unless given.
    """
    detectors = _detectors(plugins)
    return tuple(_entry(entity, detectors) for entity in taxonomy.ENTITY_TYPES)


def regions(plugins: Iterable[EntryPoint] | None = None) -> tuple[str, ...]:
    """Every region that some detector has a form of its own for, sorted."""
    return tuple(sorted({region for detector in _detectors(plugins) for region in regions_of(detector)}))


def regions_of(detector: Detector) -> tuple[str, ...]:
    """The countries whose form a detector reads, sorted; empty: everywhere."""
    return _said(detector, "regions", "REGION")


def languages_of(detector: Detector) -> tuple[str, ...]:
    """The languages whose words a detector reads, sorted; empty: every language."""
    return _said(detector, "languages", "LANGUAGE")


def checks(detector: Detector) -> bool:
    """Whether a detector checks what it claims: a check digit, an issuer's range, a numbering plan."""
    said = getattr(type(detector), "checks", None)
    if isinstance(said, bool):
        return said
    own = vars(sys.modules[type(detector).__module__])
    return any(value is Checksum or _has_check(value) for value in own.values())


def _said(detector: Detector, attribute: str, constant: str) -> tuple[str, ...]:
    own = vars(sys.modules[type(detector).__module__])
    said = getattr(type(detector), attribute, None)
    if said is None:
        said = own.get(constant, own.get(f"{constant}S", ()))
    values = (said,) if isinstance(said, str) else said
    return tuple(sorted(values)) if all(isinstance(value, str) for value in values) else ()


def _has_check(value: object) -> bool:
    if isinstance(value, tuple | list):
        return any(_has_check(item) for item in value)
    return isinstance(value, Form) and value.check is not None


def _detectors(plugins: Iterable[EntryPoint] | None) -> tuple[Detector, ...]:
    return registry.every(plugins)


def _entry(entity: taxonomy.EntityType, detectors: tuple[Detector, ...]) -> Entry:
    claiming = [detector for detector in detectors if entity.name in detector.entity_types]
    return Entry(
        entity.name,
        entity.parent,
        entity.aliases,
        entity.groups,
        tuple(detector.name for detector in claiming),
        any(checks(detector) for detector in claiming),
        tuple(sorted({language for detector in claiming for language in languages_of(detector)})),
        tuple(sorted({region for detector in claiming for region in regions_of(detector)})),
    )

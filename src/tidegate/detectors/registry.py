"""Which detectors there are: the built-in ones as one explicit tuple, third parties' by entry points.

Nothing registers itself by being imported, so what a policy gets can be read here. What a policy names and no detector
serves is an error, because a type that is enabled and never found looks exactly like clean data.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint

from tidegate import taxonomy
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.detectors.built_in import BUILT_IN, Factory
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.plugins import installed

GROUP = "tidegate.detectors"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def factories(plugins: Iterable[EntryPoint] | None = None) -> dict[str, Factory]:
    """Every detector that can be built, by name, sorted.

    Args:
        plugins: Entry points; those installed under ``tidegate.detectors`` unless given.

    Raises:
        ConfigurationError: If two have one name, or an entry point cannot be loaded.
    """
    found = dict(BUILT_IN)
    for plugin in installed(GROUP) if plugins is None else plugins:
        if plugin.name in found:
            raise ConfigurationError(f"two detectors are named {plugin.name}", place=GROUP)
        try:
            found[plugin.name] = plugin.load()
        except Exception as error:
            raise ConfigurationError(f"{plugin.name} cannot be loaded: {type(error).__name__}", place=GROUP) from error
    return dict(sorted(found.items()))


def build(
    entity_types: Iterable[str] = ("all",),
    config: DetectorConfig | None = None,
    *,
    own: Sequence[Detector] = (),
    names: Iterable[str] | None = None,
    allow_undetected: bool = False,
    plugins: Iterable[EntryPoint] | None = None,
    place: str = "detect.entity_types",
) -> tuple[Detector, ...]:
    """Build the detectors that serve a policy.

    Args:
        entity_types: The policy's list: types and groups. A group stands for those of its types that are served; a type
            that is named itself must be served.
        config: What the policy tells every detector.
        own: The policy's own detectors (`tidegate.detectors.custom`), already built; they always run.
        names: Only the detectors of these names, or all.
        allow_undetected: Accept types that no detector serves.
        plugins: As in `factories`.
        place: Where the list stands, for errors.

    Returns:
        Detectors sorted by name, each of which claims at least one enabled type. National ones whose region is off
        (``active`` is false) are left out.

    Raises:
        ConfigurationError: On an unknown name, a type that nothing serves (naming those that are served), two
        detectors of
            one name, or a detector that does not keep its contract.
    """
    known = factories(plugins)
    chosen = sorted(known) if names is None else list(dict.fromkeys(names))
    for name in chosen:
        if name not in known:
            raise UnknownName("detector", name, known, place="detect.detectors")
    built = [_checked(name, _made(name, known[name], config or DetectorConfig())) for name in chosen]
    # A national form whose region is off finds nothing: it may not pass for a search, nor cost one.
    built = [detector for detector in built if getattr(detector, "active", True)]
    own_types = frozenset(entity_type for detector in own for entity_type in detector.entity_types)
    listed = tuple(entity_types)
    enabled = taxonomy.expand(listed, own=own_types, place=place)
    if not allow_undetected:
        _check_served(listed, built, own_types, place)
    told_apart = frozenset(entity_type for detector in built for entity_type in detector.entity_types)
    wanted = enabled | _with_ancestors(enabled - told_apart)
    serving = [detector for detector in built if not wanted.isdisjoint(detector.entity_types)]
    serving += [_checked(detector.name, detector) for detector in own]
    serving.sort(key=lambda detector: detector.name)
    for left, right in itertools.pairwise(serving):
        if left.name == right.name:
            raise ConfigurationError(f"two detectors are named {left.name}", place=GROUP)
    return tuple(serving)


def every(plugins: Iterable[EntryPoint] | None = None) -> tuple[Detector, ...]:
    """Every detector there is, sorted by name, those whose region is off included: for lists of what can be found."""
    config = DetectorConfig()
    return tuple(_checked(name, _made(name, factory, config)) for name, factory in factories(plugins).items())


def serving(entity_type: str, *, plugins: Iterable[EntryPoint] | None = None) -> tuple[str, ...]:
    """Names of the detectors that find this type, one of its children, or (where nobody tells a child apart) its
    parent, sorted; those of every region.
    """
    detectors = every(plugins)
    told_apart = frozenset(entity for detector in detectors for entity in detector.entity_types)
    enabled = taxonomy.expand([entity_type])
    wanted = enabled | _with_ancestors(enabled - told_apart)
    return tuple(detector.name for detector in detectors if not wanted.isdisjoint(detector.entity_types))


def _with_ancestors(types: frozenset[str]) -> frozenset[str]:
    # A child that no detector can tell apart is hidden with its parent's whole span.
    return types.union(*(taxonomy.ancestors(name) for name in types))


def _check_served(listed: Sequence[str], built: Sequence[Detector], own_types: frozenset[str], place: str) -> None:
    # One form of a passport's number is not what somebody means who names the type.
    served = own_types.union(*(one.entity_types for one in built if not getattr(one, "special", False)))
    for index, name in enumerate(listed):
        if name.strip().lower() in taxonomy.GROUPS:
            continue
        if _with_ancestors(taxonomy.expand([name], own=own_types)).isdisjoint(served):
            message = (
                f"no detector finds {name}; found are: {', '.join(sorted(served))} (or set allow_undetected: true)"
            )
            raise ConfigurationError(message, place=f"{place}[{index}]")


def _made(name: str, factory: Factory, config: DetectorConfig) -> Detector:
    try:
        return factory(config)
    except ConfigurationError:
        raise
    except Exception as error:
        raise ConfigurationError(f"{name} cannot be built: {type(error).__name__}", place=GROUP) from error


def _checked(name: str, detector: Detector) -> Detector:
    problem = ""
    if not isinstance(detector, Detector) or not callable(detector.detect):
        problem = "it lacks a part of the protocol"
    elif detector.name != name or not _NAME.fullmatch(name):
        problem = "its name is not the one it is registered by, or not a lower-case word"
    elif not isinstance(detector.version, str) or not detector.version:
        problem = "it has no version"
    elif not isinstance(detector.entity_types, tuple) or not all(map(_NAME.fullmatch, detector.entity_types)):
        problem = "its entity types are not a tuple of canonical names"
    elif not detector.entity_types:
        problem = "it claims no entity type"
    elif any(word != word.casefold() or " " in word for word in (*detector.context, *detector.refute)):
        problem = "its context and refuting words are not single case-folded words"
    elif detector.context & detector.refute:
        problem = "a word both supports and refutes"
    if problem:
        raise ConfigurationError(f"the detector {name} does not keep its contract: {problem}", place=GROUP)
    return detector

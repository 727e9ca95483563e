"""Which transformers there are: the built-in ones as one explicit tuple, third parties' by entry points.

A line of a policy's ``transform`` is a name (``email: redact``) or a name with options (``{mask: {keep_last: 4}}``). A
word that is promised but not built is refused by name, because a policy must not get less than it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import EntryPoint

from tidegate.errors import ConfigurationError, UnknownName
from tidegate.keys import Keyring
from tidegate.plugins import installed
from tidegate.transformers.base import Transformer, TransformerFactory
from tidegate.transformers.drop import Drop
from tidegate.transformers.hash import Hash
from tidegate.transformers.mark import Mark
from tidegate.transformers.mask import Mask
from tidegate.transformers.redact import Redact

GROUP = "tidegate.transformers"
BUILT_IN: tuple[tuple[str, TransformerFactory], ...] = (
    ("drop", Drop),
    ("hash", Hash),
    ("mark", Mark),
    ("mask", Mask),
    ("redact", Redact),
)
PLANNED: tuple[str, ...] = ("encrypt", "fake", "generalize", "shift_date")

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def factories(plugins: Iterable[EntryPoint] | None = None) -> dict[str, TransformerFactory]:
    """Every transformer that can be built, by name, sorted.

    Args:
        plugins: Entry points; those installed under ``tidegate.transformers`` unless given.

    Raises:
        ConfigurationError: If two have one name, or an entry point cannot be loaded.
    """
    found = dict(BUILT_IN)
    for plugin in installed(GROUP) if plugins is None else plugins:
        if plugin.name in found or plugin.name in PLANNED or not _NAME.fullmatch(plugin.name):
            raise ConfigurationError(
                f"the plug-in's name is taken or not a lower-case word: {plugin.name}", place=GROUP
            )
        try:
            found[plugin.name] = plugin.load()
        except Exception as error:
            raise ConfigurationError(f"{plugin.name} cannot be loaded: {type(error).__name__}", place=GROUP) from error
    return dict(sorted(found.items()))


def build(spec: object, keys: Keyring | None, *, plugins: Iterable[EntryPoint] | None = None) -> Transformer:
    """Build one transformer from a policy's line.

    Args:
        spec: A name, or a mapping of one name to its options.
        keys: The keyring, or None where the process has none.

    Raises:
        ConfigurationError: On an unknown or planned name, unknown options, or a missing key; names what is valid.
    """
    if isinstance(spec, str):
        name, options = spec, None
    elif isinstance(spec, dict) and len(spec) == 1 and isinstance(next(iter(spec)), str):
        name, options = next(iter(spec.items()))
    else:
        message = "a treatment is a name (redact) or one name with its options ({mask: {keep_last: 4}})"
        raise ConfigurationError(message)
    known = factories(plugins)
    if name in PLANNED:
        raise ConfigurationError(f"{name} is not built yet; available: {', '.join(known)}")
    if name not in known:
        raise UnknownName("transformer", name, known)
    try:
        transformer = known[name](options, keys)
    except ConfigurationError:
        raise
    except Exception as error:
        raise ConfigurationError(f"{name} cannot be built: {type(error).__name__}", place=GROUP) from error
    if not isinstance(transformer, Transformer) or transformer.name != name:
        raise ConfigurationError(f"the plug-in {name} does not keep the contract of a transformer", place=GROUP)
    if transformer.needs_key and keys is None:
        raise ConfigurationError(f"{name} needs a key: name a key file in TIDEGATE_KEY_FILE", place=name)
    return transformer

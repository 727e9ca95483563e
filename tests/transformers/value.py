"""One value through one line of a policy."""

from __future__ import annotations

from tidegate.keys import Keyring
from tidegate.spans import Finding
from tidegate.transformers import registry
from tidegate.transformers.base import Scope

KEYS = Keyring(active="k1", keys={"k1": bytes(range(32))})
RECORD = Scope()


def transformed(spec: object, value: str, entity_type: str = "email", scope: Scope = RECORD) -> str:
    """What is published instead of ``value``."""
    finding = Finding(0, len(value), entity_type, 1.0, "test")
    return registry.build(spec, KEYS, plugins=()).transform(value, finding, scope)

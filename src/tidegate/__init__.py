"""Tidegate: the gate between raw and clean Kafka topics.

``from tidegate import Engine`` applies a policy in memory, without a broker. It is loaded when it is first asked for:
the command line and the workers start without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tidegate.engine import Engine

__all__ = ["Engine"]


def __getattr__(name: str) -> object:
    if name == "Engine":
        from tidegate.engine import Engine

        return Engine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

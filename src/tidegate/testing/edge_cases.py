"""The hand-written edge cases of ``samples/``, each with what must become of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tidegate.documents import read_document
from tidegate.records import Headers
from tidegate.resources import shipped


@dataclass(frozen=True, slots=True)
class EdgeCase:
    """One record for the raw topic of a flow.

    ``outcome`` is clean or quarantined, ``reason`` why it is quarantined, or "". ``absent`` lists texts that must
    not stand anywhere in the clean record, ``kept`` those that must stand in its value, byte for byte.
    """

    flow: str
    why: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    outcome: str
    reason: str = ""
    absent: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def edge_cases(flow: str | None = None) -> list[EdgeCase]:
    """The shipped edge cases, of one flow or of all, in the file's order."""
    document = read_document(shipped("samples") / "edge_cases.yaml")
    cases = [_case(entry) for entry in document.data]
    return [case for case in cases if flow is None or case.flow == flow]


def _case(entry: Mapping[str, Any]) -> EdgeCase:
    value: bytes | None = None
    if "value" in entry:
        value = entry["value"].encode()
    elif "base64" in entry:
        value = base64.b64decode(entry["base64"], validate=True)
    return EdgeCase(
        flow=entry["flow"],
        why=entry["why"],
        key=entry["key"].encode() if "key" in entry else None,
        value=value,
        headers=tuple((name, text.encode()) for name, text in entry.get("headers", {}).items()),
        outcome=entry["outcome"],
        reason=entry.get("reason", ""),
        absent=tuple(entry.get("absent", ())),
        kept=tuple(entry.get("kept", ())),
    )

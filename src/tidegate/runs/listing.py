"""Lists of runs and datasets, newest first, and the cursor with which a next page goes on.

A cursor says when the last one seen was created and its id, not where it stood: so it holds when that one is deleted
and when new ones come.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from tidegate.errors import RunInvalid

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9]{1,18})\.([!-~]+)")


class Listed(Protocol):
    """What a list holds: `RunSummary` and `Dataset`."""

    @property
    def id(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


L = TypeVar("L", bound=Listed)


def newest_first(listed: Iterable[L], *, after: str | None = None) -> list[L]:
    """By time of creation, then by id; with ``after`` those behind it.

    Args:
        after: A `cursor`, or the id of one of them.

    Raises:
        RunInvalid: If ``after`` is neither.
    """
    found = sorted(listed, key=_place, reverse=True)
    if after is None:
        return found
    seen = next((_place(one) for one in found if one.id == after), None) or _read(after)
    return [one for one in found if _place(one) < seen]


def cursor(one: Listed) -> str:
    """Where a list goes on behind this one; opaque to who sends it back."""
    created_us, id = _place(one)
    return base64.urlsafe_b64encode(f"{created_us}.{id}".encode()).decode().rstrip("=")


def _place(one: Listed) -> tuple[int, str]:
    return (one.created_at - _EPOCH) // timedelta(microseconds=1), one.id


def _read(after: str) -> tuple[int, str]:
    try:
        text = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise RunInvalid("is not the next of a page before", field="after")
    return int(found[1]), found[2]

"""Third parties' parts, as their packages announce them: entry points."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points


@cache
def installed(group: str) -> tuple[EntryPoint, ...]:
    """The entry points of a group, sorted by name; as they were when this process first asked.

    Finding them reads the metadata of every installed package, and a policy is compiled often.
    """
    return tuple(sorted(entry_points(group=group), key=lambda entry: entry.name))

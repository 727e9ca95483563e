"""The lists of places, ready to be looked up; made once in a process."""

from __future__ import annotations

from functools import cache

from tidegate.detectors.gazetteers.lists import packed
from tidegate.detectors.phrases import Phrases


@cache
def places(name: str) -> Phrases[str]:
    """The packed list ``name`` (``cities``, ``countries``); its values are the marks of its entries."""
    return Phrases(packed(name))

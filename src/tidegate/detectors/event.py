"""Holidays, festivals, games and events of history.

"Wedding" and "prom" count beside a word for attending. A field named "event" holds the name of one, unless it is one
that a program would write.

Source:
    The list is written by hand.
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.scan import NOT_AFTER_WORD, NOT_BEFORE_WORD, words
from tidegate.detectors.terms import Group, TermDetector
from tidegate.spans import MEDIUM

_KINDS = "Festival|Marathon|Olympics|Championship|Conference|Convention|Parade|Expo|Summit|Gala"
_GROUP = Group(
    "event",
    cues=r"attend(?:ed|ing)?|celebrat(?:e|ed|ing)|during|event is|event",
    field=r"event|event_name|holiday",
    # Programs have events, too: "page_view", "order.created", "PutObject", "click", "APP_START".
    codes=lazy.compile(
        r"[a-z0-9]{1,40}(?:[._:/-][a-z0-9]{1,40}){0,8}|[A-Za-z0-9]{0,40}[a-z0-9][A-Z][A-Za-z0-9]{0,40}"
        r"|[A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8}"
    ),
    forms=(
        (
            lazy.compile(
                rf"{NOT_AFTER_WORD}(?P<value>(?:\p{{Lu}}[\p{{L}}\p{{M}}'&]+[ ]){{1,4}}(?:{_KINDS}|Championships"
                rf"|Cup Final)){NOT_BEFORE_WORD}"
            ),
            MEDIUM,
            rf"[A-Za-z'&] (?:{_KINDS}|Cup Final)",
            f"{_KINDS}|Cup Final",
        ),
    ),
)


class Event(TermDetector):
    """Finds holidays, festivals, games and events of history."""

    name = "event"
    version = "1"
    entity_types: tuple[str, ...] = ("event",)
    context = words(
        "event celebrate celebrated celebrating celebration attend attended attending festival holiday tickets"
    )
    refute: frozenset[str] = frozenset()
    group = _GROUP

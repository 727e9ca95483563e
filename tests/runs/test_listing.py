"""A list goes on where it stopped, whatever became of what was seen."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tidegate.errors import RunInvalid
from tidegate.runs.listing import cursor, newest_first

NOON = datetime(2026, 11, 7, 12, tzinfo=UTC)


@dataclass(frozen=True)
class One:
    id: str
    created_at: datetime


def at(id: str, microseconds: int) -> One:
    return One(id, NOON + timedelta(microseconds=microseconds))


LISTED = [at("a", 0), at("c", 1), at("b", 1), at("d", 2), at("0", 3)]  # two of one moment are in the order of their ids
NEWEST_FIRST = ["0", "d", "c", "b", "a"]


def test_the_newest_comes_first_and_ids_decide_within_a_moment() -> None:
    assert [one.id for one in newest_first(reversed(LISTED))] == NEWEST_FIRST


@pytest.mark.parametrize("number", range(len(LISTED)))
def test_a_cursor_leads_behind_its_own_though_it_is_gone(number: int) -> None:
    seen = newest_first(LISTED)[number]
    rest = [one for one in LISTED if one != seen]
    for after, listed in ((cursor(seen), LISTED), (cursor(seen), rest), (seen.id, LISTED)):
        assert [one.id for one in newest_first(listed, after=after)] == NEWEST_FIRST[number + 1 :]
    with pytest.raises(RunInvalid):
        newest_first(rest, after=seen.id)


def test_a_cursor_is_one_word_of_an_address() -> None:
    id = "0b0c8f4e-6a57-4a3e-9a0e-6f1f3f0f7a11"
    assert cursor(One(id, NOON)).replace("-", "").replace("_", "").isalnum()
    assert len(cursor(One(id, NOON))) <= 100


@pytest.mark.parametrize("text", ["", ".", "x.a", "-1.a", "1.", "1", "1" * 19 + ".a", "1.a b", "1.\n", "\u0661.a"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    """The message has nothing of it."""
    for after in (text, base64.urlsafe_b64encode(text.encode()).decode(), "canary*", "\u00e9"):
        with pytest.raises(RunInvalid, match=r"^after: is not the next of a page before$"):
            newest_first(LISTED, after=after)

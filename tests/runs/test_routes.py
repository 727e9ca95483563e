"""Which topics must never meet, and which chains may."""

from __future__ import annotations

import pytest

from tidegate.runs.routes import Route, clashes


def route(name: str, source: str, *outputs: str, put_away: str | None = None, open: bool = True) -> Route:
    return Route(name, source, outputs, put_away or f"quarantine.{name}", open)


A = route("a", "raw.a", "clean.a", put_away="poison.a")
OVER = route("a", "raw.a", "clean.a", put_away="poison.a", open=False)
B = route("b", "raw.b", "clean.b")
BACK = route("back", "clean.b", "raw.b2")


@pytest.mark.parametrize(
    ("own", "others", "found"),
    [
        (B, [A], []),
        # a chain: what one flow has cleaned, another reads, by the clean topic's name or as a raw topic
        (route("next", "clean.a", "clean.next"), [A], []),
        (route("first", "raw.first", "raw.b"), [A, B], []),
        (route("late", "raw.b", "clean.late"), [A, BACK], []),
        # several flows may put away in one topic
        (route("c", "raw.c", "clean.c", put_away="poison.a"), [A], []),
        # quarantines, by name and by who has them
        (route("c", "quarantine.a", "clean.c"), [], [("input", 0, None)]),
        (route("c", "raw.c", "clean.c", "quarantine.a"), [], [("outputs", 1, None)]),
        (route("c", "raw.c", "clean.c", put_away="clean.z"), [], [("quarantine", 0, None)]),
        (route("c", "poison.a", "clean.c"), [A], [("input", 0, "a")]),
        (route("c", "poison.a", "clean.c"), [OVER], [("input", 0, "a")]),
        (route("c", "raw.c", "clean.c", "poison.a"), [B, A], [("outputs", 1, "a")]),
        (route("c", "raw.c", "poison.a"), [OVER], [("outputs", 0, "a")]),
        (route("c", "raw.c", "clean.c", put_away="raw.a"), [A], [("quarantine", 0, "a")]),
        (route("c", "raw.c", "clean.c", put_away="raw.a"), [OVER], []),
        (route("c", "raw.c", "clean.c", put_away="out.b"), [route("b", "raw.b", "out.b")], [("quarantine", 0, "b")]),
        # loops, of two and of three; one that is over turns no more
        (route("c", "clean.a", "raw.a"), [A], [("outputs", 0, "a")]),
        (route("c", "clean.a", "raw.a"), [OVER], []),
        (route("c", "raw.b2", "clean.c", "raw.b"), [A, B, BACK], [("outputs", 1, "back")]),
        # a loop of others does not concern who only reads from it
        (route("c", "raw.c", "raw.a"), [A, route("d", "clean.a", "raw.a")], []),
    ],
)
def test_what_was_put_away_meets_no_records_and_no_way_leads_back(
    own: Route, others: list[Route], found: list[tuple[str, int, str | None]]
) -> None:
    assert [(clash.part, clash.index, clash.other) for clash in clashes(own, others)] == found


def test_what_is_wrong_is_said_without_the_topic() -> None:
    """A request's topic may be anything that slipped into it."""
    own = route("c", "quarantine.secret", "quarantine.secret", "raw.secret", put_away="clean.secret")
    others = [route("d", "raw.secret", "quarantine.secret")]
    said = [clash.message for clash in clashes(own, others)]
    assert len(said) == 4
    assert "secret" not in str(said)

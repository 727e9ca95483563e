"""`bench detect`, small: whoever is installed is asked, whoever is not is named, and every figure is there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib import metadata

import pytest

from tests.commands.shell import tidegate
from tidegate.bench import detect, load, peers
from tidegate.bench.detect import measure, title
from tidegate.bench.peers import Found, Peer

PEERS = ("datafog-core", "datafog", "presidio-analyzer")


def installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def blind(version: str) -> list[Peer]:
    """A peer that looks at nothing."""

    def run(texts: Sequence[str]) -> None:
        return None

    def find(text: str) -> Iterable[Found]:
        return ()

    return [Peer("blind", version, "detect", "nothing", run, find)]


def broken(version: str) -> list[Peer]:
    raise RuntimeError("another release")


def test_the_command_asks_who_is_there_and_names_who_is_not() -> None:
    """With whatever is installed here: ours in three settings, and each peer either measured or left out."""
    done = tidegate("bench", "detect", "--messages", "40", "--rounds", "1", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert set(figures) == {
        "messages", "characters_mean", "seed", "rounds", "batch_messages", "python", "load_average_before",
        "load_average_after", "found_in_messages", "planted", "contenders", "ratios", "absent",
    }  # fmt: skip
    assert figures["messages"] == figures["found_in_messages"] == 40
    assert figures["planted"] == dict.fromkeys(load.MESSAGE_PLANTED, 2)
    own = [one for one in figures["contenders"] if one["name"] == "tidegate"]
    assert [(one["work"], one["types"]) for one in own] == [
        (work, types)
        for types in ("the five planted types", "all types", "all types and regions")
        for work in ("detect", "redact")
    ]
    for one in figures["contenders"]:
        assert set(one) == {
            "name", "version", "work", "types", "messages_per_second", "cpu_microseconds_per_message", "messages",
            "found", "found_besides",
        }  # fmt: skip
        assert one["messages_per_second"] > 0
        assert one["messages"] == 40
    for one in own:
        assert sum(one["found"].values()) >= 9, one
    asked = {one["name"] for one in figures["contenders"]} - {"tidegate"}
    assert asked == {name for name in PEERS if installed(name)}
    assert {one["name"] for one in figures["absent"]} == set(PEERS) - asked
    assert len(figures["ratios"]) == len(own) * (len(figures["contenders"]) - len(own))
    for name in set(PEERS) - asked:
        assert f"left out: {name}".encode() in done.stderr


def test_a_peer_that_is_not_there_or_cannot_be_loaded_is_left_out_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(peers, "_LOADERS", {"no-such-library": blind, "pytest": broken})
    found, absent = peers.installed()
    assert found == []
    assert {one.name: one.reason for one in absent} == {
        "no-such-library": "not installed: pip install 'tidegate[bench]'",
        "pytest": "could not be loaded: RuntimeError",
    }


def test_speed_that_is_bought_by_blindness_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that finds nothing is fast; beside its speed stands what it found."""
    monkeypatch.setattr(peers, "_LOADERS", {"pytest": blind})
    first_two = detect.ours()[:2]
    monkeypatch.setattr(detect, "ours", lambda: first_two)
    figures = measure(messages=400, rounds=2)
    [peer] = [one for one in figures.contenders if one.name == "blind"]
    assert set(peer.found.values()) == {0}
    assert {ratio.peer for ratio in figures.ratios} == {title(peer)}
    for ratio in figures.ratios:
        assert ratio.by_time < 1
    for one in figures.contenders[:2]:
        assert one.found == figures.planted == dict.fromkeys(load.MESSAGE_PLANTED, 20)
        assert one.found_besides == 0


def test_a_text_outside_ascii_is_read_too() -> None:
    """The gate judges ASCII alone; what it cannot judge is not passed over."""
    [detecting, _] = detect.ours()[:2]
    text = "Schönen Gruß an beatriz@example.com"
    assert [one.entity_type for one in detecting.find(text)] == ["email"]
    assert detecting.run([text, "nothing here"]) is None


def test_messages_repeat_by_their_seed_and_say_where_the_planted_value_stands() -> None:
    carried = load.messages(400, seed=3)
    assert carried == load.messages(400, seed=3)
    assert carried != load.messages(400, seed=4)
    assert {len(message.text) for message in carried} <= set(range(85, 101))
    planted = [message for message in carried if message.entity_type is not None]
    assert len(planted) == 100
    assert {message.entity_type for message in planted} == set(load.MESSAGE_PLANTED)
    for message in planted:
        value = message.text[message.start : message.end]
        assert len(value) >= 8
        assert " " not in (value[0], value[-1])

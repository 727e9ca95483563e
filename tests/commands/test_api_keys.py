"""`tidegate keys api`: what it writes is let in, and the key itself stands nowhere but where it was asked for."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.commands.shell import tidegate
from tidegate.web.auth import read_keys


def test_a_key_is_shown_once_and_its_hash_is_kept(tmp_path: Path) -> None:
    keys = tmp_path / "keys.jsonl"
    first = tidegate("keys", "api", "keys.jsonl", "--id", "ada", "--scope", "admin", "--days", "2", folder=tmp_path)
    email = ("--email", "eve@example.com")
    second = tidegate("keys", "api", "keys.jsonl", "--id", "eve", *email, "--to", "key", folder=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    entries = {entry.id: entry for entry in read_keys(keys)}
    assert {id: entry.scopes for id, entry in entries.items()} == {"ada": ("admin",), "eve": ("run",)}
    assert entries["ada"].expires is not None
    assert entries["eve"].expires is None
    assert [entries[id].email for id in ("ada", "eve")] == [None, "eve@example.com"]
    shown, written = first.stdout.decode().strip(), (tmp_path / "key").read_text()
    assert shown.startswith("tg_")
    assert written.startswith("tg_")
    assert written not in second.stdout.decode()
    assert shown not in keys.read_text()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (keys, tmp_path / "key")] == [0o600, 0o600]


def test_the_scope_that_shows_values_is_asked_for_by_name(tmp_path: Path) -> None:
    """No other scope brings it."""
    done = tidegate("keys", "api", "keys.jsonl", "--id", "ada", "--reveal", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [entry.scopes for entry in read_keys(tmp_path / "keys.jsonl")] == [("run", "reveal")]


def test_a_second_start_keeps_the_first_one_s_key(tmp_path: Path) -> None:
    """What a container does each time it starts."""
    arguments = ("keys", "api", "keys.jsonl", "--id", "ada", "--to", "key")
    assert tidegate(*arguments, "--if-missing", folder=tmp_path).returncode == 0
    before = (tmp_path / "key").read_text(), (tmp_path / "keys.jsonl").read_text()
    assert tidegate(*arguments, "--if-missing", folder=tmp_path).returncode == 0
    assert ((tmp_path / "key").read_text(), (tmp_path / "keys.jsonl").read_text()) == before
    again = tidegate(*arguments, folder=tmp_path)
    assert again.returncode == 2
    assert "has a key of ada already" in again.stderr.decode()


def test_a_key_whose_hash_cannot_be_kept_is_not_left_behind(tmp_path: Path) -> None:
    """It would open nothing, and the next try would find its file in the way."""
    arguments = ("keys", "api", "nowhere/keys.jsonl", "--id", "ada", "--to", "ada.key")
    failed = tidegate(*arguments, folder=tmp_path)
    assert failed.returncode == 1
    assert not (tmp_path / "ada.key").exists()
    (tmp_path / "nowhere").mkdir()
    assert tidegate(*arguments, folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("content", "arguments", "message"),
    [
        (None, ["--scope", "amdin"], "did you mean 'admin'"),
        (None, ["--to", "there"], "there: exists already"),
        (None, ["--id", "ada lovelace"], "--id: String should match pattern"),
        (None, ["--email", "a" * 255], "--email: String should have at most 254 characters"),
        ("not json\n", [], "is not JSON"),
        (f'[{{"id": "eve", "hash": "{"0" * 64}", "scopes": ["run"]}}]\n', [], "is a JSON list"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    tmp_path: Path, content: str | None, arguments: list[str], message: str
) -> None:
    (tmp_path / "there").write_text("mine")
    keys = tmp_path / "keys.jsonl"
    if content is not None:
        keys.write_text(content)
        keys.chmod(0o600)
    done = tidegate("keys", "api", "keys.jsonl", "--id", "ada", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert (keys.read_text() if keys.exists() else None) == content
    assert (tmp_path / "there").read_text() == "mine"

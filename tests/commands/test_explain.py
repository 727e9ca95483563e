"""`tidegate explain`: for each candidate its score, its rule and its treatment."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.shell import tidegate


def test_people_read_four_lines_a_candidate() -> None:
    done = tidegate("explain", "my ssn is 219099998, see https://example.com/?a=ada@example.com")
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert "ssn '219099998' at 10-19\n  by us_ssn, pattern said\n" in shown
    assert "  score 0.75, threshold 0.3 (base 0.4; for it: ssn)\n  kept: mark\n" in shown
    assert "covered by url at 25-63 (wider_span)" in shown


def test_what_is_dropped_says_by_which_rule(tmp_path: Path) -> None:
    """A policy needs no key here: nothing is transformed."""
    (tmp_path / "own.yaml").write_text("policy: own\nkey: hash\ndetect: {allow_list: [ada@example.com]}\n")
    done = tidegate("explain", "--policy", "own.yaml", "ada@example.com or 4111111111111112", folder=tmp_path)
    shown = done.stdout.decode()
    assert "dropped: allow_list" in shown
    assert "checksum failed" in shown
    assert "dropped: threshold" in shown


def test_the_fields_name_and_the_question_speak_for_a_candidate() -> None:
    by_name = tidegate("explain", "219099998", "--name", "ssn").stdout.decode()
    by_question = tidegate("explain", "219099998", "--question", "Your SSN?").stdout.decode()
    assert "the field's name" in by_name
    assert "the question" in by_question


def test_json_from_stdin_is_one_object() -> None:
    done = tidegate("explain", "--json", "-", stdin=b"mail ada@example.com")
    found = json.loads(done.stdout)
    assert (found["policy"], found["candidates_left_out"]) == ("explain", 0)
    [one] = found["candidates"]
    assert (one["text"], one["rule"], one["kept"], one["ranges"]) == ("ada@example.com", "accepted", True, [[5, 20]])


def test_nothing_claimed_is_said() -> None:
    assert tidegate("explain", "hello").stdout.decode() == "no detector claims anything in this text\n"


def test_a_text_in_another_language_is_said_to_be_masked(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("policy: own\nother_language: mask_all\n")
    text = "no puedo entrar en mi cuenta desde ayer"
    done = tidegate("explain", "--policy", "own.yaml", text, folder=tmp_path)
    assert done.stdout.decode().startswith("in none of the policy's languages (en): other_language is mask_all\n")
    found = json.loads(tidegate("explain", "--policy", "own.yaml", "--json", text, folder=tmp_path).stdout)
    assert found["other_language"] == "mask_all"
    assert json.loads(tidegate("explain", "--json", text).stdout)["other_language"] is None

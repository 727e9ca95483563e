"""A wrong gold line would shift every figure without a sign."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tidegate.errors import ConfigurationError
from tidegate.evaluation.gold import GoldSpan, find_sets, read_set

GOOD: dict[str, Any] = {"text": "Ada called 7402", "spans": [[0, 3, "person_name"], [11, 15, "pin"]]}


def write(path: Path, *lines: Any) -> Path:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return path


def test_a_record_is_read_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    """Spans are sorted, and what is bare stays with its span; fields that mean nothing here are passed over."""
    line = {
        **GOOD,
        "spans": [[11, 15, "pin"], [0, 3, "person_name"]],
        "bare": [0],
        "ignore": [[4, 10, "event", "why"][:3]],
        "conversation": "c1",
        "turn": 3,
        "target": "pin",
        "has_secret": True,
        "json": False,
    }
    gold = read_set(write(tmp_path / "one.jsonl", line, "", GOOD))
    first, second = gold.records
    assert (gold.name, gold.folder, gold.labels()) == ("one", tmp_path.name, ("person_name", "pin"))
    assert first.spans == (GoldSpan(0, 3, "person_name"), GoldSpan(11, 15, "pin", bare=True))
    assert (first.ignore, first.conversation, first.target, first.has_secret) == (((4, 10),), "c1", "pin", True)
    assert (second.json, second.target, second.has_secret) == (False, None, None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{nonsense", "is not JSON"),
        ('"Ada"', "must be an object"),
        ({**GOOD, "text": 7}, "text: must be text"),
        ({"text": "Ada"}, "spans: must be a list"),
        ({**GOOD, "spans": [[0, 3]]}, "spans[0]: must be [start, end, label]"),
        ({**GOOD, "spans": [[0, True, "person_name"]]}, "spans[0]: must be [start, end, label]"),
        ({**GOOD, "spans": [[0, 3, "a"], [11, 16, "pin"]]}, "spans[1]: does not lie in the text"),
        ({**GOOD, "spans": [[3, 3, "pin"]]}, "spans[0]: does not lie in the text"),
        ({**GOOD, "spans": [[0, 3, ""]]}, "spans[0]: has no label"),
        ({**GOOD, "spans": [[0, 5, "a"], [4, 9, "b"]]}, "spans: two spans overlap"),
        ({**GOOD, "bare": [2]}, "bare: must be a list of indices"),
        ({**GOOD, "ignore": [[0, 99, "x"]]}, "ignore[0]: does not lie in the text"),
        ({**GOOD, "json": 1}, "json: must be true or false"),
        ({**GOOD, "target": []}, "target: must be text"),
    ],
)
def test_a_broken_line_is_named_by_file_and_line_and_never_quoted(tmp_path: Path, line: Any, said: str) -> None:
    path = write(tmp_path / "broken.jsonl", GOOD, line)
    with pytest.raises(ConfigurationError) as caught:
        read_set(path)
    assert f"broken.jsonl:2: {said}" in str(caught.value)
    assert "Ada" not in str(caught.value)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """Some editors write one; its line is JSON all the same."""
    path = tmp_path / "marked.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    assert len(read_set(path).records) == 1


def test_files_and_folders_are_found_and_two_sets_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/two.jsonl", "b/one.jsonl", "b/readme.md", "two.jsonl"):
        write(tmp_path / name, GOOD)
    assert [path.name for path in find_sets([tmp_path / "b"])] == ["one.jsonl", "two.jsonl"]
    with pytest.raises(ConfigurationError, match="called two already"):
        find_sets([tmp_path / "b", tmp_path / "two.jsonl"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigurationError, match="holds no"):
        find_sets([tmp_path / "empty"])
    with pytest.raises(ConfigurationError, match="no such file"):
        find_sets([tmp_path / "nowhere"])

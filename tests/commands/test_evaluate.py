"""`tidegate evaluate`: files and folders in, figures out, in a shape that scripts may rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.shell import tidegate

MAP = {
    "groups": {"contact": ["email", "phone_number"]},
    "sets": {"gold/mail": {"scope": {"score": ["email"], "recall_only": [], "per_record": None}}},
}
MAIL: list[dict[str, Any]] = [
    {"text": "to ada@example.com", "spans": [[3, 18, "email"]]},
    {"text": "to ada", "spans": [[3, 6, "email"]]},
    {"text": "nothing", "spans": []},
    {"text": "or bob@example.com", "spans": []},
]
FIGURES = {
    "precision",
    "recall",
    "f1",
    "f2",
    "precision_interval",
    "recall_interval",
    "gold",
    "found",
    "predicted",
    "right",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "mail.jsonl").write_text("".join(json.dumps(record) + "\n" for record in MAIL))
    (tmp_path / "gold" / "empty.jsonl").write_text('{"text": "none", "spans": []}\n')
    (tmp_path / "map.json").write_text(json.dumps(MAP))
    return tmp_path


def evaluated(folder: Path, *arguments: str) -> dict[str, Any]:
    done = tidegate("evaluate", *arguments, "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_keys_of_json_are_a_promise(folder: Path) -> None:
    found = evaluated(folder, "gold", "--labelmap", "map.json")
    assert set(found) == {"sets", "labels"}
    assert set(found["sets"]) == {"mail", "empty"}
    mail = found["sets"]["mail"]
    assert {"leak_rate", "clean_records_touched", "bare_recall", "labels"} <= set(mail)
    for part in (mail, mail["by_type"]["email"], mail["by_group"]["contact"]):
        assert {"leak_rate", "strict", "relaxed"} <= set(part)
        assert set(part["strict"]) == set(part["relaxed"]) == FIGURES
    assert (mail["strict"]["precision"], mail["strict"]["recall"], mail["strict"]["f2"]) == (0.5, 0.5, 0.5)
    assert (mail["leak_rate"], mail["clean_records_touched"], mail["bare_recall"]) == (0.166667, 0.5, None)
    assert mail["labels"] == {"score": ["email"], "recall_only": [], "per_record": None}
    assert found["labels"]["email"] == "email"


def test_people_get_aligned_tables_and_what_was_scored(folder: Path) -> None:
    shown = tidegate(
        "evaluate", "gold", "--labelmap", "map.json", "--by-type", "--by-set", folder=folder
    ).stdout.decode()
    assert "mail   strict   0.500 [0.095, 0.905] n=2  0.500 [0.095, 0.905] n=2  0.500  0.500" in shown
    assert "by type\n" in shown
    assert "email (mail)" in shown
    assert "group contact" in shown
    assert "mail: 4 records, threshold 0.3\n  scored: email\n  clean records touched: 0.500" in shown


def test_a_policy_a_scope_and_a_threshold_of_ones_own(folder: Path) -> None:
    (folder / "own.yaml").write_text("policy: own\ndetect: {allow_list: [bob@example.com], entity_types: [email]}\n")
    found = evaluated(folder, "gold/mail.jsonl", "--policy", "own.yaml", "--scope", "EMAIL", "--threshold", "0")
    mail = found["sets"]["mail"]
    assert (mail["strict"]["precision"], mail["threshold"]) == (1, 0)
    assert mail["threshold_means"].startswith("any form")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl: no such file or folder"),
        (["gold", "--labelmap", "own.yaml"], "own.yaml"),
        (["gold", "--scope", "emial"], "did you mean 'email'"),
        (["gold", "--threshold", "2"], "--threshold"),
        (["gold", "--method", "nonsense"], "unknown detection method"),
        (["broken.jsonl"], "broken.jsonl:2: spans[0]: must be [start, end, label]"),
    ],
)
def test_what_is_wrong_is_one_line_that_says_where(folder: Path, arguments: list[str], said: str) -> None:
    (folder / "broken.jsonl").write_text('{"text": "a", "spans": []}\n{"text": "Ada", "spans": [[0, 3]]}\n')
    (folder / "own.yaml").write_text("policy: own\n")
    done = tidegate("evaluate", *arguments, folder=folder)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert "Ada" not in done.stderr.decode()

"""`tidegate redact`: lines in, lines out, and nothing that could not be read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.shell import tidegate


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    assert tidegate("keys", "new", str(path)).returncode == 0
    return path


def test_marks_what_is_found_and_keeps_the_rest() -> None:
    done = tidegate("redact", stdin=b"mail ada.novak@example.com or call (212) 555-0123\n\nversion 2.10.3 is cheap\n")
    assert done.stdout == b"mail [EMAIL] or call [PHONE_NUMBER]\n\nversion 2.10.3 is cheap\n"
    assert done.stderr == b""
    assert done.returncode == 0


def test_a_last_line_without_its_end_and_windows_line_ends_are_lines() -> None:
    done = tidegate("redact", stdin=b"one 192.0.2.7\r\ntwo ada@example.com")
    assert done.stdout == b"one [IP_ADDRESS]\ntwo [EMAIL]\n"


def test_a_growing_log_is_answered_line_by_line() -> None:
    """Whoever pipes `tail -f` into it sees each line when it comes, half a line when its other half does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tidegate", "redact"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        halves = [
            (b"from 192.0.2.7\nmail ad", b"from [IP_ADDRESS]\n"),
            (b"a@example.com\n", b"mail [EMAIL]\n"),
        ]
        for sent, answered in halves:
            process.stdin.write(sent)
            process.stdin.flush()
            assert process.stdout.readline() == answered
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0


def test_no_input_is_no_output() -> None:
    done = tidegate("redact")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_quarantined_line_is_counted_by_number_and_never_printed() -> None:
    """Only its place and the reason are said; the other lines pass."""
    done = tidegate("redact", stdin=b"fine\nbad \xff ada@example.com\nfine too\n")
    assert done.stdout == b"fine\nfine too\n"
    assert b"line 2: quarantined, decode: undecodable_utf8" in done.stderr
    assert b"ada@" not in done.stderr
    assert done.returncode == 1


def test_json_is_one_object_a_line_also_for_quarantined_lines() -> None:
    done = tidegate("redact", "--json", stdin=b"ip 192.0.2.7\n\xff\n")
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    [entity] = first["entities"]
    assert first["result"] == "ip [IP_ADDRESS]"
    assert (entity["type"], entity["start"], entity["end"], entity["detector"]) == ("ip_address", 3, 12, "ip_address")
    assert 0.3 <= entity["score"] <= 1
    assert (second["result"], second["entities"], second["reason"]) == (None, [], "decode: undecodable_utf8")


def test_offsets_count_code_points() -> None:
    done = tidegate("redact", "--json", stdin="👩‍💻 192.0.2.7\n".encode())
    [entity] = json.loads(done.stdout)["entities"]
    assert (entity["start"], entity["end"]) == (4, 13)


@pytest.mark.parametrize(
    ("arguments", "line", "expected"),
    [
        (
            ["--format", "json"],
            '{"a" : ["ada@example.com", 123456789012345678901234]}',
            '{"a" : ["[EMAIL]", 123456789012345678901234]}',
        ),
        (
            ["--policy", "customers"],
            '{"plan":"plus","name":"Ada Novak","shoe":44}',
            '{"plan":"plus","name":"[PERSON]","shoe":',
        ),
    ],
)
def test_json_lines_are_edited_in_place(arguments: list[str], line: str, expected: str, key_file: Path) -> None:
    done = tidegate("redact", *arguments, "--key-file", str(key_file), stdin=line.encode())
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith(expected)
    assert b"44" not in done.stdout


def test_a_file_and_a_policy_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "tickets.yaml").write_text(
        "policy: tickets\ninput: {topic: raw.tickets, format: text}\n"
        "detect: {entity_types: [email], block_list: {ticket_id: 'T-\\d+'}}\ntransform: {default: redact}\n"
    )
    (tmp_path / "in.txt").write_text("T-17 of ada@example.com from 192.0.2.7\n")
    done = tidegate("redact", "--policy", "tickets.yaml", "in.txt", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"T-17" not in done.stdout
    assert b"ada@" not in done.stdout
    assert b"192.0.2.7" in done.stdout


def test_one_key_gives_one_code_and_another_key_another(key_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    tidegate("keys", "new", str(other))
    line = b"10 visits of 192.0.2.7\n"
    runs = [
        tidegate("redact", "-p", "app-logs", "--key-file", str(path), stdin=line)
        for path in (key_file, key_file, other)
    ]
    first, again, another = [run.stdout for run in runs]
    assert first == again != another
    assert b"192.0.2.7" not in first


def test_a_key_file_is_never_overwritten(key_file: Path) -> None:
    before = key_file.read_bytes()
    done = tidegate("keys", "new", str(key_file))
    assert done.returncode == 2
    assert b"exists already" in done.stderr
    assert key_file.read_bytes() == before
    assert key_file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("command", [("redact",), ("explain", "x")])
@pytest.mark.parametrize("by", ["file", "name"])
def test_what_is_wrong_with_a_policy_is_said_with_its_file_and_line(
    command: tuple[str, ...], by: str, tmp_path: Path
) -> None:
    """As `check` does; a name is looked up in the settings' folder."""
    path = tmp_path / "mine.yaml"
    path.write_text("policy: mine\ndetect:\n  entity_types: [email, emial]\n")
    variables = {"TIDEGATE_POLICIES_DIR": str(tmp_path)}
    done = tidegate(*command, "--policy", str(path) if by == "file" else "mine", variables=variables)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"tidegate: {path}:3: detect.entity_types[1]: unknown entity type")


def test_a_key_that_is_missing_is_said_once_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("policy: mine\nkey: hash\n")
    done = tidegate("redact", "--policy", str(path), folder=tmp_path)
    said = f"tidegate: {path}:2: key: hash needs a key: name a key file in TIDEGATE_KEY_FILE\n"
    assert (done.returncode, done.stderr.decode()) == (2, said)


@pytest.mark.parametrize(
    "command",
    [
        ("redact", "nosuch"),
        ("redact", "."),
        ("runs", "create", "--file", "nosuch", "--type", "email", "--url", "http://127.0.0.1:1"),
        ("runs", "create", "--start", "@nosuch", "--type", "email", "--topic", "a", "--url", "http://127.0.0.1:1"),
        ("keys", "new", "nosuch/keys.json"),
        ("keys", "sealing", "nosuch/seal.key"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_matter_of_usage(command: tuple[str, ...], tmp_path: Path) -> None:
    """Exit 1 of `redact` means that a line was not processed."""
    done = tidegate(*command, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().count("\n") == 1

"""`tidegate test`: what differs is shown, with its file and line, and nothing else fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.shell import tidegate
from tidegate.commands.policy_tests import file_of_tests, policies_in, read_tests, run_tests
from tidegate.errors import ConfigurationError
from tidegate.policy_files import policy_files

ROOT = Path(__file__).parents[2]
POLICY = """\
policy: mine
fields:
  - {path: $.id, treat: keep}
  - {path: $.pin, treat: drop}
  - {path: "$..*", treat: text}
link: {by: key}
detect: {entity_types: [email, date]}
transform: {default: mark, date: drop}
"""
ADA = "ada@example.com"


def differences(folder: Path, tests: str, policy: str = POLICY) -> list[str]:
    """What differs, without the folder."""
    (folder / "mine.yaml").write_text(policy, "utf-8")
    (folder / "mine_test.yaml").write_text("tests:\n" + tests, "utf-8")
    _, found = run_tests(folder / "mine.yaml", folder / "mine_test.yaml")
    return [str(one).replace(f"{folder}/", "") for one in found]


@pytest.mark.parametrize("path", policy_files(ROOT / "config" / "policies"), ids=lambda path: path.stem)
def test_every_shipped_policy_has_tests_and_passes_them(path: Path) -> None:
    tests = file_of_tests(path)
    assert tests is not None
    count, found = run_tests(path, tests)
    assert count >= 3
    assert [str(one) for one in found] == []


@pytest.mark.parametrize(
    ("lines", "line", "what", "got"),
    [
        ("    expect: {value: {a: x}}", 4, "value", '{"a":"[EMAIL] x"}'),
        ('    expect: {text: "{}"}', 4, "text", '{"a":"[EMAIL] x"}'),
        ("    expect:\n      outcome: dropped", 5, "outcome", "clean"),
        ("    expect:\n      entities: []", 5, "entities", '[{"type":"email","field":"$..*","start":0,"end":15}]'),
        ("    expect: {entities: [{type: url}]}", 4, "entities", "email"),
        ("    expect: {entities: [{type: email, text: bob@example.com}]}", 4, "entities", "email"),
        ("    expect: {entities: [{type: email, start: 1}]}", 4, "entities", "email"),
        ("    expect: {entities: [{type: email, field: $.b}]}", 4, "entities", "email"),
        ("    expect: {key: k2}", 4, "key", "mine"),
        ("    expect: {headers: {h: w}}", 4, "headers", '{"h":"v"}'),
        ("    expect: {reason: x}", 4, "reason", ""),
        ("    must_not_contain: [zzz, ' X']", 4, "must_not_contain", "[email] x"),
        ("    expect:\n      must_not_contain: ['[email]']", 5, "expect.must_not_contain", "[email] x"),
        ("    must_not_contain: [mine]", 4, "must_not_contain", "mine"),  # in the key
        ("    must_not_contain: [v]", 4, "must_not_contain", "v"),  # in a header
    ],
)
def test_what_differs_is_named_with_its_line(tmp_path: Path, lines: str, line: int, what: str, got: str) -> None:
    test = f'  - {{name: n, value: {{a: "{ADA} x"}}, key: mine, headers: {{h: v}}, {lines.strip()}}}'
    if "\n" not in lines:
        test, line = test, 2
    else:
        test = f'  - name: n\n    value: {{a: "{ADA} x"}}\n{lines}\n    key: mine\n    headers: {{h: v}}'
    [found] = differences(tmp_path, test)
    assert found.startswith(f"mine_test.yaml:{line}: n (record 1): {what}\n    - ")
    assert got in found.split("\n    + ")[1]


@pytest.mark.parametrize(
    "lines",
    [
        f"value: {{a: {ADA}}}, expect: {{value: {{a: '[EMAIL]'}}, entities: [{{type: email, text: {ADA}, end: 15}}]}}",
        f'value: \'{{"a": "{ADA}"}}\', expect: {{text: \'{{"a": "[EMAIL]"}}\'}}',
        "value: {a: 1.50, b: [null, true]}, expect: {value: {b: [null, true], a: 1.5}, entities: []}",
        "value: {id: 7, pin: 1}, expect: {value: {id: 7, pin: null}}",
        "value: {a: 2026-11-07}, expect: {outcome: dropped}",
        "value: '[', expect: {outcome: quarantined, reason: 'decode: undecodable_syntax'}",
        f"value: {{a: x}}, headers: {{h: {ADA}}}, must_not_contain: [ada], expect: {{headers: {{h: '[EMAIL]'}}}}",
        "value: [1], key: k, expect: {key: k, value: [1]}",
    ],
)
def test_what_is_as_expected_is_not_shown(tmp_path: Path, lines: str) -> None:
    assert differences(tmp_path, f"  - {{name: n, {lines}}}") == []


def test_records_of_one_test_are_one_conversation_and_tests_are_not(tmp_path: Path) -> None:
    """A question is heard by the answer behind it, and by nobody else; a record after it may have any outcome."""
    policy = POLICY.replace("date: drop", "date: mark")
    question = '{value: {a: "Your date of birth?"}}'
    answer = '{value: {a: "31/06/1996"}, expect: {entities: [{type: date_of_birth}]}}'
    together = f"  - name: together\n    records:\n      - {question}\n      - {answer}\n"
    assert differences(tmp_path, together, policy) == []
    [found] = differences(tmp_path, together + f"  - name: alone\n    records:\n      - {answer}\n", policy)
    assert found.startswith("mine_test.yaml:8: alone (record 1): entities")
    keys = together.replace("{value", "{key: k, value", 1)  # another conversation than the answer's
    assert len(differences(tmp_path, keys, policy)) == 1
    late = together.replace('1996"},', '1996"}, timestamp: 999999999,')
    assert len(differences(tmp_path, late, policy)) == 1


def test_codes_are_those_of_the_tests_own_key_every_time(tmp_path: Path) -> None:
    policy = POLICY.replace("default: mark", "default: hash")
    tests = f"  - {{name: n, value: {{a: {ADA}}}, expect: {{value: {{a: x}}}}}}"
    first, second = differences(tmp_path, tests, policy), differences(tmp_path, tests, policy)
    assert first == second
    assert "k1_" in first[0]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("  - {name: n, value: 1}", "expects nothing cannot fail"),
        ("  - {name: n, expect: {text: x}}", "a value, or a list of records"),
        ("  - {name: n, value: 1, records: [{value: 1}], expect: {text: x}}", "a value, or a list of records"),
        ("  - {value: 1, expect: {text: x}}", "tests[0].name: Field required"),
        ("  - {name: n, value: 1, expct: {text: x}}", "unknown key 'expct'; did you mean 'expect'?"),
        ("  - {name: n, value: 1, expect: {outcome: cleen}}", "tests[0].expect.outcome"),
        ("  - {name: n, value: 1, must_not_contain: ['']}", "at least 1 character"),
        ("  []", "at least 1 item"),
    ],
)
def test_a_wrong_file_of_tests_is_an_error_with_its_line(tmp_path: Path, lines: str, message: str) -> None:
    """By `tidegate test`, which runs nothing then, and by `tidegate check`."""
    path = tmp_path / "mine_test.yaml"
    path.write_text(f"tests:\n{lines}\n", "utf-8")
    tests, _, problems = read_tests(path)
    assert tests is None
    assert any(message in str(problem) and f"{path}:" in str(problem) for problem in problems), problems


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("  - {name: n, value: 1, expct: {text: x}}", "2: tests[0]: unknown key 'expct'; did you mean 'expect'?"),
        ("  - {name: n, value: 1, expect: {outcome: cleen}}", "2: tests[0].expect.outcome: "),
        ("  - {name: n, value: 1, expect: {text: 5}}", "2: tests[0].expect.text: Input should be a valid string"),
        ("  - {name: n, records: [{value: 1, timestamp: yes}], must_not_contain: [a]}", "2: tests[0].records[0].tim"),
    ],
)
def test_what_is_wrong_in_a_test_is_said_first(tmp_path: Path, lines: str, message: str) -> None:
    """And not that the list, of which nothing is left, is too short: `tidegate test` shows the first problem alone."""
    path = tmp_path / "mine_test.yaml"
    path.write_text(f"tests:\n{lines}\n", "utf-8")
    _, _, problems = read_tests(path)
    assert str(problems[0]).startswith(f"{path}:{message}"), problems
    assert not any("at least 1 item" in str(problem) for problem in problems)


def test_tests_without_a_policy_are_an_error(tmp_path: Path) -> None:
    """They would be forgotten in silence."""
    (tmp_path / "gone_test.yaml").write_text("tests: []")
    for path in (tmp_path, tmp_path / "gone_test.yaml"):
        with pytest.raises(ConfigurationError, match="no policy beside"):
            policies_in([path])


def test_exit_codes_and_json(tmp_path: Path) -> None:
    """0 as expected, 1 what differs, 2 a file that is wrong; a policy without tests is said."""
    (tmp_path / "mine.yaml").write_text(POLICY)
    (tmp_path / "other.yaml").write_text("policy: other\n")
    done = tidegate("test", str(tmp_path))
    assert (done.returncode, b"nothing to test" in done.stderr) == (2, True)
    tests = tmp_path / "mine_test.yaml"
    tests.write_text(f"tests:\n  - {{name: n, value: {{a: {ADA}}}, expect: {{value: {{a: '[EMAIL]'}}}}}}\n")
    done = tidegate("test", str(tmp_path))
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"other.yaml: no tests beside it" in done.stderr
    assert b"1 tests of 1 policies, 0 failed" in done.stderr
    tests.write_text(tests.read_text().replace("[EMAIL]", "x"))
    done = tidegate("test", "--json", str(tests))
    shown = json.loads(done.stdout)
    assert (done.returncode, shown["tests"], shown["failed"]) == (1, 1, 1)
    assert (shown["differences"][0]["what"], shown["differences"][0]["line"]) == ("value", 2)
    tests.write_text("tests: 7")
    done = tidegate("test", str(tmp_path))
    assert done.returncode == 2
    assert b"mine_test.yaml:1: tests" in done.stderr
    done = tidegate("check", str(tests))
    assert (done.returncode, b"mine_test.yaml:1: tests" in done.stdout) == (1, True)


def test_without_a_path_the_shipped_policies_are_tested(tmp_path: Path) -> None:
    done = tidegate("test", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, b""), done.stdout

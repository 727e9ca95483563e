"""The documentation is held to its word: its policies compile, its links lead somewhere, its commands exist."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands.shell import tidegate
from tests.test_cli import leaf_commands
from tidegate.commands.policy_lint import lint_policy

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))))


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)


def test_the_first_policy_of_the_readme_works(tmp_path: Path) -> None:
    [text] = [block for block in blocks("README.md", "yaml") if block.startswith("policy:")]
    (tmp_path / "tickets.yaml").write_text(text)
    assert lint_policy(tmp_path / "tickets.yaml")[1] == []
    record = b'{"id": 7, "reporter": "Ada Novak", "text": "card 4111 1111 1111 1111 of ada@example.com", "new": "x"}'
    done = tidegate("redact", "--policy", "tickets.yaml", folder=tmp_path, stdin=record)
    expected = '{"id": 7, "reporter": "[PERSON]", "text": "card **** **** **** 1111 of [EMAIL]", "new": "[REDACTED]"}\n'
    assert done.stdout.decode() == expected


def test_the_first_line_of_the_readme_is_what_comes_out() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.search(r"\$ echo '(.*)' \| tidegate redact\n(.*)\n", text)
    assert found is not None
    assert tidegate("redact", stdin=found[1].encode() + b"\n").stdout.decode() == found[2] + "\n"


def test_every_line_of_the_policy_page_is_accepted(tmp_path: Path) -> None:
    """The page's examples together are one policy, without an error; one that is whole is a policy of its own."""
    document: dict[str, Any] = {}
    *lines, _ = blocks("docs/policies.md", "yaml")
    for block in lines:
        part = yaml.safe_load(block)
        if document and "policy" in part:
            own = tmp_path / f"{part['policy']}.yaml"
            own.write_text(block)
            assert lint_policy(own)[1] == []
            continue
        assert not document.keys() & part.keys()
        document.update(part)
    path = tmp_path / "support-chat.yaml"
    path.write_text(yaml.safe_dump(document))
    policy, problems = lint_policy(path)
    assert policy is not None, problems
    assert [str(problem) for problem in problems if problem.level == "error"] == []
    # No line of the model is left out of the page.
    assert set(type(policy).model_fields) == set(document)
    assert set(type(policy.detect).model_fields) - {"accuracy_mode"} == set(document["detect"])


def test_the_tests_of_the_policy_page_pass_with_the_shipped_policy(tmp_path: Path) -> None:
    """Each value on the page is what comes out."""
    shutil.copy(ROOT / "config/policies/support-chat.yaml", tmp_path)
    (tmp_path / "support-chat_test.yaml").write_text(blocks("docs/policies.md", "yaml")[-1], "utf-8")
    done = tidegate("test", str(tmp_path))
    assert (done.returncode, done.stdout.decode()) == (0, "")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text("utf-8")):
        if not target.startswith("https://"):
            assert ((ROOT / page).parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES)
def test_files_and_tests_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for name in re.findall(r"`((?:tests|config|docs|samples)/[\w./-]+)`", text) + re.findall(r"ARGS=([\w./-]+)", text):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_are_shown_exist(page: str) -> None:
    commands = {" ".join(words) for words in leaf_commands()}
    for block in blocks(page, "sh"):
        for first, second in re.findall(r"(?:^|\| )tidegate ([a-z]+)(?: ([a-z]+)\b)?", block, re.MULTILINE):
            assert first in commands or f"{first} {second}" in commands, f"tidegate {first} {second}"

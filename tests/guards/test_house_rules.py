"""Rules about the project's own files that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tidegate"
MODULES = sorted(SOURCE.rglob("*.py"))


def tracked_files() -> list[Path]:
    """Files that git tracks, or every source file where there is no git (a release archive)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        return [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_machine() -> None:
    """A path or host of one machine is of no use to anyone else, and tells what it should not."""
    machine = re.compile(r"/(?:work|root|farm|home/[a-z]+)/\w|/tmp/bash_|\.\./shared")
    here = Path(__file__)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_files()
        if path != here and path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".xml", ".sh", ""}
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if machine.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_opens_with_its_idea(module: Path) -> None:
    """The first sentence of a module says what it is for."""
    docstring = ast.get_docstring(ast.parse(module.read_text("utf-8")))
    assert docstring, "no docstring"
    assert docstring[0].isupper() or docstring[0] in "`'\"", "begin with a sentence"
    assert len(docstring) > 15, "say what the module is for"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_swallows_an_exception_without_saying_why(module: Path) -> None:
    """`except Exception: pass` is how an unchecked record gets through; a reason must stand beside it."""
    lines = module.read_text("utf-8").splitlines()
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.ExceptHandler) and all(isinstance(step, ast.Pass) for step in node.body):
            broad = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
            assert not broad, f"line {node.lineno}: name the exception that is passed over"

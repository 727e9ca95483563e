"""``tidegate check``: lints policies, topics and settings before they meet a record."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tidegate.commands import _shared
from tidegate.errors import ConfigurationError

if TYPE_CHECKING:
    from tidegate.commands.policy_lint import Problem

SUFFIXES = (".yaml", ".yml")


def check(
    paths: list[Path] = typer.Argument(
        None,
        metavar="PATH...",
        help="Files and folders [default: config and topics, else the settings' or the shipped].",
    ),
    strict: bool = typer.Option(False, "--strict", help="Warnings count as problems."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object and nothing else."),
) -> int:
    """Lint policies, topics and settings: every problem with file, line and what to write instead.

    Exit 0 when nothing is wrong, 1 when something is; warnings alone are 0 unless --strict.

    \b
    EXAMPLES
      tidegate check config topics
      tidegate check config/policies/support-chat.yaml
      tidegate check --strict --json config
    """
    from tidegate.commands.policy_lint import Problem

    files = _files(paths or _default())
    problems = sorted(set(_problems(files)))
    errors = [one for one in problems if one.level == "error"]
    if as_json:
        shown = [{name: getattr(one, name) for name in Problem.__dataclass_fields__} for one in problems]
        _shared.print_json({"files": len(files), "errors": len(errors), "problems": shown})
    else:
        for one in problems:
            print(one)
        warnings = len(problems) - len(errors)
        print(f"{len(files)} files, {len(errors)} errors, {warnings} warnings", file=sys.stderr)
    return 1 if errors or (strict and problems) else 0


def _default() -> list[Path]:
    """``config`` and ``topics`` here; without them what the settings name, else what is shipped."""
    here = [path for path in (Path("config"), Path("topics")) if path.is_dir()]
    if here:
        return here
    from tidegate.policy_files import policies_folder
    from tidegate.resources import shipped

    settings = _shared.settings()
    return [policies_folder(settings.policies_dir), settings.topics_dir or shipped("topics")]


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES and one.is_file())
        elif path.exists():
            found.append(path)
        else:
            raise ConfigurationError("there is no such file or folder", file=str(path))
    if not found:
        raise ConfigurationError("nothing to check: name a file, or a folder with *.yaml in it")
    return list(dict.fromkeys(found))


def _problems(files: Sequence[Path]) -> list[Problem]:
    from tidegate.commands.policy_lint import Lint, Problem, lint_policy
    from tidegate.commands.policy_tests import read_tests
    from tidegate.commands.policy_topics import topic_problems
    from tidegate.documents import read_document
    from tidegate.policy_files import TEST_SUFFIX
    from tidegate.wire import Names

    problems: list[Problem] = []
    writers: dict[str, Path] = {}
    lints: list[tuple[Path, Lint]] = []
    prefix = Names().prefix
    for path in files:
        try:
            document = read_document(path)
            kind = _kind(path, document.data)
        except ConfigurationError as error:
            problems.append(Problem.of(error))
            continue
        if path.stem.endswith(TEST_SUFFIX) and kind in ("policy", ""):
            problems += [Problem.of(error) for error in read_tests(path)[2]]
        elif kind == "policy":
            policy, found = lint_policy(path)
            problems += found
            if policy is not None:
                lints.append((path, Lint(policy, document)))
            for index, output in enumerate(policy.outputs if policy is not None else ()):
                if output.topic in writers:
                    message = f"{writers[output.topic]} writes to this topic too; a clean topic has one writer"
                    line = document.line(("outputs", index, "topic")) or 0
                    problems.append(Problem(str(path), line, "outputs", "error", message))
                writers.setdefault(output.topic, path)
        elif kind == "topic":
            problems += _topic_problems(path)
        elif kind == "settings":
            from tidegate.settings import check_settings

            settings, invalid = check_settings({"TIDEGATE_CONFIG": str(path.resolve())}, path.parent)
            problems += [_at(path, Problem.of(error)) for error in invalid]
            prefix = settings.prefix if settings is not None else prefix
        else:
            message = "is no policy (`policy: <name>`), topic (`topic: <name>`) or settings file (tidegate.yaml)"
            problems.append(Problem(str(path), 1, "", "error", message))
    return [*problems, *topic_problems(lints, prefix)]


def _at(path: Path, problem: Problem) -> Problem:
    """The problem under the file's name as it was given."""
    from dataclasses import replace

    return replace(problem, file=str(path))


def _kind(path: Path, document: object) -> str:
    """What a file is: by its first word where it says so, else by its name and folder, else by its other words."""
    keys = {str(key) for key in document} if isinstance(document, dict) else set()
    for kind in ("policy", "topic"):
        if kind in keys:
            return kind
    if path.stem == "tidegate":
        return "settings"
    folders = {"policies": "policy", "topics": "topic"}
    if path.parent.name in folders:
        return folders[path.parent.name]
    from tidegate.policies import Policy
    from tidegate.settings import Settings

    if keys & Policy.model_fields.keys():
        return "policy"
    return "settings" if keys & Settings.model_fields.keys() else ""


def _topic_problems(path: Path) -> list[Problem]:
    from tidegate.commands.policy_lint import Problem
    from tidegate.documents import Document, read_document, validate
    from tidegate.kafka.topics import TopicDeclaration

    document = read_document(path)
    data = document.data
    if not isinstance(data, dict):
        return [Problem(str(path), 1, "", "error", "a topic's file is a mapping; begin with `topic: <name>`")]
    if isinstance(data.get("topic"), str):
        data = {**data, "topic": data["topic"].replace("{prefix}", "tidegate")}
    _, invalid = validate(TopicDeclaration, Document(data, document.file, document.lines))
    return [Problem.of(error) for error in invalid]

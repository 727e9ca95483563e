"""``tidegate test``: runs the tests beside each policy and shows what differs."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import typer

from tidegate.commands import _shared
from tidegate.errors import ConfigurationError

FOLDER = Path("config/policies")


def run(
    paths: list[Path] = typer.Argument(
        None, metavar="PATH...", help="Policies, files of tests, folders [default: config/policies, else the shipped]."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object and nothing else."),
) -> int:
    """Run the tests of policies: <name>_test.yaml beside <name>.yaml, with the pipeline that workers run.

    Exit 0 when all is as expected, 1 when something differs, 2 when a policy or a file of tests is wrong. Codes in
    markers are those of a key of the tests' own.

    \b
    EXAMPLES
      tidegate test
      tidegate test config/policies/support-chat.yaml
      tidegate test --json policies
    """
    from tidegate.commands.policy_tests import Difference, file_of_tests, policies_in, run_tests
    from tidegate.policy_files import policies_folder

    default = FOLDER if FOLDER.is_dir() else policies_folder(_shared.settings().policies_dir)
    policies = policies_in(paths or [default])
    total, differences, untested = 0, list[Difference](), list[str]()
    for policy in policies:
        tests = file_of_tests(policy)
        if tests is None:
            untested.append(str(policy))
            continue
        count, found = run_tests(policy, tests)
        total += count
        differences += found
    if not total:
        raise ConfigurationError("nothing to test: write <name>_test.yaml beside a policy")
    failed = len({(one.file, one.test) for one in differences})
    if as_json:
        shown = [asdict(one) for one in differences]
        _shared.print_json({"tests": total, "failed": failed, "untested": untested, "differences": shown})
    else:
        for one in differences:
            print(one)
        for name in untested:
            print(f"{name}: no tests beside it", file=sys.stderr)
        print(f"{total} tests of {len(policies) - len(untested)} policies, {failed} failed", file=sys.stderr)
    return 1 if differences else 0

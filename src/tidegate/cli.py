"""The command line: one file of `tidegate.commands` for each command, registered here.

Commands import what they need when they run: `tidegate --help` and `tidegate redact` must not wait for Kafka clients or
a web framework. How a command ends is said in `tidegate.commands._ending`.
"""

from __future__ import annotations

import typer

from tidegate.commands import (
    acl,
    bench,
    check,
    control,
    demo,
    doctor,
    entity_types,
    evaluate,
    explain,
    keys,
    quarantine,
    redact,
    runs,
    test,
    topics,
    up,
    worker,
)
from tidegate.commands._ending import ends

app = typer.Typer(
    name="tidegate",
    epilog="Begin with: tidegate demo. Each command has --help with examples.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"tidegate {version('tidegate')}")  # noqa: T201  a command line prints
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """The gate between your raw and your clean Kafka topics."""


app.command("demo")(ends(demo.demo))
app.command("up")(ends(up.up))
app.command("worker")(ends(worker.worker))
app.command("control")(ends(control.control))
app.command("redact")(ends(redact.redact))
app.command("evaluate")(ends(evaluate.evaluate))
app.command("explain")(ends(explain.explain))
app.command("entity-types")(ends(entity_types.entity_types))
app.command("check")(ends(check.check))
app.command("test")(ends(test.run))
app.command("acl")(ends(acl.acl))
app.command("doctor")(ends(doctor.doctor))
app.add_typer(topics.app, name="topics")
app.add_typer(runs.app, name="runs")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(keys.app, name="keys")
app.add_typer(bench.app, name="bench")


def main() -> None:
    app(prog_name="tidegate")

"""``tidegate topics``: makes the broker's topics match the declarations in ``topics/``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from tidegate.commands import _shared
from tidegate.commands._ending import ends

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient

    from tidegate.kafka.topics import Catalog, Difference

app = typer.Typer(
    help="Create and compare topics: the broker against the declarations in topics/.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
T = TypeVar("T")

Folder = typer.Option(None, "--topics-dir", help="Folder of declarations [default: the settings', else the shipped].")
Json = typer.Option(False, "--json", help="Print one JSON object and nothing else.")


def _with_broker(folder: Path | None, ask: Callable[[AIOKafkaAdminClient, Catalog], Awaitable[T]]) -> T:
    """Ask the broker of this process's settings something, with an admin client and the declarations."""
    import asyncio

    settings = _shared.settings()
    from tidegate.kafka.connection import clamp_loggers, client_options
    from tidegate.kafka.reach import require
    from tidegate.kafka.topics import admin_client, load_catalog

    catalog = load_catalog(settings.prefix, folder or settings.topics_dir)
    options = client_options(settings.kafka)

    async def run() -> T:
        await require(options)
        async with admin_client(options) as admin:
            return await ask(admin, catalog)

    _shared.quiet_clients()
    clamp_loggers()
    return asyncio.run(run())


@app.command("apply")
@ends
def apply(
    replication_factor: int | None = typer.Option(
        None, "--replication-factor", min=1, max=32, help="Copies of each new topic [default: 3, or all brokers]."
    ),
    topics_dir: Path | None = Folder,
    as_json: bool = Json,
) -> int:
    """Create what is declared and missing. What differs is shown and left alone; exit 1 if anything does.

    \b
    EXAMPLES
      tidegate topics apply
      tidegate topics apply --replication-factor 3
    """

    async def ask(admin: AIOKafkaAdminClient, catalog: Catalog) -> tuple[list[str], Difference]:
        from tidegate.kafka.topics import apply_topics

        return await apply_topics(admin, catalog, replication_factor=replication_factor)

    created, difference = _with_broker(topics_dir, ask)
    if as_json:
        _shared.print_json({"created": created, **_as_json(difference)})
    else:
        for name in created:
            print(f"created {name}")
        _print(difference)
    return 1 if difference.missing or difference.drift else 0


@app.command("diff")
@ends
def diff(topics_dir: Path | None = Folder, as_json: bool = Json) -> int:
    """Show what is missing or different on the broker; exit 1 if anything is.

    \b
    EXAMPLES
      tidegate topics diff
      tidegate topics diff --json
    """

    async def ask(admin: AIOKafkaAdminClient, catalog: Catalog) -> Difference:
        from tidegate.kafka.topics import diff_topics

        return await diff_topics(admin, catalog)

    difference = _with_broker(topics_dir, ask)
    if as_json:
        _shared.print_json(_as_json(difference))
    else:
        _print(difference)
    return 1 if difference.missing or difference.drift else 0


@app.command("list")
@ends
def list_(topics_dir: Path | None = Folder, as_json: bool = Json) -> int:
    """List the broker's topics with what the declarations say of them.

    \b
    EXAMPLES
      tidegate topics list
      tidegate topics list --json
    """

    async def ask(admin: AIOKafkaAdminClient, catalog: Catalog) -> list[dict[str, Any]]:
        from tidegate.kafka.topics import found_topics

        rows = []
        for name, topic in (await found_topics(admin)).items():
            declared = catalog.find(name)
            rows.append(
                {
                    "topic": name,
                    "partitions": topic.partitions,
                    "data_class": declared.data_class if declared else None,
                    "about": declared.about if declared else None,
                }
            )
        return rows

    rows = _with_broker(topics_dir, ask)
    if as_json:
        _shared.print_json({"topics": rows})
        return 0
    from rich.table import Table

    table = Table("topic", "partitions", "data class", "about", box=None, pad_edge=False)
    for row in rows:
        table.add_row(row["topic"], str(row["partitions"]), row["data_class"] or "-", row["about"] or "not declared")
    _shared.console().print(table if rows else "no topics")
    return 0


def _as_json(difference: Difference) -> dict[str, Any]:
    drift = [
        {"topic": d.topic, "setting": d.setting, "declared": d.declared, "found": d.found} for d in difference.drift
    ]
    return {"missing": list(difference.missing), "drift": drift}


def _print(difference: Difference) -> None:
    for name in difference.missing:
        print(f"missing {name}: run `tidegate topics apply`")
    for one in difference.drift:
        print(f"differs {one.topic}: {one.setting} is {one.found or 'unset'}, declared {one.declared}")
    if not difference.missing and not difference.drift:
        print("the broker has what is declared")

"""``tidegate bench``: ratios that anyone can measure again on their own machine."""

from __future__ import annotations

import sys

import typer

from tidegate.commands import _shared
from tidegate.commands._ending import ends

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Benchmarks: ratios measured in one run.")


def stream(
    broker: str | None = typer.Option(
        None, "--broker", metavar="HOST:PORT", help="Use a broker that runs already (PLAINTEXT), not the embedded one."
    ),
    partitions: int = typer.Option(6, "--partitions", min=1, max=1000, help="Partitions of the raw topic."),
    records: int = typer.Option(300_000, "--records", min=10_000, max=10_000_000, help="Records in the raw topic."),
    rounds: int = typer.Option(3, "--rounds", min=1, max=20, help="How often limit and flow are measured in turn."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object and nothing else."),
) -> int:
    """One worker process against passing records through untouched, on one broker.

    Prints the pass-through limit, this flow (every structured type in every field, verified, exactly once), their
    ratio, latency at half of that rate, peak memory, the price of exactly-once, and two processes against one. Topics
    are made for it under a prefix of their own, and deleted.

    \b
    EXAMPLES
      tidegate bench stream
      tidegate bench stream --broker 127.0.0.1:9092 --partitions 50 --json
    """
    import asyncio
    from contextlib import ExitStack

    from tidegate.bench.stream import measure
    from tidegate.kafka.embedded import EmbeddedBroker

    _shared.quiet_clients()
    with ExitStack() as stack:
        bootstrap = broker or stack.enter_context(EmbeddedBroker()).bootstrap
        figures = asyncio.run(
            measure(bootstrap, partitions=partitions, records=records, rounds=rounds, say=_say)
        ).as_dict()
    if as_json:
        _shared.print_json(figures)
        return 0
    for name, value in figures.items():
        print(f"{name:34} {value:>14,}")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


app.command("stream")(ends(stream))

"""``tidegate bench``: ratios that anyone can measure again on their own machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from tidegate.commands import _shared
from tidegate.commands._ending import ends

if TYPE_CHECKING:
    from tidegate.bench.detect import DetectFigures

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Benchmarks: ratios measured in one run.")


def stream(
    broker: str | None = typer.Option(
        None, "--broker", metavar="HOST:PORT", help="Use a broker that runs already (PLAINTEXT), not the embedded one."
    ),
    partitions: int = typer.Option(6, "--partitions", min=1, max=1000, help="Partitions of the raw topic."),
    records: int = typer.Option(300_000, "--records", min=10_000, max=10_000_000, help="Records in the raw topic."),
    rounds: int = typer.Option(3, "--rounds", min=1, max=20, help="How often limit and flow are measured in turn."),
    forms: bool = typer.Option(
        False, "--forms", help="Look only for what has a form of its own (e-mails, cards, ...), not for every type."
    ),
    accents: bool = typer.Option(False, "--accents", help="A word with an accent in each record, which else is ASCII."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object and nothing else."),
) -> int:
    """One worker process against passing records through untouched, on one broker.

    Prints the pass-through limit, this flow (every type in every field, verified, exactly once), their
    ratio, latency at half of that rate, peak memory, the price of exactly-once, and two processes against one. Topics
    are made for it under a prefix of their own, and deleted.

    \b
    EXAMPLES
      tidegate bench stream
      tidegate bench stream --forms --accents
      tidegate bench stream --broker 127.0.0.1:9092 --partitions 50 --json
    """
    import asyncio
    from contextlib import ExitStack

    from tidegate.bench.stream import ALL, FORMS, measure
    from tidegate.kafka.embedded import EmbeddedBroker

    _shared.quiet_clients()
    with ExitStack() as stack:
        bootstrap = broker or stack.enter_context(EmbeddedBroker()).bootstrap
        figures = asyncio.run(
            measure(
                bootstrap,
                partitions=partitions,
                records=records,
                rounds=rounds,
                types=FORMS if forms else ALL,
                accents=accents,
                say=_say,
            )
        ).as_dict()
    if as_json:
        _shared.print_json(figures)
        return 0
    for name, value in figures.items():
        print(f"{name:34} {value:>14}" if isinstance(value, str) else f"{name:34} {value:>14,}")
    return 0


def detect(
    messages: int = typer.Option(50_000, "--messages", min=20, max=10_000_000, help="Messages that are read."),
    rounds: int = typer.Option(5, "--rounds", min=1, max=100, help="How often everyone is asked in turn."),
    seed: int = typer.Option(1, "--seed", help="Of the messages."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object and nothing else."),
) -> int:
    """The library alone against datafog-core, datafog and Presidio's patterns, on the same messages.

    Prints messages a second and their ratios, and beside them what each finds of what was planted. Peers come with
    `pip install 'tidegate[bench]'`; one that is not installed is named and left out.

    \b
    EXAMPLES
      tidegate bench detect
      tidegate bench detect --messages 200000 --json
    """
    from tidegate.bench.detect import measure

    figures = measure(messages=messages, rounds=rounds, seed=seed, say=_say)
    if as_json:
        _shared.print_json(figures.as_dict())
    else:
        _print_detect(figures)
    return 0


def _print_detect(figures: DetectFigures) -> None:
    from tidegate.bench.detect import title

    print(
        f"{figures.messages:,} messages of {figures.characters_mean:.0f} characters, {figures.rounds} rounds, medians; "
        f"Python {figures.python}, load {figures.load_average_before:.1f} to {figures.load_average_after:.1f}"
    )
    planted = ", ".join(f"{count} {name}" for name, count in figures.planted.items())
    print(f"found: of {planted} in the first {figures.found_in_messages:,} messages; besides: what is nothing planted")
    width = max(len(title(one)) for one in figures.contenders)
    print(f"\n{'':{width}} {'messages/s':>12} {'us CPU each':>12} {'found':>24} {'besides':>8}")
    for one in figures.contenders:
        found = "/".join(str(count) for count in one.found.values())
        print(
            f"{title(one):{width}} {one.messages_per_second:>12,.0f} {one.cpu_microseconds_per_message:>12,.1f} "
            f"{found:>24} {one.found_besides:>8,}"
        )
    for peer in dict.fromkeys(ratio.peer for ratio in figures.ratios):
        print(f"\nratio to {peer}: of messages/s, of CPU time")
        for ratio in figures.ratios:
            if ratio.peer == peer:
                print(f"  {ratio.ours:{width}} {ratio.by_time:>8.2f} {ratio.by_cpu:>8.2f}")
    for absent in figures.absent:
        print(f"\nleft out: {absent.name}: {absent.reason}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


app.command("detect")(ends(detect))
app.command("stream")(ends(stream))

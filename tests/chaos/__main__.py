"""Break things on purpose and count what was lost: ``python -m tests.chaos``, or ``make chaos``.

Every scenario starts real processes, sends records through them while something is broken again and again, and asks an
independent reader. Exit code 0 only if nothing was lost, doubled or out of order, the ledger is contiguous and
complete, and exactly the poison was quarantined. The seed is printed; the same seed makes the same records and the same
choices (not the same instants: those are the machine's).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.broker import apache_kafka
from tests.broker.brokers import Broker, Embedded
from tests.chaos import record_faults, system_faults, worker_faults
from tests.chaos.stage import Stage
from tests.chaos.verdict import Verdict, percentile

SCENARIOS: dict[str, Callable[[Stage], Verdict]] = {
    "kill": worker_faults.kill,
    "zombie": worker_faults.zombie,
    "stopped_run": worker_faults.stopped_run,
    "membership": worker_faults.membership,
    "broker_stop": system_faults.broker_stop,
    "broker_kill": system_faults.broker_kill,
    "broker_outage": system_faults.broker_outage,
    "commit_answer": system_faults.commit_answer,
    "poison": record_faults.poison,
    "outgrow": record_faults.outgrow,
    "killer_record": record_faults.killer_record,
    "control_kill": system_faults.control_kill,
}
APACHE_ONLY = frozenset({"broker_kill", "broker_outage"})  # the embedded broker loses what it wrote last
# Its groups take long to find who is gone, too long for every day. By name, and in the full form, it is played.
NOT_SHORT_ON_EMBEDDED = frozenset({"membership"})
COLUMNS = ("records", "faults", "inside", "lost", "doubled", "out_of_order", "ledger_gaps", "quarantined")


def say(text: str = "") -> None:
    """Progress and the table go to stderr under ``--json``, where stdout is one JSON object."""
    print(text, file=sys.stderr, flush=True)


def row(verdict: Verdict) -> dict[str, Any]:
    """The figures of one scenario, as ``--json`` prints them."""
    recovery = percentile(verdict.recoveries, 0.95)
    return {
        **{name: getattr(verdict, name) for name in COLUMNS},
        "recovery_p50_seconds": percentile(verdict.recoveries, 0.5),
        "recovery_p95_seconds": recovery,
        "recovery_max_seconds": percentile(verdict.recoveries, 1.0),
        "problems": verdict.problems,
        "holds": verdict.holds,
    }


def _broker(kind: str) -> Broker:
    if kind == "embedded":
        return Embedded()
    reason = apache_kafka.missing_tool()
    if reason is not None:
        raise SystemExit(reason)
    return apache_kafka.ApacheKafka()


def _usual(options: argparse.Namespace) -> list[str]:
    """What is played where no scenario is named; what is left out is said."""
    out: frozenset[str] = frozenset()
    if options.broker == "embedded":
        out = APACHE_ONLY if options.full else APACHE_ONLY | NOT_SHORT_ON_EMBEDDED
        say(f"left out on the embedded broker: {', '.join(sorted(out))}")
    return [name for name in SCENARIOS if name not in out]


def play(stage: Stage, name: str) -> Verdict:
    """One scenario; what breaks the scenario itself is a problem like any other."""
    try:
        return SCENARIOS[name](stage)
    except Exception as error:
        say(traceback.format_exc())
        return Verdict(problems=[f"{type(error).__name__}: {str(error)[:400]}"])


def run(options: argparse.Namespace, folder: Path) -> dict[str, dict[str, Any]]:
    """Play the scenarios that were asked for; returns the figures by scenario."""
    names = options.scenario or _usual(options)
    # The embedded broker writes all that it holds to disk every few seconds, so a scenario behind others of 100,000
    # records meets one that takes minutes to answer: there each of the full form has a broker of its own.
    alone = options.full and options.broker == "embedded"
    results: dict[str, dict[str, Any]] = {}
    for number, together in enumerate([[name] for name in names] if alone else [names]):
        own = folder / str(number) if alone else folder
        own.mkdir(exist_ok=True)
        results |= _run_together(together, options, own)
    return results


def _run_together(names: Sequence[str], options: argparse.Namespace, folder: Path) -> dict[str, dict[str, Any]]:
    """Play scenarios one after the other on one broker."""
    broker = _broker(options.broker)
    results: dict[str, dict[str, Any]] = {}
    try:
        broker.start()
        stage = Stage(broker, folder, options.full, options.seed)
        with contextlib.closing(stage):
            stage.open()
            for name in names:
                began = time.monotonic()
                stage.staff()
                verdict = play(stage, name)
                results[name] = row(verdict)
                _say_row(name, results[name], time.monotonic() - began)
    finally:
        broker.close()
    return results


def _say_row(name: str, figures: dict[str, Any], seconds: float) -> None:
    counts = "  ".join(f"{column} {figures[column]}" for column in COLUMNS)
    p50, p95 = figures["recovery_p50_seconds"], figures["recovery_p95_seconds"]
    recovery = "-" if p50 is None else f"{p50:.1f} s / {p95:.1f} s"
    mark = "ok  " if figures["holds"] else "FAIL"
    say(f"{mark} {name:14} {counts}  recovery p50/p95 {recovery}  ({seconds:.0f} s)")
    for problem in figures["problems"]:
        say(f"       {problem}")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos", description="Break a whole gate, count what is lost."
    )
    parser.add_argument("--broker", choices=("embedded", "apache"), default="embedded")
    parser.add_argument("--scenario", action="append", choices=tuple(SCENARIOS), help="one of them; may be repeated")
    parser.add_argument("--seed", type=int, default=None, help="default: a new one, printed")
    parser.add_argument("--full", action="store_true", help="100,000 records and all repetitions; else under 5 minutes")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout, nothing else")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the processes' logs")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(10**6)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="tidegate-chaos-"))
    say(f"broker {options.broker}, seed {options.seed}, {'full' if options.full else 'short'} form")
    began = time.monotonic()
    results = run(options, folder)
    holds = bool(results) and all(figures["holds"] for figures in results.values())
    word = "everything holds" if holds else "NOT EVERYTHING HOLDS"
    say(f"{word}: seed {options.seed}, {time.monotonic() - began:.0f} s")
    if holds and not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        say(f"logs: {folder}")
    if options.json:
        document = {
            name: {**figures, "seed": options.seed, "broker": options.broker} for name, figures in results.items()
        }
        print(json.dumps(document, indent=1))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())

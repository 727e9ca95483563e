"""Faults of workers: killed, asleep past their session, joining and leaving slowly, two under one name."""

from __future__ import annotations

import random
import signal
import time

from tests.chaos.stage import SESSION_SECONDS, WORKERS, Stage, Trial
from tests.chaos.verdict import Verdict
from tidegate.kafka.child import ChildProcess

ASLEEP_SECONDS = SESSION_SECONDS + 2.5  # the broker has given the partitions away, and the new owners work


def kill(stage: Stage) -> Verdict:
    """kill -9 of a worker, and another in its place."""
    kills = 9 if stage.full else 2
    trial = stage.trial(
        "kill", random.Random(stage.seed), records=100_000 if stage.full else 6_000, seconds=9.0 * kills
    )
    for _ in range(kills):
        trial.rest(0.5, 2.0)
        victim = trial.pick()
        trial.fault(victim)
        stage.kill_worker(victim)
        time.sleep(SESSION_SECONDS)
    return trial.settle()


def zombie(stage: Stage) -> Verdict:
    """SIGSTOP of a worker for longer than the session timeout; it wakes and works on, with a batch in its hands."""
    verdict = Verdict()
    seeds, stops = (5, 2) if stage.full else (1, 2)
    for number in range(seeds):
        chance = random.Random(stage.seed + number)
        trial = stage.trial(
            "zombie", chance, records=20_000 if stage.full else 4_000, seconds=(ASLEEP_SECONDS + 3.0) * stops
        )
        for _ in range(stops):
            trial.rest(0.3, 2.0)
            trial.sleep_worker(trial.pick(), ASLEEP_SECONDS)
            trial.rest(0.5, 3.0)
        verdict = verdict.plus(trial.settle())
    return verdict


def stopped_run(stage: Stage) -> Verdict:
    """Abort, pause and delete of a run while a worker sleeps: when it wakes it finds its lanes fenced."""
    chance = random.Random(stage.seed)
    rounds = 3 if stage.full else 1
    records = 100_000 if stage.full else 4_000
    trial = stage.trial("stopped", chance, records=records, seconds=45.0 * rounds)

    def paused() -> None:
        trial.ask("pause", "PAUSED")

    def aborted() -> None:
        trial.end_run()

    def deleted() -> None:
        trial.end_run()
        answer = trial.gate.http.delete(f"/v1/runs/{trial.run_ids[-1]}")
        assert answer.status_code == 204, answer.text

    problems: list[str] = []
    for _ in range(rounds):
        for stop in (paused, aborted, deleted):
            trial.rest(0.5, 2.0)
            trial.sleep_worker(trial.pick(), ASLEEP_SECONDS, meanwhile=stop)
            time.sleep(2.0)
            problems += _moved(trial, paused=stop is paused)
            if stop is paused:
                trial.ask("resume", "PROCESSING")
            else:
                trial.create_run()
    verdict = trial.settle()
    verdict.problems += problems
    return verdict


def _moved(trial: Trial, *, paused: bool) -> list[str]:
    """Whether anything was committed for a run after it was said to be stopped."""
    ledger = trial.gate.summary(trial.run_ids[-1]) if paused else None
    if ledger is None:
        return []  # an aborted run's ledger is closed: what came later would overlap with its successor's
    before = ledger["results"]["records"]["in"]
    time.sleep(1.0)
    after = trial.gate.summary(trial.run_ids[-1])
    moved = after is None or after["results"]["records"]["in"] != before
    return ["a paused run moved on"] if moved else []


def membership(stage: Stage) -> Verdict:
    """A join or a leave that lasts longer than the session timeout, with dynamic and static membership."""
    verdict = Verdict()
    times = 3 if stage.full else 1
    keeps_members = stage.broker.kind == "embedded"  # it puts no silent member out until somebody joins
    for static in (False, True):
        stage.dismiss()
        names = [{"TIDEGATE_WORKER_ID": f"w{number}"} if static else {} for number in range(WORKERS + 1)]
        for name in names[:WORKERS]:
            stage.gate.launch_worker(**name)
        trial = stage.trial(
            "static" if static else "dynamic",
            random.Random(stage.seed + static),
            records=50_000 if stage.full else 4_000,
            seconds=60.0 if stage.full else 20.0,
        )
        for _ in range(times):
            trial.rest(0.3, 1.5)
            for again in trial.gate.workers[WORKERS:]:
                again.stop(20)
            del trial.gate.workers[WORKERS:]
            newcomer = _slow_join(trial, names[WORKERS])
            trial.rest(1.0, 3.0)
            _slow_leave(trial, newcomer)
            trial.rest(0.5, 1.5)
            if static and keeps_members:
                # A static member says nothing when it leaves; there its partitions are its own until it is back.
                trial.gate.launch_worker(**names[WORKERS])
        if static:
            verdict = verdict.plus(_twins(trial, names[0]))
        verdict = verdict.plus(trial.settle())
        stage.dismiss()
        stage.staff()
    return verdict


def _slow_join(trial: Trial, name: dict[str, str]) -> ChildProcess:
    """A worker that falls asleep in the middle of joining."""
    worker = trial.gate.launch_worker(**name)
    trial.until(lambda: "(Re-)joining group" in worker.printed() or not worker.alive, "a worker joins", 60)
    trial.rest(0.0, 0.3)
    trial.sleep_worker(worker, ASLEEP_SECONDS)
    return worker


def _slow_leave(trial: Trial, worker: ChildProcess) -> None:
    """A worker that is told to end, and falls asleep on its way out."""
    worker.signal_group(signal.SIGTERM)
    trial.rest(0.0, 0.3)
    trial.sleep_worker(worker, ASLEEP_SECONDS)
    worker.stop(20)
    trial.gate.workers.remove(worker)


def _twins(trial: Trial, name: dict[str, str]) -> Verdict:
    """Two processes with one worker id: one of them ends, and says why; what they did meanwhile is right."""
    verdict = Verdict()
    original = trial.gate.workers[0]
    twin = trial.gate.launch_worker(**name)
    trial.fault()
    deadline = time.monotonic() + 60
    while original.alive and twin.alive and time.monotonic() < deadline:
        time.sleep(0.2)
    ended = [worker for worker in (original, twin) if not worker.alive]
    if not ended:
        verdict.problems.append("two workers with one id both live on")
    for worker in ended:
        if worker.exit_code == 0 or "duplicate_worker_id" not in worker.printed():
            verdict.problems.append(f"a twin ended with {worker.exit_code} without saying duplicate_worker_id")
    trial.gate.workers[:] = [worker for worker in trial.gate.workers if worker.alive]
    if len(ended) == 2:
        trial.gate.launch_worker(**name)
    return verdict

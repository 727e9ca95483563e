"""Faults of what workers depend on: the broker, the network between, the control plane."""

from __future__ import annotations

import random
import time

from tests.chaos.proxy import Proxy, Trick
from tests.chaos.stage import Stage, Trial
from tests.chaos.verdict import Fault, Verdict

OUTAGE_SECONDS = 70.0
EMBEDDED_FLUSH_SECONDS = 4.0


def _restarts(stage: Stage, name: str, times: int, *, seconds: float, kill: bool, away: float) -> Verdict:
    trial = stage.trial(
        name,
        random.Random(stage.seed),
        records=100_000 if stage.full else 4_000,
        seconds=seconds * times,
    )
    for _ in range(times):
        trial.rest(1.0, 3.0)
        if stage.broker.kind == "embedded":
            _quiet(trial)
        if kill:
            stage.broker.kill()
        else:
            stage.broker.stop()
        time.sleep(away)
        stage.broker.start()
        trial.load.resume()
        trial.fault()  # recovery counts from when the broker is back
        before = trial.committed()
        trial.until(lambda before=before: trial.committed() > before, "commits after the broker is back", 120)  # type: ignore[misc]
    return trial.settle()


def _quiet(trial: Trial) -> None:
    """Let everything be done and written. The embedded broker forgets acknowledged records, raw ones too, when it is
    stopped (SIGTERM) in the middle of writing; that is its limit, not the gate's, so it is not stopped there.
    """
    trial.load.pause()
    time.sleep(1.0)
    trial.until(lambda: trial.committed() >= trial.load.published, "a quiet moment", 60)
    time.sleep(EMBEDDED_FLUSH_SECONDS)


def broker_stop(stage: Stage) -> Verdict:
    """The broker is restarted cleanly (SIGTERM)."""
    return _restarts(stage, "stop", 4 if stage.full else 1, seconds=20, kill=False, away=0.0)


def broker_kill(stage: Stage) -> Verdict:
    """The broker is killed (SIGKILL) and started again. Apache Kafka only: the embedded one forgets three seconds."""
    return _restarts(stage, "kill-broker", 4 if stage.full else 1, seconds=25, kill=True, away=0.0)


def broker_outage(stage: Stage) -> Verdict:
    """The broker is away for longer than every timeout. Apache Kafka only."""
    return _restarts(stage, "outage", 1, seconds=90, kill=False, away=OUTAGE_SECONDS if stage.full else 20.0)


def commit_answer(stage: Stage) -> Verdict:
    """The answer to a commit, or the commit itself, is cut off or delayed on its way."""
    tricks = 50 if stage.full else 12
    host, port = stage.broker.bootstrap.split(":")
    proxy = Proxy(host, int(port))
    proxy.start()
    stage.dismiss()
    try:
        stage.staff(TIDEGATE_BOOTSTRAP_SERVERS=proxy.bootstrap)
        chance = random.Random(stage.seed)
        trial = stage.trial("answer", chance, records=100_000 if stage.full else 5_000, seconds=2.0 * tricks)
        _play(trial, proxy, tricks)
        trial.faults = [Fault(at_ms) for _, at_ms in proxy.played]
        verdict = trial.settle()
        if len(proxy.played) < tricks:
            verdict.problems.append(f"only {len(proxy.played)} of {tricks} commits were tampered with")
    finally:
        stage.dismiss()
        proxy.close()
        stage.staff()
    return verdict


def _play(trial: Trial, proxy: Proxy, tricks: int) -> None:
    every = list(Trick)
    for number in range(tricks):
        proxy.arm(every[number % len(every)])
        trial.until(lambda: not proxy.armed, "a commit to tamper with", 120)
        trial.rest(0.2, 1.2)


def control_kill(stage: Stage) -> Verdict:
    """kill -9 of the control plane in the middle; another one reads its topics and goes on."""
    kills = 5 if stage.full else 2
    trial = stage.trial(
        "control",
        random.Random(stage.seed),
        records=100_000 if stage.full else 4_000,
        seconds=(12.0 if stage.full else 8.0) * kills,
    )
    for _ in range(kills):
        trial.rest(1.0, 3.0)
        assert trial.gate.control is not None
        trial.gate.control.kill()
        trial.fault()
        trial.rest(0.0, 2.0)
        trial.gate.start_control()
    return trial.settle()

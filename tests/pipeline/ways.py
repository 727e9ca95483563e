"""Plans that look at every text in the way for texts that nobody has met (`tidegate.detectors.turns`)."""

from __future__ import annotations

from tidegate.detectors.turns import Turns
from tidegate.pipeline.plan import Plan

FOR_EVER = 1 << 60


def leave(turns: Turns) -> None:
    """Take the second way for ever."""
    turns.first, turns._left = False, FOR_EVER


def unmet(plan: Plan) -> Plan:
    """The same plan, as if each of its texts were new."""
    if plan.gate is not None:
        leave(plan.gate._scanner.turns)
    plan.text_gate.readers("\u00e9", "")  # which makes what it asks of such texts
    wide = plan.text_gate._wide_gate
    for sieve in (plan.text_gate._sieve, *([] if wide is None else [wide._sieve])):
        sieve._untimed = 0
        leave(sieve._turns)
    return plan

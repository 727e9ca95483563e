"""``tidegate explain``: why something is found in a text, or is not."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from tidegate.commands import _shared

if TYPE_CHECKING:
    from tidegate.pipeline.explain import Explained


def explain(
    text: str = typer.Argument(..., help="The text; - reads it from stdin.", show_default=False),
    policy: str | None = typer.Option(None, "--policy", "-p", help="Policy file, or name of a shipped one."),
    name: str = typer.Option("", "--name", help="The name of the field it stands in."),
    question: str = typer.Option("", "--question", help="What was said before it."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> int:
    """Show for each candidate how it was scored, which rule kept or dropped it, and how it is treated.

    Without a policy every type that has a detector is looked for.

    \b
    EXAMPLES
      tidegate explain "order 219099998"
      tidegate explain --policy support-chat --question "Date of birth?" "31/06/1996"
      tidegate explain --json - < message.txt
    """
    from tidegate.pipeline.explain import explain as explain_text
    from tidegate.pipeline.explain import other_language, plan_for
    from tidegate.policies import Policy
    from tidegate.policy_files import located, policy_from

    settings = _shared.settings()
    if text == "-":
        text = sys.stdin.read()
    chosen = policy_from(policy, settings.policies_dir) if policy is not None else Policy(policy="explain")
    with located(policy, settings.policies_dir) if policy is not None else nullcontext():
        plan = plan_for(chosen)
    explained, left_out = explain_text(text, plan, name=name, question=question)
    outside = other_language(text, plan)
    if as_json:
        shown = [one.document(text) for one in explained]
        _shared.print_json(
            {
                "policy": chosen.policy,
                "candidates": shown,
                "candidates_left_out": left_out,
                "other_language": outside or None,
            }
        )
        return 0
    if outside:
        print(f"in none of the policy's languages ({', '.join(chosen.languages)}): other_language is {outside}")
    for one in explained:
        print("\n".join(_lines(one, text)))
    if left_out:
        print(f"{left_out} more candidates are not shown", file=sys.stderr)
    if not explained:
        print("no detector claims anything in this text")
    return 0


def _lines(one: Explained, text: str) -> list[str]:
    weighed = [f"base {one.base_score:g}"]
    weighed += [f"for it: {', '.join(one.context)}"] if one.context else []
    weighed += ["the field's name"] if one.named else []
    weighed += ["the question"] if one.asked else []
    weighed += [f"against it: {', '.join(one.refute)}"] if one.refute else []
    if one.checksum != "none":
        weighed.append(f"checksum {one.checksum}" + (", distinctive form" if one.distinctive else ""))
    return [
        f"{one.entity_type} {text[one.start : one.end]!r} at {one.start}-{one.end}",
        f"  by {one.detector}, pattern {one.pattern or '-'}",
        f"  score {one.score:g}, threshold {one.threshold:g} ({'; '.join(weighed)})",
        f"  {_verdict(one)}",
    ]


def _verdict(one: Explained) -> str:
    rival = one.lost_to
    lost = "" if rival is None else f" to {rival.entity_type} at {rival.start}-{rival.end} ({one.precedence})"
    inside = ", and is treated inside it" if one.treated_inside else ""
    if one.rule == "overlap":
        return f"covered{lost.removeprefix(' to').join((' by', ''))}{inside}"
    if not one.kept:
        return f"dropped: {one.rule}{lost}{inside}"
    if rival is None:
        return f"kept: {one.treatment}"
    left = ", ".join(f"{start}-{end}" for start, end in one.ranges)
    return f"kept at {left}: {one.treatment}; the rest is lost{lost}{inside}"

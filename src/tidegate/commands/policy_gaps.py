"""Policies that compile, and hide less than their author thinks: part of what `check` refuses.

A worker takes them as they are written. Whoever writes them has forgotten a line.
"""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.policies import Policy, Treatment
from tidegate.records import TreatKind


def gaps(policy: Policy) -> Iterator[tuple[str, str]]:
    """The place of each such line, and what to write instead."""
    detect = policy.detect
    if not (detect.entity_types or detect.block_list or detect.detectors) and _searches(policy):
        yield (
            "detect.entity_types",
            "is empty, so text is searched for nothing and published as it is; name types, such as [core]",
        )
    if policy.link is None:
        for name, treatment in policy.transform.items():
            if _scope(treatment) == "conversation":
                yield (
                    f"transform.{name}.mark.scope",
                    "without `link` no record is in a conversation, and markers get numbers instead of codes; "
                    "add `link: {by: key}`",
                )


def _searches(policy: Policy) -> bool:
    """Whether some field is text to be searched; a text policy without fields is one."""
    text = policy.input is not None and policy.input.format == "text" and not policy.fields
    return text or any(rule.treat == TreatKind.TEXT.value for rule in policy.fields)


def _scope(treatment: Treatment) -> object:
    options = treatment.get("mark") if isinstance(treatment, dict) else None
    return options.get("scope") if isinstance(options, dict) else None

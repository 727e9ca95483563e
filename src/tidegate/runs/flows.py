"""Flows: what a topic's runs are called after, and how the records of one are laid out."""

from __future__ import annotations

from tidegate.errors import RunInvalid
from tidegate.policies import Csv, Format, Input, Policy
from tidegate.wire import Dataset

UPLOAD_FLOW = "upload"  # of runs over uploaded files: a flow of each would be one more label for ever


def flow_of(topic: str) -> str:
    """The flow of a raw topic: ``support-chat`` for ``raw.support-chat``; another name is its own flow.

    Raises:
        RunInvalid: If the name would collide with control's own groups.
    """
    flow = topic.removeprefix("raw.") or topic
    if flow.split(".")[0] in ("control", "run", UPLOAD_FLOW):
        raise RunInvalid("flows named control, run or upload are Tidegate's own", field="topic")
    return flow


def laid_out(policy: Policy, format: Format, topic: str, dataset: Dataset | None) -> Policy:
    """The policy with the layout of the CSV records that it will meet: what the dataset says goes before its own."""
    if format != "csv":
        return policy
    layout = dataset.csv if dataset is not None else None
    if layout is None:
        layout = policy.input.csv if policy.input is not None else None
    source = Input(topic=topic, format="csv", csv=layout or Csv())
    return policy.model_copy(update={"input": source})

"""Which flow a topic is, and what a run over an upload is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.runs.test_draft import Policies
from tidegate.errors import RunInvalid
from tidegate.file_forms import Upload
from tidegate.policies import Csv
from tidegate.runs.draft import Draft, draft, specify
from tidegate.runs.flows import flow_of
from tidegate.runs.requests import Actor, CreateRun
from tidegate.wire import Dataset, Names, PartitionRange

RUN = "00000000-0000-4000-8000-000000000001"
LAYOUT = Csv(delimiter=";", header=("id", "mail"))
AD_HOC = {"dataset_id": "d1", "pii_types": ["email"]}


def make(body: dict[str, Any], policies: Policies | None = None, **dataset: Any) -> Draft:
    return draft(
        CreateRun.parse(body),
        run_id=RUN,
        actor=Actor(),
        names=Names(),
        policies=policies or Policies(),
        dataset=Dataset(
            **{
                "id": "d1",
                "name": "people.csv",
                "topic": "tidegate.upload.d1",
                "format": "csv",
                "csv": LAYOUT,
                "upload": Upload(form="csv", records=7, size_in_bytes=99),
                "partitions": {"0": PartitionRange(start=0, end=7)},
                "created_at": datetime(2026, 3, 1, tzinfo=UTC),
                **dataset,
            }
        ),
        runs=(),
    )


@pytest.mark.parametrize(("topic", "flow"), [("raw.chat", "chat"), ("orders", "orders"), ("raw.uploads", "uploads")])
def test_a_topic_is_a_flow(topic: str, flow: str) -> None:
    """`raw.` is left out."""
    assert flow_of(topic) == flow


@pytest.mark.parametrize("topic", ["raw.control", "run.x", "raw.upload", "upload.x"])
def test_names_of_our_own_are_no_flows(topic: str) -> None:
    """Their groups and topics would be ours."""
    with pytest.raises(RunInvalid, match="Tidegate's own"):
        flow_of(topic)


def test_all_uploads_are_one_flow() -> None:
    """A flow of each would be one more label of every metric for ever; the topic that is written is the run's own."""
    drafted = make(AD_HOC)
    assert (drafted.flow, drafted.topic, drafted.format) == ("upload", "tidegate.upload.d1", "csv")
    assert [output.topic for output in drafted.outputs] == [f"clean.upload.run.{RUN}"]
    assert drafted.quarantine_topic == "quarantine.upload"


@pytest.mark.parametrize("body", [AD_HOC, {"dataset_id": "d1", "policy": "support"}])
def test_the_names_of_columns_reach_the_workers(body: dict[str, Any]) -> None:
    """In the policy of the run's specification, and so in its hash: a worker reads nothing else."""
    drafted = make(body, Policies(input={"topic": "raw.rows", "format": "csv", "csv": {"header": ["other"]}}))
    specification = specify(drafted, {"0": PartitionRange(start=0, end=7)}, names=Names(), now=datetime.now(UTC))
    assert specification.format == "csv"
    assert specification.policy["input"] == {
        "topic": "tidegate.upload.d1",
        "format": "csv",
        "csv": {"delimiter": ";", "header": ["id", "mail"], "encoding": "utf-8"},
    }
    assert specification.policy_hash != make(body, csv=Csv()).policy.hash()


def test_a_range_of_csv_is_laid_out_as_the_policy_says_unless_the_dataset_does() -> None:
    """And without both as rows without names."""
    policies = Policies(input={"topic": "raw.rows", "format": "csv", "csv": {"header": ["a"]}})
    topic = {"topic": "raw.rows", "upload": None}
    named = {"dataset_id": "d1", "policy": "support"}
    for body, dataset, layout in (
        (named, {"csv": None}, Csv(header=("a",))),
        (named, {}, LAYOUT),
        (AD_HOC, {"csv": None}, Csv()),
    ):
        source = make(body, policies, **topic, **dataset).policy.input
        assert source is not None
        assert source.csv == layout


@pytest.mark.parametrize(
    ("more", "field"), [({"output_topic": "clean.mine"}, "output_topic"), ({"format": "text"}, "format")]
)
def test_a_run_over_an_upload_is_not_bent(more: dict[str, str], field: str) -> None:
    """Its file is read from a topic of its own, and its header was searched as what it is."""
    with pytest.raises(RunInvalid) as caught:
        make({**AD_HOC, **more})
    assert caught.value.field == field


def test_a_topic_of_ours_is_no_input_but_for_uploads() -> None:
    """A range over another one of our topics stays refused."""
    with pytest.raises(RunInvalid, match="Tidegate's own"):
        make(AD_HOC, topic="tidegate.runs", upload=None)

"""What a request means: policy, topics, and who stands in its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tidegate.errors import ConfigurationError, RunConflict, RunInvalid, UnknownName
from tidegate.policies import Format, Policy
from tidegate.runs.draft import Draft, draft, first_summary, revise, run_id_for, same_request, specify
from tidegate.runs.requests import Actor, CreateDataset, CreateRun
from tidegate.wire import Dataset, Names, PartitionRange, RunKind, RunSpecification, RunStatus, RunSummary

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RUN = "00000000-0000-4000-8000-000000000001"
DATASET = Dataset(
    id="d1", name="chats", topic="raw.chat", partitions={"0": PartitionRange(start=2, end=9)}, created_at=NOW
)
AD_HOC = {"dataset_id": "d1", "pii_types": ["email"]}


class Policies:
    """One policy by name; ``broken`` is raised when a policy is compiled."""

    def __init__(self, broken: ConfigurationError | None = None, **changes: Any) -> None:
        fields = {"policy": "support", "input": {"topic": "raw.chat", "format": "text"}, **changes}
        self.policy, self.broken = Policy.model_validate(fields), broken

    def find(self, name: str) -> Policy:
        if name != self.policy.policy:
            raise UnknownName("policy", name, [self.policy.policy])
        return self.policy

    def requirements(self, policy: Policy, format: Format) -> Mapping[str, str]:
        if self.broken:
            raise self.broken
        return {"email_address": "1"}


def make(body: Mapping[str, Any], *, policies: Policies | None = None, runs: tuple[RunSummary, ...] = ()) -> Draft:
    request = CreateRun.parse(body)
    return draft(
        request,
        run_id=RUN,
        actor=Actor("k", "ada@example.com"),
        names=Names(),
        policies=policies or Policies(),
        dataset=DATASET if request.dataset_id else None,
        runs=runs,
    )


def summary_of(drafted: Draft, **changes: Any) -> RunSummary:
    ranges = drafted.dataset.partitions if drafted.dataset else {"0": PartitionRange(start=0)}
    return first_summary(drafted, specify(drafted, ranges, names=Names(), now=NOW)).model_copy(update=changes)


def test_a_run_without_a_policy_treats_every_field_as_text() -> None:
    """Bounded, into a topic of its own, with what was not said spelt out."""
    drafted = make(AD_HOC)
    assert (drafted.kind, drafted.flow, drafted.topic) == (RunKind.BOUNDED, "chat", "raw.chat")
    assert [output.topic for output in drafted.outputs] == [f"clean.chat.run.{RUN}"]
    assert [(rule.path, rule.treat) for rule in drafted.policy.fields] == [("$..*", "text")]
    assert (drafted.policy.detect.entity_types, drafted.policy.detect.threshold) == (("email",), 0.3)
    specification = specify(drafted, DATASET.partitions, names=Names(), now=NOW)
    assert specification.group == specification.lanes == f"tidegate.run.{RUN}"
    assert specification.policy_hash == drafted.policy.hash()
    summary = first_summary(drafted, specification)
    assert (summary.status, summary.revision, summary.created_by_email) == (RunStatus.PENDING, 0, "ada@example.com")
    assert (summary.dataset_name, summary.detection_method, summary.pii_types) == ("chats", "heuristics", ("email",))
    assert summary.results.partitions["0"].model_dump()["next"] == 2


def test_a_continuous_run_of_a_policy_carries_its_flow() -> None:
    """So that a run that is created again goes on where the last one stopped."""
    drafted = make({"policy": "support"})
    specification = specify(drafted, {"0": PartitionRange(start=0)}, names=Names("tg"), now=NOW)
    assert (drafted.kind, drafted.format, specification.group) == (RunKind.CONTINUOUS, "text", "tg.chat")
    assert [output.topic for output in drafted.outputs] == ["clean.chat"]
    assert drafted.quarantine_topic == "quarantine.chat"


@pytest.mark.parametrize(
    ("body", "outputs"),
    [
        ({"policy": "support"}, ["clean.chat"]),
        ({"policy": "support", "dataset_id": "d1"}, [f"clean.chat.run.{RUN}"]),
        ({"policy": "support", "topic": "raw.other"}, ["clean.other"]),
        ({"topic": "raw.chat", "pii_types": ["email"]}, [f"clean.chat.run.{RUN}"]),
        ({**AD_HOC, "output_topic": "clean.chat"}, ["clean.chat"]),
    ],
)
def test_only_a_flow_with_a_policy_writes_to_the_flows_own_topic(body: dict[str, Any], outputs: list[str]) -> None:
    """Unless an output is named."""
    assert [output.topic for output in make(body).outputs] == outputs


def test_a_policy_names_its_outputs_for_its_own_input_only() -> None:
    """Its outputs would mix two inputs otherwise."""
    policies = Policies(outputs=[{"topic": "clean.chat.v2", "as": "redacted"}])
    assert [output.topic for output in make({"policy": "support"}, policies=policies).outputs] == ["clean.chat.v2"]
    other = make({"policy": "support", "topic": "raw.other"}, policies=policies)
    assert [output.topic for output in other.outputs] == ["clean.other"]


SECRET = "ada.byron@example.com"


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"pii_types": ["email"]}, "dataset_id", "name a dataset, or a topic"),
        ({**AD_HOC, "topic": "raw.chat"}, "topic", "not both"),
        ({**AD_HOC, "pii_types": []}, "pii_types", "at least one"),
        ({"dataset_id": "d1"}, "pii_types", "at least one"),
        ({**AD_HOC, "pii_types": ["EMAIL"]}, "pii_types", "lower case (item 0)"),
        ({**AD_HOC, "pii_types": ["email", "emial"]}, "pii_types", "did you mean email? (item 1)"),
        ({**AD_HOC, "pii_types": [SECRET]}, "pii_types", "unknown entity type"),
        ({**AD_HOC, "pii_types": ["gdpr"]}, "pii_types", "a group belongs in a policy"),
        ({**AD_HOC, "mask_config": {"iban": "<X>"}}, "mask_config", "pii_types does not name"),
        ({**AD_HOC, "mask_config": {SECRET: "<X>"}}, "mask_config", "pii_types does not name"),
        ({**AD_HOC, "mask_config": {"email": 3}}, "mask_config", "valid"),
        ({**AD_HOC, "threshold": 1.1}, "threshold", "less than or equal to 1"),
        ({**AD_HOC, "threshold": -0.1}, "threshold", "greater than or equal to 0"),
        ({**AD_HOC, "detection_method": "llm"}, "llm_model_name", "needed"),
        ({**AD_HOC, "detection_method": "llm+heuristics"}, "llm_model_name", "needed"),
        (
            {**AD_HOC, "detection_method": "llm", "llm_model_name": "m"},
            "detection_method",
            "not built yet; available: heuristics",
        ),
        ({**AD_HOC, "detection_method": "model"}, "detection_method", "not built yet; available: heuristics"),
        ({**AD_HOC, "detection_method": "aimon_pii_m1"}, "detection_method", "not built yet; available: heuristics"),
        ({**AD_HOC, "detection_method": "all"}, "detection_method", "not built yet; available: heuristics"),
        ({**AD_HOC, "detection_method": SECRET}, "detection_method", "unknown; available: heuristics"),
        ({"policy": "suport"}, "policy", "did you mean support?"),
        ({"policy": "support", "pii_types": ["email"]}, "pii_types", "the policy says this"),
        ({"policy": "support", "threshold": 0.5}, "threshold", "the policy says this"),
        ({"policy": "support", "mask_config": {}}, "mask_config", "the policy says this"),
        ({**AD_HOC, "output_topic": "raw.chat"}, "output_topic", "different topics"),
        ({**AD_HOC, "output_topic": "quarantine.chat"}, "output_topic", "different topics"),
        ({**AD_HOC, "output_topic": "tidegate.runs"}, "output_topic", "Tidegate's own"),
        ({**AD_HOC, "output_topic": "quarantine.other"}, "output_topic", "a quarantine topic is no output"),
        ({"topic": "quarantine.chat", "pii_types": ["email"]}, "topic", "a quarantine topic is no input"),
        ({"topic": "tidegate.status", "pii_types": ["email"]}, "topic", "Tidegate's own"),
        ({"topic": "raw.control", "pii_types": ["email"]}, "topic", "Tidegate's own"),
        ({"topic": "raw.run.x", "pii_types": ["email"]}, "topic", "Tidegate's own"),
        ({"topic": f"raw {SECRET}", "pii_types": ["email"]}, "topic", "match pattern"),
        (
            {**AD_HOC, "detection_method": "aimon_pii_m1+heuristics"},
            "detection_method",
            "not built yet; available: heuristics",
        ),
        ({**AD_HOC, "start": {"timestamp": 2**63}}, "start", ""),
        ({**AD_HOC, "start": "middle"}, "start", "'earliest' or 'latest'"),
        ({**AD_HOC, "start": {"offsets": {"x": 1}}}, "start", ""),
        ({**AD_HOC, SECRET: 1}, "body", "not permitted"),
    ],
)
def test_a_wrong_request_names_its_field_and_never_its_value(body: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(RunInvalid) as caught:
        make(body)
    assert caught.value.field == field
    assert words in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_policy_cannot_quarantine_to_a_topic_of_ours() -> None:
    """What lanes put away there could not be read as what the topic is for, and control would not start again."""
    with pytest.raises(RunInvalid, match="Tidegate's own") as caught:
        make({"policy": "support"}, policies=Policies(quarantine={"topic": "tidegate.status"}))
    assert caught.value.field == "policy"


def test_a_policy_cannot_quarantine_to_a_clean_topic() -> None:
    with pytest.raises(RunInvalid, match="a clean topic is no quarantine") as caught:
        make({"policy": "support"}, policies=Policies(quarantine={"topic": "clean.old"}))
    assert caught.value.field == "policy"


def test_a_run_that_would_lead_back_to_an_open_one_s_input_names_it() -> None:
    existing = summary_of(make({"policy": "support"}), id="other-run", status=RunStatus.PAUSED)
    back = {"topic": "clean.chat", "pii_types": ["email"], "output_topic": "raw.chat"}
    with pytest.raises(RunConflict, match=r"^outputs: a loop: through run other-run"):
        make(back, runs=(existing,))
    assert make({**back, "output_topic": "raw.next"}, runs=(existing,)).topic == "clean.chat"
    assert make(back, runs=(existing.model_copy(update={"status": RunStatus.ABORTED}),)).topic == "clean.chat"


def test_what_a_run_puts_away_is_no_output_of_another() -> None:
    """Also when it is over: its pointers stay, and with them what was sealed."""
    policies = Policies(quarantine={"topic": "put-away"})
    existing = summary_of(make({"policy": "support"}, policies=policies), id="other-run", status=RunStatus.FAILED)
    with pytest.raises(RunConflict, match="run other-run puts records away there"):
        make({"topic": "raw.b", "pii_types": ["email"], "output_topic": "put-away"}, runs=(existing,))


def test_an_unknown_word_deep_in_a_mask_is_not_repeated() -> None:
    """The compiler names the word for people who write policy files; a request's word may be a value that slipped."""
    outer = ConfigurationError(f"unknown option {SECRET!r}", place="transform.email")
    outer.__cause__ = UnknownName("option", SECRET, ["keep_last"])
    with pytest.raises(RunInvalid, match="unknown option") as caught:
        make(AD_HOC, policies=Policies(outer))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("place", "body", "field"),
    [
        ("detect.entity_types[0]", AD_HOC, "pii_types"),
        ("transform.email", AD_HOC, "mask_config"),
        ("detect.entity_types[0]", {"policy": "support"}, "policy"),
    ],
)
def test_a_policy_that_cannot_be_compiled_is_refused_at_once(place: str, body: dict[str, Any], field: str) -> None:
    """Not by the first lane that reads it."""
    with pytest.raises(RunInvalid, match="nothing finds it") as caught:
        make(body, policies=Policies(ConfigurationError("nothing finds it", place=place)))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("status", "other", "asked", "conflict"),
    [
        (RunStatus.PROCESSING, {"policy": "support"}, {**AD_HOC, "output_topic": "clean.chat"}, True),
        (RunStatus.PAUSED, {"policy": "support"}, {**AD_HOC, "output_topic": "clean.chat"}, True),
        (RunStatus.ABORTED, {"policy": "support"}, {**AD_HOC, "output_topic": "clean.chat"}, False),
        (RunStatus.PROCESSING, {"policy": "support"}, AD_HOC, False),  # an output of its own
        (RunStatus.PENDING, {"policy": "support"}, {"topic": "raw.chat", "pii_types": ["email"]}, True),  # same flow
        (RunStatus.PENDING, {"policy": "support"}, {"topic": "raw.b", "pii_types": ["email"]}, False),
    ],
)
def test_an_output_topic_and_a_flow_have_one_open_run(
    status: RunStatus, other: dict[str, Any], asked: dict[str, Any], conflict: bool
) -> None:
    """The conflict names the other run."""
    existing = summary_of(make(other), id="other-run", status=status)
    if not conflict:
        assert make(asked, runs=(existing,)).topic
        return
    with pytest.raises(RunConflict, match="run other-run is open"):
        make(asked, runs=(existing,))


@pytest.mark.parametrize(
    ("body", "policies", "field"),
    [
        ({**AD_HOC, "mask_config": {"email": {"mark": {"format": "x" * 1_100_000}}}}, None, "mask_config"),
        ({"policy": "support"}, Policies(detect={"allow_list": ["x" * 1_100_000]}), "policy"),
    ],
)
def test_a_policy_that_no_record_can_hold_is_refused(
    body: dict[str, Any], policies: Policies | None, field: str
) -> None:
    """The broker would refuse it in the middle of a write, and control would begin anew each time."""
    drafted = make(body, policies=policies)
    with pytest.raises(RunInvalid, match="no record can hold") as raised:
        specify(drafted, {}, names=Names(), now=NOW)
    assert raised.value.field == field


def test_a_revision_that_no_record_can_hold_changes_nothing() -> None:
    existing = specify(make({"policy": "support"}), {}, names=Names(), now=NOW)
    large = Policies(detect={"allow_list": ["x" * 1_100_000]}).policy
    with pytest.raises(ConfigurationError, match="no record can hold"):
        revise(existing, large)


def test_a_run_whose_topics_cannot_be_read_any_more_is_not_revised() -> None:
    """What its lanes are tied to is not known, so nothing may be swapped in."""
    existing = specify(make({"policy": "support"}), {}, names=Names(), now=NOW)
    for lines in ({"input": {"topic": "no topic"}}, {"outputs": "clean"}):
        stale = existing.model_copy(update={"policy": {**existing.policy, **lines}})
        with pytest.raises(ConfigurationError, match="abort it, and create it again"):
            revise(stale, Policies(regions=["DE"]).policy)


def test_an_idempotency_key_gives_the_same_id_for_the_same_api_key_only() -> None:
    ids = iter("abcdef")
    first = run_id_for(Actor("k1"), "again", lambda: next(ids))
    assert first == run_id_for(Actor("k1"), "again", lambda: next(ids))
    assert first != run_id_for(Actor("k2"), "again", lambda: next(ids))
    assert run_id_for(Actor("k1"), "2x", lambda: next(ids)) != run_id_for(Actor("k12"), "x", lambda: next(ids))
    assert [run_id_for(Actor("k1"), None, lambda: next(ids)) for _ in range(2)] == ["a", "b"]


def test_another_request_under_the_same_key_is_told_apart() -> None:
    """In any field, also one that is not the policy's: where to start, what it is called."""
    request = CreateRun.parse(AD_HOC)
    existing = specify(make(AD_HOC), {}, names=Names("tidegate"), now=NOW)
    assert same_request(request, existing)
    assert same_request(CreateRun.parse(dict(reversed(AD_HOC.items()))), existing)
    assert same_request(request, RunSpecification.model_validate_json(existing.to_bytes()))
    for other in (
        {"pii_types": ["email", "iban"]},
        {"output_topic": "clean.x"},
        {"start": {"offsets": {"0": 4}}},
        {"start": "latest"},
        {"dataset_name": "x"},
        {"llm_model_name": "x"},
    ):
        assert not same_request(CreateRun.parse({**AD_HOC, **other}), existing)


def test_a_dataset_is_read_under_its_wire_names() -> None:
    request = CreateDataset.parse({"topic": "raw.chat", "from": {"0": 3}, "to": {"0": 9}})
    assert (request.from_, request.to) == ({"0": 3}, {"0": 9})

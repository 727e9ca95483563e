"""How a request becomes a run: which policy it runs, from which topic to which, and whether another run is in its way.

These functions ask nobody: the broker's answers, the policies, the clock and new ids are passed in.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from pydantic import ValidationError

from tidegate.errors import ConfigurationError, RunConflict, RunInvalid
from tidegate.policies import Format, Policy
from tidegate.runs.flows import UPLOAD_FLOW, flow_of, laid_out
from tidegate.runs.request_policy import Policies, build_policy, find_policy, without_input
from tidegate.runs.requests import Actor, CreateRun
from tidegate.runs.routes import Route, clashes
from tidegate.runs.run import finished
from tidegate.wire import (
    Dataset,
    Names,
    Output,
    PartitionRange,
    PartitionSummary,
    Results,
    RunKind,
    RunSpecification,
    RunStatus,
    RunSummary,
)

SPECIFICATION_BYTES_MAX = 1_000_000  # brokers take a record of 1 MiB
_RUN_IDS = uuid.UUID("6a2d1e0c-3f0b-5c86-9d2b-6f0a6d7c1b55")  # the namespace of run ids made from idempotency keys


@dataclass(frozen=True, slots=True)
class Draft:
    """What a request means, before the broker was asked where it starts."""

    run_id: str
    request: CreateRun
    actor: Actor
    kind: RunKind
    flow: str
    topic: str
    format: Format
    policy: Policy
    policy_name: str | None
    outputs: tuple[Output, ...]
    quarantine_topic: str
    requirements: Mapping[str, str]
    dataset: Dataset | None


def run_id_for(actor: Actor, idempotency_key: str | None, new_id: Callable[[], str]) -> str:
    """A new run's id: the same for the same API key and idempotency key, else a new one."""
    if idempotency_key is None:
        return new_id()
    return str(uuid.uuid5(_RUN_IDS, f"{len(actor.key_id)}:{actor.key_id}{idempotency_key}"))


def draft(
    request: CreateRun,
    *,
    run_id: str,
    actor: Actor,
    names: Names,
    policies: Policies,
    dataset: Dataset | None,
    runs: Iterable[RunSummary],
) -> Draft:
    """Decide what a request means.

    Args:
        dataset: The one that ``request.dataset_id`` names.
        runs: Every run that is known.

    Raises:
        RunInvalid: Names the field.
        RunConflict: Names the open run that stands in the way.
    """
    if request.topic is not None and request.dataset_id is not None:
        raise RunInvalid("a run reads a dataset or a topic, not both", field="topic")
    policy = find_policy(request, policies) if request.policy is not None else build_policy(request)
    topic = dataset.topic if dataset else request.topic or (policy.input.topic if policy.input else None)
    if topic is None:
        raise RunInvalid("name a dataset, or a topic", field="dataset_id")
    kind = RunKind.BOUNDED if dataset else RunKind.CONTINUOUS
    uploaded = dataset is not None and dataset.upload is not None
    flow = UPLOAD_FLOW if uploaded else flow_of(topic)
    own_format = dataset.format if dataset else policy.input.format if policy.input else "json"
    if uploaded and request.format not in (None, own_format):
        raise RunInvalid("the format of an upload was decided when it came", field="format")
    if uploaded and request.output_topic is not None:
        raise RunInvalid("a run over an upload has a topic of its own", field="output_topic")
    outputs = _outputs(request, policy, kind, flow, topic, run_id)
    policy = laid_out(policy, request.format or own_format, topic, dataset)
    drafted = Draft(
        run_id=run_id,
        request=request,
        actor=actor,
        kind=kind,
        flow=flow,
        topic=topic,
        format=request.format or own_format,
        policy=policy,
        policy_name=request.policy,
        outputs=outputs,
        quarantine_topic=policy.quarantine.topic if policy.quarantine else f"quarantine.{flow}",
        requirements={},
        dataset=dataset,
    )
    _refuse_reserved_topics(drafted, names)
    known = list(runs)
    _refuse_clashes(drafted, known)
    _refuse_second_writer(drafted, known)
    return replace(drafted, requirements=_requirements(drafted, policies))


def specify(
    drafted: Draft, partitions: Mapping[str, PartitionRange], *, names: Names, now: datetime
) -> RunSpecification:
    """What lanes are told. Raises `RunInvalid` where no record can hold it."""
    work = names.work(drafted.kind, drafted.flow, drafted.run_id)
    specification = RunSpecification(
        run_id=drafted.run_id,
        kind=drafted.kind,
        flow=drafted.flow,
        group=work,
        lanes=work,
        topic=drafted.topic,
        format=drafted.format,
        outputs=drafted.outputs,
        quarantine_topic=drafted.quarantine_topic,
        partitions=dict(partitions),
        policy=drafted.policy.effective(),
        policy_hash=drafted.policy.hash(),
        requirements=dict(drafted.requirements),
        created_at=now,
        request_digest=_digest(drafted.request),
    )
    if _is_too_large(specification):
        raise RunInvalid(_TOO_LARGE, field="mask_config" if drafted.policy_name is None else "policy")
    return specification


def revise(specification: RunSpecification, policy: Policy) -> RunSpecification | None:
    """The next revision of a run, with another policy; None if it is the same.

    The same is what means the same here: a default that is new in this version is no change.

    Raises:
        ConfigurationError: If it names other topics or another format, since lanes are tied to those; or if no record
            can hold it.
    """
    old = stored_policy(specification)
    if old is not None and old.hash() == policy.hash():
        return None
    old = old or _topics_alone(specification)
    quarantine = policy.quarantine.topic if policy.quarantine else f"quarantine.{specification.flow}"
    same = {
        "input": policy.input == old.input,
        "outputs": policy.outputs == old.outputs,
        "quarantine": quarantine == specification.quarantine_topic,
    }
    for place, stays in same.items():
        if not stays:
            raise ConfigurationError("the topics of an open run stay: abort it, and create it again", place=place)
    revised = specification.model_copy(
        update={
            "revision": specification.revision + 1,
            "policy": policy.effective(),
            "policy_hash": policy.hash(),
        }
    )
    if _is_too_large(revised):
        raise ConfigurationError(_TOO_LARGE)
    return revised


def stored_policy(specification: RunSpecification) -> Policy | None:
    """A run's policy; None if this version, stricter than the one that wrote it, refuses it."""
    try:
        return Policy.model_validate(specification.policy)
    except ValidationError:
        return None


def _topics_alone(specification: RunSpecification) -> Policy:
    """What lanes are tied to, of a policy that is refused for something else. Raises `ConfigurationError`."""
    lines = {name: specification.policy[name] for name in ("input", "outputs") if name in specification.policy}
    try:
        return Policy.model_validate({"policy": "stored", **lines})
    except ValidationError:
        message = "the topics of the run cannot be read in this version: abort it, and create it again"
        raise ConfigurationError(message, place="input") from None


_TOO_LARGE = f"the whole policy is larger than {SPECIFICATION_BYTES_MAX} bytes, which no record can hold"


def _is_too_large(specification: RunSpecification) -> bool:
    """Whether the broker would refuse it, and control would take that for a fault and begin anew."""
    return len(specification.to_bytes()) > SPECIFICATION_BYTES_MAX


def first_summary(drafted: Draft, specification: RunSpecification) -> RunSummary:
    """A run nobody has worked on yet; its revision is 0, the first one written is 1."""
    request, dataset = drafted.request, drafted.dataset
    return RunSummary(
        id=drafted.run_id,
        status=RunStatus.PENDING,
        kind=drafted.kind,
        flow=drafted.flow,
        topic=drafted.topic,
        outputs=drafted.outputs,
        quarantine_topic=drafted.quarantine_topic,
        dataset_id=dataset.id if dataset else None,
        dataset_name=request.dataset_name or (dataset.name if dataset else None),
        policy=drafted.policy_name,
        policy_hash=specification.policy_hash,
        pii_types=request.pii_types or drafted.policy.detect.entity_types,
        detection_method=request.detection_method or drafted.policy.detect.method,
        llm_model_name=request.llm_model_name,
        threshold=drafted.policy.detect.threshold,
        created_by_email=drafted.actor.email,
        created_at=specification.created_at,
        results=Results(
            partitions={
                number: PartitionSummary(from_=part.start, next=part.start, end=part.end)
                for number, part in specification.partitions.items()
            }
        ),
    )


def same_request(request: CreateRun, existing: RunSpecification) -> bool:
    """Whether a run that an idempotency key found is the one that is asked for, in every field."""
    return existing.request_digest == _digest(request)


def _digest(request: CreateRun) -> str:
    """SHA-256 of a request, whatever the order of its fields, in hex."""
    return hashlib.sha256(orjson.dumps(request.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _outputs(
    request: CreateRun, policy: Policy, kind: RunKind, flow: str, topic: str, run_id: str
) -> tuple[Output, ...]:
    if request.output_topic is not None:
        if len(policy.outputs) > 1:
            raise RunInvalid("the policy has more than one output", field="output_topic")
        return (Output(topic=request.output_topic),)
    if kind is RunKind.CONTINUOUS and request.policy is not None:
        if policy.outputs and policy.input is not None and policy.input.topic == topic:
            return tuple(Output(topic=rule.topic, kind=rule.as_) for rule in policy.outputs)
        return (Output(topic=f"clean.{flow}"),)
    return (Output(topic=f"clean.{flow}.run.{run_id}"),)


def _refuse_reserved_topics(drafted: Draft, names: Names) -> None:
    own = f"{names.prefix}."
    topics = [output.topic for output in drafted.outputs]
    if drafted.topic.startswith(own) and drafted.flow != UPLOAD_FLOW:
        raise RunInvalid(f"topics that begin with {own} are Tidegate's own", field="topic")
    if any(topic.startswith(own) for topic in topics):
        raise RunInvalid(f"topics that begin with {own} are Tidegate's own", field="output_topic")
    if drafted.quarantine_topic.startswith(own):
        raise RunInvalid(f"its quarantine is one of Tidegate's own topics, those that begin with {own}", field="policy")
    if len({*topics, drafted.topic, drafted.quarantine_topic}) != len(topics) + 2:
        raise RunInvalid("input, outputs and quarantine must be different topics", field="output_topic")


def _refuse_clashes(drafted: Draft, runs: Iterable[RunSummary]) -> None:
    own = Route("it", drafted.topic, _names(drafted.outputs), drafted.quarantine_topic)
    others = [
        Route(f"run {run.id}", run.topic, _names(run.outputs), run.quarantine_topic, open=not finished(run.status))
        for run in runs
        if run.id != drafted.run_id
    ]
    clash = next(clashes(own, others), None)
    if clash is None:
        return
    if clash.other is not None:
        raise RunConflict(f"{clash.part}: {clash.message}")
    source = "dataset_id" if drafted.dataset else "topic" if drafted.request.topic else "policy"
    fields = {"input": source, "outputs": "output_topic", "quarantine": "policy"}
    raise RunInvalid(clash.message, field=fields[clash.part])


def _names(outputs: Iterable[Output]) -> tuple[str, ...]:
    return tuple(output.topic for output in outputs)


def _refuse_second_writer(drafted: Draft, runs: Iterable[RunSummary]) -> None:
    wanted = {output.topic for output in drafted.outputs}
    for run in runs:
        if finished(run.status) or run.id == drafted.run_id:
            continue
        if wanted & {output.topic for output in run.outputs}:
            raise RunConflict(f"run {run.id} is open and writes to the same output topic")
        if RunKind.CONTINUOUS is drafted.kind is run.kind and run.flow == drafted.flow:
            raise RunConflict(f"run {run.id} is open on flow {run.flow}")


def _requirements(drafted: Draft, policies: Policies) -> Mapping[str, str]:
    try:
        return policies.requirements(drafted.policy, drafted.format)
    except ConfigurationError as error:
        # A built policy's parts came from these fields; a named policy is wrong as a whole.
        field, why = "policy", without_input(error)
        if drafted.policy_name is None:
            field = "pii_types" if error.place.startswith("detect") else "mask_config"
        elif place := _declared(error.place):
            why = f"{place}: {why}"
        raise RunInvalid(why, field=field) from None


_FREE_KEYS = re.compile(r"^(detect\.block_list|detect\.thresholds|transform)\..*", re.DOTALL)


def _declared(place: str) -> str:
    """A place as far as a policy's own form names it: a label behind it is the policy's, and may be anything."""
    return _FREE_KEYS.sub(r"\1", place)

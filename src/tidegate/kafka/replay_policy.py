"""Which policy a replayed record meets: the run's own by name, as it reads today, writing where the run wrote.

A record is quarantined because a policy or a detector was wrong, so replaying it under the very policy that failed
would fail again. A run that was built from a request has no policy file; it is replayed as it was. A deleted run has
left no specification, and with it went the knowledge where it wrote: then a person must name the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from tidegate.errors import ConfigurationError, UnknownName
from tidegate.kafka.acls import flow_topics
from tidegate.kafka.work import PipelineWork, compile_work
from tidegate.keys import Keyring
from tidegate.policies import Policy
from tidegate.runs.draft import stored_policy
from tidegate.wire import Output, RunKind, RunSpecification, read


class Works:
    """From a run's id to its work, each compiled once.

    Args:
        specifications: What the runs topic says, by run id.
        quarantine_topic: The topic that is replayed.
        find_policy: Finds a policy by its name; raises `UnknownName` where there is none.
        named: The policy that a person named; it is used for every run.
        keyring: Keys, or None.
        executor: Threads for detection.
    """

    def __init__(
        self,
        specifications: Mapping[str, bytes],
        *,
        quarantine_topic: str,
        find_policy: Callable[[str], Policy],
        named: Policy | None,
        keyring: Keyring | None,
        executor: ThreadPoolExecutor,
    ) -> None:
        self._specifications, self._quarantine_topic = specifications, quarantine_topic
        self._find_policy, self._named = find_policy, named
        self._keyring, self._executor = keyring, executor
        self._compiled: dict[str, PipelineWork | None] = {}

    def __call__(self, run_id: str) -> PipelineWork | None:
        """The run's work; None where the run is deleted and no policy was named.

        Raises:
            ConfigurationError: The policy is wrong.
            LaneRefused: The policy cannot be compiled here, because a detector or key is missing.
        """
        if run_id not in self._compiled:
            self._compiled[run_id] = self._compile(run_id)
        return self._compiled[run_id]

    def _compile(self, run_id: str) -> PipelineWork | None:
        specification = self._specification(run_id)
        if specification is None:
            return None
        return compile_work(specification, keyring=self._keyring, executor=self._executor)

    def _specification(self, run_id: str) -> RunSpecification | None:
        stored = self._specifications.get(run_id)
        if stored is None:
            return None if self._named is None else self._from_policy(run_id, self._named)
        specification = read(RunSpecification, stored)
        policy = self._named or self._current(specification)
        # Versions are those of today, on purpose.
        changes = {"policy": policy.effective(), "policy_hash": policy.hash(), "requirements": {}}
        return specification.model_copy(update=changes)

    def _current(self, specification: RunSpecification) -> Policy:
        try:
            return self._find_policy(str(specification.policy.get("policy", "")))
        except UnknownName:
            own = stored_policy(specification)
        if own is None:  # it is older than what this version made stricter
            message = f"the policy of run {specification.run_id} is not valid in this version: name one"
            raise ConfigurationError(message, place="--policy")
        return own

    def _from_policy(self, run_id: str, policy: Policy) -> RunSpecification:
        topics = flow_topics(policy)
        if topics is None or policy.input is None or topics.quarantine != self._quarantine_topic:
            raise ConfigurationError(
                f"run {run_id} is deleted, and policy {policy.policy} does not quarantine to {self._quarantine_topic}",
                place="--policy",
            )
        return RunSpecification(
            run_id=run_id,
            kind=RunKind.CONTINUOUS,
            flow=topics.flow,
            group=topics.flow,
            lanes=topics.flow,
            topic=topics.raw,
            format=policy.input.format,
            outputs=tuple(Output(topic=name) for name in topics.clean),
            quarantine_topic=topics.quarantine,
            partitions={},
            policy=policy.effective(),
            policy_hash=policy.hash(),
            created_at=datetime.now(UTC),
        )

"""Which policy a replay uses: the file of the run's policy as it reads now, else the run's own, else a named one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.kafka.lane_kit import specification
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.kafka.replay_policy import Works
from tidegate.policies import Policy

OWN = Policy.model_validate({"policy": "chat", "input": {"topic": "raw.a"}, "transform": {"default": "redact"}})
MENDED = Policy.model_validate(
    {"policy": "chat", "input": {"topic": "raw.a"}, "transform": {"default": "redact"}, "detect": {"threshold": 0.1}}
)
OTHER = Policy.model_validate({"policy": "other", "input": {"topic": "raw.b"}, "transform": {"default": "redact"}})


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


def works(
    executor: ThreadPoolExecutor,
    folder: dict[str, Policy],
    named: Policy | None = None,
    stored: Mapping[str, Any] | None = None,
) -> Works:
    run = specification(
        "raw.a",
        outputs=["clean.of-the-run"],
        format="json",
        policy=stored or OWN.effective(),
        policy_hash=OWN.hash(),
        requirements={"a_detector_of_yesterday": "9"},
    )

    def find(name: str) -> Policy:
        if name not in folder:
            raise UnknownName("policy", name, folder)
        return folder[name]

    return Works(
        {"run-1": run.to_bytes()},
        quarantine_topic="quarantine.a",
        find_policy=find,
        named=named,
        keyring=None,
        executor=executor,
    )


@pytest.mark.parametrize(
    ("folder", "named", "used"),
    [
        ({"chat": MENDED}, None, MENDED),
        ({}, None, OWN),  # built from a request: there is no file
        ({"other": OTHER}, None, OWN),
        ({"chat": MENDED}, OTHER, OTHER),
    ],
)
def test_a_known_run_keeps_its_outputs_and_gets_the_policy_of_today(
    executor: ThreadPoolExecutor, folder: dict[str, Policy], named: Policy | None, used: Policy
) -> None:
    found = works(executor, folder, named)
    work: Any = found("run-1")
    assert work.specification.policy_hash == used.hash()
    assert [output.topic for output in work.specification.outputs] == ["clean.of-the-run"]
    assert work is found("run-1")  # compiled once


def test_a_deleted_run_needs_a_policy_that_quarantines_here(executor: ThreadPoolExecutor) -> None:
    assert works(executor, {"chat": OWN})("gone") is None
    work: Any = works(executor, {}, OWN)("gone")
    assert [output.topic for output in work.specification.outputs] == ["clean.a"]
    with pytest.raises(ConfigurationError, match=r"does not quarantine to quarantine\.a"):
        works(executor, {}, OTHER)("gone")


def test_a_run_whose_own_policy_is_valid_no_more_is_replayed_with_its_file_or_a_named_one(
    executor: ThreadPoolExecutor,
) -> None:
    stale = {**OWN.effective(), "regions": ["usa"]}
    for folder, named in (({"chat": MENDED}, None), ({}, MENDED)):
        work: Any = works(executor, folder, named, stale)("run-1")
        assert work.specification.policy_hash == MENDED.hash()
    with pytest.raises(ConfigurationError, match="run-1 is not valid in this version: name one"):
        works(executor, {}, None, stale)("run-1")

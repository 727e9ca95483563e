"""The policies of the control plane: a changed file is taken once, a bad one changes nothing and is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tidegate.control_policies import FolderPolicies, PolicyWatch
from tidegate.errors import ClientFault, ConfigurationError
from tidegate.policies import Policy
from tidegate.settings import Settings

GOOD = "policy: mine\ndetect:\n  entity_types: [email]\n"


class Runs:
    """What is in use, and what was taken over; ``fault`` is raised instead."""

    def __init__(self) -> None:
        self.names = ["mine"]
        self.taken: list[Policy] = []
        self.fault: Exception | None = None

    async def reload(self, policy: Policy) -> int:
        if self.fault is not None:
            raise self.fault
        self.taken.append(policy)
        return 1


class Folder:
    """A watched folder of one policy."""

    def __init__(self, path: Path) -> None:
        self.path, self.runs = path / "mine.yaml", Runs()
        self.path.write_text(GOOD)
        self.watch = PolicyWatch(FolderPolicies(Settings(policies_dir=path)), lambda: self.runs.names, self.runs.reload)
        self._changes = 0

    def write(self, text: str) -> None:
        self.path.write_text(text)
        self._changes += 1
        os.utime(self.path, ns=(self._changes * 10**9, self._changes * 10**9))  # clocks of file systems are coarse

    async def rest(self) -> None:
        """Two looks: a file is taken when it has come to rest."""
        await self.watch.look()
        await self.watch.look()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


async def test_a_file_is_taken_when_it_has_come_to_rest_and_once(folder: Folder) -> None:
    await folder.watch.look()
    assert folder.runs.taken == []
    for _ in range(3):
        await folder.watch.look()
    assert [policy.detect.entity_types for policy in folder.runs.taken] == [("email",)]
    folder.write(GOOD.replace("email", "iban"))
    await folder.watch.look()  # it may be half written
    folder.write(GOOD.replace("email", "url"))
    await folder.rest()
    await folder.rest()
    assert [policy.detect.entity_types for policy in folder.runs.taken] == [("email",), ("url",)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("policy: [\n", "mine.yaml:2"),
        ("policy: mine\ndetect:\n  threshold: canary\n", "mine.yaml:3: detect.threshold"),
        ("policy: canary\n", "mine.yaml:1: policy"),
        (None, "mine: its file has gone"),
    ],
)
async def test_a_bad_file_is_named_by_place_and_line_until_it_is_mended(
    folder: Folder, caplog: pytest.LogCaptureFixture, text: str | None, place: str
) -> None:
    """Never by what stands in it; the runs keep what they have."""
    await folder.rest()
    if text is None:
        folder.path.unlink()
    else:
        folder.write(text)
    await folder.rest()
    await folder.rest()
    assert folder.watch.missing == [f"a usable policy {place}"]
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [vars(record)["problem"] for record in errors] == [place]  # said once
    assert "canary" not in caplog.text + str([vars(record) for record in errors])
    assert len(folder.runs.taken) == 1
    folder.write(GOOD.replace("email", "url"))
    await folder.rest()
    assert folder.watch.missing == []
    assert len(folder.runs.taken) == 2


async def test_a_policy_that_compiles_nowhere_is_named_with_its_line(folder: Folder) -> None:
    """The place comes from the compiler, the line from the file."""
    folder.runs.fault = ConfigurationError("no detector finds canary", place="detect.entity_types[0]")
    await folder.rest()
    assert folder.watch.missing == ["a usable policy mine.yaml:3: detect.entity_types[0]"]


async def test_an_error_that_nobody_foresaw_is_named_by_its_kind_and_ends_no_watch(
    folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    """Its words may quote the file; the runs keep the policy they have until the file is another one."""
    folder.runs.fault = LookupError("canary")
    await folder.rest()
    assert folder.watch.missing == ["a usable policy mine: unexpected LookupError"]
    assert "canary" not in caplog.text
    folder.runs.fault = None
    folder.write(GOOD)
    await folder.rest()
    assert (folder.watch.missing, len(folder.runs.taken)) == ([], 1)


async def test_while_the_broker_is_away_the_same_file_is_tried_again(folder: Folder) -> None:
    folder.runs.fault = ClientFault("away")
    await folder.rest()
    assert (folder.runs.taken, folder.watch.missing) == ([], [])
    folder.runs.fault = None
    await folder.watch.look()
    assert len(folder.runs.taken) == 1


async def test_a_policy_that_is_in_use_no_more_is_not_missed(folder: Folder) -> None:
    folder.path.unlink()
    await folder.rest()
    assert folder.watch.missing != []
    folder.runs.names = []
    await folder.watch.look()
    assert folder.watch.missing == []

"""The policies of the control plane: read from a folder, and watched, so that a changed file changes its open runs.

A file that changed is read, checked and compiled as a worker would, and only then becomes the next revision of each
continuous run that was opened by its name; workers swap it in between two batches. A file that cannot be used changes
nothing: the runs keep the policy they have, the log says where it is wrong, and readiness is red until it is mended.
A bounded run keeps the policy it began with: its result is that of one policy.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

from tidegate.documents import as_place, read_document
from tidegate.errors import ConfigurationError, KafkaFault
from tidegate.keys import Keyring
from tidegate.pipeline.plan import compile_plan
from tidegate.policies import Format, Policy
from tidegate.policy_files import find_policy, load_policy, policies_folder, policy_files
from tidegate.settings import Settings
from tidegate.wire import Output

WATCH_SECONDS = 0.5  # a file is taken once it looked the same twice: what is half written is not read

Stamp = tuple[int, int, int]  # of a file: its time of change in ns, its size, its inode
Reload = Callable[[Policy], Awaitable[int]]

logger = logging.getLogger("tidegate.control")


class FolderPolicies:
    """The policies of a folder, and whether this installation can run them.

    Args:
        settings: Name the folder and the keyring.
    """

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.policies_dir
        self._keys = Keyring.load(settings.key_file) if settings.key_file is not None else None

    def find(self, name: str) -> Policy:
        return find_policy(name, self._folder)

    def path(self, name: str) -> Path | None:
        """The file of a policy, or None if it has gone."""
        try:
            files = policy_files(policies_folder(self._folder))
        except (ConfigurationError, OSError):
            return None
        return next((path for path in files if path.stem == name), None)

    def requirements(self, policy: Policy, format: Format) -> Mapping[str, str]:
        """Compile it as a lane would. Raises `ConfigurationError`."""
        outputs = [Output(topic=rule.topic) for rule in policy.outputs] or [Output(topic="clean")]
        plan = compile_plan(policy, input_topic="raw", outputs=outputs, keys=self._keys, run_id="check", format=format)
        return plan.requirements

    def with_input(self) -> list[Policy]:
        """Policies that name an input topic; a file that is wrong is named in the log and left out."""
        found = []
        for path in policy_files(policies_folder(self._folder)):
            try:
                policy = load_policy(path)
            except ConfigurationError as error:
                logger.error("a policy cannot be used", extra={"file": path.name, "problem": str(error)})
                continue
            if policy.input is not None:
                found.append(policy)
        return found


class PolicyWatch:
    """Looks at the files of the policies that open runs were opened by.

    Args:
        policies: Where the files are.
        names: The policies that are in use, now.
        reload: Makes a policy the next revision of its runs and returns how many; raises `ConfigurationError` if it
            cannot be theirs, `KafkaFault` if it may be tried again.
    """

    def __init__(self, policies: FolderPolicies, names: Callable[[], Iterable[str]], reload: Reload) -> None:
        self._policies, self._names, self._reload = policies, names, reload
        self._seen: dict[str, Stamp | None] = {}
        self._taken: dict[str, Stamp | None] = {}
        self._problems: dict[str, str] = {}

    @property
    def missing(self) -> list[str]:
        """What readiness lacks: a usable file, by name and place, never a value."""
        return [f"a usable policy {place}" for _, place in sorted(self._problems.items())]

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(WATCH_SECONDS)

    async def look(self) -> None:
        """Look once at each file, and take those that changed and have come to rest."""
        names = sorted(set(self._names()))
        for gone in self._seen.keys() - set(names):
            del self._seen[gone]
            self._taken.pop(gone, None)
            self._problems.pop(gone, None)
        for name in names:
            path = self._policies.path(name)
            stamp = _stamp(path)
            settled = name in self._seen and self._seen[name] == stamp
            self._seen[name] = stamp
            if settled and (name not in self._taken or self._taken[name] != stamp):
                await self._take(name, path, stamp)

    async def _take(self, name: str, path: Path | None, stamp: Stamp | None) -> None:
        try:
            changed = await self._reload(await asyncio.to_thread(self._policies.find, name))
        except KafkaFault as fault:
            logger.warning("a policy cannot be reloaded yet", extra={"policy": name, "fault": str(fault)})
            return  # the same file is tried again
        except Exception as error:
            # Of any kind: a file must not end the watch of all others, nor the control plane.
            place = _place(name, path, error) if isinstance(error, ConfigurationError) else _kind(name, error)
            logger.error(
                "a policy cannot be used, its runs keep the one they have; `tidegate check` says more",
                extra={"policy": name, "problem": place},
            )
            self._problems[name] = place
        else:
            if changed or name in self._problems:
                logger.info("a policy was reloaded", extra={"policy": name, "count": changed})
            self._problems.pop(name, None)
        self._taken[name] = stamp


def _stamp(path: Path | None) -> Stamp | None:
    try:
        status = path.stat() if path is not None else None
    except OSError:
        return None
    return None if status is None else (status.st_mtime_ns, status.st_size, status.st_ino)


def _kind(name: str, error: Exception) -> str:
    """An error that nobody foresaw: its message may quote the file, so only what it is."""
    return f"{name}: unexpected {type(error).__name__}"


def _place(name: str, path: Path | None, error: ConfigurationError) -> str:
    """Where a policy is wrong: file, line and place, and nothing of what stands there."""
    if path is None:
        return f"{name}: its file has gone"
    line = error.line
    if line is None and error.place:
        try:
            line = read_document(path).line(as_place(error.place))
        except ConfigurationError as unreadable:
            line = unreadable.line
    where = path.name if line is None else f"{path.name}:{line}"
    return f"{where}: {error.place}" if error.place else where

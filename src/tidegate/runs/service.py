"""What control offers to its doors: HTTP and the command topic speak to `Control`.

`kafka.control_service` implements it; `runs.draft` decides what a request means.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol

from tidegate.runs.requests import Actor, CreateDataset, CreateRun
from tidegate.runs.result_files import ResultFiles
from tidegate.runs.uploads import CreateUpload
from tidegate.wire import Dataset, RunStatus, RunSummary

Summaries = list[RunSummary]
Datasets = list[Dataset]
Missing = list[str]


class Control(Protocol):
    """The control plane as its doors see it.

    Every method may raise `ClientFault` when the broker does not answer. Methods that take a run's id raise
    `RunNotFound`; those that change one raise `RunConflict` when its state does not allow it.
    """

    async def create(self, request: CreateRun, *, actor: Actor, idempotency_key: str | None = None) -> RunSummary:
        """Create a run; returns once its summary is written. Raises `RunInvalid` or `RunConflict`."""
        ...

    async def get(self, run_id: str) -> RunSummary: ...

    async def wait(self, run_id: str, *, revision: int | None, seconds: float) -> RunSummary:
        """The summary once it is newer than ``revision``, or as it is after ``seconds`` (long poll)."""
        ...

    async def list(self, *, limit: int = 20, status: RunStatus | None = None, after: str | None = None) -> Summaries:
        """Newest first; ``after`` is a `listing.cursor` or an id. Raises `RunInvalid` if it is neither."""
        ...

    async def pause(self, run_id: str) -> RunSummary: ...

    async def resume(self, run_id: str) -> RunSummary: ...

    async def abort(self, run_id: str) -> RunSummary: ...

    async def delete(self, run_id: str) -> None:
        """Forget a finished run; any other raises `RunConflict`."""
        ...

    async def metadata(self, run_id: str) -> dict[str, Any]:
        """Fields, effective policy and its hash, code and detector versions."""
        ...

    async def create_dataset(self, request: CreateDataset, *, actor: Actor) -> Dataset: ...

    async def upload(self, request: CreateUpload, chunks: AsyncIterator[bytes], *, actor: Actor) -> Dataset:
        """Lay a file on a topic of its own, while it streams; what ``chunks`` raises comes out again, and nothing is
        left behind then. Raises `RunInvalid`, which names the line.
        """
        ...

    async def files(self, run_id: str) -> ResultFiles:
        """The result files of a run; none unless it read an upload to its end."""
        ...

    async def read_file(self, run_id: str, file_id: str) -> AsyncIterator[bytes]:
        """The content of a result file, in order. Raises `RunNotFound`, or `RunGone` once its topic has expired."""
        ...

    async def get_dataset(self, dataset_id: str) -> Dataset: ...

    async def list_datasets(self, *, limit: int = 20, after: str | None = None) -> Datasets:
        """As `list`."""
        ...

    def ready(self) -> Missing:
        """What is missing, by name; empty when everything works."""
        ...

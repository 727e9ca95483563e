"""The command line's side of the run API: HTTP calls whose failures are one clear line.

Answers are checked for what the commands need and no more, so that an older command line can speak to a newer endpoint.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

import httpx2

from tidegate.errors import ConfigurationError, TidegateError

URL_DEFAULT = "http://127.0.0.1:8080"
TIMEOUT_SECONDS = 10.0
LONG_POLL_SECONDS = 5
UPLOAD_SECONDS = 600.0  # for one call of the network, not for the whole
PIECE_BYTES = 256 * 1024
FINISHED = frozenset({"SUCCEEDED", "FAILED", "ABORTED"})

Summary = dict[str, Any]


class RequestFailed(TidegateError):
    """The endpoint did not do what was asked. ``status`` is None where it did not answer."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        self.status = status
        super().__init__(message)


class RunsClient:
    """One connection to a control plane; a context manager.

    Args:
        url: Base URL of the endpoint.
        api_key: Sent as bearer token; None where the endpoint needs none.
    """

    def __init__(self, url: str, api_key: str | None = None) -> None:
        self.url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        # A proxy from the environment is for the internet; it would see the key and cannot see the loopback.
        # Certificates take a while to load, and plain http has none.
        encrypted = not self.url.lower().startswith("http:")
        self._http = httpx2.Client(
            base_url=self.url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False, verify=encrypted
        )

    @classmethod
    def from_environment(cls, url: str | None = None) -> Self:
        """The client for ``--url``, else ``TIDEGATE_URL``, else the loopback; the key from ``TIDEGATE_API_KEY``."""
        return cls(url or os.environ.get("TIDEGATE_URL") or URL_DEFAULT, os.environ.get("TIDEGATE_API_KEY"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def create(self, request: Mapping[str, Any], *, idempotency_key: str | None = None) -> Summary:
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return self._json("POST", "/v1/runs", json=dict(request), headers=headers)

    def create_dataset(self, topic: str, format: str) -> Summary:
        """The topic as it is now, as a dataset: a run over it ends."""
        return self._json("POST", "/v1/datasets", json={"topic": topic, "format": format, "name": topic})

    def upload(self, path: Path, about: Mapping[str, str]) -> Summary:
        """A file as a dataset. It is streamed, and never held whole.

        Args:
            about: ``format``, ``encoding``, ``delimiter`` and ``header``, where they are not left to the endpoint.
        """
        try:
            with path.open("rb") as file:
                # Said beforehand, so that one that is too large is refused before it is sent.
                headers = {
                    "Content-Type": "application/octet-stream",
                    "Content-Length": str(os.fstat(file.fileno()).st_size),
                }
                return self._json(
                    "POST",
                    "/v1/datasets",
                    params={"name": path.name, **about},
                    content=iter(lambda: file.read(PIECE_BYTES), b""),
                    headers=headers,
                    timeout=UPLOAD_SECONDS,
                )
        except OSError as error:
            raise ConfigurationError(f"cannot be read: {error.strerror}", file=str(path)) from None

    def files(self, run_id: str) -> Summary:
        """The result files of a run: ``files``, ``records`` and ``records_left_out``."""
        return self._json("GET", f"/v1/runs/{run_id}/files")

    def download(self, run_id: str, file: Mapping[str, Any], folder: Path) -> Path:
        """Write a result file into a folder (``-``: to stdout), and say where it is.

        A file that did not come whole is taken away again.
        """
        address = f"/v1/runs/{run_id}/files/{file['id']}"
        with self._told(), self._http.stream("GET", address, timeout=UPLOAD_SECONDS) as answer:
            if not answer.is_success:
                answer.read()
                raise RequestFailed(_problem(answer), status=answer.status_code)
            if folder == Path("-"):
                for piece in answer.iter_bytes():
                    sys.stdout.buffer.write(piece)
                sys.stdout.buffer.flush()
                return folder
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / PurePosixPath(str(file["path"])).name
            try:
                with path.open("xb") as target:
                    for piece in answer.iter_bytes():
                        target.write(piece)
            except FileExistsError:
                raise RequestFailed(f"{path} is there already") from None
            except BaseException:
                path.unlink(missing_ok=True)
                raise
            return path

    def get(self, run_id: str, *, wait_seconds: int = 0) -> Summary:
        """The run's summary; with ``wait_seconds`` a long poll that ends at its next change."""
        parameters = {"wait": wait_seconds} if wait_seconds else {}
        return self._json("GET", f"/v1/runs/{run_id}", params=parameters, timeout=TIMEOUT_SECONDS + wait_seconds)

    def list(self, *, limit: int, status: str | None = None) -> list[Summary]:
        parameters: dict[str, Any] = {"limit": limit, **({"status": status} if status else {})}
        answer = self._document(self._request("GET", "/v1/runs", params=parameters))
        runs = answer.get("runs") if isinstance(answer, dict) else answer
        if not isinstance(runs, list):
            raise RequestFailed(f"{self.url} answered with something that is no list of runs")
        return runs

    def command(self, run_id: str, command: str) -> Summary:
        """``pause``, ``resume`` or ``abort``; returns the run's summary after it."""
        return self._json("POST", f"/v1/runs/{run_id}/{command}", timeout=60.0)

    def delete(self, run_id: str) -> None:
        self._request("DELETE", f"/v1/runs/{run_id}", timeout=60.0)

    def wait(self, run_id: str, *, timeout_seconds: float) -> Summary:
        """Poll until the run is over; returns its last summary, finished or not when the deadline has passed."""
        deadline = time.monotonic() + timeout_seconds
        summary = self.get(run_id)
        while summary["status"] not in FINISHED and time.monotonic() < deadline:
            summary = self.get(run_id, wait_seconds=LONG_POLL_SECONDS)
        return summary

    def _json(self, method: str, path: str, **options: Any) -> Summary:
        document = self._document(self._request(method, path, **options))
        if not isinstance(document, dict):
            raise RequestFailed(f"{self.url} answered with something that is no object")
        return document

    def _document(self, answer: httpx2.Response) -> Any:
        try:
            return answer.json()
        except ValueError:
            raise RequestFailed(f"{self.url} answered with something that is no JSON") from None

    def _request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        with self._told():
            answer = self._http.request(method, path, **options)
        if answer.is_success:
            return answer
        raise RequestFailed(_problem(answer), status=answer.status_code)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong on the way, as one line."""
        try:
            yield
        except (httpx2.ConnectError, httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            why = "is `tidegate control` running there?"
            if not self.url.lower().startswith(("http://", "https://")):
                why = "a URL begins with http:// or https://"
            raise RequestFailed(f"nobody answers at {self.url}; {why}") from None
        except httpx2.HTTPError as error:
            raise RequestFailed(f"{self.url} did not answer: {type(error).__name__}") from None


def _problem(answer: httpx2.Response) -> str:
    """One line out of a problem+json answer: status, what is wrong, and the fields it names."""
    try:
        document = answer.json()
    except ValueError:
        document = {}
    if not isinstance(document, dict):
        document = {}
    said = document.get("detail") or document.get("title") or answer.reason_phrase
    errors = document.get("errors")
    fields = [
        f"{item.get('field')}: {item.get('message') or item.get('detail')}"
        for item in (errors if isinstance(errors, list) else [])
        if isinstance(item, dict) and item.get("field")
    ]
    hint = " (set TIDEGATE_API_KEY)" if answer.status_code == 401 else ""
    return f"{answer.status_code} {'; '.join([str(said).removesuffix('.') if fields else str(said), *fields])}{hint}"

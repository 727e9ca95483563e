"""Read an uploaded file from a request, as it comes: raw, or as the one file of a form.

The framework's own form reader is not used because it writes files to a temporary folder: what is uploaded is raw
personal data, and its only store is the topic. So nothing here holds more than the piece that has just arrived, and
every other part of a form (names, headers, fields) is bounded.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from tidegate.runs.uploads import CreateUpload
from tidegate.web.problems import Problem, unprocessable

IDLE_SECONDS = 60.0  # a client that sends nothing for so long is not waited for
BYTES_PER_SECOND_MIN = 1024  # nor one that sends less, once it was waited for so long: a byte now and then is nothing
FIELDS_MAX = 16
FIELD_BYTES_MAX = 1_000
PART_HEADER_BYTES_MAX = 8 * 1024
MULTIPART = "multipart/form-data"
FILE_PART = "file"

FORMS_OF_TYPES = {
    "text/csv": "csv",
    "application/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/jsonlines": "jsonl",
    "application/x-jsonlines": "jsonl",
    "text/plain": "text",
    "application/octet-stream": "",  # the name or the format says it
}
FORMS_OF_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".jsonlines": "jsonl",
    ".ndjson": "jsonl",
    ".txt": "text",
    ".text": "text",
    ".log": "text",
}
FIELDS = frozenset({"name", "format", "encoding", "delimiter", "header"})
_SWITCH = {"true": True, "false": False, "1": True, "0": False}


def media_type(request: Request) -> str:
    """The type of the body, lower case, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def is_upload(request: Request) -> bool:
    """Whether the body is a file, by its type."""
    kind = media_type(request)
    return kind == MULTIPART or kind in FORMS_OF_TYPES


async def open_upload(request: Request, bytes_max: int) -> tuple[dict[str, str], AsyncIterator[bytes]]:
    """What is said of the file, and its content.

    Args:
        request: One for which `is_upload` holds.
        bytes_max: Largest body.

    Returns:
        Fields by name (`FIELDS`, and ``filename`` and ``content_type`` where they are known), and the pieces of the
        file; reading them may raise `Problem` 400, 408, 413 or 422.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "The body must not be compressed.", headers={"Accept-Encoding": "identity"})
    if any(name not in FIELDS for name in request.query_params):
        raise unprocessable([("query", "has a field that does not exist here")])
    fields = dict(request.query_params)
    body = bounded(request, bytes_max)
    if media_type(request) != MULTIPART:
        return {"content_type": media_type(request), **fields}, body
    form = _Form(request)
    content = form.content(body)
    # Up to where the file begins, so that all that is said of it is known.
    first = await anext(content, None)
    return {**form.about, **fields}, _chained(first, content)


def to_request(fields: Mapping[str, str]) -> CreateUpload:
    """The fields as a request. Raises `Problem` 422, and `pydantic.ValidationError`."""
    sent: dict[str, Any] = {name: value for name, value in fields.items() if name in FIELDS}
    filename, kind = fields.get("filename", ""), fields.get("content_type", "")
    sent.setdefault("name", filename or "upload")
    suffix = next((end for end in FORMS_OF_SUFFIXES if (filename or sent["name"]).lower().endswith(end)), "")
    form = FORMS_OF_SUFFIXES.get(suffix) or FORMS_OF_TYPES.get(kind)
    if "format" not in sent and not form:
        message = "say which: jsonl, csv or text (neither the file's name nor its type does)"
        raise unprocessable([("format", message)])
    sent.setdefault("format", form)
    if sent.get("delimiter") == "tab" or ("delimiter" not in sent and _is_tabbed(suffix, kind)):
        sent["delimiter"] = "\t"
    if "header" in sent:
        if sent["header"].lower() not in _SWITCH:
            raise unprocessable([("header", "must be true or false")])
        sent["header"] = _SWITCH[sent["header"].lower()]
    return CreateUpload.model_validate(sent)


def _is_tabbed(suffix: str, kind: str) -> bool:
    return suffix == ".tsv" or kind == "text/tab-separated-values"


async def bounded(request: Request, bytes_max: int) -> AsyncIterator[bytes]:
    """The body's pieces. Raises `Problem` 413, 408 and 400."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > bytes_max:
        raise _too_large(bytes_max)
    count = 0
    waited = 0.0  # for the client; what we do with its bytes is not its fault
    stream = request.stream()
    while True:
        patience = IDLE_SECONDS + count / BYTES_PER_SECOND_MIN - waited
        begun = time.monotonic()
        try:
            async with asyncio.timeout(min(IDLE_SECONDS, patience)):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise Problem(408, "The body stopped coming.", headers={"Connection": "close"}) from None
        except ClientDisconnect:
            raise Problem(400, "The body ended early.") from None
        if chunk is None:
            return
        waited += time.monotonic() - begun
        count += len(chunk)
        if count > bytes_max:
            raise _too_large(bytes_max)
        if chunk:
            yield chunk


async def _chained(first: bytes | None, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if first is not None:
        yield first
    async for chunk in rest:
        yield chunk


def _too_large(bytes_max: int) -> Problem:
    return Problem(413, f"The file is larger than {bytes_max} bytes.", headers={"Connection": "close"})


@dataclass(slots=True)
class _Part:
    """The part of a form under way."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    value: bytearray = field(default_factory=bytearray)
    size: int = 0  # of its headers
    header: bytearray = field(default_factory=bytearray)
    header_value: bytearray = field(default_factory=bytearray)


class _Form:
    """Takes a form apart: fields are kept (bounded), the file's content is handed on."""

    def __init__(self, request: Request) -> None:
        _, options = parse_options_header(request.headers.get("content-type", ""))
        boundary = options.get(b"boundary")
        if not boundary:
            raise Problem(400, "The form has no boundary.")
        self.about: dict[str, str] = {}
        self._part = _Part()
        self._pieces: list[bytes] = []
        self._in_file = self._had_file = self._ended = False
        self._parts = 0
        callbacks: Any = {
            "on_part_begin": self._part_begins,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_part_end": self._part_ends,
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(boundary, callbacks)
        except FormParserError:
            raise Problem(400, "The form's boundary cannot be used.") from None

    async def content(self, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The file's pieces. Raises `Problem` where the form is not one, or has no file."""
        async for chunk in body:
            try:
                self._parser.write(chunk)
            except FormParserError:
                raise Problem(400, "The body is not a form.") from None
            pieces, self._pieces = self._pieces, []
            for piece in pieces:
                yield piece
        if not self._had_file:
            raise unprocessable([(FILE_PART, "is required: the part of the form with the file")])
        if not self._ended:
            raise Problem(400, "The form ended early.")

    def _part_begins(self) -> None:
        self._part = _Part()
        self._parts += 1
        if self._parts > FIELDS_MAX:
            raise unprocessable([("body", f"has more than {FIELDS_MAX} parts")])

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._grown(end - start)
        self._part.header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._grown(end - start)
        self._part.header_value += data[start:end]

    def _grown(self, size: int) -> None:
        self._part.size += size
        if self._part.size > PART_HEADER_BYTES_MAX:
            raise unprocessable([("body", "has a part with too long headers")])

    def _header_ends(self) -> None:
        part = self._part
        part.headers[bytes(part.header).lower()] = bytes(part.header_value)
        part.header, part.header_value = bytearray(), bytearray()

    def _headers_end(self) -> None:
        part = self._part
        _, options = parse_options_header(part.headers.get(b"content-disposition", b""))
        part.name = options.get(b"name", b"").decode("utf-8", "replace")
        if self._had_file:
            raise unprocessable([("body", "has something behind the file: fields come before it, and it is one")])
        if part.name == FILE_PART:
            self._in_file = self._had_file = True
            self.about["filename"] = options.get(b"filename", b"").decode("utf-8", "replace")
            kind = part.headers.get(b"content-type", b"").decode("latin-1")
            self.about["content_type"] = kind.partition(";")[0].strip().lower()
        elif part.name not in FIELDS:
            raise unprocessable([("body", "has a field that does not exist here")])

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._pieces.append(data[start:end])
            return
        self._part.value += data[start:end]
        if len(self._part.value) > FIELD_BYTES_MAX:
            raise unprocessable([(self._part.name, f"is longer than {FIELD_BYTES_MAX} bytes")])

    def _part_ends(self) -> None:
        if self._in_file:
            self._in_file = False
        else:
            self.about[self._part.name] = self._part.value.decode("utf-8", "replace")

    def _end(self) -> None:
        self._ended = True

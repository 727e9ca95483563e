"""Result files: the clean records of a run over an upload, written as the upload was.

There is no second store. A file is what the run's clean topic holds, read from it whenever somebody asks, so it lives
as long as that topic's records do. What went to quarantine or was dropped is left out, and counted.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from tidegate.file_forms import AnonymizedFile, FileEncoding, FileForm, Upload
from tidegate.records import Headers
from tidegate.runs.uploads import LINE_END_HEADER, LINE_ENDS
from tidegate.wire import RunSummary

CONTENT_TYPES: dict[FileForm, str] = {"jsonl": "application/x-ndjson", "csv": "text/csv", "text": "text/plain"}
CHARSETS: dict[FileEncoding, str] = {"utf-16-le": "utf-16", "utf-16-be": "utf-16", "latin-1": "iso-8859-1"}
SUFFIXES: dict[FileForm, str] = {"jsonl": ".jsonl", "csv": ".csv", "text": ".txt"}

_FILE_IDS = uuid.UUID("0f1c6f0e-8b0a-5b4e-8d39-6f0f4b7f2a61")  # the namespace of file ids, which are made of run ids
_ENDS = {name: end for end, name in LINE_ENDS.items()}
_MARK = "\ufeff"


class ResultFiles(NamedTuple):
    """The files of a run. ``records`` are in them; ``left_out`` were read and are not: quarantined or dropped."""

    files: tuple[AnonymizedFile, ...]
    records: int
    left_out: int


def result_files(run: RunSummary) -> ResultFiles:
    """What a run's summary says of its files."""
    counts = run.results.records
    return ResultFiles(run.anonymized_files, counts.clean, counts.in_ - counts.clean)


def describe(run: RunSummary, upload: Upload, size_in_bytes: int) -> AnonymizedFile:
    """A run's file. Its path is the run's id: the name of what was uploaded may be a person's."""
    charset = CHARSETS.get(upload.encoding)  # UTF-8 goes without saying
    return AnonymizedFile(
        id=str(uuid.uuid5(_FILE_IDS, run.id)),
        path=f"anonymized/{run.id}{SUFFIXES[upload.form]}",
        size_in_bytes=size_in_bytes,
        content_type=CONTENT_TYPES[upload.form] + (f"; charset={charset}" if charset else ""),
    )


class FileWriter:
    """Turns records into the bytes of a file like the upload."""

    def __init__(self, upload: Upload) -> None:
        self._encoding: FileEncoding = upload.encoding
        self._records_are: FileEncoding = "latin-1" if upload.encoding == "latin-1" else "utf-8"
        self._line_end = upload.line_end
        self._upload = upload

    def head(self) -> bytes:
        """What stands before the first record: the byte order mark and the header row."""
        mark = _MARK if self._upload.byte_order_mark else ""
        header = self._upload.header_row
        return (mark if header is None else f"{mark}{header}{self._line_end}").encode(self._encoding)

    def lines(self, records: Iterable[tuple[bytes | None, Headers]]) -> bytes:
        """Records (value and headers) as lines."""
        same = self._encoding == self._records_are
        pieces: list[bytes] = []
        for value, headers in records:
            end: str = self._line_end
            for name, text in headers:
                if name == LINE_END_HEADER and text is not None:
                    end = _ENDS.get(text, end)
            content = value or b""
            if not same:
                content = content.decode(self._records_are).encode(self._encoding)
            pieces += (content, end.encode(self._encoding))
        return b"".join(pieces)

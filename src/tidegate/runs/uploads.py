"""Take a file apart into records, while it streams: one line, or one row of CSV, is one record.

Nothing is held but the line under way, which is bounded. What is needed to write the file again (encoding, byte order
mark, line end, header row) is kept beside the records. Lines that hold nothing are no records: blank lines between JSON
documents, and in CSV of more than one column.

A file that is not what it says is refused, with the line at which that shows and never with what stands there.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

import orjson
from pydantic import ConfigDict, Field

from tidegate.codecs.base import Undecodable
from tidegate.codecs.csv_codec import CsvCodec
from tidegate.errors import RunInvalid
from tidegate.file_forms import FileEncoding, FileForm, Upload
from tidegate.policies import Csv, Format
from tidegate.runs.requests import Request

RECORD_BYTES_MAX = 900_000  # of one line: brokers take a record of 1 MiB, and a clean one is often longer
HEADER_CHARS_MAX = 64 * 1024
LINE_END_HEADER = "line-end"  # a record's header, where its line ends otherwise than the file's first
LINE_ENDS = {"\n": b"lf", "\r\n": b"crlf", "\r": b"cr", "": b"none"}
FIELD = "file"

_MARKS: tuple[tuple[bytes, FileEncoding], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BREAK = re.compile(r"\r\n|\n|\r")
# No two neighbours can take the same character: one way only to read a row. What a quote opens may hold line ends.
_ROW_TEXT = r'[^"\r\n]*(?:"[^"]*"[^"\r\n]*)*'
_ROW = re.compile(rf"({_ROW_TEXT})(\r\n|\n|\r)")
_LAST_ROW = re.compile(_ROW_TEXT)
_DELIMITERS: tuple[Literal[",", ";", "\t"], ...] = ("\t", ";", ",")  # of two that are as many the more telling one


class CreateUpload(Request):
    """A file as a dataset. ``delimiter`` None: the one that the first row holds most often."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    name: Annotated[str, Field(min_length=1, max_length=200)]
    form: Annotated[FileForm, Field(alias="format")]
    encoding: Literal["utf-8", "latin-1"] = "utf-8"
    delimiter: Literal[",", ";", "\t"] | None = None
    header: bool = True


class Line(NamedTuple):
    """One record: its value, and its line end where that is not the file's (None: it is)."""

    value: bytes
    line_end: bytes | None


class UploadReader:
    """Takes one file apart.

    Args:
        request: What the file is said to be.
        record_bytes_max: Longest line or row, in bytes of its record.
    """

    def __init__(self, request: CreateUpload, *, record_bytes_max: int = RECORD_BYTES_MAX) -> None:
        self._request, self._bytes_max = request, record_bytes_max
        self._start = b""  # until it is known how the file is encoded
        self._decoder: codecs.IncrementalDecoder | None = None
        self._encoding: FileEncoding = "utf-8"
        self._marked = False
        self._rest = ""  # the line under way
        self._line = 1  # at which the rest begins
        self._line_end: str | None = None
        self._header_row: str | None = None
        self._delimiter: Literal[",", ";", "\t"] = request.delimiter or ","
        self._names: tuple[str, ...] | None = None
        self._width = 0
        self._codec: CsvCodec | None = None
        self._records = 0
        self._bytes = 0

    def feed(self, chunk: bytes) -> list[Line]:
        """The records that end in this piece of the file. Raises `RunInvalid`, which names the line."""
        self._bytes += len(chunk)
        if self._decoder is None:
            self._start += chunk
            if len(self._start) < 3:
                return []
            chunk = self._sniff()
        return self._taken(self._decoded(chunk, final=False), final=False)

    def finish(self) -> list[Line]:
        """The records of what is left. Raises `RunInvalid` for a file without any."""
        chunk = self._sniff() if self._decoder is None else b""
        lines = self._taken(self._decoded(chunk, final=True), final=True)
        if not self._records:
            what = "has no row below its header" if self._header_row is not None else "is empty"
            raise RunInvalid(f"the file {what}", field=FIELD)
        return lines

    def upload(self) -> Upload:
        """What is needed to write the file again."""
        line_end = self._line_end or "\n"
        assert line_end == "\n" or line_end == "\r\n" or line_end == "\r"
        return Upload(
            form=self._request.form,
            encoding=self._encoding,
            byte_order_mark=self._marked,
            line_end=line_end,
            header_row=self._header_row,
            records=self._records,
            size_in_bytes=self._bytes,
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the header row."""
        return self._names or ()

    @property
    def layout(self) -> tuple[Format, Csv | None]:
        """The format of the records, and how CSV is laid out in them."""
        if self._request.form != "csv":
            return ("json" if self._request.form == "jsonl" else "text"), None
        header: bool | tuple[str, ...] = self._names if self._names is not None else False
        return "csv", Csv(delimiter=self._delimiter, header=header, encoding=self._record_encoding)

    @property
    def _record_encoding(self) -> Literal["utf-8", "latin-1"]:
        return "latin-1" if self._encoding == "latin-1" else "utf-8"

    # bytes to text

    def _sniff(self) -> bytes:
        start, self._start = self._start, b""
        if self._request.encoding == "latin-1":
            self._encoding = "latin-1"
        else:
            for mark, encoding in _MARKS:
                if start.startswith(mark):
                    self._encoding, self._marked, start = encoding, True, start[len(mark) :]
                    break
        self._decoder = codecs.getincrementaldecoder(self._encoding)()
        return start

    def _decoded(self, chunk: bytes, *, final: bool) -> str:
        assert self._decoder is not None
        try:
            return self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            before = bytes(error.object[: error.start]).decode(self._encoding, "ignore")
            line = self._line + len(_BREAK.findall(self._rest + before))
        what = "UTF-16" if self._encoding.startswith("utf-16") else "UTF-8"
        raise RunInvalid(f"line {line} is not {what}", field=FIELD)

    # text to lines

    def _taken(self, text: str, *, final: bool) -> list[Line]:
        rest = self._rest + text
        self._rest = ""
        if rest.endswith("\r") and not final:
            rest, held = rest[:-1], "\r"  # its line feed may be in the next piece
        else:
            held = ""
        found: list[Line] = []
        at = 0
        for end, content, line_end in self._pieces(rest):
            found += self._record(content, line_end)
            at = end
        self._rest = rest[at:] + held
        if final and self._rest:
            content, self._rest = self._rest, ""
            if self._request.form == "csv" and _LAST_ROW.fullmatch(content) is None:
                raise RunInvalid(f"line {self._line}: a quote is not closed", field=FIELD)
            found += self._record(content, "")
        if len(self._rest) > self._bytes_max:
            raise self._too_long()
        return found

    def _pieces(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Where each whole line or row ends in a text, the line, and its line end."""
        if self._request.form == "csv":
            position = 0
            while (row := _ROW.match(text, position)) is not None:
                position = row.end()
                yield position, row[1], row[2]
            return
        done = 0
        for found in _BREAK.finditer(text):
            if found[0] == "\r" and self._request.form == "jsonl":
                continue  # white space in a document
            yield found.end(), text[done : found.start()], found[0]
            done = found.end()

    # lines to records

    def _record(self, content: str, line_end: str) -> Sequence[Line]:
        line = self._line
        self._line += len(_BREAK.findall(content)) + (1 if line_end else 0)
        if self._line_end is None and line_end:
            self._line_end = line_end
        value = content.encode(self._record_encoding)
        if len(value) > self._bytes_max:
            self._line = line
            raise self._too_long()
        if self._request.form == "jsonl":
            if not content.strip(" \t\r"):
                return ()
            try:
                orjson.loads(value)
            except orjson.JSONDecodeError:
                raise RunInvalid(f"line {line} is not JSON", field=FIELD) from None
        elif self._request.form == "csv" and not self._is_row(content, value, line):
            return ()
        self._records += 1
        differs = line_end != (self._line_end or "\n")
        return (Line(value, LINE_ENDS[line_end] if differs else None),)

    def _is_row(self, content: str, value: bytes, line: int) -> bool:
        """Whether a row of CSV is a record; the first one may be the header, and a blank one is none."""
        if self._codec is None:
            if self._request.delimiter is None:
                self._delimiter = max(_DELIMITERS, key=lambda mark: re.sub(r'"[^"]*"', "", content).count(mark))
            layout = Csv(delimiter=self._delimiter, encoding=self._record_encoding)
            self._codec = CsvCodec(value_bytes_max=self._bytes_max, layout=layout)
        if not content and self._width != 1:
            return False
        try:
            cells = self._codec.decode(value).leaves
        except Undecodable:
            raise RunInvalid(f"line {line} is not CSV: a quote stands where none may", field=FIELD) from None
        if not self._width:
            self._width = len(cells)
            if self._request.header:
                return self._take_header(content, [cell.text for cell in cells])
        if len(cells) != self._width:
            raise RunInvalid(f"line {line} has {len(cells)} cells, the first row {self._width}", field=FIELD)
        return True

    def _take_header(self, content: str, names: Sequence[str]) -> bool:
        if len(content) > HEADER_CHARS_MAX or len(names) > 4096 or any(len(name) > 1000 for name in names):
            raise RunInvalid("the header row is too long", field=FIELD)
        self._header_row, self._names = content, tuple(names)
        return False

    def _too_long(self) -> RunInvalid:
        # A row that goes on and on is a quote that nobody closed.
        what = " or has a quote that is not closed" if self._request.form == "csv" else ""
        return RunInvalid(f"line {self._line} is longer than {self._bytes_max} bytes{what}", field=FIELD)

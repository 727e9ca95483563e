"""The forms of files that are uploaded and written again, and what must be kept of one beside its records."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FileForm = Literal["jsonl", "csv", "text"]
FileEncoding = Literal["utf-8", "utf-16-le", "utf-16-be", "latin-1"]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Upload(Form):
    """What a file needs beside its records to be written again: its form, encoding and line end.

    Each line, or row of CSV, is one record, without its line end. ``header_row`` is the first row of a CSV file as it
    was written, quotes and all; its names were searched for personal data before they came here.
    """

    form: FileForm
    encoding: FileEncoding = "utf-8"
    byte_order_mark: bool = False
    line_end: Literal["\n", "\r\n", "\r"] = "\n"
    header_row: str | None = None
    records: Annotated[int, Field(ge=0)]
    size_in_bytes: Annotated[int, Field(ge=0)]


class AnonymizedFile(Form):
    """A result file: the clean records of a run over an upload, in the upload's own form."""

    id: str
    path: str
    size_in_bytes: Annotated[int, Field(ge=0)]
    content_type: str

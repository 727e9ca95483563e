"""A file is taken apart while it streams, and written again as it was."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest

from tidegate.errors import RunInvalid
from tidegate.file_forms import Upload
from tidegate.policies import Csv
from tidegate.runs.result_files import FileWriter, describe, result_files
from tidegate.runs.uploads import LINE_END_HEADER, CreateUpload, Line, UploadReader
from tidegate.wire import Counts, Results, RunKind, RunStatus, RunSummary


def read(content: bytes, piece: int = 10_000, **about: Any) -> tuple[UploadReader, list[Line]]:
    reader = UploadReader(CreateUpload.parse({"name": "x", **about}), record_bytes_max=1_000)
    lines = [line for at in range(0, len(content), piece) for line in reader.feed(content[at : at + piece])]
    return reader, lines + reader.finish()


def values(content: bytes, **about: Any) -> list[bytes]:
    return [line.value for line in read(content, **about)[1]]


def written(upload: Upload, lines: list[Line]) -> bytes:
    writer = FileWriter(upload)
    return writer.head() + writer.lines(
        (value, () if end is None else ((LINE_END_HEADER, end),)) for value, end in lines
    )


FILES = [
    ({"format": "jsonl"}, b'{"a": 1}\n[2]\n"3"\n', [b'{"a": 1}', b"[2]", b'"3"']),
    ({"format": "jsonl"}, b'{"a":\r1}\r\n2\n3', [b'{"a":\r1}', b"2", b"3"]),  # a lone CR is white space in JSON
    ({"format": "jsonl"}, '\ufeff"\u00e9"\r\n'.encode(), ['"\u00e9"'.encode()]),
    ({"format": "jsonl"}, '{"a": "\u00e9\U0001f600"}\n2\n'.encode("utf-16"),
     ['{"a": "\u00e9\U0001f600"}'.encode(), b"2"]),
    ({"format": "text"}, b"a\n\n b \n", [b"a", b"", b" b "]),
    ({"format": "text"}, b"a\rb\r\nc\n", [b"a", b"b", b"c"]),
    ({"format": "text"}, "\ufeffa\r\n\u00e9".encode("utf-16-be"), [b"a", "\u00e9".encode()]),
    ({"format": "csv"}, b'a,b\n1,"x\r\ny"\n"2",\n', [b'1,"x\r\ny"', b'"2",']),
    ({"format": "csv"}, '\ufeff"a;1";b\r\n1,5;2\r\n'.encode(), [b"1,5;2"]),
    ({"format": "csv", "header": False}, b"1\t2,3\n4\t5\n", [b"1\t2,3", b"4\t5"]),
    ({"format": "csv", "delimiter": ";"}, b"a,b,c;d\n1;2", [b"1;2"]),
    ({"format": "csv", "encoding": "latin-1"}, b"a,b\n\xe9,\xff\xfe\n", [b"\xe9,\xff\xfe"]),
    ({"format": "csv"}, b"a\n1\n\n2\n", [b"1", b"", b"2"]),  # of one column a blank line is a row
]  # fmt: skip


@pytest.mark.parametrize(("about", "content", "records"), FILES)
@pytest.mark.parametrize("piece", [10_000, 1, 3])
def test_a_file_is_records_and_back(about: dict[str, Any], content: bytes, records: list[bytes], piece: int) -> None:
    """Wherever it is cut in pieces: the same records, and together the very bytes."""
    reader, lines = read(content, piece, **about)
    upload = reader.upload()
    assert [line.value for line in lines] == records
    assert (upload.records, upload.size_in_bytes) == (len(records), len(content))
    assert written(upload, lines) == content


def test_what_holds_nothing_is_no_record() -> None:
    """Blank lines between documents, and between rows of more than one column."""
    assert values(b"\n1\n \t\n2\r\n\r\n", format="jsonl") == [b"1", b"2"]
    assert values(b"a,b\n\n1,2\n\n", format="csv") == [b"1,2"]


def test_how_csv_is_laid_out() -> None:
    """The names, and the delimiter that the first row has most of, outside its quotes."""
    reader, _ = read(b'name;"a,b,c,d";mail\n1;2;3\n', format="csv")
    assert reader.layout == ("csv", Csv(delimiter=";", header=("name", "a,b,c,d", "mail")))
    assert reader.upload().header_row == 'name;"a,b,c,d";mail'
    assert read(b"1,2\n", format="csv", header=False)[0].layout == ("csv", Csv())
    assert read(b"1\n", format="jsonl")[0].layout == ("json", None)
    assert read(b"1\n", format="text")[0].layout == ("text", None)


@pytest.mark.parametrize(
    ("about", "content", "message"),
    [
        ({"format": "jsonl"}, b"", "the file is empty"),
        ({"format": "text"}, b"", "the file is empty"),
        ({"format": "jsonl"}, b"\xef\xbb\xbf\n \n", "the file is empty"),
        ({"format": "csv"}, b"a,b\n", "the file has no row below its header"),
        ({"format": "csv"}, b"\n\n", "the file is empty"),
        ({"format": "jsonl"}, b"{}\n{}\nsecret\n{}", "line 3 is not JSON"),
        ({"format": "jsonl"}, b"{}\n{}{}", "line 2 is not JSON"),
        ({"format": "jsonl"}, b"{}\n\xff\n", "line 2 is not UTF-8"),
        ({"format": "text"}, b"a\nb\nc\xff", "line 3 is not UTF-8"),
        ({"format": "text"}, b"a\nb\xc3", "line 2 is not UTF-8"),
        ({"format": "text"}, b"\xff\xfea\x00\n\x00\x00\xd8a\x00", "line 2 is not UTF-16"),
        ({"format": "csv"}, b"a,b\n1,2\n3\n", "line 3 has 1 cells, the first row 2"),
        ({"format": "csv"}, b'a,b\n"1\n2",3\n4,5,6\n', "line 4 has 3 cells, the first row 2"),
        ({"format": "csv"}, b'a,b\n1,secret"x"\n', "line 2 is not CSV: a quote stands where none may"),
        ({"format": "csv"}, b'a,b\n1,"secret\n2,3\n', "line 2: a quote is not closed"),
        ({"format": "text"}, b"a\n" + b"x" * 1001, "line 2 is longer than 1000 bytes"),
        ({"format": "csv"}, b'a\n"' + b"x\n" * 1001, "line 2 is longer than 1000 bytes or has a quote that is not"),
    ],
)
@pytest.mark.parametrize("piece", [10_000, 1])
def test_a_broken_file_is_refused_with_its_line(
    about: dict[str, Any], content: bytes, message: str, piece: int
) -> None:
    """Never with what stands there."""
    with pytest.raises(RunInvalid) as caught:
        read(content, piece, **about)
    assert str(caught.value).startswith(f"file: {message}")
    assert "secret" not in str(caught.value)


def test_the_line_under_way_is_bounded() -> None:
    """A file without any line end is refused as soon as it is too long for a record."""
    reader = UploadReader(CreateUpload(name="x", form="text"), record_bytes_max=1_000)
    assert reader.feed(b"x" * 1_000) == []
    with pytest.raises(RunInvalid, match="line 1 is longer"):
        reader.feed(b"x")


def summary(**more: Any) -> RunSummary:
    return RunSummary.model_validate(
        {
            "id": "0b0c8f4e-6a57-4a3e-9a0e-6f1f3f0f7a11",
            "status": RunStatus.SUCCEEDED,
            "kind": RunKind.BOUNDED,
            "flow": "upload",
            "topic": "tidegate.upload.x",
            "policy_hash": "0" * 64,
            "detection_method": "heuristics",
            "threshold": 0.3,
            "created_at": "2026-11-07T05:31:56Z",
            **more,
        }
    )


@pytest.mark.parametrize(
    ("upload", "suffix", "content_type"),
    [
        (Upload(form="jsonl", records=1, size_in_bytes=1), ".jsonl", "application/x-ndjson"),
        (Upload(form="csv", encoding="latin-1", records=1, size_in_bytes=1), ".csv", "text/csv; charset=iso-8859-1"),
        (Upload(form="text", encoding="utf-16-le", records=1, size_in_bytes=1), ".txt", "text/plain; charset=utf-16"),
    ],
)
def test_a_file_is_named_by_its_run(upload: Upload, suffix: str, content_type: str) -> None:
    """Not by what was uploaded: a file's name may be a person's. The same run has the same file."""
    run = summary()
    file = describe(run, upload, 12)
    assert file == describe(run, upload, 12)
    assert (file.path, file.size_in_bytes, file.content_type) == (f"anonymized/{run.id}{suffix}", 12, content_type)


def test_what_is_missing_from_a_file_is_counted() -> None:
    """Quarantined and dropped records."""
    counts = Counts(in_=10, clean=7, quarantined=2, dropped=1)
    found = result_files(summary(results=Results(records=counts)))
    assert (found.files, found.records, found.left_out) == ((), 7, 3)


def test_a_record_in_the_middle_that_is_left_out_takes_its_line_with_it() -> None:
    """The last line of a file without a final line end may be the one that is missing."""
    reader, lines = read(b"a\nb\nc", format="text")
    assert written(reader.upload(), [lines[0], lines[2]]) == b"a\nc"
    assert written(reader.upload(), lines[:2]) == b"a\nb\n"


def test_a_file_is_never_held_whole() -> None:
    """What is remembered between pieces does not grow with the file."""
    reader = UploadReader(CreateUpload(name="x", form="csv"))
    piece = b"".join(b"%d,some text that goes on\n" % number for number in range(2_000))
    reader.feed(b"id,text\n" + piece)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(20):
            reader.feed(piece)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert reader.upload().size_in_bytes > 20 * len(piece)
    assert grown < len(piece)

"""CSV is read strictly and spliced: what nobody changed keeps its bytes and quotes."""

from __future__ import annotations

import pytest

from tidegate.codecs.base import Undecodable
from tidegate.codecs.csv_codec import CsvCodec
from tidegate.policies import Csv
from tidegate.records import Edit, LeafKind, Reason
from tidegate.testing.contracts import ContractBroken, check_codec


def codec(**layout: object) -> CsvCodec:
    return CsvCodec(value_bytes_max=1_000_000, layout=Csv.model_validate(layout))


def cells(value: bytes, **layout: object) -> list[str]:
    return [leaf.text for leaf in codec(**layout).decode(value).leaves if leaf.kind is not LeafKind.NAME]


@pytest.mark.parametrize(
    ("layout", "samples"),
    [
        ({}, [b"a,b\r\nc,d\r\n", b"a", b"", b"one\n\ntwo\n", b'"a\nb",c', b"12,-3.5", b"a\rb\r"]),
        ({}, ['\ufeff\u00e9,"x""y",\n1,2,3\n'.encode(), b'""', b'"",""', b" spaced , kept "]),
        ({"header": True, "delimiter": ";"}, [b"x;y\n\n1;2", b"a", b'"x;1";y\r\n"a,b";c\r\n\r\n']),
        ({"header": ["a", "b"], "delimiter": "tab"}, [b"x\ty\n\n1\t2"]),
    ],
)
def test_the_contract_of_codecs_holds(layout: dict[str, object], samples: list[bytes]) -> None:
    """Every cell of every sample is edited and removed; nothing outside it changes, and it reads back."""
    check_codec(codec(**layout), samples)


def test_the_contract_would_notice() -> None:
    """A codec that does not quote adds a cell."""

    class Careless(CsvCodec):
        def _needs_quotes(self, text: str) -> bool:
            return False

    with pytest.raises((ContractBroken, Undecodable)):
        check_codec(Careless(value_bytes_max=100), [b"a,b"])


@pytest.mark.parametrize(
    ("value", "layout", "found"),
    [
        (b"a,b", {}, ["a", "b"]),
        (b'"a,b";"c""d"', {"delimiter": ";"}, ["a,b", 'c"d']),
        (b"a,b;c", {"delimiter": ";"}, ["a,b", "c"]),
        (b"a\tb,c", {"delimiter": "\t"}, ["a", "b,c"]),
        (b'"a\r\nb"\r\n', {}, ["a\r\nb"]),  # a line end inside quotes ends no row
        (b"a,b\r\n\r\nc,d\n", {}, ["a", "b", "c", "d"]),  # a blank line is no row of two
        (b"a\n\nb\n", {}, ["a", "", "b"]),  # of one column it is
        (b"mail\njo", {"header": True}, ["jo"]),
        (b"jo,1", {"header": ["mail", "n"]}, ["jo", "1"]),
        ("\ufeff\u00e9".encode(), {}, ["\u00e9"]),
        ("\u00e9,\U0001f600".encode("utf-16"), {}, ["\u00e9", "\U0001f600"]),  # known by its mark
        ("\ufeff\u00e9".encode("utf-16-be"), {}, ["\u00e9"]),
        (b"\xe9,\xff\xfe", {"encoding": "latin-1"}, ["\u00e9", "\u00ff\u00fe"]),
    ],
)
def test_cells_are_read(value: bytes, layout: dict[str, object], found: list[str]) -> None:
    """Delimiters, quotes, encodings and headers as the layout says."""
    assert cells(value, **layout) == found


@pytest.mark.parametrize(
    ("value", "layout", "reason"),
    [
        (b"a,b\nc", {}, Reason.UNDECODABLE_SYNTAX),  # ragged: a cell is missing
        (b"a,b\nc,d,e", {}, Reason.UNDECODABLE_SYNTAX),  # ragged: a cell too many
        (b"a", {"header": ["x", "y"]}, Reason.UNDECODABLE_SYNTAX),
        (b"x,y\na", {"header": True}, Reason.UNDECODABLE_SYNTAX),
        (b'"a', {}, Reason.UNDECODABLE_SYNTAX),  # not closed
        (b'"a\nb,c\n', {}, Reason.UNDECODABLE_SYNTAX),
        (b'"a"b', {}, Reason.UNDECODABLE_SYNTAX),  # something behind the quote
        (b'a"b"', {}, Reason.UNDECODABLE_SYNTAX),  # a quote inside a cell that did not begin with one
        (b' "a,b"', {}, Reason.UNDECODABLE_SYNTAX),  # readers do not agree whether this is one cell or two
        (b"\n\n", {"header": ["x", "y"]}, Reason.UNDECODABLE_SYNTAX),  # no row
        (b"\xff", {}, Reason.UNDECODABLE_UTF8),
        (b"\xff\xfea", {}, Reason.UNDECODABLE_UTF8),  # half a unit of UTF-16
        (b"\xff\xfe\x00\xd8", {}, Reason.UNDECODABLE_UTF8),  # half a surrogate pair
        (b"x" * 1_000_001, {}, Reason.UNDECODABLE_SIZE),
    ],
)
def test_what_is_not_csv_is_refused(value: bytes, layout: dict[str, object], reason: Reason) -> None:
    """Never half a document."""
    with pytest.raises(Undecodable) as caught:
        codec(**layout).decode(value)
    assert caught.value.reason is reason


@pytest.mark.parametrize("value", [b"," * 20, b"a\n" * 20])
def test_cells_are_bounded(value: bytes) -> None:
    """In one row, and in all of them."""
    with pytest.raises(Undecodable, match="undecodable_keys"):
        CsvCodec(value_bytes_max=1000, cells_max=10).decode(value)


def test_a_cell_is_found_by_name_and_by_place() -> None:
    """Two columns of one name are still two places; without a header there is no name."""
    leaves = codec(header=True).decode(b"mail,mail\na,b").leaves
    assert [(leaf.path, leaf.kind) for leaf in leaves] == [
        (("mail", 0), LeafKind.NAME),
        (("mail", 1), LeafKind.NAME),
        (("mail", 0), LeafKind.STRING),
        (("mail", 1), LeafKind.STRING),
    ]
    assert [leaf.path for leaf in codec().decode(b"a,b").leaves] == [("", 0), ("", 1)]


def test_names_beside_the_record_are_read_with_every_record() -> None:
    """They are searched like property names, though they stand nowhere in the record."""
    leaves = codec(header=["mail"]).decode(b"jo").leaves
    assert [(leaf.text, leaf.kind, leaf.start, leaf.end) for leaf in leaves] == [
        ("mail", LeafKind.NAME, 0, 0),
        ("jo", LeafKind.STRING, 0, 2),
    ]


@pytest.mark.parametrize(
    ("value", "index", "edit", "written"),
    [
        (b'a,"b"\n', 0, Edit(0, 1, "x"), b'x,"b"\n'),  # no quotes where none are needed
        (b'a,"b"\n', 1, Edit(0, 1, "x"), b'a,"x"\n'),  # what had quotes keeps them
        (b"a,b\n", 0, Edit(0, 1, "x,y"), b'"x,y",b\n'),
        (b"a,b\n", 0, Edit(0, 1, 'x"y'), b'"x""y",b\n'),
        (b"a,b\n", 0, Edit(0, 1, "x\ny"), b'"x\ny",b\n'),
        (b'"he said ""a""",b', 0, Edit(9, 10, "x"), b'"he said ""x""",b'),  # offsets are those of the decoded text
        (b"a\nb\n", 0, Edit(0, 1, ""), b'""\nb\n'),  # an empty line would be no row
        (b"a,b\n", 0, Edit(0, 1, ""), b",b\n"),
        ("\u00e9,b".encode("utf-16"), 1, Edit(0, 1, "x"), "\u00e9,x".encode("utf-16")),
        ("\ufeff\u00e9,b".encode("utf-16-be"), 0, Edit(0, 1, "x"), "\ufeffx,b".encode("utf-16-be")),
    ],
)
def test_only_the_changed_cell_is_written_anew(value: bytes, index: int, edit: Edit, written: bytes) -> None:
    """In quotes if it had them or needs them; every other byte stays."""
    document = codec().decode(value)
    assert codec().encode(document, {index: [edit]}, frozenset()) == written


def test_a_replacement_that_the_encoding_lacks_is_an_error() -> None:
    """It becomes a quarantined record, not a question mark."""
    latin = codec(encoding="latin-1")
    with pytest.raises(UnicodeEncodeError):
        latin.encode(latin.decode(b"a"), {0: [Edit(0, 1, "\u2588")]}, frozenset())


def test_a_number_that_must_stay_one_does() -> None:
    """As in JSON: the policy's `number: digits`."""
    document = codec().decode(b"a,123")
    assert document.leaves[1].kind is LeafKind.NUMBER
    assert codec().encode(document, {1: [Edit(0, 3, "999")]}, frozenset(), digits=frozenset({1})) == b"a,999"
    with pytest.raises(ValueError, match="not a number"):
        codec().encode(document, {1: [Edit(0, 3, "x")]}, frozenset(), digits=frozenset({1}))
    named = codec(header=["x"])
    with pytest.raises(ValueError, match="never edited"):
        named.encode(named.decode(b"1"), {0: [Edit(0, 1, "y")]}, frozenset())


def test_reading_is_linear_in_what_is_read() -> None:
    """A quote that is never closed, doubled quotes without end, and a long row: each is read once."""
    for value in (b'"' + b"a" * 900_000, b'"' + b'""' * 400_000, b'"a"' + b'"' * 900_001, b"," * 900_000):
        try:
            codec().decode(value)
        except Undecodable:
            continue

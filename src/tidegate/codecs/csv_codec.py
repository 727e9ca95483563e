"""CSV, spliced and not rewritten: an untouched cell keeps its bytes and its quotes.

A record is one row, or one document of rows. Cells are read by the rules of RFC 4180 and no milder: where two readers
would not agree where a cell ends, they would not agree either where a value stands. So a ragged row, a quote that is
not closed, and a quote inside a cell that does not begin with one are undecodable.

A cell's path is its column's name and its number (``("mail", 2)``; the name is "" where there is none), so that a
policy can mean it by either. Column names are leaves of kind NAME, whether they stand in the record (``header: true``)
or beside it (``header: [name, mail]``): they are searched like property names.

Source:
    RFC 4180; besides its CRLF also LF and CR end a row, and besides the comma also ; and tab end a cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidegate.codecs.base import Undecodable
from tidegate.codecs.splice import splice
from tidegate.codecs.text import is_binary
from tidegate.policies import Csv
from tidegate.records import Document, Edit, Leaf, LeafKind, Reason

CELLS_MAX = 1_000_000  # in one record
BYTE_ORDER_MARK = "\ufeff"
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_MUST_BE_QUOTED = '"\r\n'


@dataclass(frozen=True, slots=True)
class CsvDocument(Document):
    """``encoding`` is what the source was read as; a byte order mark is the source's first character."""

    encoding: str


class CsvCodec:
    """One record is one CSV row or document. ``value_bytes_max`` bounds it, in bytes.

    Args:
        layout: Delimiter, header and encoding of the records.
    """

    name = "csv"
    content_type = "text/csv"

    def __init__(self, *, value_bytes_max: int, layout: Csv | None = None, cells_max: int = CELLS_MAX) -> None:
        self.value_bytes_max, self.cells_max = value_bytes_max, cells_max
        self.layout = layout or Csv()
        delimiter = re.escape(self.layout.delimiter)
        # No two neighbours can take the same character, so there is one way only to read a cell.
        self._cell = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^"{delimiter}\r\n]*))({delimiter}|\r\n|\n|\r|\Z)')

    def decode(self, value: bytes) -> CsvDocument:
        if len(value) > self.value_bytes_max:
            raise Undecodable(Reason.UNDECODABLE_SIZE)
        encoding = "latin-1" if self.layout.encoding == "latin-1" else _UTF_16.get(value[:2], "utf-8")
        try:
            source = value.decode(encoding)
        except UnicodeDecodeError:
            raise Undecodable(Reason.UNDECODABLE_UTF8) from None
        if encoding in ("utf-8", "latin-1") and is_binary(value):
            raise Undecodable(Reason.UNDECODABLE_UTF8)
        return CsvDocument(source, self._leaves(source), encoding)

    def _leaves(self, source: str) -> list[Leaf]:
        header, match_cell, delimiter = self.layout.header, self._cell.match, self.layout.delimiter
        position = 1 if source.startswith(BYTE_ORDER_MARK) and self.layout.encoding != "latin-1" else 0
        leaves: list[Leaf] = []
        names: Sequence[str] | None = None
        if not isinstance(header, bool):
            names = header
            leaves.extend(
                Leaf((name, column), LeafKind.NAME, position, position, name) for column, name in enumerate(names)
            )
        in_header, rows = header is True, 0
        width = len(names) if names is not None else 0  # 0: not known yet
        row: list[Leaf] = []
        while True:
            match = match_cell(source, position)
            if match is None:
                raise Undecodable(Reason.UNDECODABLE_SYNTAX)
            quoted, plain, after = match.groups()
            column, end = len(row), match.start(3)
            if column >= (width or self.cells_max):
                # The row has a cell too many, or the first one has no end.
                raise Undecodable(Reason.UNDECODABLE_SYNTAX if width else Reason.UNDECODABLE_KEYS)
            if in_header:
                text = plain if quoted is None else quoted.replace('""', '"')
                row.append(Leaf((text, column), LeafKind.NAME, position, end, text))
            else:
                path = (names[column] if names else "", column)
                if quoted is not None:
                    text = quoted.replace('""', '"') if '""' in quoted else quoted
                    row.append(Leaf(path, LeafKind.STRING, position, end, text))
                else:
                    kind = LeafKind.NUMBER if _NUMBER.fullmatch(plain) else LeafKind.STRING
                    row.append(Leaf(path, kind, position, end, plain))
            position = match.end()
            if after == delimiter:
                continue
            blank = len(row) == 1 and quoted is None and not plain and width > 1
            if blank:
                row.clear()
            elif width and len(row) != width:
                raise Undecodable(Reason.UNDECODABLE_SYNTAX)  # the row lacks a cell
            else:
                width = len(row)
                if in_header:
                    names, in_header = [leaf.text for leaf in row], False
                else:
                    rows += 1
                leaves.extend(row)
                row.clear()
                if len(leaves) > self.cells_max:
                    raise Undecodable(Reason.UNDECODABLE_KEYS)
            if not after or position == len(source):
                break
        if not rows and header is not True:
            raise Undecodable(Reason.UNDECODABLE_SYNTAX)  # nothing but blank lines where there should be a row
        return leaves

    def encode(
        self,
        document: Document,
        edits: Mapping[int, Sequence[Edit]],
        removed: frozenset[int],
        *,
        digits: frozenset[int] = frozenset(),
    ) -> bytes:
        """Splice; see `Codec.encode`. A changed cell is written anew, in quotes if it had them or needs them.

        Raises:
            UnicodeEncodeError: If a replacement cannot be written in the record's encoding.
        """
        source, leaves = document.source, document.leaves
        changes: list[Edit] = []
        for index in sorted(edits.keys() | removed):
            leaf = leaves[index]
            if leaf.kind is LeafKind.NAME:
                raise ValueError("a column name is never edited")
            text = "" if index in removed else splice(leaf.text, edits[index])
            if index in digits and index not in removed and _NUMBER.fullmatch(text) is None:
                raise ValueError("the replacement is not a number")
            in_quotes = source.startswith('"', leaf.start) or self._needs_quotes(text)
            # Without quotes an empty cell that is alone in its row would be a blank line, which readers skip.
            if in_quotes or (not text and _is_alone(leaves)):
                text = '"' + text.replace('"', '""') + '"'
            changes.append(Edit(leaf.start, leaf.end, text))
        encoding = document.encoding if isinstance(document, CsvDocument) else "utf-8"
        return splice(source, changes).encode(encoding)

    def _needs_quotes(self, text: str) -> bool:
        return self.layout.delimiter in text or any(mark in text for mark in _MUST_BE_QUOTED)


def _is_alone(leaves: Sequence[Leaf]) -> bool:
    return all(leaf.path[-1] == 0 for leaf in leaves)

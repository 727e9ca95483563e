"""Text: the whole value is one leaf of free text, strictly UTF-8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tidegate.codecs.base import Undecodable
from tidegate.codecs.splice import splice
from tidegate.records import Document, Edit, Leaf, LeafKind, Reason


class TextCodec:
    """One record is one text. ``value_bytes_max`` bounds a record, in bytes."""

    name = "text"
    content_type = "text/plain; charset=utf-8"

    def __init__(self, *, value_bytes_max: int) -> None:
        self.value_bytes_max = value_bytes_max

    def decode(self, value: bytes) -> Document:
        if len(value) > self.value_bytes_max:
            raise Undecodable(Reason.UNDECODABLE_SIZE)
        try:
            source = value.decode("utf-8")
        except UnicodeDecodeError:
            raise Undecodable(Reason.UNDECODABLE_UTF8) from None
        return Document(source, (Leaf((), LeafKind.STRING, 0, len(source), source),))

    def encode(
        self,
        document: Document,
        edits: Mapping[int, Sequence[Edit]],
        removed: frozenset[int],
        *,
        digits: frozenset[int] = frozenset(),
    ) -> bytes:
        if 0 in removed:
            return b""
        return splice(document.source, edits.get(0, ())).encode("utf-8")

"""Text: the whole value is one leaf of free text, strictly UTF-8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tidegate.codecs.base import Undecodable
from tidegate.codecs.splice import splice
from tidegate.records import Document, Edit, Leaf, LeafKind, Reason

# Controls that stand in no text but here and there. U+0001 parts the fields of some logs.
_CONTROLS = bytes((0, *range(2, 9), *range(14, 27), 28, 29, 30, 31))
BINARY_SHARE = 4  # from one control in so many bytes on it is no text,
BINARY_MIN = 3  # if it has as many as that


def has_controls(value: bytes) -> bool:
    """Whether any control stands in bytes that would make them no text if there were more of them."""
    return len(value.translate(None, _CONTROLS)) < len(value)


def is_binary(value: bytes) -> bool:
    """Whether bytes hold more controls than a text.

    UTF-16 and UTF-32 without a mark may be valid UTF-8 as well: ASCII letters between NULs, Cyrillic ones between
    U+0004. Nobody can read these as what they are, so they are no text.
    """
    controls = len(value) - len(value.translate(None, _CONTROLS))
    return controls >= BINARY_MIN and controls * BINARY_SHARE >= len(value)


def text_of(value: bytes) -> str | None:
    """Bytes as the text that they are in UTF-8; None where they are none."""
    if is_binary(value):
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


class TextCodec:
    """One record is one text. ``value_bytes_max`` bounds a record, in bytes."""

    name = "text"
    content_type = "text/plain; charset=utf-8"

    def __init__(self, *, value_bytes_max: int) -> None:
        self.value_bytes_max = value_bytes_max

    def decode(self, value: bytes) -> Document:
        if len(value) > self.value_bytes_max:
            raise Undecodable(Reason.UNDECODABLE_SIZE)
        source = text_of(value)
        if source is None:
            raise Undecodable(Reason.UNDECODABLE_UTF8)
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

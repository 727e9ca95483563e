"""What a codec is: it decodes a record to leaves and splices edits back into the very bytes it came from.

Splicing, not re-encoding: what nobody asked to change keeps its bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from tidegate.errors import TidegateError
from tidegate.records import Document, Edit, Reason


class Undecodable(TidegateError):
    """A record breaks a rule of its format. ``reason`` is one of the ``undecodable_*`` reasons."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


@runtime_checkable
class Codec(Protocol):
    """One format."""

    name: str
    content_type: str

    def decode(self, value: bytes) -> Document:
        """Decode one record.

        Raises:
            Undecodable: If the record breaks a rule of the format; never a partial document.
        """
        ...

    def encode(
        self,
        document: Document,
        edits: Mapping[int, Sequence[Edit]],
        removed: frozenset[int],
        *,
        digits: frozenset[int] = frozenset(),
    ) -> bytes:
        """Splice edits into the document's source.

        Args:
            document: As decoded by this codec.
            edits: By leaf index: disjoint, sorted edits in code points of the leaf's decoded text.
            removed: Leaf indices whose value is taken out (JSON: becomes null; text: becomes empty).
            digits: Leaf indices of numbers that stay numbers after their edits; other edited numbers become strings.

        Returns:
            The new record; every byte outside the edited ranges is the source's.
        """
        ...

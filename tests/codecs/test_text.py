"""A text record is one leaf."""

from __future__ import annotations

import pytest

from tidegate.codecs.base import Codec, Undecodable
from tidegate.codecs.text import TextCodec
from tidegate.records import Edit, Reason

CODEC = TextCodec(value_bytes_max=20)


@pytest.mark.parametrize("value", [b"", b"plain", "h\u00e9\x00\u202e\r\n".encode()])
def test_a_text_that_is_not_edited_keeps_its_bytes(value: bytes) -> None:
    """NUL, marks and line ends included."""
    document = CODEC.decode(value)
    assert [leaf.text for leaf in document.leaves] == [value.decode()]
    assert CODEC.encode(document, {}, frozenset()) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"\xff", Reason.UNDECODABLE_UTF8),
        (b"\xed\xa0\x80", Reason.UNDECODABLE_UTF8),
        (b"x" * 21, Reason.UNDECODABLE_SIZE),
    ],
)
def test_what_is_not_text_is_refused(value: bytes, reason: Reason) -> None:
    """Strict UTF-8 within the size limit."""
    with pytest.raises(Undecodable) as caught:
        CODEC.decode(value)
    assert caught.value.reason is reason


def test_edits_are_spliced_and_a_text_taken_out_is_empty() -> None:
    """Offsets are code points."""
    document = CODEC.decode("\U0001f600 jo!".encode())
    assert CODEC.encode(document, {0: [Edit(2, 4, "X")]}, frozenset()) == "\U0001f600 X!".encode()
    assert CODEC.encode(document, {}, frozenset({0})) == b""
    assert isinstance(CODEC, Codec)

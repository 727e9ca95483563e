"""Keccak-256: the digests that Ethereum's specifications print."""

from __future__ import annotations

import pytest

from tidegate.detectors.keccak import keccak_256


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        # Ethereum yellow paper, appendix: KEC(()), the digest of nothing.
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        # The Keccak team's test of three letters.
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        (
            b"The quick brown fox jumps over the lazy dog",
            "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15",
        ),
        # ERC-20's event Transfer(address,address,uint256), as every block explorer shows it.
        (
            b"Transfer(address,address,uint256)",
            "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
        ),
    ],
)
def test_published_digests_are_reached(message: bytes, digest: str) -> None:
    """Those of SHA-3 differ: its padding is another."""
    assert keccak_256(message).hex() == digest


def test_a_message_of_any_length_has_one_digest() -> None:
    """Lengths around the block of 136 bytes, where padding fills a block or opens a new one."""
    digests = {keccak_256(b"x" * length) for length in (0, 1, 134, 135, 136, 137, 271, 272, 273)}
    assert len(digests) == 9
    assert {len(digest) for digest in digests} == {32}

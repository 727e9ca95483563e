"""Keccak-256 as Ethereum uses it: the padding of 2011, not that of SHA-3, so the standard library's does not serve.

Source:
    Bertoni, Daemen, Peeters, Van Assche, "The Keccak reference" 3.0 (2011), sections 1.2 and 1.3: the permutation
    Keccak-f[1600]; rate 1088 bits, pad 0x01 … 0x80.
"""

from __future__ import annotations

_RATE = 136  # bytes
_MASK = (1 << 64) - 1
# Offsets of the rotations (rho), by lane x + 5 y.
_ROTATIONS = (0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14)


def _round_constants() -> tuple[int, ...]:
    """Iota's constants: bits 2^j - 1 of each come from the register x^8 + x^6 + x^5 + x^4 + 1."""
    constants = []
    register = 1
    for _ in range(24):
        constant = 0
        for place in range(7):
            if register & 1:
                constant |= 1 << ((1 << place) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return tuple(constants)


_CONSTANTS = _round_constants()


def keccak_256(message: bytes) -> bytes:
    """The digest of a message, 32 bytes."""
    padded = bytearray(message)
    padded += bytes(_RATE - len(message) % _RATE)
    padded[len(message)] ^= 0x01
    padded[-1] ^= 0x80
    lanes = [0] * 25
    for block in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            start = block + lane * 8
            lanes[lane] ^= int.from_bytes(padded[start : start + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _permuted(lanes: list[int]) -> list[int]:
    for constant in _CONSTANTS:
        columns = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        mixed = [columns[(x - 1) % 5] ^ _rotated(columns[(x + 1) % 5], 1) for x in range(5)]
        moved = [0] * 25
        for x in range(5):
            for y in range(5):
                lane = x + 5 * y
                moved[y + 5 * ((2 * x + 3 * y) % 5)] = _rotated(lanes[lane] ^ mixed[x], _ROTATIONS[lane])
        lanes = [
            moved[x + row] ^ (~moved[(x + 1) % 5 + row] & _MASK & moved[(x + 2) % 5 + row])
            for row in range(0, 25, 5)
            for x in range(5)
        ]
        lanes[0] ^= constant
    return lanes


def _rotated(lane: int, by: int) -> int:
    return ((lane << by) | (lane >> (64 - by))) & _MASK

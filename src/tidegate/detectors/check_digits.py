"""Check digits: the arithmetic that many numbers share, each with the standard that defines it.

Every function answers a question about a whole number, check digit included, and takes it without separators. None of
them raises on digits; a character that the standard does not know makes the answer no.
"""

from __future__ import annotations

from collections.abc import Sequence

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Verhoeff (1969), "Error detecting decimal codes": the dihedral group of order ten, and the permutation by position.
_VERHOEFF_TIMES = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_VERHOEFF_MOVES = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)


def digits_of(value: str) -> list[int]:
    """The ASCII digits of a text as numbers, in order; everything else is left out."""
    return [ord(character) - 48 for character in value if "0" <= character <= "9"]


def weighted_sum(digits: Sequence[int], weights: Sequence[int]) -> int:
    """Each digit times its weight, added up; the shorter of the two ends it."""
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def luhn(digits: Sequence[int]) -> bool:
    """ISO/IEC 7812-1 annex B: every second digit from the right doubled, nines cast out, a sum divisible by ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0 and len(digits) > 1


def verhoeff(digits: Sequence[int]) -> bool:
    """Verhoeff's dihedral check: finds every single wrong digit and every transposition of neighbours."""
    state = 0
    for place, digit in enumerate(reversed(digits)):
        state = _VERHOEFF_TIMES[state][_VERHOEFF_MOVES[place % 8][digit]]
    return state == 0 and len(digits) > 1


def mod_11_10(digits: Sequence[int]) -> bool:
    """ISO/IEC 7064 MOD 11,10: one decimal check digit (DE tax id, HR OIB)."""
    if len(digits) < 2:
        return False
    product = 10
    for digit in digits[:-1]:
        product = (product + digit) % 10 or 10
        product = product * 2 % 11
    return (product + digits[-1]) % 10 == 1


def mod_11_2(value: str) -> bool:
    """ISO/IEC 7064 MOD 11-2: decimal digits, the check character may be X (CN resident id, ISNI)."""
    if len(value) < 2 or not value[:-1].isdigit() or not value.isascii():
        return False
    check = 10 if value[-1] in "Xx" else ord(value[-1]) - 48
    if not 0 <= check <= 10:
        return False
    total = 0
    for digit in digits_of(value[:-1]):
        total = (total + digit) * 2 % 11
    return (total + check) % 11 == 1


def mod_37_36(value: str) -> bool:
    """ISO/IEC 7064 MOD 37,36: letters and digits with one check character."""
    if len(value) < 2:
        return False
    product = 36
    for character in value[:-1].upper():
        number = _LETTERS.find(character)
        if number < 0:
            return False
        product = (product + number) % 36 or 36
        product = product * 2 % 37
    last = _LETTERS.find(value[-1].upper())
    return last >= 0 and (product + last) % 36 == 1


def mod_97_10(value: str) -> bool:
    """ISO/IEC 7064 MOD 97-10: letters and digits (A is 10) with two check digits at the end, remainder 1."""
    numbers = [_LETTERS.find(character) for character in value.upper()]
    if len(value) < 3 or min(numbers) < 0:
        return False
    return int("".join(map(str, numbers))) % 97 == 1


def icao_9303(value: str) -> bool:
    """ICAO Doc 9303 part 3, 4.9: letters and digits (A is 10) weighted 7, 3, 1, their sum modulo ten as last digit."""
    numbers = [_LETTERS.find(character) for character in value.upper()]
    if len(value) < 2 or min(numbers) < 0 or numbers[-1] > 9:
        return False
    return weighted_sum(numbers[:-1], (7, 3, 1) * (len(value) // 3 + 1)) % 10 == numbers[-1]

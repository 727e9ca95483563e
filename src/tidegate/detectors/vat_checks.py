"""Check digits of European VAT numbers by country: each takes a number in upper case, without prefix and separators.

Several are those of a national number that the VAT number is made of (the Dutch citizen's, the Polish, the Italian);
they are written out here in a line each, because a national detector may ask for more than the VAT number keeps.

Source:
    European Commission, VIES FAQ (structure of the numbers); the algorithms as python-stdnum documents them by country
    (`stdnum.de.vat`, `stdnum.fr.tva`, `stdnum.gb.vat` and so on).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tidegate.detectors.check_digits import digits_of, luhn, mod_11_10, mod_97_10, weighted_sum

_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"  # Spain: the number modulo 23
_PPS = "WABCDEFGHIJKLMNOPQRSTUV"  # Ireland: the weighted sum modulo 23
_TVA = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # France: keys with letters, without I and O
_NIE = {"X": "0", "Y": "1", "Z": "2"}


def _sum_is_zero(weights: Sequence[int], modulus: int = 11) -> Callable[[str], bool]:
    return lambda number: any(digits_of(number)) and weighted_sum(digits_of(number), weights) % modulus == 0


def _austria(number: str) -> bool:
    """``U`` and eight digits: Luhn's sum of the first seven, and four, from the nearest ten."""
    digits = digits_of(number)
    total = sum(sum(divmod(digit * 2, 10)) if place % 2 else digit for place, digit in enumerate(digits[:7]))
    return (96 - total) % 10 == digits[7]


def _belgium(number: str) -> bool:
    """Ten digits, the first 0 or 1 (left out in older ones); the last two complete a multiple of 97."""
    number = number.zfill(10)
    return number[0] in "01" and int(number) > 0 and (int(number[:8]) + int(number[8:])) % 97 == 0


def _germany(number: str) -> bool:
    return number[0] != "0" and mod_11_10(digits_of(number))


def _greece(number: str) -> bool:
    digits = digits_of(number)
    total = sum(digit << (8 - place) for place, digit in enumerate(digits[:8]))
    return any(digits) and total % 11 % 10 == digits[8]


def _spain(number: str) -> bool:
    """A person's number keeps the DNI's letter, a company's has Luhn's digit or the letter for it."""
    first, middle, last = number[0], number[1:-1], number[-1]
    if first.isdigit() or first in "XYZ":
        return _DNI[int(_NIE.get(first, first) + middle) % 23] == last
    if first in "KLM":
        return _DNI[int(middle) % 23] == last
    check = next(digit for digit in range(10) if luhn([*digits_of(middle), digit]))
    return first in "ABCDEFGHJNPQRSUVW" and last in (str(check), "JABCDEFGHI"[check])


def _france(number: str) -> bool:
    """A key of two, then the SIREN with Luhn's digit; Monaco's begin with 000 and have none."""
    key, siren = number[:2], number[2:]
    if int(siren) == 0 or (siren[:3] != "000" and not luhn(digits_of(siren))):
        return False
    if key.isdigit():
        return int(key) == int(siren + "12") % 97
    first, second = _TVA.index(key[0]), _TVA.index(key[1])
    value = first * 24 + second - 10 if key[0].isdigit() else first * 34 + second - 100
    return (int(siren) + 1 + value // 11) % 11 == value % 11


def _united_kingdom(number: str) -> bool:
    """Nine digits, and three of a branch. Since 2010 the remainder of 97 may also be shifted by 55."""
    digits = digits_of(number[:9])
    remainder = weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2, 10, 1)) % 97
    return any(digits) and (remainder == 0 or (int(number[:3]) >= 100 and remainder in (42, 55)))


def _ireland(number: str) -> bool:
    """Seven digits, a check letter and since 2013 another; before 1990 the second was a letter or a sign."""
    if number[:7].isdigit():
        digits, more = number[:7], number[8:] or "W"
    else:
        digits, more = f"0{number[2:7]}{number[0]}", "W"
    total = weighted_sum(digits_of(digits), (8, 7, 6, 5, 4, 3, 2)) + 9 * _PPS.find(more)
    return more in _PPS and _PPS[total % 23] == number[7]


def _italy(number: str) -> bool:
    office = int(number[7:10])
    return int(number[:7]) > 0 and (1 <= office <= 100 or office in (120, 121, 888, 999)) and luhn(digits_of(number))


def _luxembourg(number: str) -> bool:
    return int(number) > 0 and int(number[:6]) % 89 == int(number[6:])


def _netherlands(number: str) -> bool:
    """Of a company: the citizen's number and its check. Of a sole trader, since 2020: modulus 97 over all of it."""
    if number[:9].strip("0") == "" or number[10:] == "00":
        return False
    return _sum_is_zero((9, 8, 7, 6, 5, 4, 3, 2, -1))(number[:9]) or mod_97_10(f"NL{number}")


def _portugal(number: str) -> bool:
    digits = digits_of(number)
    return digits[0] != 0 and -weighted_sum(digits[:8], range(9, 1, -1)) % 11 % 10 == digits[8]


def _sweden(number: str) -> bool:
    return number[10:] == "01" and int(number[:10]) > 0 and luhn(digits_of(number[:10]))


def _denmark(number: str) -> bool:
    return number[0] != "0" and _sum_is_zero((2, 7, 6, 5, 4, 3, 2, 1))(number)


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "AT": _austria,
    "BE": _belgium,
    "CH": _sum_is_zero((5, 4, 3, 2, 7, 6, 5, 4, 1)),
    "DE": _germany,
    "DK": _denmark,
    "EL": _greece,
    "ES": _spain,
    "FI": _sum_is_zero((7, 9, 10, 5, 8, 4, 2, 1)),
    "FR": _france,
    "GB": _united_kingdom,
    "IE": _ireland,
    "IT": _italy,
    "LU": _luxembourg,
    "NL": _netherlands,
    "NO": _sum_is_zero((3, 2, 7, 6, 5, 4, 3, 2, 1)),
    "PL": _sum_is_zero((6, 5, 7, 2, 3, 4, 5, 6, 7, -1)),
    "PT": _portugal,
    "SE": _sweden,
    "XI": _united_kingdom,
}

"""Check digits: published examples, and what each standard says that it finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tidegate.detectors import check_digits

# Each with its source: ISO/IEC 7812 (the test number of a card scheme), Verhoeff's own example 236-3, the German
# Federal Central Tax Office's 86 095 742 719, ISNI 0000 0001 2281 955X, ISO 7064 annex (A12425GABC1234002M), and the
# LEI of ISO 17442 (5493006MHB84DD0ZWV18).
NUMBERS: list[tuple[Callable[[Sequence[int]], bool], str]] = [
    (check_digits.luhn, "4111111111111111"),
    (check_digits.verhoeff, "2363"),
    (check_digits.mod_11_10, "86095742719"),
]
TEXTS: list[tuple[Callable[[str], bool], str]] = [
    (check_digits.mod_11_2, "000000012281955X"),
    (check_digits.mod_37_36, "A12425GABC1234002M"),
    (check_digits.mod_97_10, "5493006MHB84DD0ZWV18"),
]


@pytest.mark.parametrize(("check", "number"), NUMBERS)
def test_every_single_wrong_digit_of_a_number_is_found(check: Callable[[Sequence[int]], bool], number: str) -> None:
    """All of these algorithms promise it."""
    digits = check_digits.digits_of(number)
    assert check(digits)
    for place, digit in enumerate(digits):
        for other in set(range(10)) - {digit}:
            assert not check([*digits[:place], other, *digits[place + 1 :]]), (place, other)
    assert not check(digits[:1])
    assert not check([])


@pytest.mark.parametrize(("check", "value"), TEXTS)
def test_every_single_wrong_digit_of_a_text_is_found(check: Callable[[str], bool], value: str) -> None:
    """Letters may stand where the standard allows them."""
    assert check(value)
    for place, character in enumerate(value):
        for other in set("0123456789") - {character}:
            assert not check(value[:place] + other + value[place + 1 :]), (place, other)
    for broken in ("", value[0], "\u0665" + value[1:], "-" + value[1:], value[:-1] + "\u00e9"):
        assert not check(broken)


def test_digits_and_weights() -> None:
    """Separators are no digits, nor are other scripts' digits: the views of the pipeline turn those into ours."""
    assert check_digits.digits_of("1-2 3\u0665") == [1, 2, 3]
    assert check_digits.weighted_sum([1, 2, 3], [3, 2, 1]) == 10


def test_the_check_digit_of_travel_documents() -> None:
    """ICAO Doc 9303's specimen; a wrong digit is found, a letter that is ten or twenty away from a digit is not."""
    assert check_digits.icao_9303("L898902C36")
    for place in (1, 2, 3, 4, 5, 6, 8, 9):
        for other in set("0123456789") - {"L898902C36"[place]}:
            assert not check_digits.icao_9303("L898902C36"[:place] + other + "L898902C36"[place + 1 :]), (place, other)
    assert check_digits.icao_9303("1898902C36")
    for broken in ("", "6", "L898902C3-", "L898902C3A", "-898902C36"):
        assert not check_digits.icao_9303(broken)

"""Invented tokens, put together when the tests run, so that no scanner of this repository takes one for real.

A template is the vendor's fixed part with places for the drawn one: ``abc_{A36}`` is ``abc_`` and 36 letters or digits.
"""

from __future__ import annotations

import random
import re
import string

_ALNUM = string.ascii_letters + string.digits
ALPHABETS = {
    "A": _ALNUM,
    "B": _ALNUM + "+/",
    "D": string.digits,
    "L": string.ascii_lowercase + string.digits,
    "T": string.ascii_uppercase + "234567",
    "U": string.ascii_uppercase + string.digits,
    "W": _ALNUM + "_-",
    "x": "0123456789abcdef",
}
_PLACE = re.compile(r"\{([A-Za-z])(\d+)\}")


def made(template: str, seed: int) -> str:
    """A token of this form; the same template and seed make the same one. Drawn parts begin and end with a letter or
    digit, as some alphabets hold marks that would end a word.
    """
    rng = random.Random(f"{template} {seed}")

    def drawn(match: re.Match[str]) -> str:
        alphabet, length = ALPHABETS[match[1]], int(match[2])
        word = [rng.choice(alphabet) for _ in range(length)]
        plain = [character for character in alphabet if character.isalnum()]
        word[0], word[-1] = rng.choice(plain), rng.choice(plain)
        return "".join(word)

    return _PLACE.sub(drawn, template)


def look_alikes(template: str, seed: int) -> list[str]:
    """What is nearly a token of this form: cut in half, glued to a word, its fixed part in the other case."""
    token = made(template, seed)
    other = made("".join(part.swapcase() if not part.startswith("{") else part for part in _parts(template)), seed)
    return [token[: len(token) // 2], "see" + token, other]


def _parts(template: str) -> list[str]:
    return re.split(r"(\{[A-Za-z]\d+\})", template)

"""Fold letters to plain ASCII, so that ``José``, ``JOSÉ`` and ``Jose`` are one name.

No import of Tidegate here: the script that builds the lists reads this file by itself.
"""

from __future__ import annotations

import unicodedata

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {
        "\u00df": "ss", "\u00f8": "o", "\u00d8": "O", "\u0142": "l", "\u0141": "L", "\u0111": "d", "\u0110": "D",
        "\u00e6": "ae", "\u00c6": "Ae", "\u0153": "oe", "\u0152": "Oe", "\u0131": "i", "\u0259": "a", "\u018f": "A",
        "\u00f0": "d", "\u00d0": "D", "\u00fe": "th", "\u00de": "Th", "\u2019": "'", "\u02bb": "'", "\u2010": "-",
        "\u2011": "-",
    }
)  # fmt: skip


def fold(text: str, *, lower: bool = True) -> str:
    """A word without accents; in lower case unless told otherwise. What has no plain form stays as it is."""
    if not text.isascii():
        taken_apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(character for character in taken_apart if not unicodedata.combining(character))
    return text.lower() if lower else text

"""What detectors of secrets share: a table of forms read in one pass, entropy, and what stands in for a secret.

A vendor's token is its prefix, its alphabet and its length. So a vendor is one row: a pattern, a fragment of it that
the gate looks for, and who says so. All rows of a detector are one alternation: a text is read once, however many
vendors there are.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import re2
import regex

from tidegate.detectors import lazy
from tidegate.detectors.scan import matches
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

HEX_BITS_MIN = 3.0  # bits a character, detect-secrets' HexHighEntropyString
BASE64_BITS_MIN = 4.5  # bits a character, detect-secrets' Base64HighEntropyString

_PARAMETER = lazy.compile(r"&[A-Za-z_][A-Za-z0-9_.-]{0,31}=")
_HEX = lazy.compile(r"(?:[0-9a-f]+|[0-9A-F]+)")
# What people and templates write where a secret will be: references, calls, stars, and words that say so.
_STAND_IN = lazy.compile(
    r"\$[\w{(].*|[<{%\[].*|.*[(\[{]\w*[)\]}]?|(.)\1*|x{3,}.*|"
    r".*(?:\*{3}|\.{3}|xxxxx|redacted|placeholder|change_?me|insert[_-]|replace[_-]|your[_-]).*|"
    r"(?:os\.|env\.|process\.|self\.|this\.|config\.|settings\.|secrets\.|vars\.).*|none|null|true|false|undefined",
    regex.IGNORECASE | regex.ASCII | regex.DOTALL,
)


class SecretForm(NamedTuple):
    """One kind of token.

    Attributes:
        name: The pattern's name in candidates: vendor and kind.
        pattern: Of the token alone. ASCII, and it neither begins nor ends in the middle of a word.
        need: A fragment that stands in every such token, for the gate.
        source: Who publishes the form.
        score: Base score of the form.
    """

    name: str
    pattern: str
    need: str
    source: str
    score: float = STRONG


class SecretForms:
    """A table of forms, compiled."""

    def __init__(self, forms: Sequence[SecretForm], *, entity_type: str, detector: str) -> None:
        self._scores = {form.name: form.score for form in forms}
        self._entity_type, self._detector = entity_type, detector
        self._forms = tuple(forms)
        self.needs = "|".join(dict.fromkeys(form.need for form in forms))
        self._need = re2.compile(self.needs)

    @cached_property
    def _pattern(self) -> Any:
        """All forms as one. It takes a megabyte, so it is made for the first text that needs it."""
        return lazy.compile(
            r"(?<![A-Za-z0-9_])(?:"
            + "|".join(f"(?P<{form.name}>{form.pattern})" for form in self._forms)
            + r")(?![A-Za-z0-9_-]|[+=][A-Za-z0-9])"
        )

    def read(self, batch: TextBatch) -> list[Candidate]:
        """Claims in a batch, sorted; disjoint within a text.

        Raises:
            DetectionIncomplete: If a text could not be read to its end.
        """
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if not self._need.search(text):
                continue
            for match in matches(self._pattern, text, detector=self._detector):
                start, end = match.span()
                name = match.lastgroup
                found.append(Candidate(index, start, end, self._entity_type, self._scores[name], self._detector, name))
        return found


def entropy(value: str) -> float:
    """Shannon's entropy of the characters' frequencies, in bits a character.

    Source:
        Shannon (1948), "A mathematical theory of communication".
    """
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


def is_random(value: str) -> bool:
    """Whether letters and digits are mixed, with more entropy than words of this alphabet and length have.

    A short value cannot reach the bound of its alphabet, however random: n characters hold at most log2(n) bits each.
    So below 40 characters the bound falls with that ceiling.
    """
    if len(value) < 2 or not any(map(str.isdigit, value)) or not any(map(str.isalpha, value)):
        return False
    ceiling = math.log2(len(value))
    if _HEX.fullmatch(value):
        return entropy(value) >= min(HEX_BITS_MIN, 0.7 * ceiling)
    return entropy(value) >= min(BASE64_BITS_MIN, 0.8 * ceiling)


def without_query(value: str) -> str:
    """A value from a query string without the parameters that follow it (``abc&page=2``)."""
    follows = _PARAMETER.search(value)
    return value if follows is None else value[: follows.start()]


def is_stand_in(value: str) -> bool:
    """Whether a value only marks the place of a secret: ``${TOKEN}``, ``<password>``, ``get_key()``, ``*****``."""
    return _STAND_IN.fullmatch(value) is not None

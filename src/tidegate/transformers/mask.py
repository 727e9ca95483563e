"""Mask: other characters in place of a value's own, with its separators and, by choice, its first or last ones.

``4111 1111 1111 1111`` becomes ``**** **** **** 1111`` with ``keep_last: 4``. What is kept is published, so a value
that has no more characters than would be kept is masked whole. So is a part of a value whose rest is something else:
three parts would show three times as much.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tidegate.errors import TransformFailed
from tidegate.keys import Keyring
from tidegate.spans import Finding
from tidegate.transformers.base import Scope
from tidegate.transformers.options import Options, parse_options

# A closed list: what Unicode calls "not a letter or digit" includes vowel signs and emoji, which say a good deal.
SEPARATORS = frozenset(" \t\n\r-./()@_:,+#")


class MaskOptions(Options):
    """``keep_first`` and ``keep_last`` count characters that are not separators. ``char`` is what is written
    instead.
    """

    keep_first: Annotated[int, Field(ge=0, le=64)] = 0
    keep_last: Annotated[int, Field(ge=0, le=64)] = 0
    char: Annotated[str, Field(min_length=1, max_length=1)] = "*"
    keep_separators: bool = True


class Mask:
    """Masks a value; its length stays as it was."""

    name = "mask"
    needs_key = False
    counts = False

    def __init__(self, options: object, keys: Keyring | None) -> None:
        self.options = parse_options(MaskOptions, options, transformer=self.name)
        self.keeps_characters = True  # separators, at least

    def transform(self, value: str, finding: Finding, scope: Scope) -> str:
        options = self.options
        separators = SEPARATORS if options.keep_separators else frozenset()
        own = [place for place, character in enumerate(value) if character not in separators]
        masked = list(value) if own else [options.char] * len(value)
        if finding.part or len(own) <= options.keep_first + options.keep_last:
            hidden = own
        else:
            hidden = own[options.keep_first : len(own) - options.keep_last]
        for place in hidden:
            masked[place] = options.char
        result = "".join(masked)
        if result == value:
            raise TransformFailed(transformer=self.name, entity_type=finding.entity_type)
        return result

"""Drop: a record with such a value is not published at all; it is counted as dropped, never lost in silence."""

from __future__ import annotations

from typing import NoReturn

from tidegate.keys import Keyring
from tidegate.spans import Finding
from tidegate.transformers.base import Drop as DropRecord
from tidegate.transformers.base import Scope
from tidegate.transformers.options import Options, parse_options


class DropOptions(Options):
    """There are none."""


class Drop:
    """Drops the whole record."""

    name = "drop"
    keeps_characters = False
    needs_key = False
    counts = False

    def __init__(self, options: object, keys: Keyring | None) -> None:
        parse_options(DropOptions, options, transformer=self.name)

    def transform(self, value: str, finding: Finding, scope: Scope) -> NoReturn:
        raise DropRecord

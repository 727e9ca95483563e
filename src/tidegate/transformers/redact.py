"""Redact: the same text instead of every value, so that nothing of it is left, not even whether two were equal."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tidegate.keys import Keyring
from tidegate.spans import Finding
from tidegate.transformers.base import Scope
from tidegate.transformers.options import Options, parse_options


class RedactOptions(Options):
    """``text`` is written literally; it may be empty, which takes the value out."""

    text: Annotated[str, Field(max_length=1000)] = "[REDACTED]"


class Redact:
    """Replaces a value by a constant text."""

    name = "redact"
    keeps_characters = False
    needs_key = False
    counts = False
    constant = True

    def __init__(self, options: object, keys: Keyring | None) -> None:
        self.options = parse_options(RedactOptions, options, transformer=self.name)

    def transform(self, value: str, finding: Finding, scope: Scope) -> str:
        return self.options.text

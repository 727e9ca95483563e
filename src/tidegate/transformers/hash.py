"""Hash: a keyed code instead of the value, so that records about one value can still be joined.

A plain hash of a phone number is no protection: there are few enough to try them all. The code is therefore an HMAC
under the keyring's active key, whose id stands in front, so that a rotation can be told from a change of the value.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tidegate.errors import ConfigurationError
from tidegate.keys import CODE_LENGTH_GLOBAL, Keyring
from tidegate.spans import Finding
from tidegate.transformers.base import Scope
from tidegate.transformers.options import Options, parse_options


class HashOptions(Options):
    """``length`` is the number of base32 characters, 5 bits each; below 12 a million values begin to collide."""

    length: Annotated[int, Field(ge=8, le=51)] = CODE_LENGTH_GLOBAL


class Hash:
    """Replaces a value by ``<key id>_<code>``; equal canonical values of one type and tenant get equal codes."""

    name = "hash"
    keeps_characters = False
    needs_key = True
    counts = False

    def __init__(self, options: object, keys: Keyring | None) -> None:
        self.options = parse_options(HashOptions, options, transformer=self.name)
        if keys is None:
            raise ConfigurationError("hash needs a key: name a key file in TIDEGATE_KEY_FILE", place=self.name)
        self._keys = keys

    def transform(self, value: str, finding: Finding, scope: Scope) -> str:
        code = self._keys.code(finding.entity_type, "global", value, self.options.length, tenant=scope.tenant)
        return f"{self._keys.key_id}_{code}"

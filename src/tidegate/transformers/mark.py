"""Mark: a marker that says what stood there, ``[EMAIL]``, and by choice which one, ``[EMAIL_2]`` or
``[EMAIL_7ZK4Q0TM]``.

A number (``{n}``) counts the values of one type within one record, so it cannot be used wider; a code (``{code}``) is
derived from the keyring, so that one value has one code in its conversation, or everywhere, on every worker.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from tidegate.errors import ConfigurationError, UnknownName
from tidegate.keys import CODE_LENGTH_CONVERSATION, CODE_LENGTH_GLOBAL, Keyring
from tidegate.spans import Finding
from tidegate.taxonomy import ancestors, api_label, label
from tidegate.transformers.base import Scope
from tidegate.transformers.options import Options, parse_options

PLACEHOLDERS = ("label", "n", "code")
# The text API's own words need no braces: around them braces are a part of the marker.
_PART = re.compile(r"\{(?!(?:ALL_CLASS_NAMES|CLASS_NAME)\})([^{}]*)\}|(ALL_CLASS_NAMES|CLASS_NAME)")


class MarkOptions(Options):
    """``format`` is the marker, with ``{label}``, ``{n}``, ``{code}``, ``CLASS_NAME`` and ``ALL_CLASS_NAMES``.

    ``scope`` says how far one value keeps one marker: record (``{n}``), conversation or global (``{code}``).
    """

    format: Annotated[str, Field(min_length=1, max_length=200)] = "[{label}]"
    scope: Literal["record", "conversation", "subject", "global"] = "record"


class Mark:
    """Replaces a value by a marker."""

    name = "mark"
    keeps_characters = False
    needs_key = False

    def __init__(self, options: object, keys: Keyring | None) -> None:
        self.options = parse_options(MarkOptions, options, transformer=self.name)
        self._keys = keys
        used = {_word(match) for match in _PART.finditer(self.options.format)}
        self._check(used)
        self.needs_key = "code" in used
        self.constant = used.isdisjoint({"n", "code"})
        self.counts = not used.isdisjoint(
            {"n", "code"}
        )  # a code falls back to the number where there is no conversation

    def _check(self, used: set[str]) -> None:
        place, scope = "mark.format", self.options.scope
        for name in sorted(used - {*PLACEHOLDERS, "CLASS_NAME", "ALL_CLASS_NAMES"}):
            raise UnknownName("placeholder", name, PLACEHOLDERS, place=place)
        if not used & {"label", "CLASS_NAME", "ALL_CLASS_NAMES"}:
            raise ConfigurationError("a marker names the type: write {label} in it, or use redact", place=place)
        if scope == "subject":
            raise ConfigurationError(
                "scope subject is not built yet; built: record, conversation, global", place="mark.scope"
            )
        if "n" in used and scope != "record":
            raise ConfigurationError("{n} counts within one record; a wider scope uses {code}", place=place)
        if "code" in used and scope == "record":
            raise ConfigurationError("{code} needs scope conversation or global; a record uses {n}", place=place)
        if "code" in used and self._keys is None:
            raise ConfigurationError("{code} needs a key: name a key file in TIDEGATE_KEY_FILE", place=place)

    def transform(self, value: str, finding: Finding, scope: Scope) -> str:
        def part(match: re.Match[str]) -> str:
            name = _word(match)
            if name == "n":
                return str(scope.counter)
            if name == "code":
                return self._code(value, finding, scope)
            return _name(name, finding.entity_type)

        return _PART.sub(part, self.options.format)

    def numbered(self, entity_type: str) -> re.Pattern[str]:
        """Matches a marker of this type with a number, whoever wrote it; the number is its only group."""
        return _numbered(self.options.format, entity_type)

    def _code(self, value: str, finding: Finding, scope: Scope) -> str:
        assert self._keys is not None  # checked when the policy was compiled
        if self.options.scope == "global":
            return self._keys.code(finding.entity_type, "global", value, CODE_LENGTH_GLOBAL, tenant=scope.tenant)
        if not scope.conversation:
            # A record of no conversation falls to scope record: a shared code would join strangers.
            return str(scope.counter)
        where = f"conversation:{scope.conversation}"
        return self._keys.code(finding.entity_type, where, value, CODE_LENGTH_CONVERSATION, tenant=scope.tenant)


@lru_cache(maxsize=512)
def _numbered(form: str, entity_type: str) -> re.Pattern[str]:
    pieces, done, number = [], 0, "([0-9]{1,9})"
    for match in _PART.finditer(form):
        pieces.append(re.escape(form[done : match.start()]))
        name = _word(match)
        if name in ("n", "code"):
            pieces.append(number)
            number = "[0-9]{1,9}"
        else:
            pieces.append(re.escape(_name(name, entity_type)))
        done = match.end()
    return re.compile("".join((*pieces, re.escape(form[done:]))))


def _name(word: str, entity_type: str) -> str:
    if word == "label":
        return label(entity_type)
    if word == "CLASS_NAME":
        return api_label(entity_type)
    return ",".join(api_label(name) for name in (entity_type, *ancestors(entity_type)))


def _word(match: re.Match[str]) -> str:
    return match[2] if match[1] is None else match[1]

"""E-mail addresses: what stands on both sides of an ``@``.

The search starts at each ``@`` and grows from there, so its cost does not depend on how long the words are. Addresses
of other scripts, quoted local parts and address literals count; an address without a top-level domain (``root@host``)
is a weak claim.

Source:
    RFC 5321 section 4.1.2 and RFC 6531 (internationalised), without comments and folding white space.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

LOCAL_CHARS_MAX = 256  # RFC 5321 allows 64; what claims to be longer is hidden as well
_LABEL = r"[\p{L}\p{N}\p{M}_](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}_])?"
_LOCAL = lazy.compile(r"(?r)(?:\"[^\"\r\n]{1,64}\"|[\p{L}\p{N}\p{M}_+%](?:[\p{L}\p{N}\p{M}_.%+&'*~^!#$-]{0,255}))")
_DOMAIN = lazy.compile(rf"(?:{_LABEL}\.){{1,10}}(?:xn--[a-z0-9-]{{2,59}}|[\p{{L}}\p{{M}}]{{2,63}})", regex.IGNORECASE)
_LITERAL = lazy.compile(r"\[(?:IPv6:)?[0-9a-fA-F:.]{3,45}\]")
_HOST = lazy.compile(rf"{_LABEL}(?:\.{_LABEL}){{0,10}}")
_REPOSITORY = lazy.compile(r":[\p{L}\p{N}_.~-]{1,64}/[\p{L}\p{N}_.-]")


def _is_repository(text: str, start: int, at: int, end: int) -> bool:
    """Whether this is the account of a server for code, before the path of a repository (``git@host:team/name``)."""
    return text[start:at] == "git" and _REPOSITORY.match(text, end) is not None


class EmailAddress:
    """Finds e-mail addresses."""

    name = "email_address"
    version = "1"
    entity_types: tuple[str, ...] = ("email",)
    context = words("email emails mail mails mailto inbox gmail")
    refute: frozenset[str] = frozenset()
    wide_needs = "@"
    needs = "@"

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if "@" in text:
                self._read(index, text, found)
        return found

    def _read(self, index: int, text: str, found: list[Candidate]) -> None:
        at, floor = text.find("@"), 0
        while at >= 0:
            local = _LOCAL.match(text, max(floor, at - LOCAL_CHARS_MAX), at)
            if local is not None:
                for pattern, form, score in (
                    ("address", _DOMAIN, STRONG),
                    ("literal", _LITERAL, STRONG),
                    ("no_tld", _HOST, WEAK),
                ):
                    domain = form.match(text, at + 1)
                    if domain is not None and _is_repository(text, local.start(), at, domain.end()):
                        break
                    if domain is not None:
                        found.append(Candidate(index, local.start(), domain.end(), "email", score, self.name, pattern))
                        floor = domain.end()
                        break
            at = text.find("@", at + 1)

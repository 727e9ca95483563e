"""Connection strings: the secret inside, not the whole; host and user are other detectors' matter.

Three ways to write one: an address with ``user:password@`` before the host, pairs such as ``Server=…;Password=…;``,
and the keys of cloud storage (``AccountKey=``, ``SharedAccessKey=``, a signature ``sig=`` in a shared access address).
Pairs count only where another pair of such a string stands beside them, or the name of the key says it all. Where the
address as a whole is hidden as a ``url``, that wider claim wins.

Source:
    RFC 3986 section 3.2.1 (user information), PostgreSQL "Connection URIs", Microsoft "Connection string syntax"
    (ADO.NET), Azure Storage "Configure connection strings" and "Service SAS" (parameter ``sig``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import re2
import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import Taken, matches, words
from tidegate.detectors.secret_forms import is_stand_in
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

_KEYS = r"accountkey|sharedaccesskey|sharedsecretvalue"
_NEED = (
    r"://[^\s/?#@\"'<>:]{0,128}:[^\s/?#\"'<>]{1,128}@[A-Za-z0-9\[.]"
    r"|(?i:;\s{0,3}(?:password|pwd)\s{0,3}=|(?:password|pwd)\s{0,3}=[^;\r\n]{1,140};)"
    rf"|(?i:(?:{_KEYS})\s{{0,3}}=)|[?&;]sig=[A-Za-z0-9%+/_-]{{16}}"
)
_NEEDED = re2.compile(_NEED)

_FLAGS = regex.IGNORECASE | regex.ASCII
_VALUE = r"[^;\s\"'][^;\r\n\"']{0,127}|\"[^\"\r\n]{1,128}\"|'[^'\r\n]{1,128}'"
# By entity type: the address's password is somebody's, a storage key is a machine's.
_FORMS = (
    (
        "address",
        "password",
        # The last @ before the path ends the password, as people forget to escape one; quotes end the address.
        lazy.compile(r"(?<=://)[^\s/?#@\"'<>:]{0,128}+:(?P<secret>[^\s/?#\"'<>]{1,128})@(?=[A-Za-z0-9\[.])", _FLAGS),
    ),
    (
        "pair",
        "password",
        lazy.compile(rf"(?<=;)\s{{0,3}}(?:password|pwd)\s{{0,3}}=\s{{0,3}}(?P<secret>{_VALUE})", _FLAGS),
    ),
    (
        "pair",
        "password",
        lazy.compile(
            r"(?<![A-Za-z0-9_])(?:password|pwd)\s{0,3}=\s{0,3}"
            rf"(?P<secret>{_VALUE})(?=;\s{{0,3}}[A-Za-z][A-Za-z _]{{1,40}}=)",
            _FLAGS,
        ),
    ),
    (
        "storage_key",
        "api_key",
        lazy.compile(
            rf"(?<![A-Za-z0-9_])(?:{_KEYS})\s{{0,3}}=\s{{0,3}}(?P<secret>[A-Za-z0-9+/]{{20,120}}={{0,2}})", _FLAGS
        ),
    ),
    (
        "signature",
        "api_key",
        lazy.compile(r"(?<=[?&;])sig=(?P<secret>(?:[A-Za-z0-9+/_-]|%[0-9A-F]{2}){20,128}={0,2})", _FLAGS),
    ),
)


class ConnectionString:
    """Finds passwords and keys in connection strings and addresses."""

    name = "connection_string"
    version = "1"
    entity_types: tuple[str, ...] = ("api_key", "password")
    context = words("connection database db dsn jdbc odbc storage sas")
    refute: frozenset[str] = frozenset()
    needs = wide_needs = _NEED

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if _NEEDED.search(text):
                found.extend(self._read(index, text))
        return sorted(found)

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        taken = Taken()
        for pattern, entity_type, form in _FORMS:
            for match in matches(form, text, detector=self.name):
                start, end = match.span("secret")
                if text[start] in "\"'" and text[end - 1] == text[start] and end - start > 2:
                    start, end = start + 1, end - 1
                if not is_stand_in(text[start:end]) and taken.take(start, end):
                    yield Candidate(index, start, end, entity_type, STRONG, self.name, pattern)

"""Private keys: everything between the armour's BEGIN and END, and all the rest where one of them is missing.

A log line or a chat message is often cut in the middle of a key, and half a key is still a secret. So a block without
an end reaches to the end of the text, and an end without a beginning reaches back to its start.

Source:
    RFC 7468 (PEM), RFC 4716 (SSH2), RFC 9580 section 6.2 (OpenPGP armour), PuTTY's key file format.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import matches, words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

_EDGE = lazy.compile(
    r"-{4,5} ?(?P<edge>BEGIN|END)(?: [A-Z0-9]+){0,4} PRIVATE KEY(?: BLOCK)? ?-{4,5}"
    r"|(?P<putty>PuTTY-User-Key-File-[0-9]+:)|(?P<mac>Private-(?:MAC|Hash): *[0-9a-f]{0,64})",
    regex.IGNORECASE,
)


class PrivateKey:
    """Finds private key blocks, whole or cut."""

    name = "private_key"
    version = "1"
    entity_types: tuple[str, ...] = ("private_key",)
    context = words("key pem private rsa ssh pgp certificate")
    refute: frozenset[str] = frozenset()
    wide_needs = "--|uTTY"
    needs = "(?i:-{4} ?(?:BEGIN|END)|PuTTY-User-Key|Private-(?:MAC|Hash):)"

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if "--" in text or "uTTY" in text:
                self._read(index, text, found)
        return found

    def _read(self, index: int, text: str, found: list[Candidate]) -> None:
        opened, done = -1, 0
        for match in matches(_EDGE, text, detector=self.name):
            begins = match["putty"] is not None or (match["edge"] or "").upper() == "BEGIN"
            if begins:
                if opened < 0:
                    opened = match.start()
            elif opened >= 0:
                found.append(Candidate(index, opened, match.end(), "private_key", STRONG, self.name, "block"))
                opened, done = -1, match.end()
            elif match["edge"] is not None:
                found.append(Candidate(index, done, match.end(), "private_key", STRONG, self.name, "tail"))
                done = match.end()
        if opened >= 0:
            found.append(Candidate(index, opened, len(text), "private_key", STRONG, self.name, "cut"))

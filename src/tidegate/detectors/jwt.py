"""JSON web tokens: three parts of base64, of which the first two are JSON, and an unsigned or encrypted token's kin.

The parts begin with ``eyJ`` because JSON begins with ``{"``. What decodes is a token beyond doubt; what has the form
and does not decode may be one that was cut or mistyped, so it stays a weak claim that a word such as ``bearer`` lifts.

Source:
    RFC 7519 (JWT), RFC 7515 section 3.1 (compact serialisation, also without a signature), RFC 7516 (five parts).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import orjson

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import matches, words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

PART_CHARS_MAX = 16_384  # code points of a part that is decoded; a longer one has the form alone

_PART = r"[A-Za-z0-9_-]"
_FORM = lazy.compile(
    rf"(?<!{_PART})(?P<header>eyJ{_PART}++)\.(?P<payload>{_PART}*+)(?:\.{_PART}++){{0,3}}(?![A-Za-z0-9_-])"
)


class Jwt:
    """Finds JSON web tokens, signed, unsigned and encrypted."""

    name = "jwt"
    version = "1"
    entity_types: tuple[str, ...] = ("api_key",)
    context = words("jwt token tokens bearer authorization auth cookie session assertion")
    refute: frozenset[str] = frozenset()
    wide_needs = "eyJ"
    needs = r"eyJ[A-Za-z0-9_-]{4,}\."

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if "eyJ" not in text:
                continue
            for match in matches(_FORM, text, detector=self.name):
                header, payload = match["header"], match["payload"]
                encrypted = match[0].count(".") == 4
                if len(header) < 7 or not (payload or encrypted):
                    continue
                # The second of five parts is a key, or empty, so there only the header can be read.
                read = _is_object(header) and (encrypted or _is_object(payload))
                pattern, score = ("token", STRONG) if read else ("form", WEAK)
                found.append(Candidate(index, match.start(), match.end(), "api_key", score, self.name, pattern))
        return found


def _is_object(part: str) -> bool:
    if len(part) > PART_CHARS_MAX:
        return False
    try:
        return isinstance(orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))), dict)
    except (binascii.Error, orjson.JSONDecodeError):
        return False

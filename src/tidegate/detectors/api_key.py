"""API keys: the prefixes that vendors give their secrets, and random strings that stand where a secret stands.

A vendor's prefix makes a form that nothing else has. Where there is none, two things together make a claim: a word
such as ``token=`` in front, and more entropy than words have. A random string alone is a weak claim for the field's
name to lift.

Source:
    The vendors' published formats (AWS IAM identifiers, GitHub and GitLab token prefixes, Slack, Stripe, Google,
    OpenAI, Anthropic, npm, PyPI, SendGrid, Twilio, Hugging Face, DigitalOcean, Shopify, Telegram), RFC 7519 (JWT),
    Shannon (1948).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import re2
import regex

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import Taken, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

ENTROPY_MIN = 3.0  # bits a character; English words have 2 to 3 at these lengths, random base64 of 20 characters 4
CHARS_MIN = 16

_VENDORS = "|".join(
    (
        r"(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ABIA|ACCA)[A-Z2-7]{16}",  # AWS
        r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}",  # GitHub
        r"gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,64}",  # GitLab
        r"xox[abeoprs]-[A-Za-z0-9-]{10,255}|xapp-[0-9]-[A-Za-z0-9-]{10,255}",  # Slack
        r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,255}|whsec_[A-Za-z0-9+/=]{16,128}",  # Stripe
        r"AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{28}",  # Google
        r"sk-(?:ant-|proj-|svcacct-|or-v1-)?[A-Za-z0-9_-]{20,255}",  # OpenAI, Anthropic, OpenRouter
        r"npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{16,}",  # package registries
        r"SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}",  # SendGrid
        r"(?:SK|AC)[0-9a-f]{32}",  # Twilio
        r"hf_[A-Za-z0-9]{30,64}|do[opr]_v1_[0-9a-f]{64}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",  # Hugging Face, and others
        r"eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*",  # JWT
        r"[0-9]{8,10}:AA[A-Za-z0-9_-]{33}",  # Telegram
    )
)
_VENDOR = re2.compile(rf"\b(?:{_VENDORS})\b")
_NAMED = regex.compile(
    r"(?:secret|token|passwd|password|api[ _-]?key|access[ _-]?key|auth(?:orization)?|bearer|credential"
    r"|private[ _-]?key|client[ _-]?secret|signature|sas|connection[ _-]?string)s?"
    r"[\"']?\s{0,3}(?:[:=]>?|=>|\bis\b|\s)\s{0,3}[\"']?(?:bearer\s+|basic\s+)?"
    r"(?P<value>[A-Za-z0-9_+/=.~!@#$%^&*-]{8,512})",
    regex.IGNORECASE,
)
_RANDOM = regex.compile(r"(?<![A-Za-z0-9_+/=.-])[A-Za-z0-9_+/-]{20,512}={0,2}(?![A-Za-z0-9_+/=-])")
_LONG = re.compile(r"[A-Za-z0-9_+/-]{20}")
_TOKEN = re.compile(r"[A-Za-z0-9_+/=.~!@#$%^&*:-]{16}")  # what every form below has; most short texts have none
_NAME = re2.compile(r"(?i)secret|token|passw|key|auth|bearer|credential|signature|sas|connection")
_UUID = regex.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def entropy(value: str) -> float:
    """Shannon's entropy of the characters' frequencies, in bits a character."""
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


class ApiKey:
    """Finds API keys, access tokens and other random secrets."""

    name = "api_key"
    version = "1"
    entity_types: tuple[str, ...] = ("api_key",)
    context = words(
        "secret secrets token tokens key apikey api bearer authorization auth credential credentials password"
    )
    refute = words("commit sha sha1 sha256 md5 checksum digest etag hash integrity revision")
    needs = _TOKEN.pattern

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if len(text) >= CHARS_MIN and _TOKEN.search(text):
                found.extend(self._read(index, text))
        return sorted(found)

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        taken = Taken()
        for match in _VENDOR.finditer(text):
            taken.take(*match.span())
            yield Candidate(index, match.start(), match.end(), "api_key", STRONG, self.name, "vendor")
        if _NAME.search(text):
            for match in matches(_NAMED, text, detector=self.name):
                start, end = match.span("value")
                end -= len(match["value"]) - len(match["value"].rstrip(".!"))
                if end - start >= CHARS_MIN and _looks_random(text[start:end]) and taken.take(start, end):
                    yield Candidate(index, start, end, "api_key", MEDIUM, self.name, "named")
        if _LONG.search(text):
            for match in matches(_RANDOM, text, detector=self.name):
                if _looks_random(match[0]) and not _UUID.fullmatch(match[0]) and taken.take(*match.span()):
                    yield Candidate(index, match.start(), match.end(), "api_key", WEAK, self.name, "random")


def _looks_random(value: str) -> bool:
    """Letters and digits mixed, and no character so frequent as in a word."""
    return (
        any(character.isdigit() for character in value)
        and any(character.isalpha() for character in value)
        and entropy(value) >= ENTROPY_MIN
    )

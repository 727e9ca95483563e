"""Secrets by what stands before them: a name such as ``api_key =``, and a value that looks drawn by lot.

Either alone is weak. A name in front of a word is prose ("the secret is patience"), and a random string without a name
may be a digest or an identifier, so it is a weak claim that the field's name or a word nearby lifts. Some providers
have no prefix, so their own name makes the claim, together with the form of their key (Heroku, Softlayer, IBM).

Entropy is judged by alphabet: at least 3.0 bits a character for hexadecimal digits, 4.5 for the base64 alphabet, less
where the value is too short to reach that (`secret_forms.is_random`).

Source:
    Shannon (1948); the bounds and the idea of names as detect-secrets 1.5 has them (``HexHighEntropyString``,
    ``Base64HighEntropyString``, ``KeywordDetector``), and its forms of Softlayer, Cloudant and IBM Cloud; Heroku,
    "Platform API reference" (before 2024 a UUID); AWS IAM, "secret access key" (40 characters).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import re2
import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import Taken, matches, words
from tidegate.detectors.secret_forms import is_random, is_stand_in, without_query
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

CHARS_MIN = 16  # of a value with a name
CHARS_SHORT = 8  # shorter ones with a name are weak claims
CHARS_ALONE = 20  # of a value without one

_FLAGS = regex.IGNORECASE | regex.ASCII
_NAME = (
    r"secret|token|api[ _.-]?key|access[ _.-]?key|auth[ _.-]?key|private[ _.-]?key|encryption[ _.-]?key"
    r"|signing[ _.-]?key|service[ _.-]?key|account[ _.-]?key|master[ _.-]?key|authorization|bearer|credential|signature"
    r"|pwd|passw(?:or)?d"
)
_JOIN = r"[\"'\]]{0,2}\s{0,3}(?:[:=]{1,2}>?|=>|:=|\bis\b|\s)\s{0,3}[\"'`]?"
_NAMED = lazy.compile(
    rf"(?:{_NAME})s?(?:[ _.-]?(?:key|id|value|string|token))?{_JOIN}(?:(?:bearer|basic|token)\s{{1,3}})?"
    r"(?P<secret>[A-Za-z0-9_+/=.~!@#$%^&*-]{8,512})",
    _FLAGS,
)
_PUBLIC = lazy.compile(r"public[ _-]?key[ _-]?\Z", _FLAGS)  # "PublicKeyToken" is in the name of each .NET assembly
_ALONE = lazy.compile(r"(?<![A-Za-z0-9_+/=.-])[A-Za-z0-9_+/-]{20,512}+={0,2}(?![A-Za-z0-9_+/=-])")
# A field named for a secret holds one and nothing else: points and tildes in it are its own.
_FIELD = lazy.compile(rf"(?!signature)(?:{_NAME})s?(?:[ _.-]?(?:key|value|string|token))?\Z", _FLAGS)
_WHOLE = lazy.compile(r"\s*(?P<secret>[A-Za-z0-9_+/=.~!@#$%^&*:-]{16,512})\s*", _FLAGS)
_UUID = lazy.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# Provider's name, then what may stand between, then the key's form. The names are matched in any case.
_BETWEEN = r"[A-Za-z0-9_. -]{0,24}[\"'\]]{0,2}\s{0,3}(?:[:=]{1,2}>?|:=|=>|\s)\s{0,3}[\"'`]?"
_PROVIDERS: tuple[tuple[str, str, str], ...] = (
    ("heroku", r"heroku", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ("softlayer", r"(?:softlayer|\bsl)[_-]?(?:api[_-]?key|key|pass|pwd|token)?", r"[0-9a-z]{64}"),
    ("cloudant", r"(?:cloudant|\bcl|\bclou)[_-]?(?:api|key|pass|pwd|token)?", r"(?:[0-9a-f]{64}|[a-z]{24})"),
    ("ibm_cloud", r"(?:ibm|cloud[_-]?iam|\biam)[_-]?(?:api|key|pass|pwd|token)?", r"[A-Za-z0-9_-]{44}"),
    ("aws_secret", r"aws[_ .-]{0,2}(?:secret|sec|session)", r"[A-Za-z0-9/+]{40}"),
    ("datadog", r"(?:datadog|\bdd)[_-](?:api|app)", r"[0-9a-f]{32}(?:[0-9a-f]{8})?"),
    ("cloudflare", r"cloudflare|\bcf[_-]api", r"(?:[0-9a-f]{37}|[A-Za-z0-9_-]{40})"),
    ("okta", r"okta|ssws", r"00[A-Za-z0-9_-]{40}"),
    ("algolia", r"algolia", r"[0-9a-f]{32}"),
)
_BY_PROVIDER = tuple(
    (name, lazy.compile(rf"(?:{said}){_BETWEEN}(?P<secret>{form})(?![A-Za-z0-9_+/-])", _FLAGS))
    for name, said, form in _PROVIDERS
)
_PROVIDER = re2.compile(r"(?i)heroku|softlayer|\bsl|cl|ibm|iam|aws|datadog|dd[_-]|cf[_-]|okta|ssws|algolia")
_SAID = re2.compile(rf"(?i)(?:{_NAME})")


class SecretAssignment:
    """Finds secrets without a form of their own: named, of a named provider, or just random."""

    name = "secret_assignment"
    version = "1"
    entity_types: tuple[str, ...] = ("api_key",)
    context = words(
        "secret secrets token tokens key keys apikey api bearer authorization auth credential credentials password"
    )
    refute = words("commit sha sha1 sha256 sha512 md5 checksum digest etag hash integrity revision fingerprint")
    # A long token, or a name. UUIDs and the paths of addresses are shorter than these runs, so that few records are
    # read for them; that a digit stands as near behind a name as a short value has one is left to the closer look.
    _long = r"[A-Za-z0-9_+]{20}|[A-Za-z0-9+/]{40}|[A-Za-z0-9_-]{40}|(?i:heroku)"
    needs = rf"{_long}|(?i:{_NAME})"
    wide_needs = rf"{_long}|(?i:{_NAME})[\s!-~]{{1,49}}[0-9]"
    _needed = re2.compile(wide_needs)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            whole = self._whole(index, text, batch.names[index])
            if whole is not None:
                found.append(whole)
            elif len(text) >= CHARS_SHORT and self._needed.search(text):
                found.extend(self._read(index, text))
        return sorted(found)

    def _whole(self, index: int, text: str, name: str) -> Candidate | None:
        if not name or len(text) < CHARS_MIN or _FIELD.search(name) is None:
            return None
        match = _WHOLE.fullmatch(text)
        if match is None or is_stand_in(match["secret"]) or not is_random(match["secret"]):
            return None
        start, end = match.span("secret")
        return Candidate(index, start, end, "api_key", MEDIUM, self.name, "field")

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        taken = Taken()
        if _PROVIDER.search(text):
            for provider, form in _BY_PROVIDER:
                for match in matches(form, text, detector=self.name):
                    start, end = match.span("secret")
                    if taken.take(start, end):
                        yield Candidate(index, start, end, "api_key", STRONG, self.name, provider)
        if _SAID.search(text):
            for match in matches(_NAMED, text, detector=self.name):
                start, end = match.span("secret")
                value = without_query(match["secret"]).rstrip(".!")
                end = start + len(value)
                if len(value) < CHARS_SHORT or is_stand_in(value) or not is_random(value):
                    continue
                if _PUBLIC.search(text, max(0, match.start() - 12), match.start()) is not None:
                    continue
                if not self._needed.search(text[match.start() : end]):
                    continue  # no run of letters and digits, and no digit near its beginning: the gate may not see it
                pattern, score = ("named", MEDIUM) if len(value) >= CHARS_MIN else ("named_short", WEAK)
                if taken.take(start, end):
                    yield Candidate(index, start, end, "api_key", score, self.name, pattern)
        for match in matches(_ALONE, text, detector=self.name):
            seen = self._needed.search(match[0]) is not None
            if (
                seen
                and is_random(match[0])
                and not _UUID.fullmatch(match[0])
                and taken.take(match.start(), match.end())
            ):
                yield Candidate(index, match.start(), match.end(), "api_key", WEAK, self.name, "random")

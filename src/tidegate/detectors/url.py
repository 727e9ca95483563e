"""URLs: from the scheme, or ``www.``, or a host with a well-known ending, to where a reader would stop.

With a scheme nearly everything up to the next space belongs to it; a closing bracket or a full stop at the end does
not, unless its partner is inside. Without a scheme a host counts only under a closed list of top-level domains,
because ``e.g.this`` is no address. A web address whose host is one name without a dot, and nothing behind it, leads
nowhere outside the writer's own network: it counts with a word beside it, or in a field named for addresses. A label
of Kubernetes (``app.kubernetes.io/name``) only looks like an address.

Source:
    RFC 3986 (characters), RFC 3987 (other scripts), WHATWG URL standard (what is accepted in practice);
    RFC 7085 and ICANN SAC053 (top-level domains without a dot are not used as hosts); Kubernetes, "Labels
    and Selectors" (syntax and reserved prefixes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import FAINT
from tidegate.detectors.scan import Taken, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_SCHEMES = (
    r"https?|ftps?|sftp|wss?|ssh|git|ldaps?|smb|s3|gs|jdbc:[a-z0-9]+|postgres(?:ql)?|mysql|mongodb(?:\+srv)?"
    r"|redis|amqps?"
)
_TAIL = r"[^\s<>\"`\p{Cc}]"
_WITH_SCHEME = lazy.compile(rf"(?:{_SCHEMES})://{_TAIL}+", regex.IGNORECASE)
_WWW = lazy.compile(rf"(?<![\p{{Latin}}\p{{N}}_])www\d{{0,2}}\.[\p{{L}}\p{{N}}]{_TAIL}*", regex.IGNORECASE)
_ENDINGS = (
    "com org net edu gov mil int info biz name io co ai app dev me tv us uk ca au de fr es it nl ch at be se no dk fi"
    " pl pt ie eu in jp cn br mx nz za ru online shop site store tech cloud xyz"
)
_BARE = lazy.compile(
    r"(?<![\p{Latin}\p{N}_@./:-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}"
    rf"(?P<ending>{'|'.join(_ENDINGS.split())})(?![\p{{Latin}}\p{{N}}_@-]|\.[\p{{L}}\p{{N}}])"
    rf"(?::\d{{1,5}})?(?P<path>[/?#]{_TAIL}*)?",
    regex.IGNORECASE,
)
# Endings under which a host without a path is meant as one: "see example.com", but not "come in.it is".
_SURE = frozenset({"com", "org", "net", "edu", "gov", "io", "info"})
# The name of a label or annotation, which Kubernetes and what runs on it write behind a domain of their own: nobody's
# address, and mostly the name of a property, where an address stops the whole record.
_LABEL_NAME = lazy.compile(
    r"(?:[a-z0-9-]{1,63}\.){0,4}(?:kubernetes|k8s|istio|openshift|prometheus|argoproj|cert-manager)\.io"
    r"/(?!(?:docs|blog|releases|community|training|partners|careers|latest)(?![A-Za-z0-9._-]))[A-Za-z0-9._-]{1,63}"
)
_DOTLESS = lazy.compile(r"(?:(?:https?|ftps?|wss?)://|www\d{0,2}\.)[\p{L}\p{N}\p{M}_-]+/?", regex.IGNORECASE)
_CLOSING = {")": "(", "]": "[", "}": "{"}


class Url:
    """Finds web and service addresses, credentials in them included."""

    name = "url"
    version = "2"
    entity_types: tuple[str, ...] = ("url",)
    context = words("url link website site web page http visit browse homepage webpage")
    refute: frozenset[str] = frozenset()
    wide_needs = rf"://|(?i:www|\.(?:{'|'.join(_ENDINGS.split())}))"
    needs = (
        r"://|(?i:www)[0-9]{0,2}\.[A-Za-z0-9]"
        rf"|[^0-9A-Za-z_@./:-](?i:[a-z0-9][a-z0-9.-]*\.(?:{'|'.join(_ENDINGS.split())}))[^0-9A-Za-z_@-]"
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if "." in text or "://" in text:
                found.extend(self._read(index, text))
        return sorted(found)

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        taken = Taken()
        forms = []
        if "://" in text:
            forms.append(("scheme", _WITH_SCHEME, STRONG))
        if "www" in text.lower():
            forms.append(("www", _WWW, STRONG))
        forms.append(("host", _BARE, MEDIUM))
        for pattern, form, score in forms:
            for match in matches(form, text, detector=self.name):
                start, end = match.start(), match.end()
                if pattern == "host" and match["path"] is None and match["ending"].lower() not in _SURE:
                    continue
                end = _trimmed(text, start, end)
                if pattern == "host" and _LABEL_NAME.fullmatch(text, start, end) is not None:
                    continue
                if taken.take(start, end):
                    if pattern != "host" and _DOTLESS.fullmatch(text, start, end):
                        yield Candidate(index, start, end, "url", FAINT, self.name, "dotless")
                    else:
                        yield Candidate(index, start, end, "url", score, self.name, pattern)


def _trimmed(text: str, start: int, end: int) -> int:
    """Where the address ends: without the sentence's punctuation, and without a bracket that opened before it."""
    left_open: dict[str, int] = {}  # by closing bracket: how many more open than close, so that each is counted once
    while end > start + 1:
        last = text[end - 1]
        opening = _CLOSING.get(last)
        if opening is not None:
            if last not in left_open:
                left_open[last] = text.count(opening, start, end) - text.count(last, start, end)
            if left_open[last] >= 0:
                break
            left_open[last] += 1
        elif last not in ".,;:!?'*\u2019\u201d\u00bb\u2026":
            break
        end -= 1
    return end

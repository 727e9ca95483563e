"""Indian payment addresses (UPI): a name, an at sign and the handle of a bank or an app, without a dot behind it.

They look like half an e-mail address. The handles in use are listed; another one counts behind a word for such an
address.

Source:
    National Payments Corporation of India, UPI procedural guidelines (virtual payment address) and its list of apps'
    handles.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, hints_of, read_cued
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "IN"
_HANDLES = (
    "okaxis|okhdfcbank|okicici|oksbi|ybl|ibl|axl|paytm|ptyes|ptaxis|ptsbi|pthdfc|apl|yapl|rapl|upi|axisbank|sbi|hdfcbank"
    "|icici|kotak|barodampay|cnrb|pnb|fbl|idfcbank|yesbank|airtel|freecharge|jupiteraxis|slice|waaxis|wahdfcbank"
    "|waicici|wasbi|ikwik|timecosmos|unionbank|indus|federal|rbl|hsbc|dbs|postbank"
)
_LOCAL = r"(?<![A-Za-z0-9._-])[A-Za-z0-9][A-Za-z0-9._-]{1,63}"
_END = r"(?![A-Za-z0-9@_-]|\.[A-Za-z0-9])"
_KNOWN = lazy.compile(rf"(?P<value>{_LOCAL}@(?i:{_HANDLES}){_END})")
_SAID = lazy.compile(
    rf"(?i)(?<![a-z0-9])(?:upi|vpa)(?: (?:id|address|handle))?{LINK}(?P<value>{_LOCAL}@[a-z]{{2,20}}{_END})"
)


class InUpi:
    """Finds payment addresses. Only where the region IN is on."""

    name = "in_upi"
    version = "1"
    entity_types: tuple[str, ...] = ("account_number",)
    context = words("upi vpa gpay phonepe paytm bhim")
    refute: frozenset[str] = frozenset()
    needs = rf"[A-Za-z0-9_-]@(?i:{_HANDLES})[^A-Za-z0-9@_-]|(?i:upi|vpa)[^\n]{{0,80}}@[A-Za-z]"
    wide_needs = rf"@(?i:{_HANDLES})|(?i:upi|vpa)"

    _sayings = (
        Saying("known", _KNOWN, STRONG, need=rf"@(?i:{_HANDLES})"),
        Saying("said", _SAID, STRONG, need=r"(?i:upi|vpa)[^\n]{0,80}@[A-Za-z]"),
    )
    _answer = Answer(
        lazy.compile(rf"\A\s*(?P<value>{_LOCAL}@[a-z]{{2,20}})\s*\Z"),
        lazy.compile(r"(?i)(?:^|_)(?:upi|vpa)"),
        texts_max=90,
    )
    _hints = hints_of(_sayings)

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        return read_cued(
            batch,
            detector=self.name,
            entity_type="account_number",
            sayings=self._sayings,
            answer=self._answer,
            hints=self._hints,
        )

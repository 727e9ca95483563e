"""No detector's cost grows faster than its text: eight times as much text, about eight times as much work.

A quadratic search is harmless in a test and takes an hour on a megabyte. So each built-in detector reads texts that
repeat what it looks for, or the beginning of it, at two sizes; only the ratio of the CPU times counts, and where it is
too large, the least of some runs each. No detector may give up on so little (`DetectionIncomplete`): it would end
in quarantine.
"""

from __future__ import annotations

import time

import pytest

from tests.kafka.test_heartbeats import EVIL
from tidegate.detectors import catalogue, registry
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.errors import DetectionIncomplete
from tidegate.records import TextBatch

CHARS, TIMES = 2_500, 8
RATIO_MAX = 24.0  # 8 is linear, 64 is quadratic
RUNS = 3
WORTH_MEASURING_SECONDS = 0.002  # of CPU time for the longer text; what is faster has nothing to grow from

MORE = (
    "A1", "Aa ", "1a", "0x", "1:", "a:1 ", "(1", "+1 ", "a-", "_", "/a", "..\\", "ey", "eyJ.a.", "=a", "www.a", "1,",
    "1.1.", "1/1/", "2024-", "12:", "12:00 ", "10 am ", "-1.1,", "bc1", "0.", "Main St ", "der ", "one ", "two ",
    "or ", "born ", "password: ", "password is ", "user ", "@a ", "secret=", "api_key: ", "xox-", "sk-", "AKIA", "A ",
    "ABCD-", "mother's maiden name ", "type ", "O+ ", "5 mg ", "of ", "\u00e9", "\uff11", "$1", "USD ", "USD 1", "TX ",
    "SW1A ", "PO Box ", "1st ", "lat ", "card ", "exp ", "fe80:", "00:", "00-", "IBAN ", "DE89 ", "a.pdf ", "\u4e2d",
    "ul. Aa ", "Rua Aa ", "Sok. ", "Aa Aa vej ", "Rue Aa ", "adresse: 1", "\u6771\u4eac\u90fd", "\uac00\uc2dc ",
    "Apt. 4 ", "Unit 4\n", "1 a ", "1 Camino Aa ", "Via Aa ", "rue a ", "rue de a ", "A utca ",
    "Aa utca ", "Aa Aaaastrasse ", "address 1 a ",
    "moved to 1 a ", "unit 1 box 1 ", "\u5e02\u8def1", "curl a ", "curl -u a", "cp: ", "A-4990 ", "geb. 1", "1965. 1. ",
    "\u0434\u0430", "\u0414\u0430-", "\u0e44\u0e17\u0e22", "\ud55c", "\u3042", "\u0627\u0644", "\u03a9\u03b1",
    "\u6771\u4eac \u4eba",
)  # fmt: skip
UNITS = tuple(dict.fromkeys((*EVIL.values(), *MORE)))
ALL = DetectorConfig(
    regions=catalogue.regions(),
    languages=("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "no", "fi", "tr"),
)
# Reads each number once for each region: one shows how it grows as well as all of them.
ONE = DetectorConfig(regions=("GB",), languages=("en",))
FACTORIES = registry.factories(())


def seconds(detector: Detector, text: str) -> float:
    """CPU time of this thread; raises what the detector raises."""
    batch = TextBatch.of([text])
    began = time.thread_time()
    detector.detect(batch)
    return time.thread_time() - began


def growth(detector: Detector, unit: str) -> float:
    """How much more the longer of two texts costs; 0 where that is not worth measuring."""
    texts = [unit * (chars // len(unit)) for chars in (CHARS, CHARS * TIMES)]
    small = large = float("inf")
    try:
        for _ in range(RUNS):
            large = min(large, seconds(detector, texts[1]))
            if large < WORTH_MEASURING_SECONDS:
                return 0.0
            small = min(small, seconds(detector, texts[0]))
            if large / small <= RATIO_MAX:
                break
    except DetectionIncomplete:
        return float("inf")
    return large / small


@pytest.mark.parametrize("name", sorted(FACTORIES))
def test_a_detector_s_cost_grows_as_its_text(name: str) -> None:
    detector = FACTORIES[name](ONE if name == "phone_number" else ALL)
    grown = {unit: ratio for unit in UNITS if (ratio := growth(detector, unit)) > RATIO_MAX}
    assert not grown


def test_a_quadratic_detector_would_be_seen() -> None:
    """The measure itself works."""

    class Quadratic:
        name, version, entity_types = "quadratic", "1", ("email",)
        context = refute = frozenset[str]()

        def detect(self, batch: TextBatch) -> list[object]:
            for text in batch.texts:
                for start in range(0, len(text), 4):
                    text.count("x", start)
            return []

    # Whatever else the machine does makes the short text look dear, and so the growth small; not three times.
    assert max(growth(Quadratic(), "a") for _ in range(3)) > RATIO_MAX  # type: ignore[arg-type]

"""A detector of the tests' own, found through an entry point: what no text of the world should do, one word does here.

It claims a type that only the tests' policies name, and finds nothing. Reading the word `RAISE_WORD` it raises; reading
`KILL_WORD` it kills its own process, as a fault in a native library would.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from tidegate.detectors.base import DetectorConfig
from tidegate.records import TextBatch
from tidegate.spans import Candidate

NAME = "chaos_trap"
ENTITY_TYPE = "zodiac_sign"
RAISE_WORD = "chaos-raise"
KILL_WORD = "chaos-kill"


class Trap:
    name = NAME
    version = "1"
    entity_types = (ENTITY_TYPE,)
    context: frozenset[str] = frozenset()
    refute: frozenset[str] = frozenset()

    def __init__(self, config: DetectorConfig) -> None:
        self._config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        for text in batch.texts:
            if KILL_WORD in text:
                os.kill(os.getpid(), signal.SIGKILL)
            if RAISE_WORD in text:
                raise ValueError("the trap snapped")
        return ()


def install(folder: Path) -> Path:
    """Write the distribution that names the entry point; the folder goes on ``PYTHONPATH``."""
    info = folder / "tidegate_chaos_trap-1.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tidegate-chaos-trap\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[tidegate.detectors]\n{NAME} = tests.chaos.trap:Trap\n")
    return folder

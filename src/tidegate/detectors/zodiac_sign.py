"""Signs of the zodiac.

Half of them are also names, words or an illness, so those count only beside a word for astrology.

Source:
    The twelve signs of western astrology.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_words_of
from tidegate.records import TextBatch
from tidegate.spans import Candidate

_GROUP = Group(
    "zodiac_sign",
    cues=r"zodiac sign is|star sign is|sign is|zodiac sign|star sign|horoscope for|sun sign is|i am|i'm",
    field=r"zodiac|zodiac_sign|star_sign|horoscope",
)


class ZodiacSign:
    """Finds signs of the zodiac."""

    name = "zodiac_sign"
    version = "1"
    entity_types: tuple[str, ...] = ("zodiac_sign",)
    context = words("zodiac horoscope astrology astrological sign rising ascendant moon sun born")
    refute = words("patient diagnosed tumor tumour chemotherapy treatment breast lung")

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    @property
    def needs(self) -> str:
        """The words of the list, the forms, and fields named for it."""
        return needs_of(_GROUP)

    @property
    def wide_words(self) -> frozenset[str]:
        """How the entries of the list begin."""
        return wide_words_of(_GROUP)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_terms(batch, _GROUP, detector=self.name)

"""Signs of the zodiac.

Half of them are also names, words or an illness, so those count only beside a word for astrology.

Source:
    The twelve signs of western astrology.
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "zodiac_sign",
    cues=r"zodiac sign is|star sign is|sign is|zodiac sign|star sign|horoscope for|sun sign is|i am|i'm",
    field=r"zodiac|zodiac_sign|star_sign|horoscope",
)


class ZodiacSign(TermDetector):
    """Finds signs of the zodiac."""

    name = "zodiac_sign"
    version = "1"
    entity_types: tuple[str, ...] = ("zodiac_sign",)
    context = words("zodiac horoscope astrology astrological sign rising ascendant moon sun born")
    refute = words("patient diagnosed tumor tumour chemotherapy treatment breast lung")
    group = _GROUP

"""Nationalities and ethnic groups.

"American" and "Polish" are also said of food and furniture, so those count beside a word for where people come from.

Source:
    Nationalities as the CIA World Factbook names them; ethnic groups as in the 2020 census of the US and the 2021
    census of England.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_words_of
from tidegate.records import TextBatch
from tidegate.spans import Candidate

_GROUP = Group(
    "origin",
    cues=r"nationality is|nationality|ethnicity is|ethnicity|race is|of|i am|i'm|he is|she is|they are|born",
    field=r"nationality|ethnicity|ethnic_group|ethnic_origin|race|origin|citizenship|national_origin",
)


class Origin:
    """Finds nationalities and ethnic groups."""

    name = "origin"
    version = "1"
    entity_types: tuple[str, ...] = ("origin",)
    context = words(
        "nationality ethnicity ethnic race racial descent origin citizen citizenship immigrant refugee"
        " heritage ancestry born native national"
    )
    refute = words("food restaurant cuisine dressing bank airlines")

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

"""Traits of the body.

Eyes, hair, skin, build, height and weight; "tall" and "beard" count beside a word for looks.

Source:
    The list is written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_needs_of, wide_words_of, word_form
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_GROUP = Group(
    "physical_attribute",
    cues=r"appearance|described as|description|has|with|he is|she is|suspect is",
    field=r"eye_colou?r|hair_colou?r|height|weight|build|complexion|physical_description|appearance"
    r"|physical_attributes?",
    forms=(
        (
            word_form(
                r"[1-7] ?(?:'|ft|feet|foot)[ ]?(?:[0-9]{1,2} ?(?:\"|in|inches)?)?[ ]tall|[12][.,][0-9]{1,2}"
                r" ?m(?:eters?|etres?)? tall|1[0-9]{2} ?cm tall"
            ),
            MEDIUM,
            r"(?i:[0-9a-z'\"] tall)",
            "(?i: tall)",
        ),
        (
            regex.compile(
                r"(?i:(?<![\p{L}\p{N}])(?:i weigh|weighs|weighing|my weight is|his weight is|her weight is)(?:"
                r" about| around)? )(?P<value>[0-9]{2,3}(?:[.,][0-9])? ?(?i:kgs?|kilos?|kilograms?|lbs?|pounds"
                r"|stone)(?![\p{L}]))"
            ),
            MEDIUM,
            r"(?i:(?:weigh(?:s|ing)?|weight is)(?: about| around)? [0-9]{2,3}(?:[.,][0-9])? ?"
            r"(?:kg|kilo|lb|pound|stone))",
            "(?i:weigh)",
        ),
    ),
)


class PhysicalAttribute:
    """Finds traits of the body."""

    name = "physical_attribute"
    version = "1"
    entity_types: tuple[str, ...] = ("physical_attribute",)
    context = words(
        "eyes hair skin looks appearance complexion height weight weighs build described description suspect tall"
    )
    refute = words("building tower coffee order")

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    @property
    def needs(self) -> str:
        """The words of the list, the forms, and fields named for it."""
        return needs_of(_GROUP)

    @property
    def wide_needs(self) -> str:
        """What the forms end with, or have in them."""
        return wide_needs_of(_GROUP)

    @property
    def wide_words(self) -> frozenset[str]:
        """How the entries of the list begin."""
        return wide_words_of(_GROUP)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_terms(batch, _GROUP, detector=self.name)

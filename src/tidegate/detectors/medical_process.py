"""Procedures, examinations and treatments.

"Scan" and "operation" count beside a word for patients; what ends as operations do ("-ectomy") counts by itself.

Source:
    The list is written by hand; the endings are those of medical Greek.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_needs_of, wide_words_of, word_form
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_ENDINGS = "ectomy|otomy|ostomy|oscopy|plasty|centesis|(?:mamm|angi|tom|son|cardi|enceph)ography"
_GROUP = Group(
    "medical_process",
    cues=r"underwent|undergo(?:ing)?|scheduled for|had|having|need(?:s|ed)?|results of|recovering from|procedure is"
    r"|procedure",
    field=r"procedure|procedures|medical_procedure|treatment|surgery|examination",
    forms=(
        (
            word_form(rf"(?!dichotomy)\p{{L}}{{3,}}(?:{_ENDINGS})"),
            MEDIUM,
            rf"(?i:[a-z]{{3}}(?:{_ENDINGS})\b)",
            f"(?i:{_ENDINGS})",
        ),
    ),
)


class MedicalProcess:
    """Finds procedures, examinations and treatments."""

    name = "medical_process"
    version = "1"
    entity_types: tuple[str, ...] = ("medical_process",)
    context = words(
        "patient surgeon doctor hospital scheduled underwent undergo undergoing medical clinic procedure"
        " performed results cancer"
    )
    refute = words("military network virus disk port network barcode document")

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

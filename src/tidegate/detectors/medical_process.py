"""Procedures, examinations and treatments.

"Scan" and "operation" count beside a word for patients; what ends as operations do ("-ectomy") counts by itself.

Source:
    The list is written by hand; the endings are those of medical Greek.
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import STEM, Group, TermDetector, word_form
from tidegate.spans import MEDIUM

_ENDINGS = "ectomy|otomy|ostomy|oscopy|plasty|centesis|(?:mamm|angi|tom|son|cardi|enceph)ography"
_GROUP = Group(
    "medical_process",
    cues=r"underwent|undergo(?:ing)?|scheduled for|had|having|need(?:s|ed)?|results of|recovering from|procedure is"
    r"|procedure",
    field=r"procedure|procedures|medical_procedure|treatment|surgery|examination",
    forms=(
        (
            word_form(rf"(?!dichotomy){STEM}(?:{_ENDINGS})"),
            MEDIUM,
            rf"(?i:[a-z]{{3}}(?:{_ENDINGS})\b)",
            f"(?i:{_ENDINGS})",
        ),
    ),
)


class MedicalProcess(TermDetector):
    """Finds procedures, examinations and treatments."""

    name = "medical_process"
    version = "2"
    entity_types: tuple[str, ...] = ("medical_process",)
    context = words(
        "patient surgeon doctor hospital scheduled underwent undergo undergoing medical clinic procedure"
        " performed results cancer"
    )
    refute = words("military network virus disk port network barcode document")
    group = _GROUP

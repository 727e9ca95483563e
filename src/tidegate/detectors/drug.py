"""Medicines and drugs of abuse.

Generic names are told by their stems ("-olol", "-statin"), which the WHO gives out by what a drug does; brand
names are listed.

Source:
    WHO, "The use of stems in the selection of international nonproprietary names (INN)" (2018); the list is
    written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_needs_of, wide_words_of, word_form
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_STEMS = (
    r"mab|tinib|pril|sartan|olol|statin|azole|cillin|mycin|floxacin|cycline|prazole|dipine|zepam|zolam|triptan"
    r"|gliptin|gliflozin"
    r"|glutide|parin|xaban|oxetine|setron|barbital|profen|coxib|thiazide|semide|lukast|glitazone|fibrate"
    r"|dronate|ovir|avir|tegravir"
    r"|curonium|fentanil|caine|codone|morphone|zodone|apine|idone|peridol|oxacin|tidine"
    r"|formin|solone"
)
_GROUP = Group(
    "drug",
    cues=r"prescribed|taking|takes?|took|medication is|medications?|on|allergic to|dose of|doses of|mg of|refill"
    r" (?:of|for|my)|addicted to|overdosed on",
    field=r"drug|drugs|medication|medications|medicine|prescription|drug_name|medication_name",
    forms=(
        (
            word_form(rf"\p{{L}}{{3,}}(?:{_STEMS})"),
            MEDIUM,
            rf"(?i:[a-z]{{3}}(?:{_STEMS})\b)",
            f"(?i:{_STEMS})",
        ),
    ),
)


class Drug:
    """Finds medicines and drugs of abuse."""

    name = "drug"
    version = "1"
    entity_types: tuple[str, ...] = ("drug",)
    context = words(
        "drug drugs medication medications medicine prescribed prescription dose dosage tablet tablets capsule"
        " capsules pill pills mg mcg pharmacy taking takes refill allergic"
    )
    refute: frozenset[str] = frozenset()

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

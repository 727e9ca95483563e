"""Medicines and drugs of abuse.

Generic names are told by their stems ("-olol", "-statin"), which the WHO gives out by what a drug does; brand
names are listed.

Source:
    WHO, "The use of stems in the selection of international nonproprietary names (INN)" (2018); the list is
    written by hand.
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import STEM, Group, TermDetector, word_form
from tidegate.spans import MEDIUM

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
            word_form(rf"{STEM}(?:{_STEMS})"),
            MEDIUM,
            rf"(?i:[a-z]{{3}}(?:{_STEMS})\b)",
            f"(?i:{_STEMS})",
        ),
    ),
)


class Drug(TermDetector):
    """Finds medicines and drugs of abuse."""

    name = "drug"
    version = "2"
    entity_types: tuple[str, ...] = ("drug",)
    context = words(
        "drug drugs medication medications medicine prescribed prescription dose dosage tablet tablets capsule"
        " capsules pill pills mg mcg pharmacy taking takes refill allergic"
    )
    refute: frozenset[str] = frozenset()
    group = _GROUP

"""Traits of the body.

Eyes, hair, skin, build, height and weight; "tall" and "beard" count beside a word for looks.

Source:
    The list is written by hand.
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector, word_form
from tidegate.spans import MEDIUM

_GROUP = Group(
    "physical_attribute",
    cues=r"appearance|described as|description|has|with|he is|she is|suspect is",
    field=r"eye_colou?r|hair_colou?r|height|weight|build|complexion|physical_description|appearance"
    r"|physical_attributes?",
    # A build of software; "1.85" is a height.
    codes=lazy.compile(r"v?[0-9]{1,4}(?:\.[0-9]{1,5}){2,4}(?:[-+][0-9A-Za-z.]{1,30})?|20[0-9]{6}\.[0-9]{1,4}"),
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
            lazy.compile(
                r"(?i:(?<![\p{Latin}\p{N}])(?:i weigh|weighs|weighing|my weight is|his weight is|her weight is)(?:"
                r" about| around)? )(?P<value>[0-9]{2,3}(?:[.,][0-9])? ?(?i:kgs?|kilos?|kilograms?|lbs?|pounds"
                r"|stone)(?![\p{Latin}]))"
            ),
            MEDIUM,
            r"(?i:(?:weigh(?:s|ing)?|weight is)(?: about| around)? [0-9]{2,3}(?:[.,][0-9])? ?"
            r"(?:kg|kilo|lb|pound|stone))",
            "(?i:weigh)",
        ),
    ),
)


class PhysicalAttribute(TermDetector):
    """Finds traits of the body."""

    name = "physical_attribute"
    version = "1"
    entity_types: tuple[str, ...] = ("physical_attribute",)
    context = words(
        "eyes hair skin looks appearance complexion height weight weighs build described description suspect tall"
    )
    refute = words("building tower coffee order")
    group = _GROUP

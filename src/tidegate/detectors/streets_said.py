"""Addresses by what is said of them, and the parts of addresses that stand on lines of their own.

A label ("address:", "I live at", "ship it to") claims what follows it as long as a figure is in it. Flats and suites
count where a line or a part between commas holds nothing else ("Suite 2019" of a program does not), or where a house
number stands right beside them.

Source:
    USPS Publication 28, sections 213 (secondary units) and 25 (military addresses).
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.cued import Saying
from tidegate.detectors.scan import with_any_letters
from tidegate.spans import MEDIUM, STRONG, WEAK

_BEFORE = r"(?<![\p{Latin}\p{N}_])"
# Where an address ends that was said: with its sentence or line, or where the next thing is told.
_END = (
    r"(?=\. |[\n;?!\"]|\.?\Z|,? (?:and |& )(?:my|i|the|his|her|our|phone|contact|e?mail|mobile|cell|number|name|it"
    r"|please|is|has|they|you)\b|, and\b|,? (?:but|so|because|which|with|can|could|please|i|i'm|we"
    r"|(?:my )?(?:phone|contact|ph|e-?mail|mobile|cell|tel|telephone))\b)"
)
_SPACE = r"[ \t]{0,24}(?:\n[ \t]{0,8})?"
_LABEL = (
    r"my|home|street|mailing|postal|billing|shipping|delivery|new|current|his|her|our|their|residential|permanent"
    r"|correct|updated|old|work|office|physical"
)
_FIGURE_NEAR = r"(?=[^\n;?!]{0,60}[0-9])"
_NUMBER = r"(?:no\.? ?|number |# ?)?[0-9]{1,6}[a-z]?(?:[-/][0-9a-z]{1,4})?"
_MEASURES = r"(?:km|kms|miles?|meters?|minutes?|hours?|am|pm|of|degrees?|percent|different|other|more|people|the)\b"
_SAID_CUE = (
    rf"(?:(?:(?:{_LABEL})(?: new| current| home| delivery| shipping| mailing)? address(?: is| was|:)"
    r"|(?:i|we) (?:live|reside) at|address:"
    rf"|(?:(?:live|reside|stay)s? at|(?:the|its) address is)(?= (?:{_NUMBER}),? (?!{_MEASURES})\p{{L}}{{2}}))"
    rf"{_SPACE}(?<=\s))"
)
_SAID = lazy.compile(rf"(?i){_BEFORE}{_SAID_CUE}(?P<value>{_FIGURE_NEAR}[\p{{L}}0-9#][^\n;?!@]{{4,90}}?){_END}")
_ANY_STREET = (
    r"(?:street|st|avenue|ave|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|circle|terrace|parkway|pkwy|highway|hwy"
    r"|crescent|way|place|pl|trail|nagar|colony|apt|suite|strasse|rue)"
)
_PLAIN_CUE = rf"(?:(?:{_LABEL})(?: new| current| home| delivery| shipping| mailing)? address)"
_MATTERS = r"(?:issue|point|item|problem|concern|question|topic|thing|bug|case|comment|request)s?\b"
# Without a verb or a colon a figure stands right behind the word; in "to address 3 issues" it is a verb.
_PLAIN = rf"(?:{_PLAIN_CUE}|(?<=(?:\A|\n|[.,;!?] ))address) (?={_NUMBER},? (?!{_MATTERS})\p{{L}})"
_PLAINLY = lazy.compile(rf"(?i){_BEFORE}{_PLAIN}(?P<value>[\p{{L}}0-9#][^\n;?!@]{{4,90}}?){_END}")
# In small letters towns have no form of their own, so there the claim goes on behind the street.
_SMALL = lazy.compile(
    rf"(?i){_BEFORE}(?:{_SAID_CUE}|{_PLAIN})(?P<value>{_FIGURE_NEAR}(?-i:[\p{{Ll}}0-9#][^\n;?!@\p{{Lu}}]{{4,90}}?)){_END}"
)
_SENT = lazy.compile(
    rf"(?i){_BEFORE}(?:(?:send|deliver|ship|mail|post|forward|bring)(?:ed)?(?: (?:it|them|this|that|everything|all))?"
    rf"|moved|relocated|moving) to (?P<value>{_NUMBER},? (?!{_MEASURES})(?:[\p{{L}}0-9.'-]{{1,24}} ){{1,4}}"
    rf"{_ANY_STREET}(?!\p{{L}})"
    rf"(?:[^\n;?!@]{{0,50}}?){_END})"
)
_UNIT_WORD = r"(?:apt|apartment|suite|ste)"
_UNIT_LOOSE = r"(?:unit|flat)"
_UNIT_NUMBER = (
    r"(?:(?:\.? ?(?:no\.? ?)?#? ?)(?:[0-9]{1,5}[a-z]?|[0-9]{1,3}-[0-9a-z]{1,3})"
    r"|(?:\.|\.? (?:no\.? ?)?)#?(?:[a-z][0-9]{1,4}|(?-i:[A-HJ-Z])))(?![\p{L}\p{N}_])"
)
_QUOTED = r"[ \t>?*|-]{0,8}"  # what marks a line as quoted or listed
_LINE_END = r"(?=[ \t]{0,4}(?:,?\n|,?\Z))"
# A whole line or what stands between commas, or beside a house number.
_UNIT = lazy.compile(
    rf"(?i){_BEFORE}(?P<value>(?:{_UNIT_WORD}{_UNIT_NUMBER}(?=,|[ \t]{{0,4}}(?:\n|\Z)))"
    rf"(?<=(?:\A|[,\n]){_QUOTED}{_UNIT_WORD}[^,\n]{{1,12}})"
    rf"|{_UNIT_WORD}{_UNIT_NUMBER}(?= [0-9]{{1,5}} (?:[0-9]{{1,5}} )?(?-i:\p{{Lu}}))"
    rf"|(?<=[0-9][a-z]?,? ){_UNIT_WORD}{_UNIT_NUMBER}(?=[,\n.]|\Z| [A-Z]))"
)
# A unit or a flat is also of a book or a bone: only below or above a line with a house number in front.
_UNIT_BESIDE = lazy.compile(
    rf"(?i){_BEFORE}(?P<value>{_UNIT_LOOSE}{_UNIT_NUMBER}){_LINE_END}"
    rf"(?:(?<=[0-9][^\n]{{0,60}}\n{_QUOTED}{_UNIT_LOOSE}[^\n]{{1,12}})"
    rf"|(?<=(?:\A|\n){_QUOTED}{_UNIT_LOOSE}[^\n]{{1,12}})(?=[ \t]{{0,4}},?\n{_QUOTED}[0-9]{{1,6}} \p{{L}}))"
)
_UNIT_ALONE = lazy.compile(rf"(?i)\A\s*(?P<value>{_UNIT_LOOSE}{_UNIT_NUMBER})\.?\s*\Z")
_POST = r"[AFD]PO,? A[AEP]"
_MILITARY = lazy.compile(
    rf"(?i){_BEFORE}(?P<value>(?:(?:psc|cmr|unit) [0-9]{{1,5}},? box ?[0-9]{{0,5}}"
    rf"|(?-i:US(?:CGC|[NSC]{{1,2}}[VGS]?) \p{{L}}{{2,20}}(?: ?[0-9]{{0,5}}))"
    rf"|us(?:cgc|[nsc]{{1,2}}[vgs]?) \p{{L}}{{2,20}}(?=,?[ \n]{_POST}))"
    rf"(?:,?[ \n]{_POST}(?:,? [0-9]{{5}}(?:-[0-9]{{4}})?)?)?|{_POST},? [0-9]{{5}}(?:-[0-9]{{4}})?)(?![0-9])"
)
_NEED_SAID = r"(?i:address(?: is| was|:)[ \t\n]|(?:live|reside|stay)s? at[ \t\n])"
_NEED_PLAIN = r"(?i:address (?:no\.? ?|number |# ?)?[0-9])"
_NEED_SENT = (
    r"(?i:(?:(?:send|deliver|ship|mail|post|forward|bring)(?:ed)?(?: (?:it|them|this|that|everything|all))?|moved"
    r"|relocated|moving) to (?:no\.? ?|number |# ?)?[0-9])"
)
_NEED_NUMBER = r"(?:\.? ?(?:no\.? ?)?#? ?[0-9]|[. ]{1,2}(?:no\.? ?)?#?[a-z][0-9]{0,4}[^a-z0-9_])"
_NEED_UNIT = rf"(?i:[^a-z0-9_]{_UNIT_WORD}{_NEED_NUMBER})"
_NEED_UNIT_LOOSE = rf"(?i:[^a-z0-9_]{_UNIT_LOOSE}{_NEED_NUMBER})"
# A suite of a letter has no figure, which everything else has.
_NEED_MILITARY = (
    r"(?i:(?:psc|cmr|unit) [0-9]{1,5},? box"
    r"|us(?:cgc|[nsc]{1,2}[vgs]?) [a-z]{2,20},?[ \n][afd]po|[afd]po,? a[aep],? [0-9]{5})"
    r"|US(?:CGC|[NSC]{1,2}[VGS]?) [A-Za-z]{2}"
)
SAID = (
    Saying("sent", _SENT, MEDIUM, need=_NEED_SENT, wide_need=_NEED_SENT),
    Saying(
        "said_small",
        _SMALL,
        WEAK,
        need=f"{_NEED_SAID}|{_NEED_PLAIN}",
        wide_need=f"{_NEED_SAID}|{_NEED_PLAIN}",
        wide=True,
    ),
    Saying("said", _SAID, WEAK, need=_NEED_SAID, wide_need=_NEED_SAID),
    Saying("said_plainly", _PLAINLY, WEAK, need=_NEED_PLAIN, wide_need=_NEED_PLAIN),
)
UNITS = (
    Saying("unit", _UNIT, MEDIUM, need=_NEED_UNIT, wide_need=_NEED_UNIT),
    Saying("unit_beside", _UNIT_BESIDE, MEDIUM, need=_NEED_UNIT_LOOSE, wide_need=_NEED_UNIT_LOOSE),
    Saying("unit_alone", _UNIT_ALONE, WEAK, need=_NEED_UNIT_LOOSE, wide_need=_NEED_UNIT_LOOSE),
)
MILITARY = Saying("military", _MILITARY, STRONG, need=_NEED_MILITARY, wide_need=with_any_letters(_NEED_MILITARY))

"""Phone numbers by their label: what people say is a phone number, whatever any country's plan says.

"Phone: 72 128 827" is somebody's number even where no region of the policy has such numbers: the label beside it is
enough for seven digits or more, grouped as people do, with an extension. The label stands straight before the number,
with nothing but link words and signs between ("my phone number is 897451269"), or straight behind it where the line or
the clause ends there ("655 437 108 office"). Words that are places as well (office, home, work, desk) need a colon or
"number" to speak for what follows. A date, an address, a card or opening hours behind a label are what they look like.

Source:
    ITU-T E.164 for the lengths; ISO 8601-1 and IPv4 for what is left alone.
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.scan import NOT_AFTER_WORD, NOT_BEFORE_WORD

DIGITS_MIN, DIGITS_MAX = 7, 15
BLOCK_MIN_BEHIND = 9  # digits of one block that "office" behind it makes a phone number
CHARS_BEFORE = 72  # code points in which a label and what links it to its number stand

_DEVICES = (
    r"(?:tele|mobile ?|cell ?)?phones?|tel|mobiles?|mob|cell|cellular|(?:tele)?fax|ph|whatsapp|landline|hotline"
    r"|call ?-?back|handset|msisdn|cellular[ei]|telefono|telefon|telefonnummer|handynummer|mobil|mobilnummer|rufnummer"
    r"|r\u00fcckrufnummer|t\u00e9l|t\u00e9l\u00e9phone|m[o\u00f3]vil|celular|tel\u00e9fono|telefoon|telefoonnummer"
    r"|mobiel|tlf|telefone|telem[o\u00f3]vel|telefonu|kom\u00f3rka|puhelin|puhelinnumero|puh|matkapuhelin"
    r"|тел|телефон|моб|мобильный|номер телефона|τηλ|τηλέφωνο|κιν|κινητό|(?:ال)?هاتف|جوال|טלפון|נייד|फ़ोन|मोबाइल"
)
# Scripts that write no blank between words.
_UNSPACED = r"\u96fb\u8a71(?:\u756a\u53f7)?|\u643a\u5e2f|电话|手机|手機|联系方式|전화(?:번호)?|휴대폰|휴대전화|โทร"
_PLACES = "desk|office|home|work"
_NUMBER_WORD = r"(?:numbers?|no|num|nr)"
_REACHED = (
    r"(?:can|may|please|could|should|to) (?:call|ring|dial)"
    r"|(?:call|ring|dial|text|phone|reach|contact) (?:me|us|him|her|them)(?: back)? (?:at|on)"
    r"|(?:answering|reachable) (?:at|on)|(?:sms|texts?|messages) to|(?:my|his|her|their|our) number(?: is|'s)"
)
_SIGNS = r"[ \t\u00a0:\uff1a#.=()\-]"
_LINK_WORD = (
    r"(?:numbers?|no|num|nr|is|was|are|my|the|it|its|it's|on|at|to|back|ist|lautet|est|es|\u00e8)"
    rf"(?={_SIGNS})|\u306f"
)
# Read from the number backwards: most numbers have no such word there, and one look says so.
_BEFORE = lazy.compile(
    rf"(?ri)(?:{NOT_AFTER_WORD}(?:(?:{_DEVICES})(?={_SIGNS})|contact {_NUMBER_WORD}(?={_SIGNS})"
    rf"|(?:{_PLACES})(?:(?=\)?:)|(?= {_NUMBER_WORD}{_SIGNS}))|(?:{_REACHED})(?= ))|(?:{_UNSPACED}))"
    rf"{_SIGNS}{{0,5}}(?:(?:{_LINK_WORD}){_SIGNS}{{0,4}}){{0,4}}"
)
_LABEL_BEHIND = rf"(?P<label>mobile|cell|cellphone|fax|landline|whatsapp|{_PLACES})"
_BEHIND = lazy.compile(
    rf"(?i)[ \-]{{0,2}}(?:\({_LABEL_BEHIND}\)|{_LABEL_BEHIND}(?=\s{{0,3}}(?:\Z|[\n,;|)\\]|\.(?:\s|\Z))))"
)
_GROUPS = lazy.compile(
    r"\+?(?P<group>\d{1,15})(?!\d)\)?"
    r"(?:(?:[ .\-/()\u00a0\u2010-\u2013]{1,3}|(?<=\)))(?P<group>\d{1,12})(?!\d)\)?){0,14}"
)
_EXTENSION = lazy.compile(r"(?i)[ ,;]{0,2}(?:e?xt(?:ension|n)?\.?|x)[ :.]{0,2}\d{1,6}(?!\d)")
# Where a number ends: not in a word, an address of mail or payment, a file's name, a decimal or a time.
_END = lazy.compile(
    NOT_BEFORE_WORD + r"(?![.:]\d|[-\u2010-\u2013]\d|/\d{1,6}(?!\d)|,\d{3}(?!\d)|@"
    r"|\.(?:pdf|tiff?|jpe?g|png|txt|csv|log|json|xml|docx?|wav|mp[34]|com|net|org)\b)"
)
_GLUED = lazy.compile(r"(?<=[\p{Latin}\p{N}\p{M}_$\u20ac\u00a3\u20b9#@]|\d[.,:/\-])")
_UNIT = lazy.compile(
    r"(?i) ?(?:[%$\u20ac\u00a3\u20b9]|(?:dollars?|usd|euros?|eur|pounds?|gbp|rupees?|rs|inr|bytes|[kmg]b|ms|seconds?"
    r"|minutes?|hours?|users?|customers?|subscribers?|units?|times|points)\b)"
)
_DAY, _DAY_FULL = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0[1-9]|[12]\d|3[01])"
_MONTH, _MONTH_FULL = r"(?:0?[1-9]|1[0-2])", r"(?:0[1-9]|1[0-2])"
_YEAR, _CLOCK = r"(?:19|20)\d\d", r"(?:[01]\d|2[0-4])(?:00|15|30|45)"
# What a number may begin with that is none: card, date, years, opening hours, social security number, address of a
# computer, version, decimal, place on the globe.
_OTHER = lazy.compile(
    r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}[ -]\d{6}[ -]\d{5}(?!\d)"
    rf"|{_YEAR}([-/. ]){_MONTH}\2{_DAY}(?!\d|\2\d)|{_YEAR}{_MONTH_FULL}{_DAY_FULL}(?!\d)"
    rf"|(?:{_DAY}([-/. ]){_MONTH}|{_MONTH}([-/. ]){_DAY})(?:\3|\4)(?:{_YEAR}(?!\d)|(?<=[-/.])\d\d(?!\d|[-/. ]\d))"
    rf"|{_YEAR}[ /-]{{1,3}}{_YEAR}(?!\d)|{_CLOCK} ?[-\u2013/] ?{_CLOCK}(?!\d)"
    r"|\d{3}-\d\d-\d{4}(?![\d-])|\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
    r"|\d{1,4}\.\d{1,2}\.\d{1,4}(?![\d.])|(?:\d{1,9}\.){1,9}\d(?!\d)|\d{1,15}\.\d{1,15}(?![\d.]|[ -]\d)"
    r"|\d{1,3}\.\d{3,9}[ -]{1,3}\d{1,3}\.\d{3,9}(?!\d)"
)


def labelled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of a number whose label stands beside it; None where none does, or where it is something else.

    Args:
        text: Any text.
        start: Where a run of digits and what people put between them begins.
        end: Where it ends; an extension may go on behind it.
    """
    before = _BEFORE.match(text, max(0, start - CHARS_BEFORE), start) is not None
    if not before and _BEHIND.match(text, end) is None:
        return None
    if _OTHER.match(text, start) is not None:
        return None
    read = _GROUPS.match(text, start)
    if read is None:
        return None
    last = _last(text, read.spans("group"))
    if last is None or not (before or _is_told_behind(text, start, last)):
        return None
    if text[start - 1 : start] == "(" and ")" in text[start:last] and "(" not in text[start : text.index(")", start)]:
        start -= 1
    return start, last


def _last(text: str, groups: list[tuple[int, int]]) -> int | None:
    """Where the longest number ends that some of these groups from the first make, its extension included."""
    counts: list[int] = []
    for first, last in groups:
        counts.append((counts[-1] if counts else 0) + last - first)
    if counts[0] >= DIGITS_MIN:
        del counts[1:]  # a block that is a number is followed by something else
    for count, (_, last) in reversed([*zip(counts, groups, strict=False)]):
        if not DIGITS_MIN <= count <= DIGITS_MAX:
            continue
        extension = _EXTENSION.match(text, last)
        for until in (extension.end(), last) if extension else (last,):
            if _END.match(text, until) is not None and _UNIT.match(text, until) is None:
                return until
    return None


def _is_told_behind(text: str, start: int, end: int) -> bool:
    label = _BEHIND.match(text, end)
    if label is None or _GLUED.match(text, start) is not None:
        return False
    is_place = label["label"].casefold() in _PLACES.split("|")
    return not (is_place and text[start:end].isdecimal() and end - start < BLOCK_MIN_BEHIND)

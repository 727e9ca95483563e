"""Phone numbers by their label: "Mobile: 72 128 827", "my phone number is 897451269", "28-64-66-98 office".

Whoever writes "phone" directly before seven to fifteen figures has given a phone number, whether or not a numbering
plan of the policy's regions knows it: people abroad write to us too, and people mistype.

Source:
    The words are written by hand, from contact cards and chats; ITU-T E.164 for the lengths.
"""

from __future__ import annotations

import regex

from tidegate.detectors.cued import Saying
from tidegate.detectors.scan import in_ascii

_START = r"(?<![\p{Latin}\p{N}_])"
_WORDS = (
    r"phone|telephone|tel|mobile|cell|cellphone|cellular|fax|ph|whatsapp|landline|hotline|call ?back|handynummer"
    r"|mobilnummer|rufnummer|telefonnummer|telefon|telefono|tel\u00e9fono|t\u00e9l\u00e9phone|t\u00e9l|telefoon|telefone"
    r"|telefonu|m\u00f3vil|movil|celular|cellulare|mobil|mobiel|tlf|telem\u00f3vel|telemovel|kom\u00f3rka|puhelin|puh"
    r"|matkapuhelin"
)
_PLACES = r"desk|office|home|work|direct|main|contact"  # a phone only with a word for one, or before a colon
_NUMBER = r"phone|number|numbers|num|no|nr|tel|line"
_LABEL = (
    rf"(?:(?:{_WORDS})(?:[ _-]?(?:{_NUMBER})\b\.?| ?#)?|(?:{_PLACES})(?:[ _-](?:{_NUMBER})\b\.?|(?= ?:)))"
    r"(?: ?\([a-z]{2,10}\))?"
)
_BETWEEN = (
    r"(?:[ \t\n:=#\"',>.\-]{1,8}(?:(?:is|was|are|it's|its|it|number|num|no|nr|my|the|new|on|at|to|me|us|back|actually"
    r")\b[ \t\n:=#\"',.\-]{0,3}){0,5})"
)
_DATE = r"[0-9]{1,4}(?P<dash>[-/.])[0-9]{1,2}(?P=dash)[0-9]{1,4}(?![0-9]|[-/.][0-9])"
_NO_PHONE = rf"(?!{_DATE}|(?:[0-9]{{4}}[ -]){{3}}[0-9]{{4}}|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?![.0-9]))"
_FIGURES = r"\+?\(?[0-9](?:[ ()./-]{0,3}[0-9]){6,14}"
_EXTENSION = r"(?:[ ,;]{0,2}(?:ext(?:ension|n)?\.?|x)[ :.]{0,2}[0-9]{1,6})?"
_END = r"(?![\p{Latin}\p{N}_%]|[.,:/-][0-9])"
_LABELLED = regex.compile(rf"(?i){_START}{_LABEL}{_BETWEEN}(?P<value>{_NO_PHONE}{_FIGURES}{_EXTENSION}){_END}")
_BEHIND = regex.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_+(.,/-])(?<![0-9] )(?P<value>{_NO_PHONE}{_FIGURES}{_EXTENSION})"
    r"(?=[ ]?[-(]?(?:mobile|cell|office|fax|home|desk|work|landline|phone)\)?[ \t\r]{0,4}(?:[,;|\n\\]|\Z))"
)
_FAR = r"[^0-9\n]{0,60}\n?[^0-9\n]{0,20}[0-9]"
_WORD_NEED = rf"[^a-z](?:{in_ascii(_WORDS)}|{_PLACES})(?:[^a-z]|{_NUMBER})"

LABELLED = (
    Saying("labelled", _LABELLED, need=rf"(?i:{_WORD_NEED}){_FAR}"),
    Saying(
        "label_behind",
        _BEHIND,
        need=r"[0-9][ ]?[-(]?(?i:mobile|cell|office|fax|home|desk|work|landline|phone)[^a-zA-Z]",
    ),
)

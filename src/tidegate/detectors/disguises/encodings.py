"""Encodings: HTML entities, percent-encoding, quoted-printable, escapes and base64, read as what they stand for.

Each function shows a whole text with every encoded stretch replaced; what is broken or decodes to nothing stays. Beside
each stands its hint: a google-re2 pattern without which its function is not called, so that the hints together say
which texts have no such view at all (`views.DISGUISED`). A hint is as narrow as the encoding allows, because what it
matches costs the gate's short cut.

Source:
    Entities: WHATWG HTML, named character references. Percent-encoding: RFC 3986 section 2.1, and the ``+`` of WHATWG
    URL's form encoding. Quoted-printable: RFC 2045 section 6.7. Escapes: RFC 8259 section 7. Base64: RFC 4648 sections
    4 and 5.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Iterator

from tidegate.detectors.disguises.characters import plain_form
from tidegate.detectors.disguises.shown import Rewriting, Shown

BASE64_CHARS_MIN = 16  # of a token with its padding, which many leave out

ENTITIES_HINT = r"&#?[0-9A-Za-z]+;"
PERCENT_HINT = r"%[0-9A-Fa-f]{2}"
# A plus between figures in any pair, between letters only where another pair is beside it: "a=b+c" adds.
_PAIR, _WORDS = r"[0-9A-Za-z%.()+-]*", r"[0-9A-Za-z)]\+[0-9A-Za-z(]"
QUERY_HINT = rf"={_PAIR}[0-9)]\+[0-9(]|={_PAIR}{_WORDS}{_PAIR}&|[?&][0-9A-Za-z_.-]{{1,64}}={_PAIR}{_WORDS}"
# One "=41" is an assignment. What mailers write: an "@" before a domain, octets with a letter in them, two in a row.
QUOTED_PRINTABLE_HINT = r"=(?:40[0-9A-Za-z-]*[A-Za-z]|[0-9][A-F]|[A-F][0-9A-F]|[0-9A-F]{2}=[0-9A-F]{2}|(?:20)?\r?\n)"
ESCAPES_HINT = r"""\\[ux"/\\bfnrt]"""
# Four groups of base64 that stand for ASCII text, the last with its padding or without: random letters, UUIDs and
# hexadecimal ids almost never look so.
_FIRST, _SECOND, _THIRD = "[CDI-Za-f]", "[AC-HQS-Xgi-nwyz0-3]", "[ABEFIJMNQRUVYZcdghklopstwx014589]"
_ANY = "[A-Za-z0-9+/_-]"
BASE64_HINT = (
    f"(?:{_FIRST}{_SECOND}{_THIRD}{_ANY}){{3}}{_FIRST}(?:{_SECOND}{_THIRD}{_ANY}|{_SECOND}[AEIMQUYcgkosw048]|[AQgw])"
)

_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][0-9A-Za-z]{1,31});")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_FORM_RUN = re.compile(r"(?P<beside>[?&][0-9A-Za-z_.-]{1,64})?=[0-9A-Za-z%.()+-]+(?P<behind>(?=&))?")
_PLUS = re.compile(r"(?<=[0-9)])\+(?=[0-9(])")
_PLUS_IN_FORM = re.compile(r"(?<=[0-9A-Za-z)])\+(?=[0-9A-Za-z(])")
_QUOTED = re.compile(r"=[ \t]*\r?\n|(?:=[0-9A-Fa-f]{2})+")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[\"\\/bfnrt])"
)
_SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
# In lines of any width, folded ones too; a line that begins with two hyphens parts a message.
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?:(?:[A-Za-z0-9+/_-]{16,}\r?\n[ \t]{0,2}(?!--))+[A-Za-z0-9+/_-]+|[A-Za-z0-9+/_-]{14,})={0,2}"
)
# How a run is cut where the whole of it decodes to nothing: what stands beside a token may be of its alphabet.
_SPLITS = (None, *map(re.compile, (r"[^\r\n]+", r"[^\r\n_-]+", r"[^\r\n/_-]+")))
_WHITE = re.compile(r"[\r\n \t]+")
# Controls that stand in no text. Blanks, marks and joiners that are not printable do.
_BINARY = frozenset(map(chr, (*range(1, 9), *range(14, 27), *range(28, 32), *range(0x7F, 0xA0)))) - {"\x85"}


def entities(text: str) -> Shown | None:
    """``&#64;``, ``&#x40;`` and ``&commat;`` are an at sign; ``&#64`` without its end stays."""
    writing = Rewriting(text)
    for match in _ENTITY.finditer(text):
        form = html.unescape(match[0])
        if form != match[0]:
            writing.replace(match.start(), match.end(), "".join(map(plain_form, form)))
    return writing.shown()


def percent(text: str) -> Shown | None:
    """``%40`` is an at sign; octets that are no UTF-8 stay."""
    writing = Rewriting(text)
    _write_octets(writing, _PERCENT.finditer(text))
    return writing.shown()


def query(text: str) -> Shown | None:
    """In ``phone=415+555+0177`` a plus the plus between two digits is a blank; beside another pair any plus is."""
    writing = Rewriting(text)
    for run in _FORM_RUN.finditer(text):
        plus = _PLUS if run["beside"] is None and run["behind"] is None else _PLUS_IN_FORM
        for match in plus.finditer(text, run.start(), run.end()):
            writing.replace(match.start(), match.end(), " ")
    return writing.shown()


def quoted_printable(text: str) -> Shown | None:
    """``=40`` is an at sign, and ``=`` at the end of a line joins it with the next."""
    writing = Rewriting(text)
    _write_octets(writing, _QUOTED.finditer(text))
    return writing.shown()


def escapes(text: str) -> Shown | None:
    r"""``\u0040`` is an at sign; half a surrogate pair stays."""
    writing = Rewriting(text)
    for match in _ESCAPE.finditer(text):
        body = match[0][1:]
        if len(body) > 5:
            form = chr(0x10000 + ((int(body[1:5], 16) & 0x3FF) << 10) + (int(body[7:], 16) & 0x3FF))
        elif len(body) > 1:
            form = chr(int(body[1:], 16))
        else:
            form = _SHORT[body]
        if not "\ud800" <= form <= "\udfff":
            writing.replace(match.start(), match.end(), plain_form(form))
    return writing.shown()


def base64(text: str) -> Shown | None:
    """Tokens of at least `BASE64_CHARS_MIN` characters that stand for printable text; each of its code points is the
    whole token's.
    """
    writing = Rewriting(text)
    for run in _BASE64.finditer(text):
        for split in _SPLITS:
            pieces = [run.span()] if split is None else [part.span() for part in split.finditer(text, *run.span())]
            shown = [(start, end, form) for start, end in pieces if (form := _decoded(text[start:end]))]
            for start, end, form in shown:
                writing.replace(start, end, form)
            if shown:
                break
    return writing.shown()


def _decoded(token: str) -> str:
    """What a base64 token stands for, or "" where that is no text."""
    bare = _WHITE.sub("", token).rstrip("=").replace("-", "+").replace("_", "/")
    padding = -len(bare) % 4
    if padding == 3 or len(bare) + padding < BASE64_CHARS_MIN:
        return ""
    try:
        form = binascii.a2b_base64(bare + "=" * padding).decode("utf-8")
    except ValueError:
        return ""
    if any(character in _BINARY for character in form):
        return ""
    return form if form.isascii() else "".join(map(plain_form, form))


def _write_octets(writing: Rewriting, runs: Iterator[re.Match[str]]) -> None:
    """Replace runs of encoded octets, three characters each, by the UTF-8 characters they are; a run that ends a line
    is nothing.
    """
    for run in runs:
        if run[0][-1] == "\n":
            writing.replace(run.start(), run.end(), "")
            continue
        octets = bytes.fromhex(run[0].replace("%", "").replace("=", ""))
        place = 0
        while place < len(octets):
            size = _size(octets[place])
            form = _character(octets[place : place + size])
            if form is not None:
                start = run.start() + 3 * place
                writing.replace(start, start + 3 * size, plain_form(form))
            place += size if form is not None else 1


def _size(lead: int) -> int:
    """How many octets a UTF-8 character has that begins with this one."""
    return 1 if lead < 0xC0 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


def _character(octets: bytes) -> str | None:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return None

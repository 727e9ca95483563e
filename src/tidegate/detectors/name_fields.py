"""Fields that hold names of people, by what they are called, in twenty languages.

A field for names (``first_name``, ``Nachname``) holds one whatever its value looks like; a field for people or things
(``owner``, ``name``) where the lists know the value.

Source:
    The words are written by hand: what forms, databases and HTTP APIs call them.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from tidegate.detectors import lazy

_FIELD = lazy.compile(
    r"(?:^|_)(?:(?:first|last|full|given|family|middle|maiden|birth|sur|fore|christian|customer|client|contact"
    r"|patient|person"
    r"|employee|member|guest|passenger|student|owner|holder|cardholder|account_?holder|card_?holder|sender"
    r"|recipient|payee"
    r"|beneficiary|author|agent|manager|doctor|physician|provider|legal|real|display|billing|shipping"
    r"|emergency_?contact)_?name"
    r"|firstname|lastname|surname|forename|fullname|account_?holder|card_?holder|author|recipient|payee"
    r"|beneficiary|assignee"
    r"|attending|physician|nombre|apellidos?|vorname|nachname|prenom|nom|cognome|nombre_?completo|nome_?completo"
    r"|sobrenome|voornaam|achternaam|for(?:navn|namn)|ef?t(?:er|ter)(?:navn|namn)|etunimi|sukunimi|imie|nazwisko"
    r"|soyad[i\u0131]?)(?:_?\d)?$"
)
# Fields for names in scripts that have no small letters, or other ones.
_FIELDS_ABROAD = frozenset(
    (
        "\u6c0f\u540d", "\u540d\u524d", "\u59d3\u540d", "\u304a\u540d\u524d", "\uc774\ub984", "\uc131\uba85",
        "\u0e0a\u0e37\u0e48\u0e2d", "\u0e19\u0e32\u0e21\u0e2a\u0e01\u0e38\u0e25", "\u0438\u043c\u044f",
        "\u0444\u0430\u043c\u0438\u043b\u0438\u044f", "\u0444\u0438\u043e",
    )
)  # fmt: skip
_FIELD_KNOWN = lazy.compile(
    r"(?:^|_)(?:name|customer|client|contact|patient|employee|owner|holder|sender|manager|agent|doctor|person"
    r"|assigned_to"
    r"|created_by|updated_by|approved_by|signed_by|user|member|guest|passenger|student|spouse|mother|father|reporter"
    r"|nome|naam|navn|namn|nimi|isim)$"
)
FIELD_NEED = (
    r"(?i:name|surname|forename|holder|author|recipient|payee|beneficiary|assignee|attending|physician|nombre"
    r"|apellidos?"
    r"|vorname|nachname|prenom|nom|cognome|customer|client|contact|patient|employee|owner|sender|manager|agent"
    r"|doctor|person"
    r"|assigned_?to|(?:created|updated|approved|signed)_?by|user|member|guest|passenger|student|spouse|mother"
    r"|father|reporter|nombre_?completo|nome_?completo|sobrenome|nome|naam|navn|namn|nimi|isim|imie|nazwisko|soyadi?)"
    r"[^A-Za-z\"]{0,4}\"\s*:\s*(?:\[|\"\s*[A-Za-z])"
)
_CAMEL = lazy.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=4096)
def field_kind(name: str) -> str:
    """``any``: a field for names; ``known``: a field for people or things; "": neither."""
    plain = _plain(name)
    if _FIELD.search(plain) or name.casefold() in _FIELDS_ABROAD:
        return "any"
    return "known" if _FIELD_KNOWN.search(plain) else ""


def kind_of(name: str) -> str:
    """The entity type of a name in such a field."""
    plain = _plain(name)
    if regex.search(r"first|given|fore|christian|vorname|prenom", plain):
        return "first_name"
    last = r"last|family|sur|maiden|nachname|apellido|cognome|sobrenome|achter|ef?t(?:er|ter)na|sukunimi|nazwisko|soyad"
    return "last_name" if regex.search(last, plain) else "person"


def _plain(name: str) -> str:
    return str(regex.sub(r"[^a-z0-9]+", "_", _CAMEL.sub("_", name[:120]).lower()).strip("_"))

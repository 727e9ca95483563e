"""Names behind a label that says so, in whatever language and script: ``last_name='...'``, ``姓名：...``.

No list knows the names of all the world, and none is needed where the text says that a name follows. A label counts
with a colon or an equals sign behind it, and in scripts that write no blank between words also with a blank. Sentences
that introduce somebody do the same work ("Меня зовут ...", "我叫..."). What passengers are called on tickets
(``OKONKWO/CHIDI MR``) labels itself by its form.

Source:
    The words are written by hand. Tickets: IATA Resolution 722, name element (surname, slash, given names, title).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.hints import Hints
from tidegate.detectors.scan import NOT_AFTER_WORD, Taken, matches, words
from tidegate.detectors.secret_forms import is_stand_in
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate


def _labels(line: str) -> tuple[str, ...]:
    return tuple(line.split())


# An underscore stands for a blank, a dash, an underscore or nothing.
_FAMILY = _labels(
    "last_name surname family_name maiden_name nachname familienname nom_de_famille apellido apellidos cognome "
    "sobrenome achternaam efternamn etternavn efternavn sukunimi nazwisko příjmení priezvisko vezetéknév prezime "
    "soyad soyadı фамилия прізвище επώνυμο"
)
_GIVEN = _labels(
    "first_name given_name middle_name forename vorname prénom prenom voornaam förnamn fornavn etunimi imię imie "
    "jméno meno keresztnév utónév prenume имя ім'я отчество όνομα"
)
_WHOLE = _labels(
    "full_name vor-_und_nachname imię_i_nazwisko jméno_a_příjmení ime_i_prezime ime_in_priimek nume név "
    "vardas vārds ad_soyad adı_soyadı họ_tên họ_và_tên nama_lengkap фио ф.и.о. піб ονοματεπώνυμο "
    "nombre_completo nome_completo patient_name customer_name client_name account_holder account_holder_name "
    "card_holder card_holder_name contact_name cust_name guest_name member_name employee_name agent_name "
    "driver_name passenger_name student_name owner_name tenant_name applicant_name recipient_name sender_name "
    "payer_name payee_name insured_name subscriber_name user_full_name signed_off_by reviewed_by acked_by "
    "tested_by reported_by suggested_by co_authored_by co_developed_by"
)
_UNCASED = ("الاسم", "اسم المريض", "اسم العميل", "שם", "שם מלא", "नाम", "ชื่อ", "ชื่อ-นามสกุล")
_UNSPACED = _labels(
    "姓名 名字 联系人 收件人 寄件人 患者姓名 客户姓名 お名前 名前 氏名 患者名 担当者 이름 성명 성함 환자명 고객명"
)
_TELLING = ("меня зовут", "мене звати", "мене звуть", "με λένε", "казвам се")
_TELLING_UNCASED = ("اسمي", "קוראים לי", "שמי", "मेरा नाम")

_COLON = r"[ ]?(?:[:：=＝]|=>)[ ]?[\"'`“«]?"
# With the dot of an initial or a title; any other ends a sentence.
_PIECE = r"\p{L}[\p{L}\p{M}'\u2019\-]{0,30}(?:(?<=(?<!\p{L})\p{Lu}\p{L}?)\.)?"
# A name in a script with capitals begins with one; in quotes it may be written otherwise.
_CAPITALISED = rf"(?=\p{{Lu}}){_PIECE}(?:[ ](?=\p{{Lu}}){_PIECE}){{0,3}}"
_QUOTED = rf"(?<=[\"'`]){_PIECE}(?:[ ]{_PIECE}){{0,3}}(?=[\"'`])"
_CASELESS = rf"(?=\p{{Lo}}){_PIECE}(?:[ ](?=\p{{Lo}}){_PIECE}){{0,3}}"
_IDEOGRAM = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}・·]"
# Family and given name are one word; where a blank parts them, nothing else follows: a label might.
_IDEOGRAMS = rf"{_IDEOGRAM}{{1,2}}[ \u3000]{_IDEOGRAM}{{1,4}}(?=\s*(?:\Z|[,，、。;；(（\n\"'”]))|{_IDEOGRAM}{{2,12}}"
_NOT_OF_PEOPLE = (
    r"(?<!(?i:file|product|server|host|domain|event|brand|company|city|street|user|group|project|class|table|column"
    r"|field|method|model|device|display)[ _\-]?)"
)


def _any(labels: Iterable[str]) -> str:
    """A pattern of labels, the longest first."""
    ordered = sorted(labels, key=len, reverse=True)
    return "|".join(re.escape(label).replace("_", r"[ _\-]?").replace(r"\ ", " ") for label in ordered)


def _labelled(labels: Iterable[str]) -> regex.Pattern[str]:
    value = f"(?P<value>{_QUOTED}|{_CAPITALISED})"
    return lazy.compile(rf"(?<![\p{{L}}\p{{N}}]){_NOT_OF_PEOPLE}(?i:{_any(labels)})[\"'\]]{{0,2}}{_COLON}{value}")


_TICKET = (
    rf"{NOT_AFTER_WORD}(?<!/)(?P<value>[A-Z]{{2,20}}(?:[ -][A-Z]{{2,20}})?/[A-Z]{{2,20}}(?:[ ][A-Z]{{1,20}})?)[ ]"
    r"(?:MR|MRS|MISS|MSTR|MS)(?![A-Za-z0-9/])"
)
_SAYINGS: tuple[tuple[str, str, float, regex.Pattern[str]], ...] = (
    ("family", "last_name", STRONG, _labelled(_FAMILY)),
    ("given", "first_name", STRONG, _labelled(_GIVEN)),
    ("whole", "person", STRONG, _labelled(_WHOLE)),
    ("uncased", "person", STRONG, lazy.compile(rf"(?<!\p{{L}})(?:{_any(_UNCASED)}){_COLON}(?P<value>{_CASELESS})")),
    (
        *("unspaced", "person", STRONG),
        lazy.compile(rf"(?:{_any(_UNSPACED)})(?:{_COLON}|[ \u3000]|は)(?P<value>{_IDEOGRAMS}|{_CAPITALISED})"),
    ),
    (
        *("introduced", "person", STRONG),
        lazy.compile(rf"(?<!\p{{L}})(?i:{_any(_TELLING)})[ :]{{1,2}}(?P<value>{_CAPITALISED})"),
    ),
    (
        *("introduced", "person", STRONG),
        lazy.compile(
            r"(?:我叫|我的名字(?:是|叫)|本人名叫)(?P<value>\p{Han}{2,4})"
            r"|(?:私の名前は|私は)(?P<value>[\p{Han}\p{Katakana}]{2,10})(?=です|と申します|と言います)"
            r"|(?:제|내) 이름은 (?P<value>\p{Hangul}{2,4}?)(?=입니다|이에요|예요|[ .,!]|\Z)"
            rf"|(?<!\p{{L}})(?:{_any(_TELLING_UNCASED)})[ :]{{1,2}}(?P<value>{_PIECE}(?:[ ]{_PIECE})?)"
        ),
    ),
    ("ticket", "person", MEDIUM, lazy.compile(_TICKET)),
)
_ASCII = [label for label in (*_FAMILY, *_GIVEN, *_WHOLE) if label.isascii()]
_NEEDS = (
    rf"(?i:{_any(_ASCII)})[\"'\]]{{0,2}} ?(?:[:=]|=>) ?(?:[\"'`][A-Za-z]|[A-Z])",
    "[A-Z]{2}/[A-Z]{2,20}(?: [A-Z]{1,20})? M",
)
_WIDE_NEED = (
    f"(?i:{_any((*_FAMILY, *_GIVEN, *_WHOLE))})[\"'\\]]{{0,2}} ?[:：=＝]"
    f"|{_any((*_UNCASED, *_UNSPACED, *_TELLING_UNCASED))}|(?i:{_any(_TELLING)})"
    f"|我叫|我的名字|本人名叫|私|이름은|{_NEEDS[1]}"
)
_NO_NAMES = words(
    "string str varchar text char null none nil undefined unknown true false test required optional missing empty type"
    " name first last full value column field not nan anonymous integer int"
)


class LabelledName:
    """Finds names behind their labels, and names of passengers on tickets."""

    name = "labelled_name"
    version = "1"
    entity_types: tuple[str, ...] = ("person", "first_name", "last_name")
    special = True
    context = words("passenger passengers pax pnr ticket booking boarding flight seat traveller traveler")
    refute: frozenset[str] = frozenset()
    needs = "|".join(_NEEDS)
    wide_needs = _WIDE_NEED

    _hints = Hints([needs], [wide_needs])

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if text and self._hints.may(text):
                found.extend(sorted(self._read(index, text)))
        return found

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        taken = Taken()
        for form, entity_type, score, pattern in _SAYINGS:
            for match in matches(pattern, text, detector=self.name):
                start, end = match.span("value")
                value = match["value"].casefold()
                if value.split()[0] in _NO_NAMES or is_stand_in(value) or not taken.take(start, end):
                    continue
                yield Candidate(index, start, end, entity_type, score, self.name, form)
                if form == "ticket":
                    middle = text.index("/", start)
                    yield Candidate(index, start, middle, "last_name", score, self.name, form)
                    yield Candidate(index, middle + 1, end, "first_name", score, self.name, form)

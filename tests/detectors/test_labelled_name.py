"""Names behind labels, in many languages. Nobody has these names."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, found
from tidegate.detectors.labelled_name import LabelledName
from tidegate.pipeline.needs import TextGate, need_of, wide_of

NAMES = LabelledName(US)


def widest(text: str) -> list[str]:
    """What is claimed, without its parts; and the gate shows the text to the detector."""
    found(NAMES, text)
    spans = {(claim.start, claim.end) for claim in claims(NAMES, text)}
    inside = {one for one in spans for other in spans if one != other and other[0] <= one[0] and one[1] <= other[1]}
    if spans:
        assert TextGate([need_of(NAMES)], lambda: [wide_of(NAMES)]).readers(text, "")
    return [text[start:end] for start, end in sorted(spans - inside)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UPDATE t SET x=1 WHERE last_name='Quuxalski'", ["Quuxalski"]),
        ('{"id": 1, "firstName" : "wyzz"}', ["wyzz"]),
        ("lastName=Quuxalski, first name: Wyzz", ["Quuxalski", "Wyzz"]),
        ("Nachname: Quuxalski\nVorname: Wyzz", ["Quuxalski", "Wyzz"]),
        ("last name: Quuxalski. Next week", ["Quuxalski"]),
        ("full name: Dr. J. Quuxalski. Next week", ["Dr. J. Quuxalski"]),
        ("nom de famille : Quuxel", ["Quuxel"]),
        ("Cust Name=WYZZ QUUX;DOB=", ["WYZZ QUUX"]),
        ("user_full_name: 'Łuzasz Żax'", ["Łuzasz Żax"]),
        ("Reviewed-by: Zbizniew Brzęx <zb@example.com>", ["Zbizniew Brzęx"]),
        ("Apellidos: Zyxo Gil, tel", ["Zyxo Gil"]),
        ("jméno a příjmení: Pexr Svozoda", ["Pexr Svozoda"]),
        ("jméno: Pexr Svozoda", ["Pexr Svozoda"]),
        ("Név: Kozács Axna", ["Kozács Axna"]),
        ("Nume: Andzei Popezcu", ["Andzei Popezcu"]),
        ("ФИО: Изан Петзов, телефон", ["Изан Петзов"]),
        ("Меня зовут Изан Петзов, я", ["Изан Петзов"]),
        ("мене звати Остзп", ["Остзп"]),
        ("Ονοματεπώνυμο: Γιώρζος Παπαζ, ΑΦΜ", ["Γιώρζος Παπαζ"]),
        ("με λένε Γιώρζος", ["Γιώρζος"]),
        ("الاسم: أحمد حسن، الهاتف", ["أحمد حسن"]),
        ("שם: דוד כהן, טלפון", ["דוד כהן"]),
        ("姓名：王小明 手机 1", ["王小明"]),
        ("我叫王小明", ["王小明"]),
        ("氏名：山田太郎 電話", ["山田太郎"]),
        ("氏名：山田 太郎", ["山田 太郎"]),
        ("私は田中と申します", ["田中"]),
        ("이름: 김민수 주민", ["김민수"]),
        ("제 이름은 김민수입니다", ["김민수"]),
        ("Passenger OKOXWO/CHIZI MR  seat 14C", ["OKOXWO/CHIZI"]),
        ("1.VAN QUUX/WYZZ MARIA MRS", ["VAN QUUX/WYZZ MARIA"]),
    ],
)
def test_a_name_behind_its_label_is_found(text: str, expected: list[str]) -> None:
    """In languages of which no list is here."""
    assert widest(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "last_name: str",
        "last_name = Column(String)",
        "last_name=${LAST}",
        "file_full_name: Quux",
        "the first name is shown",
        "surname: ''",
        "and/or MR 12",
        "READ/WRITE MRI",
        "path A/B/C MR",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    """Code, sentences and abbreviations."""
    assert claims(NAMES, text) == []


def test_a_ticket_s_names_are_claimed_apart_too() -> None:
    """For a policy that hides only these."""
    text = "QUUX/WYZZ MR"
    said = {(claim.entity_type, text[claim.start : claim.end]) for claim in claims(NAMES, text)}
    assert said == {("person", "QUUX/WYZZ"), ("last_name", "QUUX"), ("first_name", "WYZZ")}

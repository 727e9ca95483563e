"""Texts in none of the policy's languages: what is told, and what becomes of their records."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.pipeline.helpers import KEYS, batch_of, plan_of, run, values_of
from tidegate.errors import UnknownName
from tidegate.pipeline.languages import SCRIPT_LETTERS_MIN, WORDS_LONG, WORDS_MIN, LanguageJudge
from tidegate.pipeline.link_context import Context, warm
from tidegate.pipeline.pipeline import process
from tidegate.policies import Detect, Policy
from tidegate.records import OutcomeKind, Reason, Stage

ENGLISH = "Hello, my name is on the card and it does not work any more"
SPANISH = "Hola, no puedo entrar en mi cuenta desde ayer por la noche"  # without any letter beyond ASCII
RUSSIAN = "Здравствуйте, меня зовут Иван и я живу в Москве"

# What people write to a hotline, one or two lines a language.
SAID = {
    "am": ["ሰላም ስሜ አበበ ነው"],
    "ar": ["مرحبا، اسمي أحمد وأعيش في القاهرة"],
    "bg": ["Здравейте, казвам се Георги"],
    "bn": ["আমার নাম রহিম"],
    "ca": ["Hola, em dic Jordi Puig i visc a Girona amb la meva dona"],
    "cs": ["Dobrý den, jmenuji se Jan Novák a bydlím v Praze", "moje karta už nefunguje, co mám dělat"],
    "da": ["Hej, jeg hedder Lars Jensen og bor i Aarhus", "jeg vil gerne ændre min adresse"],
    "de": ["Hallo, ich heiße Hans Müller und wohne in Berlin", "mein konto ist seit gestern gesperrt"],
    "el": ["Γεια σας, με λένε Νίκο"],
    "en": [ENGLISH, "I want to change my address please"],
    "es": [SPANISH, "¿Cuál es el número de su tarjeta?"],
    "et": ["Tere, minu nimi on Mari ja ma elan Tallinnas"],
    "fa": ["سلام، اسم من علی است"],
    "fi": ["Hei, nimeni on Matti Virtanen ja asun Helsingissä"],
    "fr": ["Bonjour, je m'appelle Marie Dupont et j'habite à Lyon", "Mon numéro de carte ne marche pas"],
    "he": ["שלום, קוראים לי דוד"],
    "hi": ["नमस्ते, मेरा नाम राहुल है"],
    "hr": ["Dobar dan, zovem se Ivan Horvat i živim u Zagrebu"],
    "hu": ["Jó napot, Nagy István vagyok és Budapesten lakom"],
    "hy": ["Բարև, իմ անունը Արամ է"],
    "id": ["Halo, nama saya Budi dan saya tinggal di Jakarta"],
    "is": ["Góðan daginn, ég heiti Jón og ég bý í Reykjavík"],
    "it": ["Ciao, mi chiamo Luca Rossi e abito a Milano", "non riesco ad accedere al mio conto"],
    "ja": ["こんにちは、田中です"],
    "ka": ["გამარჯობა მე მქვია გიორგი"],
    "ko": ["안녕하세요 김철수입니다"],
    "lt": ["Labas, mano vardas Jonas ir aš gyvenu Vilniuje"],
    "lv": ["Labdien, mani sauc Jānis un es dzīvoju Rīgā"],
    "nl": ["Hallo, ik ben Jan de Vries en ik woon in Utrecht", "mijn kaart werkt niet meer"],
    "no": ["Hei, jeg heter Kari Nordmann og bor i Oslo"],
    "pl": ["Dzień dobry, nazywam się Jan Kowalski i mieszkam w Krakowie", "moja karta nie działa od wczoraj"],
    "pt": ["Olá, meu nome é João e moro em Lisboa", "o meu número de telefone mudou"],
    "ro": ["Bună ziua, mă numesc Ion Popescu și locuiesc în Cluj"],
    "ru": [RUSSIAN],
    "sl": ["Dober dan, moje ime je Janez Novak in živim v Ljubljani"],
    "sq": ["Përshëndetje, unë quhem Agim dhe jetoj në Tiranë"],
    "sv": ["Hej, jag heter Anna Svensson och bor i Malmö", "mitt kort fungerar inte längre"],
    "sw": ["Habari, jina langu ni Juma na ninaishi kwa Nairobi"],
    "ta": ["என் பெயர் குமார்"],
    "th": ["สวัสดีครับ ผมชื่อสมชาย"],
    "tl": ["Kumusta, ako si Juan at nakatira ako sa Maynila"],
    "tr": ["Merhaba, benim adım Mehmet Yılmaz ve Ankara'da yaşıyorum"],
    "uk": ["Привіт, мене звати Олена"],
    "ur": ["میرا نام احمد ہے"],
    "vi": ["Xin chào, tôi tên là Nguyễn Văn An và tôi sống ở Hà Nội"],
    "zh": ["你好，我叫王小明", "王小明"],
}  # fmt: skip

CHAT = (
    "ok", "yes please", "thx bye", "brb lol", "PIN?", "it's 7402", "my e-mail is ada@example.com",
    "ERROR 2024-05-06T07:08:09Z worker-3 connection refused to db.internal:5432 after 3 tries",
    "GET /api/v1/items?id=7&lang=de HTTP/1.1 200", "Andre van der Hoek", "Mario De La Guardia",
    "205 N Michigan Ave, Chicago, IL 60601", "José Muñoz lives near the café in Málaga and works there",
    "Flight to San Juan de la Cruz at noon", "send it to 東京 please, the one in Japan", "naïve résumé, façade",
    "the \u0430dmin of the page", "ｆｕｌｌ ｗｉｄｔｈ letters are letters", "please call 0049 30 123456 today",
)  # fmt: skip


@pytest.mark.parametrize("language", [language for language in SAID if language != "en"])
def test_another_language_is_told_from_english_and_from_itself(language: str) -> None:
    english, own = LanguageJudge(["en"]), LanguageJudge([language])
    assert [text for text in SAID[language] if not english.is_outside(text)] == []
    assert [text for text in SAID[language] if own.is_outside(text)] == []
    assert own.is_outside(ENGLISH)


def test_languages_are_told_from_each_other() -> None:
    """Not only from English: of all pairs of different languages at least nineteen in twenty, the sisters included."""
    pairs = [
        judge.is_outside(text)
        for language in SAID
        for judge in [LanguageJudge([language])]
        for other, texts in SAID.items()
        if other != language
        for text in texts
    ]
    assert sum(pairs) >= 0.93 * len(pairs)


@pytest.mark.parametrize("text", CHAT)
def test_english_and_what_is_in_no_language_stays(text: str) -> None:
    assert not LanguageJudge(["en"]).is_outside(text)


def test_each_language_of_the_policy_counts() -> None:
    judge = LanguageJudge(["en", "es", "ru"])
    assert [judge.is_outside(text) for text in (ENGLISH, SPANISH, RUSSIAN)] == [False] * 3
    assert judge.is_outside(SAID["de"][0])


def test_there_is_a_floor_for_short_texts() -> None:
    """One word or letter below each of them nothing is said."""
    judge = LanguageJudge(["en"])
    words = ["por", "favor", "no", "puedo", "entrar"]
    assert len(words) == WORDS_MIN
    assert judge.is_outside(" ".join(words))
    assert not judge.is_outside(" ".join(words[:-1]))
    assert judge.is_outside("Иван"[:SCRIPT_LETTERS_MIN])
    assert not judge.is_outside("Иван"[: SCRIPT_LETTERS_MIN - 1])


def test_a_long_text_without_a_small_word_is_in_no_language_of_the_policy() -> None:
    """Basque has no list of its own here."""
    basque = "gizon emakume guztiak aske jaiotzen dira duintasun eskubide berberak dituztela eta ezaguera kontzientzia"
    assert len(basque.split()) >= WORDS_LONG
    assert LanguageJudge(["en"]).is_outside(basque)


def test_a_sentence_in_another_script_is_not_lost_between_many_words() -> None:
    assert LanguageJudge(["en"]).is_outside(f"{ENGLISH}. " * 20 + RUSSIAN)


@pytest.mark.parametrize(
    "text", [RUSSIAN * 20_000, "a " * 100_000, "a'" * 100_000, f"{ENGLISH} " * 10_000, "é" * 200_000, "Я 1" * 100_000]
)
def test_a_long_text_is_judged_in_time(text: str) -> None:
    """In linear time: what is asked of every record must not hold up a lane."""
    judge = LanguageJudge(["en"])
    started = time.process_time()
    judge.is_outside(text)
    assert time.process_time() - started < 3.0


def test_a_page_in_another_language_does_not_hide_behind_pages_of_ours() -> None:
    judge = LanguageJudge(["en"])
    assert not judge.is_outside(f"{ENGLISH}. " * 1000)
    assert judge.is_outside(f"{ENGLISH}. " * 1000 + f"{SPANISH}. " * 300)


def test_a_language_that_cannot_be_told_is_an_error() -> None:
    """Else all of its texts would be taken for others, or all others for it."""
    with pytest.raises(UnknownName, match=r"languages\[1\]"):
        LanguageJudge(["en", "eu"])


# What becomes of records


def plan_in(setting: str, **policy: Any) -> Any:
    return plan_of(other_language=setting, level_header=True, detectors=(), **policy)


def text_of(text: str) -> bytes:
    return json.dumps({"text": text}, ensure_ascii=False).encode()


def test_heuristics_search_every_text_alike() -> None:
    outcomes = run(plan_of(level_header=True), text_of(SPANISH), text_of(f"{RUSSIAN} ada@example.org"))
    assert values_of(outcomes) == [text_of(SPANISH), text_of(f"{RUSSIAN} [EMAIL]")]
    assert outcomes.counters == {}
    assert dict(outcomes.outputs[0][0].headers)["tidegate-level"] == b"finds_email"


def test_mask_all_redacts_the_text_whole_and_says_so() -> None:
    plan = plan_of(other_language="mask_all", level_header=True)
    outcomes = run(plan, text_of(SPANISH), text_of(ENGLISH), b'{"a":"ada@example.org","b":"%s"}' % RUSSIAN.encode())
    assert values_of(outcomes) == [
        text_of("[REDACTED]"), text_of(ENGLISH), b'{"a":"[EMAIL]","b":"[REDACTED]"}'
    ]  # fmt: skip
    assert outcomes.counters == {"other_language": 2}
    levels = [dict(written[0].headers)["tidegate-level"] for written in outcomes.outputs]
    assert levels == [
        b"finds_email,other_language=mask_all", b"finds_email", b"finds_email,other_language=mask_all"
    ]  # fmt: skip


def test_quarantine_stops_the_record() -> None:
    outcomes = run(plan_in("quarantine"), text_of(SPANISH), text_of(ENGLISH))
    assert [kind.value for kind in outcomes.kinds] == ["quarantined", "clean"]
    assert outcomes.failures == {0: (Stage.SELECT_FIELDS, Reason.OTHER_LANGUAGE)}
    assert outcomes.counters == {"other_language": 1}


@pytest.mark.parametrize("setting", ["mask_all", "quarantine"])
@pytest.mark.parametrize("format", ["json", "text"])
def test_nothing_passes_the_gate_unread(setting: str, format: str) -> None:
    """A text in another language matches no detector's need, and stands in plain ASCII."""
    assert SPANISH.isascii()
    fields = {"fields": [{"path": "$", "treat": "text"}]} if format == "text" else {}
    policy: dict[str, Any] = {"detect": {"entity_types": ["email"]}, "format": format, "detectors": None, **fields}
    open_gate, shut = plan_of(**policy), plan_of(other_language=setting, **policy)
    assert open_gate.gate is not None  # so it is the setting that shuts it
    assert shut.gate is None
    value = SPANISH.encode() if format == "text" else text_of(SPANISH)
    assert values_of(run(open_gate, value)) == [value]
    assert values_of(run(shut, value)) != [value]


def test_what_is_not_searched_as_text_is_not_judged() -> None:
    fields = [{"path": "$.kept", "treat": "keep"}, {"path": "$..*", "treat": "text"}]
    outcomes = run(plan_in("quarantine", fields=fields), json.dumps({"kept": SPANISH, "n": 12345678}))
    assert outcomes.kinds == [OutcomeKind.CLEAN]


@pytest.mark.parametrize("setting", ["mask_all", "quarantine"])
def test_keys_and_headers_are_judged_like_values(setting: str) -> None:
    plan = plan_in(setting, keys=KEYS)
    outcomes = run(
        plan, b"{}", b"{}", keys=[SPANISH.encode(), None], headers=[(), (("said", RUSSIAN.encode()), ("n", b"7"))]
    )
    if setting == "quarantine":
        assert [kind.value for kind in outcomes.kinds] == ["quarantined"] * 2
        return
    [[by_key], [by_header]] = outcomes.outputs
    assert by_key.key is not None
    assert by_key.key.startswith(b"k1_")
    assert dict(by_header.headers)["said"] == b"[REDACTED]"
    assert dict(by_header.headers)["n"] == b"7"
    assert outcomes.counters == {"keys_hashed": 1, "other_language": 2}


def test_a_masked_key_does_not_stand_in_the_value() -> None:
    outcomes = run(plan_in("mask_all"), json.dumps({"a": f"> {SPANISH}"}), keys=[SPANISH.encode()])
    assert outcomes.outputs[0][0].key is None  # there is no keyring to hash it
    assert values_of(outcomes) == [b'{"a": "[REDACTED]"}']


@pytest.mark.parametrize("setting", ["mask_all", "quarantine"])
def test_a_property_name_cannot_be_masked_so_its_record_stops(setting: str) -> None:
    plan = plan_in(setting)
    for _ in range(2):  # also once names have been seen
        outcomes = run(plan, json.dumps({"сообщение": "x"}), json.dumps({"message": "x"}))
        assert [kind.value for kind in outcomes.kinds] == ["quarantined", "clean"]


def test_a_header_name_is_taken_out() -> None:
    outcomes = run(plan_in("mask_all"), b"{}", headers=[((RUSSIAN, b"x"), ("b", b"y"))])
    names = [name for name, _ in outcomes.outputs[0][0].headers]
    assert "b" in names
    assert RUSSIAN not in names


@pytest.mark.parametrize("setting", ["mask_all", "quarantine"])
def test_a_conversation_that_is_read_again_is_remembered_the_same(setting: str) -> None:
    """A lane that starts anew must see what the one before saw, or replays would differ."""
    plan = plan_in(setting, link={"by": "key"})
    values = [json.dumps({"text": text}) for text in (ENGLISH, SPANISH, "When were you born?")]
    batch = batch_of(*values, keys=[b"c"] * 3)
    _, lived = process(batch, plan, Context())
    again = warm(batch, plan, Context())
    [(_, old)], [(_, new)] = lived.recent.items(), again.recent.items()
    assert [turn.texts(plan) for turn in old] == [turn.texts(plan) for turn in new]


def test_the_default_is_quarantine_once_a_model_reads() -> None:
    assert Policy(policy="p").other_language == "heuristics"
    for method in ("model", "heuristics+model", "aimon_pii_m1", "all"):
        assert Policy(policy="p", detect=Detect(method=method)).other_language == "quarantine"
    chosen = {"policy": "p", "detect": {"method": "model"}, "other_language": "heuristics"}
    assert Policy.model_validate(chosen).other_language == "heuristics"
    assert Policy(policy="p").effective()["other_language"] == "heuristics"

"""The text API answers as its page says, field by field, through the pipeline that records go through."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.web.conftest import Endpoint, KeysFile, Start
from tidegate.detectors.built_in import BUILT_IN
from tidegate.errors import ConfigurationError
from tidegate.pipeline import verify
from tidegate.pipeline.plan import compile_plan
from tidegate.web import deidentify
from tidegate.web.deidentify import marker_of
from tidegate.web.text_schemas import DeidentifyRequest

PATH = "/v1/deidentify_text"
FIELDS = {"result", "result_fake", "pii", "api_calls_used", "output_checks_passed"}
ENTITY_FIELDS = {
    "marker",
    "text",
    "best_label",
    "stt_idx",
    "end_idx",
    "labels",
    "fake_text",
    "fake_stt_idx",
    "fake_end_idx",
}
NAMES = {"block_list": {"NAME": "Harry|Alev"}, "enabled_classes": []}
ADA, BOB = "ada@example.com", "bob@example.org"


def asked(endpoint: Endpoint, text: Any, **fields: Any) -> Any:
    answer = endpoint.client.post(PATH, json={"text": text, **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(endpoint: Endpoint, **body: Any) -> list[tuple[str, str]]:
    """Fields and messages of a 400."""
    answer = endpoint.client.post(PATH, json={"text": "x", **body})
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return [(error["field"], error["message"]) for error in answer.json()["errors"]]


def test_an_answer_has_exactly_the_fields_of_the_page(endpoint: Endpoint) -> None:
    """Offsets are code points of what was sent; what fakes would say is null."""
    text = f"\U0001f600 Write to {ADA}, please"
    found = asked(endpoint, text)
    assert set(found) == FIELDS
    [entity] = found["pii"]
    assert set(entity) == ENTITY_FIELDS
    assert found == {
        "result": "\U0001f600 Write to [EMAIL_ADDRESS_1], please",
        "result_fake": None,
        "pii": [entity],
        "api_calls_used": 1,
        "output_checks_passed": True,
    }
    assert text[entity["stt_idx"] : entity["end_idx"]] == entity["text"] == ADA
    assert (entity["marker"], entity["best_label"]) == ("[EMAIL_ADDRESS_1]", "EMAIL_ADDRESS")
    assert list(entity["labels"]) == ["EMAIL_ADDRESS"]
    assert 0.3 <= entity["labels"]["EMAIL_ADDRESS"] <= 1
    assert (entity["fake_text"], entity["fake_stt_idx"], entity["fake_end_idx"]) == (None, None, None)


def test_the_address_works_with_and_without_its_version(endpoint: Endpoint) -> None:
    body = {"text": ADA}
    answers = [endpoint.client.post(path, json=body) for path in (PATH, "/deidentify_text")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["tidegate-accuracy-mode"] == "fast"


def test_a_list_answers_a_list_in_order_each_text_with_its_own_numbers(endpoint: Endpoint) -> None:
    texts = [f"{BOB} {ADA}", "nothing here", "", ADA, "\u00e9\u4e2d \x00 end"]
    found = asked(endpoint, texts)
    assert [one["result"] for one in found] == [
        "[EMAIL_ADDRESS_1] [EMAIL_ADDRESS_2]",
        "nothing here",
        "",
        "[EMAIL_ADDRESS_1]",
        "\u00e9\u4e2d \x00 end",
    ]
    assert all(one["output_checks_passed"] and one["api_calls_used"] == 1 for one in found)
    assert asked(endpoint, []) == []
    assert asked(endpoint, [ADA]) == [asked(endpoint, ADA)]


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({}, "Hi [NAME_1] and [NAME_2], [NAME_1]"),  # numbered in order of first mention
        ({"unique_pii_markers": True}, "Hi [NAME_1] and [NAME_2], [NAME_1]"),
        ({"unique_pii_markers": False}, "Hi [NAME] and [NAME], [NAME]"),
        ({"unique_pii_markers": None}, "Hi [NAME_1] and [NAME_2], [NAME_1]"),
        ({"marker_format": "<CLASS_NAME>"}, "Hi <NAME_1> and <NAME_2>, <NAME_1>"),
        ({"marker_format": "{CLASS_NAME}"}, "Hi {NAME_1} and {NAME_2}, {NAME_1}"),
        ({"marker_format": "#ALL_CLASS_NAMES#", "unique_pii_markers": False}, "Hi #NAME# and #NAME#, #NAME#"),
        ({"marker_format": "({n}:{label})"}, "Hi (1:NAME) and (2:NAME), (1:NAME)"),
        # without fakes these say nothing
        ({"preserve_relationships": False}, "Hi [NAME_1] and [NAME_2], [NAME_1]"),
        ({"link_batch": False, "fake_entity_accuracy_mode": None}, "Hi [NAME_1] and [NAME_2], [NAME_1]"),
        ({"accuracy_mode": "high"}, "Hi [NAME_1] and [NAME_2], [NAME_1]"),
        ({"accuracy_mode": "fast"}, "Hi [NAME_1] and [NAME_2], [NAME_1]"),
    ],
)
def test_markers_are_written_as_asked(endpoint: Endpoint, fields: dict[str, Any], result: str) -> None:
    found = asked(endpoint, "Hi Harry and Alev, Harry", **NAMES, **fields)
    assert found["result"] == result
    assert found["output_checks_passed"] is True
    shift = 0
    for entity in found["pii"]:  # in order, and each marker stands where it says
        start = entity["stt_idx"] + shift
        assert result[start : start + len(entity["marker"])] == entity["marker"]
        shift += len(entity["marker"]) - (entity["end_idx"] - entity["stt_idx"])
    assert [entity["text"] for entity in found["pii"]] == ["Harry", "Alev", "Harry"]


def test_null_is_the_default_of_every_field_but_the_text(endpoint: Endpoint) -> None:
    nothing = dict.fromkeys(name for name in DeidentifyRequest.model_fields if name != "text")
    assert asked(endpoint, f"{ADA} at 192.0.2.7", **nothing) == asked(endpoint, f"{ADA} at 192.0.2.7")


def test_a_class_above_the_best_one_is_a_label_too(endpoint: Endpoint) -> None:
    found = asked(endpoint, "IBAN DE89 3704 0044 0532 0130 00", marker_format="[ALL_CLASS_NAMES]")
    assert list(found["pii"][0]["labels"]) == ["IBAN", "BANK_ACCOUNT"]
    assert found["result"] == "IBAN [IBAN,BANK_ACCOUNT_1]"


@pytest.mark.parametrize(
    ("fields", "hidden"),
    [
        ({}, {ADA, "192.0.2.7"}),
        ({"enabled_classes": ["EMAIL_ADDRESS"]}, {ADA}),
        ({"enabled_classes": ["email"]}, {ADA}),  # our own names, too
        ({"enabled_classes": ["IP_ADDRESS"]}, {"192.0.2.7"}),
        ({"enabled_classes": ["secrets"]}, set()),
        ({"allow_list": [ADA.upper()]}, {"192.0.2.7"}),  # the whole entity, in any case
        ({"allow_list": ["ada", "example.com"]}, {ADA, "192.0.2.7"}),  # no part of it
        ({"allow_list": [".*"]}, {ADA, "192.0.2.7"}),  # no pattern
        ({"allow_list": [ADA], "block_list": {"EMAIL_ADDRESS": ADA}}, {ADA, "192.0.2.7"}),  # the block list wins
        ({"enabled_classes": [], "block_list": {"BADGE": r"staff \d+"}}, {"staff 12"}),  # active though not enabled
        ({"enabled_classes": ["IP_ADDRESS"], "block_list": {"EMAIL_ADDRESS": "nobody"}}, {"192.0.2.7"}),
        ({"enabled_classes": ["BADGE"], "block_list": {"BADGE": r"(?<=staff )\d+"}}, {"12"}),  # Python's syntax
        ({"enabled_classes": [], "block_list": {"BADGE": "STAFF 12"}, "block_list_max_likelihood": 0.4}, {"staff 12"}),
    ],
)
def test_what_is_removed_is_what_was_asked_for(endpoint: Endpoint, fields: dict[str, Any], hidden: set[str]) -> None:
    text = f"{ADA} from 192.0.2.7, staff 12"
    found = asked(endpoint, text, **fields)
    assert {entity["text"] for entity in found["pii"]} == hidden
    assert all(value not in found["result"] for value in hidden)


@pytest.mark.parametrize("label", ["REDACTED", "DEFAULT", "ALL", "GDPR", "POLICY", "BLOCK_LIST", "N", "a b-c"])
def test_a_class_may_be_a_word_of_our_own(endpoint: Endpoint, label: str) -> None:
    found = asked(endpoint, "x secret y", enabled_classes=[], block_list={label: "secret"})
    assert found["result"] == f"x [{label.upper().replace(' ', '_').replace('-', '_')}_1] y"
    assert len(found["pii"]) == 1


@pytest.mark.parametrize("format", ["CLASS_NAME" * 10, "{label}" * 14, "ALL_CLASS_NAMES{", "{n}}{{CLASS_NAME}}{n"])
def test_a_format_may_be_as_strange_as_it_is_long(endpoint: Endpoint, format: str) -> None:
    assert "EMAIL_ADDRESS" in asked(endpoint, ADA, marker_format=format)["result"]


def test_a_new_class_is_a_label_with_the_likelihood_it_was_given(endpoint: Endpoint) -> None:
    found = asked(endpoint, "EMP-123456", block_list={"Employee_Id": r"EMP-\d{6}"}, block_list_max_likelihood=0.9)
    assert (found["pii"][0]["best_label"], found["pii"][0]["labels"]) == ("EMPLOYEE_ID", {"EMPLOYEE_ID": 0.9})


def test_a_request_with_every_field_of_the_page_is_answered(endpoint: Endpoint) -> None:
    """What is not built yet, fakes and linking between texts, answers as when it is off, and a header says so."""
    body = {
        "text": [f"Hi Harry, {ADA}", f"EMP-1 {BOB}"],
        "key": "any",
        "unique_pii_markers": True,
        "enabled_classes": ["EMAIL_ADDRESS"],
        "allow_list": [BOB.upper()],
        "marker_format": "<ALL_CLASS_NAMES>",
        "accuracy_mode": "high",
        "fake_entity_accuracy_mode": "standard",
        "preserve_relationships": True,
        "link_batch": True,
        "block_list": {"EMPLOYEE": r"EMP-\d"},
        "block_list_max_likelihood": 0.9,
    }
    answer = endpoint.client.post(PATH, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["tidegate-left-out"] == "fake_entity_accuracy_mode, link_batch"
    assert [one["result"] for one in answer.json()] == ["Hi Harry, <EMAIL_ADDRESS_1>", f"<EMPLOYEE_1> {BOB}"]
    assert answer.json()[1]["pii"][0]["labels"] == {"EMPLOYEE": 0.9}
    for one in answer.json():
        assert one["result_fake"] is None
        assert all(found[name] is None for found in one["pii"] for name in found if name.startswith("fake_"))
    off = endpoint.client.post(PATH, json={**body, "fake_entity_accuracy_mode": None, "link_batch": False})
    assert off.json() == answer.json()
    assert "tidegate-left-out" not in off.headers


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"text": None}, "text", "valid"),
        ({"text": 7}, "text", "valid"),
        ({"text": [7]}, "text[0]", "valid"),
        ({"text": ["x"] * 10_001}, "text", "at most 10000"),
        ({"enabled_classes": ["EMAIL_ADRESS"]}, "enabled_classes[0]", "did you mean EMAIL_ADDRESS?"),
        ({"enabled_classes": ["HIPAA"]}, "enabled_classes[0]", "did you mean hipaa_safe_harbor?"),
        ({"enabled_classes": ["ccpa"]}, "enabled_classes[0]", "did you mean cpra?"),
        ({"enabled_classes": ["EMAIL_ADDRESS", "gdpr-sensitiv"]}, "enabled_classes[1]", "did you mean gdpr_sensitive?"),
        ({"enabled_classes": ["HIPAA safe harbour"]}, "enabled_classes[0]", "did you mean hipaa_safe_harbor?"),
        ({"enabled_classes": []}, "enabled_classes", "nothing would be looked for"),
        ({"enabled_classes": "EMAIL_ADDRESS"}, "enabled_classes", "valid"),
        ({"allow_list": {}}, "allow_list", "valid"),
        ({"unique_pii_markers": "yes"}, "unique_pii_markers", "valid boolean"),
        ({"marker_format": "[X]"}, "marker_format", "must contain CLASS_NAME or ALL_CLASS_NAMES"),
        ({"marker_format": ""}, "marker_format", "at least 1"),
        ({"marker_format": "CLASS_NAME" * 11}, "marker_format", "at most 100"),
        ({"marker_format": "{label}{canary}"}, "marker_format", "nothing else"),
        ({"marker_format": "{label}{n}", "unique_pii_markers": False}, "marker_format", "unique_pii_markers is false"),
        ({"accuracy_mode": "canary"}, "accuracy_mode", "available: fast, standard, high"),
        ({"accuracy_mode": "high_multilingual"}, "accuracy_mode", "available: fast, standard, high"),
        ({"fake_entity_accuracy_mode": "canary"}, "fake_entity_accuracy_mode", "available: standard"),
        ({"link_batch": "canary"}, "link_batch", "valid boolean"),
        ({"block_list": ["x"]}, "block_list", "should be an object"),
        ({"block_list": {"<canary>": "x"}}, "block_list", "not a word"),
        ({"block_list": {"CANARY": "(canary"}}, "block_list", "it is not a pattern"),
        ({"block_list": {"CANARY": "(?<=canary"}}, "block_list", "it is not a pattern"),
        ({"block_list": {"CANARY": "(canary)*"}}, "block_list", "matches the empty text"),
        ({"block_list": {"CANARY": "(?R)?canary(?=b)"}}, "block_list", "recursion"),
        ({"block_list": {"CANARY": "x" * 1001}}, "block_list", "at most 1000"),
        ({"block_list": {"A": "a", "CANARY": "(canary", "C": "c"}}, "block_list", "pattern 2 of 3 cannot be used"),
        ({"block_list": {"A": "a", "<canary>": "b"}}, "block_list", "class 2 of 2 is not a word"),
        ({"block_list_max_likelihood": 1.1}, "block_list_max_likelihood", "less than or equal to 1"),
        ({"block_list_max_likelihood": True}, "block_list_max_likelihood", "valid number"),
        ({"canary": 1}, "body", "does not exist"),
    ],
)
def test_a_wrong_field_is_400_and_never_repeated(
    endpoint: Endpoint, body: dict[str, Any], field: str, message: str
) -> None:
    found = refused(endpoint, **body)
    assert any(name == field and message in said for name, said in found), found
    assert "canary" not in str(found).casefold()


def test_a_class_that_nothing_finds_is_400(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look exactly like clean text."""
    without = [one for one in BUILT_IN if one[0] != "statistics"]
    monkeypatch.setattr("tidegate.detectors.registry.BUILT_IN", without)
    found = refused(endpoint, enabled_classes=["EMAIL_ADDRESS", "STATISTICS"])
    assert found == [("enabled_classes[1]", "nothing here finds this class")]


def test_every_wrong_field_is_named_at_once(endpoint: Endpoint) -> None:
    found = refused(endpoint, marker_format="x", accuracy_mode="x", enabled_classes=["nonsense"])
    assert [field for field, _ in found] == ["enabled_classes[0]", "marker_format", "accuracy_mode"]
    answer = endpoint.client.post(PATH, json={})
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"field": "text", "message": "is required"}])
    assert endpoint.client.post(PATH, json=["x"]).status_code == 400


def test_a_body_has_a_limit_and_a_large_text_below_it_is_served(endpoint: Endpoint) -> None:
    """4 MB; the answer to a larger one comes without reading it."""
    filler = "the quick brown fox " * 50_000
    found = asked(endpoint, f"{filler}{ADA}", enabled_classes=["EMAIL_ADDRESS"])
    assert found["result"] == f"{filler}[EMAIL_ADDRESS_1]"
    assert endpoint.client.post(PATH, json={"text": "x" * (4 << 20)}).status_code == 413


@pytest.mark.parametrize(
    ("scopes", "header", "key", "status"),
    [
        (("run",), True, None, 200),
        (("run",), False, "own", 200),  # the key in the body is an alternative
        (("run",), False, None, 401),
        (("run",), False, "tg_wrong", 401),
        (("run",), False, "", 401),
        (("read",), False, "own", 403),
        (("read",), True, None, 403),
        (("reveal",), True, None, 403),  # reveal alone may nothing
        (("run", "reveal"), False, "own", 200),
        (("admin",), False, "own", 200),
    ],
)
def test_the_key_may_stand_in_the_header_or_in_the_body(
    start: Start, keys: KeysFile, scopes: Any, header: bool, key: str | None, status: int
) -> None:
    """A wrong one is 401, before any field is judged; values are shown only with the scope `reveal`."""
    held = keys.add("someone", *scopes)
    endpoint = start(api_keys_file=keys.path)
    body: dict[str, Any] = {"text": ADA}
    if key is not None:
        body["key"] = held["Authorization"].removeprefix("Bearer ") if key == "own" else key
    answer = endpoint.client.post(PATH, json=body, headers=held if header else {})
    assert answer.status_code == status, answer.text
    if status == 200:
        assert answer.json()["result"] == "[EMAIL_ADDRESS_1]"
        assert answer.json()["pii"][0]["text"] == (ADA if "reveal" in scopes else "")
    else:
        wrong = {**body, "marker_format": "x"}
        assert endpoint.client.post(PATH, json=wrong, headers=held if header else {}).status_code == status
        assert "www-authenticate" in answer.headers


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b'{"key": "tg_', "application/json", 400),
        (b'{"key": "\\ud800"}', "application/json", 400),
        (b"[" * 65 + b"]" * 65, "application/json", 400),
        (b" " * (4 << 20) + b"{}", "application/json", 413),
        (b'{"text": "x"}', "text/plain", 415),
        (b"text=x", "application/x-www-form-urlencoded", 415),
        (b'{"text": 7, "canary": 1}', "application/json", 401),  # no field is judged
        (b'{"text": "x", "key": 7}', "application/json", 401),
        (b'["x"]', "application/json", 401),
    ],
)
def test_what_keeps_a_key_in_the_body_from_being_found_is_said(
    start: Start, keys: KeysFile, content: bytes, media_type: str, status: int
) -> None:
    """A holder of a key whose body is broken is not sent to look for another key."""
    keys.add("someone", "run")
    endpoint = start(api_keys_file=keys.path)
    answer = endpoint.client.post(PATH, content=content, headers={"Content-Type": media_type})
    assert answer.status_code == status, answer.text
    assert answer.json()["errors"] == []
    if status == 401:
        assert answer.json()["detail"].endswith("Bearer YOUR_API_KEY or the field `key`.")
        assert "www-authenticate" in answer.headers


def test_an_open_endpoint_takes_any_key_of_the_body(endpoint: Endpoint) -> None:
    assert asked(endpoint, ADA, key="whatever") == asked(endpoint, ADA)


def test_a_failed_check_gives_no_result(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """The verify stage's own answer, for that text alone."""

    def survived(self: Any, rows: range) -> None:
        if self.batch.found.linked.selected.record[rows[0]] == 1:
            raise verify.Survived(verify._SURVIVED)

    monkeypatch.setattr(verify._Work, "_check_replaced", survived)
    # Not plain ASCII: plain texts never come to that stage.
    clean, failed = asked(endpoint, [f"für {BOB}", f"für {ADA}"])
    assert clean["output_checks_passed"] is True
    assert failed == {
        "result": None,
        "result_fake": None,
        "pii": [],
        "api_calls_used": 1,
        "output_checks_passed": False,
    }


def test_a_text_that_a_pattern_cannot_finish_is_not_passed_and_nobody_else_waits(endpoint: Endpoint) -> None:
    """Its own text has no result; the endpoint goes on answering meanwhile."""
    gaps: list[float] = []
    done = threading.Event()

    def ask() -> None:
        with httpx2.Client(base_url=endpoint.url, timeout=10, trust_env=False) as client:
            while not done.is_set():
                begun = time.monotonic()
                assert client.get("/healthz").status_code == 200
                gaps.append(time.monotonic() - begun)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        block_list = {"EVIL": r"(?<!x)(?:a|aa)+$(?!y)"}
        evil, clean = asked(endpoint, ["a" * 50_000 + "b", "ab"], block_list=block_list, enabled_classes=[])
    finally:
        done.set()
        asking.join()
    assert (evil["result"], evil["output_checks_passed"]) == (None, False)
    assert clean["result"] == "ab"
    assert max(gaps) < 1


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Every request waits until this is set."""
    free = threading.Event()
    real = deidentify.answers

    def wait(*args: Any, **named: Any) -> Any:
        assert free.wait(10)
        return real(*args, **named)

    monkeypatch.setattr(deidentify, "answers", wait)
    yield free
    free.set()


def test_too_many_at_once_are_told_to_come_back(
    start: Start, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deidentify, "WAITING_MAX", 3)
    endpoint = start()
    statuses: list[int] = []

    def ask() -> None:
        with httpx2.Client(base_url=endpoint.url, timeout=20, trust_env=False) as client:
            statuses.append(client.post(PATH, json={"text": ADA}).status_code)

    asking = [threading.Thread(target=ask) for _ in range(5)]
    for one in asking:
        one.start()
    until = time.monotonic() + 10
    while len(statuses) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert statuses == [503, 503]
    held.set()
    for one in asking:
        one.join()
    assert sorted(statuses) == [200, 200, 200, 503, 503]
    assert endpoint.client.post(PATH, json={"text": ADA}).status_code == 200


def test_patterns_of_requests_are_remembered_within_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen requests of fifty patterns, 8 MB each, would take all the memory there is."""
    monkeypatch.setattr(deidentify, "PATTERNS_MAX", 3)
    service = deidentify.TextService()
    for number in range(6):
        block_list = {f"CLASS_{index}": f"w{number}x{index}" for index in range(2)}
        request = DeidentifyRequest(text="x", enabled_classes=[], block_list=block_list)
        service._plan(deidentify.policy_of(request), request)
    assert [count for _, count in service._plans.values()] == [2, 2]


def test_compiled_requests_are_remembered_within_a_bound(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[int] = []
    real = compile_plan

    def count(*args: Any, **named: Any) -> Any:
        compiled.append(1)
        return real(*args, **named)

    monkeypatch.setattr(deidentify, "compile_plan", count)
    monkeypatch.setattr(deidentify, "PLANS_MAX", 2)
    endpoint = start()
    for label in ("A", "A", "B", "C", "A"):
        asked(endpoint, "x", block_list={label: "y"})
    assert len(compiled) == 4


@pytest.mark.parametrize(
    ("format", "unique", "expected"),
    [
        (None, True, "[CLASS_NAME_{n}]"),
        (None, False, "[CLASS_NAME]"),
        ("{label}", True, "CLASS_NAME_{n}"),
        ("{label}-{n}", True, "CLASS_NAME-{n}"),
        ("ALL_CLASS_NAMES", True, "ALL_CLASS_NAMES_{n}"),
    ],
)
def test_a_format_becomes_one_of_the_transformer(format: str | None, unique: bool, expected: str) -> None:
    assert marker_of(format, unique=unique) == (expected, "")


def test_an_error_of_the_compiler_that_names_no_field_of_ours_says_nothing_of_the_request() -> None:
    request = DeidentifyRequest(text="x")
    error = ConfigurationError("canary", place="transform.default")
    assert "canary" not in str(deidentify._field_of(error, request))


def test_the_page_s_example_is_what_is_answered(start: Start, keys: KeysFile) -> None:
    page = (Path(__file__).parents[2] / "docs" / "http.md").read_text("utf-8")
    example = json.loads(page.partition("## The text API")[2].partition("```json")[2].partition("```")[0])
    headers = keys.add("client", "run")
    body = {"text": "Mail ada@example.com", "enabled_classes": ["EMAIL_ADDRESS"]}
    answer = start(api_keys_file=keys.path).client.post(PATH, json=body, headers=headers)
    assert answer.json() == example

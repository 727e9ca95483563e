"""What can be found, and why something was: over HTTP, with errors that quote nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Endpoint, Start
from tidegate import taxonomy
from tidegate.settings import Settings
from tidegate.web import detection
from tidegate.web.schemas import EntityTypeList, ExplainRequest, Explanation


def explained(endpoint: Endpoint, **body: Any) -> dict[str, Any]:
    answer = endpoint.client.post("/v1/explain", json=body)
    assert answer.status_code == 200, answer.text
    Explanation.model_validate(answer.json(), strict=False)
    found: dict[str, Any] = answer.json()
    return found


def test_every_entity_type_is_listed(endpoint: Endpoint) -> None:
    answer = endpoint.client.get("/v1/entity-types")
    assert answer.status_code == 200
    found = {entry.name: entry for entry in EntityTypeList.model_validate(answer.json(), strict=False).entity_types}
    assert tuple(found) == taxonomy.names()
    iban = found["iban"]
    assert (iban.parent, iban.checksum, iban.detectors) == ("bank_account", True, ("iban",))
    assert "IBAN_CODE" in iban.aliases
    assert "us_ssn" in found["ssn"].detectors
    assert "US" in found["ssn"].regions


def test_a_text_is_explained(endpoint: Endpoint) -> None:
    found = explained(endpoint, text="order 219099998")
    [one] = [one for one in found["candidates"] if one["entity_type"] == "ssn"]
    assert (one["text"], one["start"], one["end"], one["refute"]) == ("219099998", 6, 15, ["order"])
    assert (one["base_score"], one["score"], one["threshold"]) == (0.1, 0, 0.3)
    assert (one["rule"], one["kept"]) == ("threshold", False)
    assert (found["policy"], found["candidates_left_out"]) == ("explain", 0)
    [asked] = [
        one
        for one in explained(endpoint, text="219099998", question="Your social security number?")["candidates"]
        if one["entity_type"] == "ssn"
    ]
    assert (asked["asked"], asked["kept"], asked["ranges"], asked["treatment"]) == (True, True, [[0, 9]], "mark")


def test_a_policy_is_chosen_by_its_name_and_read_anew_when_it_changes(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("policy: mine\ndetect: {entity_types: [email]}\ntransform: {default: redact}\n")
    endpoint = start(policies_dir=tmp_path)
    [one] = explained(endpoint, text="ada@example.com", policy="mine")["candidates"]
    assert (one["rule"], one["treatment"]) == ("accepted", "redact")
    path.write_text("policy: mine\ndetect: {allow_list: [ada@example.com]}\n")
    [one] = explained(endpoint, text="ada@example.com", policy="mine")["candidates"]
    assert (one["rule"], one["treatment"]) == ("allow_list", "mark")
    path.write_text("policy: mine\ndetect: {entity_types: [nonsense]}\n")
    answer = endpoint.client.post("/v1/explain", json={"text": "x", "policy": "mine"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "policy")


def test_a_text_in_another_language_is_explained_whole(start: Start, tmp_path: Path) -> None:
    """It is not the candidates that decide about it."""
    (tmp_path / "mine.yaml").write_text("policy: mine\nother_language: quarantine\n")
    endpoint = start(policies_dir=tmp_path)
    spanish = "no puedo entrar en mi cuenta desde ayer"
    said = [explained(endpoint, text=text, policy="mine")["other_language"] for text in (spanish, "I cannot log in")]
    assert said == ["quarantine", None]
    assert explained(endpoint, text=spanish)["other_language"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "x", "policy": "secret-name"}, "policy"),
        ({"text": "x", "policy": "../secret-name"}, "policy"),
        ({"text": "secret-name" * 2000}, "text"),
        ({"text": ["secret-name"]}, "text"),
        ({"policy": "secret-name"}, "text"),
        ({"text": "x", "secret-name": 1}, "body"),
        ({"text": "x", "question": "secret-name" * 200}, "question"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_never_quoted(endpoint: Endpoint, body: Any, field: str) -> None:
    answer = endpoint.client.post("/v1/explain", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "secret-name" not in answer.text


def test_too_many_requests_are_told_to_come_back(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection, "WAITING_MAX", 0)
    answer = endpoint.client.post("/v1/explain", json={"text": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_compiled_policies_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection, "PLANS_MAX", 2)
    explainer = detection.Explainer(Settings(policies_dir=tmp_path))
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.yaml").write_text(f"policy: {name}\n")
        answer = asyncio.run(explainer.explain(ExplainRequest(text="x", policy=name)))
        assert answer["policy"] == name
    assert len(explainer._plans) == 2

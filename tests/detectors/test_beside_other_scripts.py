"""Values beside letters of scripts that write no blanks, or that nobody takes for a part of them."""

from __future__ import annotations

import pytest

from tidegate.engine import Engine
from tidegate.policies import Policy

REGIONS = ("US", "GB", "DE", "JP", "KR", "CN", "TH")
VALUES = {
    "iban": "DE89370400440532013000",
    "ssn": "536-90-4399",
    "ip_address": "203.0.113.77",
    "ip version 6": "2001:db8::8a2e:370:7334",
    "mac_address": "00:1B:44:11:3A:B7",
    "date": "1984-03-17",
    "credit_card_number": "4111111111111111",
    "email": "ada@example.com",
    "phone_number": "+1 212-555-0142",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
    "vehicle_id": "1HGCM82633A004352",
    "api_key": "ghp_" + "a1B2c3D4e5" * 3 + "F6g7H8",
    "crypto_wallet": "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "coordinates": "52.520008, 13.404954",
    "url": "https://example.com/a",
}
BESIDE = {
    "Chinese before": ("\u5361\u53f7", ""),
    "Chinese around": ("\u4e2d", "\u6587"),
    "Japanese behind": ("", "\u3067\u3059"),
    "Korean behind": ("", "\ub85c"),
    "Thai around": ("\u0e40\u0e25\u0e02", "\u0e04"),
    "Cyrillic before": ("\u043d\u043e\u043c\u0435\u0440", ""),
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    fields = [{"path": "$..*", "treat": "text"}]
    detect = {"entity_types": ["all"], "allow_undetected": True}
    policy = Policy.model_validate({"policy": "p", "fields": fields, "regions": REGIONS, "detect": detect})
    return Engine.from_policy(policy, format="text")


@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE.keys())
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_a_value_is_found_beside_letters_it_is_not_written_in(
    engine: Engine, value: str, beside: tuple[str, str]
) -> None:
    before, behind = beside
    [result] = engine.process([f"{before}{value}{behind}"])
    assert result.text is not None
    assert value not in result.text

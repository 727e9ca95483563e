"""Cloud keys: by provider three invented ones that are found, and three look-alikes that are left alone."""

from __future__ import annotations

import pytest
import re2

from tests.detectors.claims import US, claims, values
from tests.detectors.tokens import look_alikes, made
from tidegate.detectors.cloud_key import FORMS, CloudKey
from tidegate.spans import STRONG

DETECTOR = CloudKey(US)
TEMPLATES = {
    "aws_access_key": "AKIA{U16}",
    "aws_bedrock_key": "ABSK{B109}",
    "google_api_key": "AIza{W35}",
    "google_access_token": "ya29.{W24}",
    "google_refresh_token": "1//0g{W32}",
    "google_client_secret": "GOCSPX-{W28}",
    "azure_client_secret": "{A3}8Q~{W33}",
    "azure_storage_key": "{B76}+ASt{B6}==",
    "azure_devops_token": "{A76}AZDO{A4}",
    "digitalocean_token": "dop_v1_{x64}",
    "databricks_token": "dapi{x32}",
    "heroku_key": "HRKU-{x8}-{x4}-{x4}-{x4}-{x12}",
    "alibaba_access_key": "LTAI{A16}",
    "tencent_secret_id": "AKID{A32}",
    "vault_token": "hvs.{W24}",
    "terraform_token": "{A14}.atlasv1.{W64}",
    "pulumi_token": "pul-{x40}",
    "planetscale_secret": "pscale_tkn_{W32}",
    "supabase_token": "sbp_{x40}",
    "cloudflare_origin_key": "v1.0-{x24}-{x146}",
    "doppler_token": "dp.pt.{A40}",
}


def test_every_provider_has_its_row() -> None:
    """A form that is added brings its examples and the source of its rule."""
    assert sorted(TEMPLATES) == sorted(form.name for form in FORMS)
    assert all(form.source for form in FORMS)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize(("before", "after"), [("", ""), ('"key":"', '",'), ("use ", " now")])
def test_three_keys_of_each_provider_are_found_whole(name: str, before: str, after: str) -> None:
    """Whatever stands around them, and the gate sees them."""
    for seed in range(3):
        key = made(TEMPLATES[name], seed)
        (claim,) = claims(DETECTOR, before + key + after)
        assert (claim.pattern, claim.start, claim.end - claim.start) == (name, len(before), len(key))
        assert re2.search(DETECTOR.needs, key) is not None


@pytest.mark.parametrize("name", TEMPLATES)
def test_three_look_alikes_of_each_provider_are_left_alone(name: str) -> None:
    """Half of a key, a key glued to a word, and its fixed part in the other case."""
    if name == "google_refresh_token":
        likes = [made("1//{W32}", 1), "see" + made(TEMPLATES[name], 1), made("1/0g{W32}", 1)]
    else:
        likes = look_alikes(TEMPLATES[name], 1)
    assert [claims(DETECTOR, text) for text in likes] == [[], [], []]


@pytest.mark.parametrize("prefix", ["ASIA", "ABIA", "ACCA", "A3T0"])
def test_every_prefix_of_aws_opens_an_account(prefix: str) -> None:
    """User ids and role ids only name one."""
    key = made(prefix + "{U16}", 0)
    assert values(DETECTOR, key, at_least=STRONG) == [key]
    assert claims(DETECTOR, "AIDA" + key[4:]) == []

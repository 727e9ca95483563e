"""Vendors' tokens: by vendor three invented ones that are found, and three look-alikes that are left alone."""

from __future__ import annotations

import pytest
import re2

from tests.detectors.claims import US, claims, values
from tests.detectors.tokens import look_alikes, made
from tidegate.detectors.vendor_token import FORMS, VendorToken
from tidegate.spans import STRONG

DETECTOR = VendorToken(US)
TEMPLATES = {
    "github": "ghp_{A36}",
    "github_fine_grained": "github_pat_{A22}_{A59}",
    "gitlab": "glpat-{W20}",
    "gitlab_runner": "GR1348941{W20}",
    "gitlab_mail": "glimt-{W25}",
    "gitlab_trigger": "glptt-{W40}",
    "gitlab_agent": "glagent-{W50}",
    "gitlab_oauth": "gloas-{W64}",
    "atlassian": "ATATT3x{W80}={U8}",
    "slack": "xoxb-{D12}",
    "slack_app": "xapp-1-{A12}",
    "slack_webhook": "hooks.slack.com/services/T{U9}/B{U9}/{A24}",
    "discord_bot": "M{A23}.{A6}.{A27}",
    "discord_webhook": "discord.com/api/webhooks/{D18}/{W68}",
    "telegram_bot": "{D9}:AA{W33}",
    "twilio": "SK{x32}",
    "sendgrid": "SG.{A22}.{A43}",
    "mailgun": "key-{x32}",
    "mailchimp": "{x32}-us12",
    "brevo": "xkeysib-{x64}-{A16}",
    "stripe": "sk_live_{A24}",
    "stripe_webhook": "whsec_{A32}",
    "square": "sq0atp-{W22}",
    "square_access": "EAAA{W60}",
    "shopify": "shpat_{x32}",
    "braintree": "access_token$production${L16}${x32}",
    "npm": "npm_{A36}",
    "pypi": "pypi-AgEIcHlwaS5vcmc{W60}",
    "rubygems": "rubygems_{x48}",
    "crates_io": "cio{A32}",
    "docker": "dckr_pat_{W27}",
    "artifactory": "AKC{A14}",
    "openai": "sk-proj-{W20}T3BlbkFJ{W20}",
    "model_key": "sk-{x32}",
    "anthropic": "sk-ant-api03-{W60}",
    "hugging_face": "hf_{A34}",
    "groq": "gsk_{A52}",
    "perplexity": "pplx-{A48}",
    "replicate": "r8_{A37}",
    "xai": "xai-{A80}",
    "nvidia": "nvapi-{W64}",
    "notion": "ntn_{D11}{A35}",
    "linear": "lin_api_{A40}",
    "figma": "figd_{W40}",
    "airtable": "pat{A14}.{x64}",
    "postman": "PMAK-{x24}-{x34}",
    "new_relic": "NRAK-{U27}",
    "dynatrace": "dt0c01.{T24}.{T64}",
    "grafana": "glsa_{A32}_{x8}",
    "grafana_cloud": "glc_{B48}",
    "age_key": "AGE-SECRET-KEY-1{U58}",
}
# Where the fixed part has no case of its own, or is a host: what is nearly one of them.
OTHERS = {
    "slack_webhook": "hooks.slack.org/services/T{U9}/B{U9}/{A24}",
    "discord_webhook": "discord.com/api/channels/{D18}/{W68}",
    "mailchimp": "{x32}-eu12",
    "telegram_bot": "{D9}:BB{W33}",
}


def test_every_vendor_has_its_row() -> None:
    """A form that is added brings its examples and the source of its rule."""
    assert sorted(TEMPLATES) == sorted(form.name for form in FORMS)
    assert all(form.source for form in FORMS)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("token=", ";"), ("(", ").")])
def test_three_tokens_of_each_vendor_are_found_whole(name: str, before: str, after: str) -> None:
    """Whatever stands around them, and the gate sees them."""
    for seed in range(3):
        token = made(TEMPLATES[name], seed)
        (claim,) = claims(DETECTOR, before + token + after)
        assert (claim.pattern, claim.start, claim.end - claim.start) == (name, len(before), len(token))
        assert re2.search(DETECTOR.needs, token) is not None


@pytest.mark.parametrize("name", TEMPLATES)
def test_three_look_alikes_of_each_vendor_are_left_alone(name: str) -> None:
    """Half of a token, a token glued to a word, and its fixed part in the other case."""
    likes = look_alikes(TEMPLATES[name], 1)
    if name in OTHERS:
        likes[2] = made(OTHERS[name], 1)
    assert [claims(DETECTOR, text) for text in likes] == [[], [], []]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("pk_live_{A24}", False),  # made to be public
        ("sk-proj-{W20}T4BlbkFJ{W20}", False),  # without the mark in its middle
        ("gldt-{W19}", False),  # too short
        ("glptt-{W41}", False),  # too long
        ("https://api.telegram.org/bot{D10}:AA{W33}/getMe", True),
        ("rk_test_{A24}", True),
        ("AP6{A9}", True),
        ("AP6{A7}", False),
        ("AC{x32}", True),
        ("ghs_{A36}", True),
    ],
)
def test_neighbouring_forms_are_told_apart(template: str, found: bool) -> None:
    """By prefix, mark and length."""
    for seed in range(3):
        assert bool(values(DETECTOR, made(template, seed), at_least=STRONG)) is found

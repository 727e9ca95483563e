"""Vendors' tokens: the prefixes by which services make their own secrets known.

The services chose these prefixes so that a leaked token is recognised; nothing else looks like them. Keys that are
meant to be public (Stripe's ``pk_live_``) are left alone. Where the prefix is two letters (Twilio, Artifactory), the
token must stand alone, and its length decides.

Source:
    Each row names the vendor's documentation. Where a vendor publishes a prefix and no length, the length is that of
    the rules of GitHub secret scanning's partners as detect-secrets 1.5 and gitleaks 8 write them down ("as met").
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.secret_forms import SecretForm, SecretForms
from tidegate.records import TextBatch
from tidegate.spans import Candidate

_ALONE = r"(?<![+/.-])"  # for prefixes so short that random base64 holds them

FORMS: tuple[SecretForm, ...] = (
    # code hosts
    SecretForm("github", r"gh[pousr]_[A-Za-z0-9]{36,255}", r"gh[pousr]_", "GitHub, 'Token formats' (2021)"),
    SecretForm(
        "github_fine_grained", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", r"github_pat_", "GitHub, 'Token formats'"
    ),
    SecretForm(
        "gitlab",
        r"gl(?:pat|dt|ft|soat|rt|cbt)-(?:[0-9a-fA-F]{2}_)?"
        r"(?:[A-Za-z0-9_-]{20,50}|[A-Za-z0-9_-]{27,300}\.[0-9a-z]{2}\.?[0-9a-z]{7})",
        r"gl(?:pat|dt|ft|soat|rt|cbt)-",
        "GitLab, 'Token overview': prefixes; routable form as met",
    ),
    SecretForm("gitlab_runner", r"GR1348941[A-Za-z0-9_-]{20,50}", r"GR1348941", "GitLab, 'Token overview'"),
    SecretForm("gitlab_mail", r"glimt-[A-Za-z0-9_-]{25}", r"glimt-", "GitLab, 'Token overview'"),
    SecretForm("gitlab_trigger", r"glptt-[A-Za-z0-9_-]{40}", r"glptt-", "GitLab, 'Token overview'"),
    SecretForm("gitlab_agent", r"glagent-[A-Za-z0-9_-]{50,1024}", r"glagent-", "GitLab, 'Token overview'"),
    SecretForm("gitlab_oauth", r"gloas-[A-Za-z0-9_-]{64}", r"gloas-", "GitLab, 'Token overview'"),
    SecretForm(
        "atlassian",
        r"AT(?:ATT|CTT|BTT)3x?[A-Za-z0-9_-]{50,400}(?:=[A-Z0-9]{8})?",
        r"AT[ACB]TT3",
        "Atlassian, 'API tokens'; as met",
    ),
    # messages and mail
    SecretForm(
        "slack", r"(?:xox[abeoprs]|xoxe\.xox[bp])-[A-Za-z0-9-]{10,255}", r"xox[abeoprs]-", "Slack, 'Token types'"
    ),
    SecretForm("slack_app", r"xapp-[0-9]-[A-Za-z0-9-]{10,255}", r"xapp-", "Slack, 'Token types'"),
    SecretForm(
        "slack_webhook",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Z0-9]{8,14}/[A-Za-z0-9]{8,20}/[A-Za-z0-9_/]{16,64}",
        r"hooks\.slack\.com",
        "Slack, 'Incoming webhooks'",
    ),
    SecretForm(
        "discord_bot",
        r"[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}",
        r"[A-Za-z0-9_-]{23}\.[A-Za-z0-9_-]{6}\.",
        "Discord, 'Authentication': id in base64, time, signature; lengths as met",
    ),
    SecretForm(
        "discord_webhook",
        r"discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}",
        r"/api/webhooks/[0-9]{8}",
        "Discord, 'Webhook resource'",
    ),
    SecretForm(
        "telegram_bot",
        r"(?:(?<=/)bot)?[0-9]{8,10}:AA[A-Za-z0-9_-]{33}",
        r"[0-9]{8}:AA",
        "Telegram, 'Bot API: authorizing your bot'; as met",
    ),
    SecretForm("twilio", _ALONE + r"(?:SK|AC)[0-9a-z]{32}", r"(?:SK|AC)[0-9a-z]{32}", "Twilio, 'What is a SID'"),
    SecretForm(
        "sendgrid",
        r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}",
        r"SG\.[A-Za-z0-9_-]{8}",
        "SendGrid, 'API keys'; as met",
    ),
    SecretForm("mailgun", r"(?:key|pubkey)-[0-9a-f]{32}", r"key-[0-9a-f]{8}", "Mailgun, 'API keys'; as met"),
    SecretForm("mailchimp", r"[0-9a-f]{32}-us[0-9]{1,2}", r"[0-9a-f]{8}-us[0-9]", "Mailchimp, 'About API keys'"),
    SecretForm("brevo", r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}", r"xkeysib-", "Brevo, 'API key'; as met"),
    # money
    SecretForm("stripe", r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,255}", r"[sr]k_(?:live|test)_", "Stripe, 'API keys'"),
    SecretForm("stripe_webhook", r"whsec_[A-Za-z0-9+/]{24,128}={0,2}", r"whsec_", "Stripe, 'Webhooks'"),
    SecretForm(
        "square", r"sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}", r"sq0(?:atp|csp|idp)-", "Square, 'Access tokens'; as met"
    ),
    SecretForm("square_access", r"EAAA[A-Za-z0-9_-]{60}", r"EAAA[A-Za-z0-9_-]{8}", "Square, 'Access tokens'"),
    SecretForm(
        "shopify", r"shp(?:at|ca|pa|ss|ua|it)_[0-9a-fA-F]{32}", r"shp[a-z]{2}_", "Shopify changelog, 'token format'"
    ),
    SecretForm(
        "braintree",
        r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}",
        r"access_token\$",
        "Braintree, 'Credentials'",
    ),
    # packages and artefacts
    SecretForm("npm", r"npm_[A-Za-z0-9]{36}", r"npm_[A-Za-z0-9]{8}", "npm, 'About access tokens'; GitHub blog 2021"),
    SecretForm(
        "pypi", r"pypi-[A-Za-z0-9_-]{50,1000}", r"pypi-[A-Za-z0-9_-]{16}", "PyPI help, 'API tokens' (a macaroon)"
    ),
    SecretForm("rubygems", r"rubygems_[0-9a-f]{48}", r"rubygems_[0-9a-f]{8}", "RubyGems, 'API key scopes'"),
    SecretForm("crates_io", r"cio[A-Za-z0-9]{32}", r"cio[A-Za-z0-9]{32}", "crates.io source, 'SecureToken'"),
    SecretForm("docker", r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,32}", r"dckr_[po]at_", "Docker, 'Access tokens'"),
    SecretForm(
        "artifactory",
        _ALONE + r"(?:AKC[A-Za-z0-9]{10,128}|AP[0-9A-F][A-Za-z0-9]{8,128})",
        r"AKC[A-Za-z0-9]{10}|AP[0-9A-F][A-Za-z0-9]{8}",
        "JFrog, 'API key'; form as met",
    ),
    # models
    SecretForm(
        "openai", r"sk-[A-Za-z0-9_-]{16,200}T3BlbkFJ[A-Za-z0-9_-]{16,200}", r"T3BlbkFJ", "OpenAI, 'API keys'; as met"
    ),
    SecretForm("model_key", r"sk-(?:or-v1-)?[A-Za-z0-9]{32,100}", r"sk-[A-Za-z0-9-]{32}", "OpenRouter, DeepSeek"),
    SecretForm(
        "anthropic", r"sk-ant-(?:[a-z]{2,10}[0-9]{2}-)?[A-Za-z0-9_-]{32,255}", r"sk-ant-", "Anthropic, 'API keys'"
    ),
    SecretForm(
        "hugging_face",
        r"(?:hf_|api_org_)[A-Za-z0-9]{34,40}",
        r"(?:hf_|api_org_)[A-Za-z0-9]{8}",
        "Hugging Face, 'User access tokens'; length as met",
    ),
    SecretForm("groq", r"gsk_[A-Za-z0-9]{52}", r"gsk_[A-Za-z0-9]{8}", "Groq, 'API keys'; as met"),
    SecretForm("perplexity", r"pplx-[A-Za-z0-9]{48,56}", r"pplx-[A-Za-z0-9]{8}", "Perplexity, 'API keys'; as met"),
    SecretForm("replicate", r"r8_[A-Za-z0-9]{37}", r"r8_[A-Za-z0-9]{8}", "Replicate, 'API tokens'; as met"),
    SecretForm("xai", r"xai-[A-Za-z0-9]{80}", r"xai-[A-Za-z0-9]{8}", "xAI, 'API keys'; as met"),
    SecretForm("nvidia", r"nvapi-[A-Za-z0-9_-]{60,70}", r"nvapi-", "NVIDIA, 'NGC API keys'; as met"),
    # tools of a company
    SecretForm("notion", r"ntn_[0-9]{11}[A-Za-z0-9]{35}", r"ntn_[0-9]{8}", "Notion changelog (2024), 'ntn_ prefix'"),
    SecretForm("linear", r"lin_(?:api|oauth)_[A-Za-z0-9]{40,64}", r"lin_(?:api|oauth)_", "Linear, 'API'; as met"),
    SecretForm("figma", r"fig[dopu]_[A-Za-z0-9_-]{40,64}", r"fig[dopu]_[A-Za-z0-9_-]{8}", "Figma, 'Access tokens'"),
    SecretForm(
        "airtable", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}", r"\.[0-9a-f]{64}", "Airtable, 'Personal access tokens'"
    ),
    SecretForm("postman", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}", r"PMAK-", "Postman, 'API keys'; as met"),
    SecretForm("new_relic", r"NR(?:AK|RA|II|AL)-[A-Za-z0-9_-]{27,42}", r"NR[A-Z]{2}-", "New Relic, 'API keys'"),
    SecretForm(
        "dynatrace", r"dt0[a-z][0-9]{2}\.[A-Z2-7]{8,24}\.[A-Z2-7]{64}", r"dt0[a-z]", "Dynatrace, 'Token format'"
    ),
    SecretForm("grafana", r"glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}", r"glsa_", "Grafana, 'Service accounts'"),
    SecretForm("grafana_cloud", r"glc_[A-Za-z0-9+/]{32,400}={0,2}", r"glc_[A-Za-z0-9+/]{8}", "Grafana Cloud; as met"),
    SecretForm("age_key", r"AGE-SECRET-KEY-1[0-9A-Z]{58}", r"AGE-SECRET-KEY-1", "age specification, 'X25519'"),
)
_FORMS = SecretForms(FORMS, entity_type="api_key", detector="vendor_token")


class VendorToken:
    """Finds tokens of services that give them a form of their own."""

    name = "vendor_token"
    version = "1"
    entity_types: tuple[str, ...] = ("api_key",)
    context = words("secret key keys token tokens credential credentials bearer authorization auth webhook")
    refute: frozenset[str] = frozenset()
    needs = wide_needs = _FORMS.needs

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return _FORMS.read(batch)

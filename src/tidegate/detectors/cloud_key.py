"""Cloud keys: what opens an account at a cloud, told by the form that its provider gave it.

Only what grants access is a key. Identifiers of the same family (AWS user and role ids, Google project numbers) name
something and open nothing, so they are left alone.

Source:
    Each row names the provider's documentation. Where a provider publishes a prefix and no length, the length is that
    of the rules of GitHub secret scanning's partners as detect-secrets 1.5 and gitleaks 8 write them down ("as met").
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.secret_forms import SecretForm, SecretForms
from tidegate.records import TextBatch
from tidegate.spans import Candidate

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

FORMS: tuple[SecretForm, ...] = (
    SecretForm(
        "aws_access_key",
        r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}",
        r"A(?:KIA|SIA|BIA|CCA|3T[A-Z0-9])[A-Z0-9]{8}",
        "AWS IAM user guide, 'IAM identifiers': unique ID prefixes",
    ),
    SecretForm(
        "aws_bedrock_key",
        r"ABSK[A-Za-z0-9+/]{109,269}={0,2}",
        r"ABSK[A-Za-z0-9+/]{8}",
        "AWS IAM user guide, 'IAM identifiers': Bedrock keys; length as met",
    ),
    SecretForm(
        "google_api_key", r"AIza[A-Za-z0-9_-]{35}", r"AIza[A-Za-z0-9_-]{8}", "Google Cloud, 'API keys'; length as met"
    ),
    SecretForm(
        "google_access_token",
        r"ya29\.[A-Za-z0-9_-]{20,1000}",
        r"ya29\.",
        "Google Cloud, 'Token types': access tokens",
    ),
    SecretForm(
        "google_refresh_token",
        r"1//0[A-Za-z0-9_-]{30,250}",
        r"1//0[A-Za-z0-9_-]{8}",
        "Google Identity, 'Using OAuth 2.0': refresh tokens",
    ),
    SecretForm("google_client_secret", r"GOCSPX-[A-Za-z0-9_-]{28}", r"GOCSPX-", "Google Cloud, OAuth clients; as met"),
    SecretForm(
        "azure_client_secret",
        r"[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}",
        r"[0-9]Q~[A-Za-z0-9_~.-]{8}",
        "Microsoft Purview, 'Entra client secret' definition; length as met",
    ),
    SecretForm(
        "azure_storage_key",
        r"[A-Za-z0-9+/]{76}(?:\+ASt|\+AMC|ACDb|AzSe|AIoT|AzFu|AzCa)[A-Za-z0-9+/]{5,6}==?",
        r"(?:\+ASt|\+AMC|ACDb|AzSe|AIoT|AzFu|AzCa)[A-Za-z0-9+/]{5}",
        "Microsoft, 'Common annotated security keys' (identifiable 64-byte keys)",
    ),
    SecretForm(
        "azure_devops_token",
        r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}",
        r"AZDO[A-Za-z0-9]{4}",
        "Azure DevOps, 'Format of personal access tokens'",
    ),
    SecretForm(
        "digitalocean_token", r"do[opr]_v1_[0-9a-f]{64}", r"do[opr]_v1_", "DigitalOcean, 'Personal access tokens'"
    ),
    SecretForm(
        "databricks_token",
        r"(?:dapi|dose)[0-9a-f]{32}(?:-[0-9]{1,2})?",
        r"(?:dapi|dose)[0-9a-f]{8}",
        "Databricks, 'Personal access token authentication'; length as met",
    ),
    SecretForm(
        "heroku_key", r"HRKU-(?:AA[A-Za-z0-9_-]{58}|" + _UUID + ")", r"HRKU-", "Heroku changelog 2815, 'HRKU- prefix'"
    ),
    SecretForm(
        "alibaba_access_key",
        r"LTAI[A-Za-z0-9]{12,20}",
        r"LTAI[A-Za-z0-9]{8}",
        "Alibaba Cloud, 'AccessKey pair'; length as met",
    ),
    SecretForm("tencent_secret_id", r"AKID[A-Za-z0-9]{32}", r"AKID[A-Za-z0-9]{8}", "Tencent Cloud, 'API key'; as met"),
    SecretForm(
        "vault_token",
        r"hv[bsr]\.[A-Za-z0-9_-]{24,300}",
        r"hv[bsr]\.[A-Za-z0-9_-]{8}",
        "HashiCorp Vault, 'Tokens': token prefixes",
    ),
    SecretForm(
        "terraform_token",
        r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}",
        r"\.atlasv1\.",
        "HCP Terraform, 'API tokens'; length as met",
    ),
    SecretForm("pulumi_token", r"pul-[0-9a-f]{40}", r"pul-[0-9a-f]{8}", "Pulumi, 'Access tokens'"),
    SecretForm(
        "planetscale_secret",
        r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,64}",
        r"pscale_(?:tkn|pw|oauth)_",
        "PlanetScale, 'Secret scanning'",
    ),
    SecretForm("supabase_token", r"sbp_[0-9a-f]{40}", r"sbp_[0-9a-f]{8}", "Supabase, 'Management API'; as met"),
    SecretForm(
        "cloudflare_origin_key",
        r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}",
        r"v1\.0-[0-9a-f]{8}",
        "Cloudflare, 'Origin CA keys'",
    ),
    SecretForm(
        "doppler_token",
        r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{1,36}\.)?[A-Za-z0-9]{40,44}",
        r"dp\.(?:pt|st|ct|sa|scim|audit)\.",
        "Doppler, 'Token formats'",
    ),
)
_FORMS = SecretForms(FORMS, entity_type="api_key", detector="cloud_key")


class CloudKey:
    """Finds keys and tokens of cloud providers."""

    name = "cloud_key"
    version = "1"
    entity_types: tuple[str, ...] = ("api_key",)
    context = words("secret key keys token tokens credential credentials aws azure gcp")
    refute: frozenset[str] = frozenset()
    needs = wide_needs = _FORMS.needs

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return _FORMS.read(batch)

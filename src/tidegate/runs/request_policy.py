"""The policy of a request: the one it names, or one made of its types, masks and method.

What is wrong is said by field, and without the word that was sent: it may be a value that slipped into the wrong field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tidegate.errors import ConfigurationError, RunInvalid, UnknownName
from tidegate.policies import METHODS, Detect, FieldRule, Format, Policy, Treatment
from tidegate.runs.requests import CreateRun
from tidegate.taxonomy import GROUPS, canonical, expand

KNOWN_METHODS = ("heuristics", "model", "llm", "model+heuristics", "llm+heuristics", "all")
METHOD_ALIASES = {
    "aimon_pii_m1": "model",
    "aimon_pii_m1+heuristics": "model+heuristics",
    "heuristics+model": "model+heuristics",
    "heuristics+llm": "llm+heuristics",
}
THRESHOLD_DEFAULT = 0.3
AD_HOC = "ad-hoc"  # the name of a policy that was built from a request


class Policies(Protocol):
    """Where policies come from, and whether they can run here."""

    def find(self, name: str) -> Policy:
        """Raises `ConfigurationError`."""
        ...

    def requirements(self, policy: Policy, format: Format) -> Mapping[str, str]:
        """Compile a policy: the detectors and models it needs, with versions. Raises `ConfigurationError`."""
        ...


def build_policy(request: CreateRun) -> Policy:
    """The policy of a run that names none: every field is text, a mask is written literally, else ``<TYPE>``.

    Raises:
        RunInvalid: Names the field.
    """
    method = request.detection_method or "heuristics"
    method = METHOD_ALIASES.get(method, method)
    if "llm" in method and request.llm_model_name is None:
        raise RunInvalid("needed with a detection method that asks an LLM", field="llm_model_name")
    if method not in METHODS:
        kind = "not built yet" if method in KNOWN_METHODS else "unknown"
        raise RunInvalid(f"{kind}; available: {', '.join(METHODS)}", field="detection_method")
    types = _types(request.pii_types)
    return Policy(
        policy=AD_HOC,
        fields=(FieldRule(path="$..*", treat="text"),),
        detect=Detect(
            method=method,
            entity_types=types,
            threshold=THRESHOLD_DEFAULT if request.threshold is None else request.threshold,
        ),
        transform=_treatments(request),
    )


def find_policy(request: CreateRun, policies: Policies) -> Policy:
    """The policy that a request names. Raises `RunInvalid`."""
    for name in ("pii_types", "detection_method", "llm_model_name", "mask_config", "threshold"):
        if getattr(request, name) is not None:
            raise RunInvalid("the policy says this; leave it out, or leave the policy out", field=name)
    assert request.policy is not None
    try:
        return policies.find(request.policy)
    except ConfigurationError as error:
        raise RunInvalid(without_input(error), field="policy") from None


def _types(sent: tuple[str, ...] | None) -> tuple[str, ...]:
    if not sent:
        raise RunInvalid("name at least one type", field="pii_types")
    found: list[str] = []
    for index, name in enumerate(sent):
        if name != name.lower():
            raise RunInvalid(f"types are lower case (item {index})", field="pii_types")
        if name in GROUPS:
            raise RunInvalid(f"a group belongs in a policy, name types here (item {index})", field="pii_types")
        try:
            found.append(canonical(name))
        except UnknownName as error:
            raise RunInvalid(f"{without_input(error)} (item {index})", field="pii_types") from None
    return tuple(dict.fromkeys(found))


def _treatments(request: CreateRun) -> dict[str, Treatment]:
    """A string is written literally, and stands for the type's children too unless they have their own."""
    treatments: dict[str, Treatment] = {"default": {"mark": {"format": "<{label}>"}}}
    masks: dict[str, Treatment] = {}
    for name, mask in (request.mask_config or {}).items():
        if name not in (request.pii_types or ()):
            raise RunInvalid("a mask for a type that pii_types does not name", field="mask_config")
        masks[canonical(name)] = {"redact": {"text": mask}} if isinstance(mask, str) else mask
    for name in sorted(masks, key=lambda name: (len(expand([name])), name), reverse=True):
        treatments.update(dict.fromkeys(sorted(expand([name])), masks[name]))
    return treatments


def without_input(error: ConfigurationError) -> str:
    """What an error says, without the word that was sent: it may be a value that slipped into the wrong field."""
    unknown = error if isinstance(error, UnknownName) else error.__cause__
    if isinstance(unknown, UnknownName):
        return f"unknown {unknown.kind}" + (f"; did you mean {unknown.nearest}?" if unknown.nearest else "")
    return error.message

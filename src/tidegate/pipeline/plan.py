"""Compile a policy into a plan: the one place where configuration becomes callables.

Everything that can be wrong with a policy is found here, before the first record: an unknown word, a type that nobody
finds, a treatment that needs a key where there is none. What comes out is frozen and holds no file, clock or connection
of its own, so that the same plan and the same records give the same bytes on every worker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from tidegate import taxonomy
from tidegate.codecs import registry as codecs
from tidegate.codecs.base import Codec
from tidegate.codes import check_languages, check_regions
from tidegate.detectors import custom
from tidegate.detectors import registry as detector_registry
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.detectors.patterns import UserPattern, compile_pattern
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.keys import Keyring, crockford
from tidegate.pipeline.block_list import BlockList
from tidegate.pipeline.gate import Gate, compile_gate, covers_everything
from tidegate.pipeline.jsonpath import JsonPath, compile_path
from tidegate.pipeline.languages import LanguageJudge
from tidegate.pipeline.memo import Memo
from tidegate.pipeline.needs import TextGate, Wide, need_of, wide_of
from tidegate.pipeline.plan_names import canonical, thresholds_of
from tidegate.pipeline.questions import needs_of
from tidegate.policies import FieldRule, Policy
from tidegate.records import LeafKind, Path, TreatKind, Treatment
from tidegate.transformers import registry as transformer_registry
from tidegate.transformers.base import Transformer
from tidegate.wire import Output

REDACTED = "redacted"  # the entity type under which a redacted field is treated; it is never counted as found
DEFAULT_FIELD = "default"  # the policy's line for what no line names, as it stands in headers and summaries
HEADERS_FIELD = "headers"
KEY_FIELD = "key"
NAMES_MAX = 8192  # property names of which a plan remembers that nothing was found in them
NAME_CHARS_MAX = 64  # code points; longer ones are not worth remembering
PATH_STEPS_MAX = 16  # of a path that is worth it
TEXTS_MAX = 16_384  # short texts of which a plan remembers the same
TYPES_MAX = 1024  # entity types of which a plan remembers their constant replacement
PATHS_MAX = 8192  # record paths of which a plan remembers the rule
KEY_CODE_LENGTH = 26  # characters of base32: 130 bits

_WORDS = {kind.value: kind for kind in TreatKind if kind is not TreatKind.ENTITY}


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """Which records are one conversation (``by`` is None: those of one key), and what is seen of it.

    Units: ``window_records`` and ``reach_records`` in records, ``window_chars`` in code points, ``reach_ms`` in
    milliseconds.
    """

    by: JsonPath | None
    window_records: int
    window_chars: int
    reach_records: int
    reach_ms: int
    covered: Memo[Path, bool] = field(repr=False)

    def covers(self, path: Path) -> bool:
        """Whether a value's path is the one conversations are told apart by."""
        known = self.covered.get(path)
        if known is None:
            known = self.by is not None and self.by.covers(path)
            if is_short(path):
                self.covered.put(path, known)
        return known


def is_short(path: Path) -> bool:
    """Whether a path is worth remembering: records choose their names, and memory is bounded by count alone."""
    return len(path) <= PATH_STEPS_MAX and all(isinstance(part, int) or len(part) <= NAME_CHARS_MAX for part in path)


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled policy for one input topic; made by `compile_plan` only.

    ``accepted`` says for each detector which of the types it claims are enabled. ``thresholds`` are by entity type,
    else ``threshold``. ``clock`` gives seconds that only ever rise; None: detectors are not timed. ``uniform`` is the
    rule of every value, wherever it stands, where there is one such rule. ``linear`` says that no pattern may take
    longer than in proportion to a text. ``languages`` judges texts where the policy treats those in other languages
    apart, as ``other_language`` says; else it is None. ``hurry`` is told of each stage and detector
    that begins, and of how much a detector claimed; it raises `OutOfTime` where a batch may not take longer. None: it
    may take as long as it needs.
    """

    policy_hash: str
    requirements: Mapping[str, str]
    run_id: str
    input_topic: str
    outputs: tuple[str, ...]
    codec: Codec
    rules: tuple[tuple[JsonPath, Treatment], ...]
    unnamed: Treatment
    key_rule: str
    hash_key: Callable[[bytes], bytes] | None
    headers_keep: frozenset[str]
    link: LinkPlan | None
    detectors: tuple[Detector, ...]
    accepted: Mapping[str, frozenset[str]]
    threshold: float
    thresholds: Mapping[str, float]
    allow: frozenset[str]
    allow_patterns: tuple[UserPattern, ...]
    transformers: Mapping[str, Transformer]
    redactor: Transformer
    timeout_seconds: float
    clock: Callable[[], float] | None
    entities_max: int
    entities_header: bool
    run_header: bool
    level_header: bool
    keeps_unread: bool
    counts: bool
    gate: Gate | None = field(repr=False)
    text_gate: TextGate = field(repr=False)
    uniform: Treatment | None
    linear: bool
    languages: LanguageJudge | None = field(repr=False)
    other_language: str
    constants: Memo[str, str] = field(repr=False)
    clean_names: Memo[str, bool] = field(repr=False)
    clean_texts: Memo[tuple[str, str], bool] = field(repr=False)
    treatments: Memo[Path, Treatment] = field(repr=False)
    hurry: Callable[[int], None] | None = field(default=None, repr=False)

    def treatment(self, path: Path) -> Treatment:
        """The rule for a value: the first line of the policy that covers its path."""
        known = self.treatments.get(path)
        if known is None:
            known = next((rule for place, rule in self.rules if place.covers(path)), self.unnamed)
            if is_short(path):
                self.treatments.put(path, known)
        return known

    def transformer(self, entity_type: str) -> Transformer:
        """How a finding of this type is treated: its own line, else its nearest parent's, else the default."""
        found = self.transformers.get(entity_type)
        if found is not None:
            return found
        for parent in taxonomy.ancestors(entity_type):
            if parent in self.transformers:
                return self.transformers[parent]
        return self.transformers["default"]

    def keeps_characters(self, entity_type: str) -> bool:
        return self.transformer(entity_type).keeps_characters


def compile_plan(
    policy: Policy,
    *,
    input_topic: str,
    outputs: Sequence[Output],
    keys: Keyring | None,
    run_id: str,
    format: str | None = None,
    detectors: Sequence[Detector] | None = None,
    clock: Callable[[], float] | None = None,
    cpu_clock: Callable[[], float] | None = None,
    value_bytes_max: int = codecs.VALUE_BYTES_MAX,
) -> Plan:
    """Compile a policy.

    Args:
        policy: The policy; its effective form is what is hashed.
        input_topic: The raw topic, as it stands in ``tidegate-source``.
        outputs: The clean topics.
        keys: The keyring, or None where the process has none.
        run_id: The run, as it stands in ``tidegate-run``.
        format: The codec's name; the policy's own unless given.
        detectors: Detectors to use instead of those that the registry builds for the policy.
        clock: Monotonic seconds, to bound a detector by ``detect.timeout_seconds``; None: it is not bounded.
        cpu_clock: Seconds that the thread has worked, to tell which of two ways to look at texts is faster on them
            (`detectors.turns`); None: the first is never left.
        value_bytes_max: Larger values are undecodable, in bytes.

    Raises:
        ConfigurationError: If the policy asks for what there is not; names the place and what to write instead.
    """
    check_regions(policy.regions)
    check_languages(policy.languages)
    own: tuple[Detector, ...] = custom.build(policy.detect.detectors, clock=clock)
    if policy.detect.block_list:
        likelihood = policy.detect.block_list_max_likelihood
        blocked = BlockList(policy.detect.block_list, score=likelihood, place="detect.block_list", clock=clock)
        own = (*own, blocked)
    own_types = frozenset(name for detector in own for name in detector.entity_types)
    found_by = _detectors(policy, own) if detectors is None else (*detectors, *own)
    if policy.key == "hash" and keys is None:
        raise ConfigurationError("hash needs a key: name a key file in TIDEGATE_KEY_FILE", place="key")
    chosen = format or (policy.input.format if policy.input is not None else "json")
    rules = tuple(
        (_path(rule.path, chosen, f"fields[{index}].path"), _treatment(rule, own_types, f"fields[{index}]"))
        for index, rule in enumerate(policy.fields)
    )
    needs = [need_of(detector) for detector in found_by]
    text_gate = TextGate(needs, partial(_wide, found_by), cpu_clock)
    transformers = _transformers(policy, keys, own_types)
    allow_patterns = tuple(
        compile_pattern(pattern, place=f"detect.allow_patterns[{index}]", ignore_case=True, whole=True, clock=clock)
        for index, pattern in enumerate(policy.detect.allow_patterns)
    )
    headers_keep = frozenset(name.casefold() for name in policy.headers.keep)
    languages = LanguageJudge(policy.languages) if policy.other_language != "heuristics" else None
    return Plan(
        policy_hash=policy.hash(),
        requirements={detector.name: detector.version for detector in found_by},
        run_id=run_id,
        input_topic=input_topic,
        outputs=tuple(output.topic for output in outputs),
        codec=codecs.build(
            chosen,
            value_bytes_max=value_bytes_max,
            csv=policy.input.csv if policy.input is not None else None,
            place="input.format",
        ),
        rules=rules,
        unnamed=_unnamed(policy, chosen),
        key_rule=policy.key,
        hash_key=None if keys is None else _key_hasher(keys),
        headers_keep=headers_keep,
        link=_link(policy, chosen),
        detectors=found_by,
        accepted=_accepted(policy, found_by, own_types),
        threshold=policy.detect.threshold,
        thresholds=thresholds_of(policy, own_types),
        allow=frozenset(value.casefold() for value in policy.detect.allow_list),
        allow_patterns=allow_patterns,
        transformers=transformers,
        redactor=transformer_registry.build("redact", keys),
        timeout_seconds=policy.detect.timeout_seconds,
        clock=clock,
        entities_max=policy.summary.entities_max,
        entities_header=policy.entities_header,
        run_header=policy.run_header,
        level_header=policy.level_header,
        keeps_unread=policy.key == "keep" or bool(policy.headers.keep) or any(r.treat == "keep" for r in policy.fields),
        counts=any(getattr(transformer, "counts", True) for transformer in transformers.values()),
        gate=compile_gate(
            needs,
            rules=rules,
            unnamed=_unnamed(policy, chosen),
            codec=chosen,
            # A text in another language need not hold anything that a detector knows.
            reads_all=policy.link is not None or languages is not None,
            scans_keys=policy.key == "keep_or_hash",
            headers_keep=headers_keep,
            value_bytes_max=value_bytes_max,
            text_gate=text_gate,
            cpu_clock=cpu_clock,
            asked=needs_of({name for detector in found_by for name in detector.entity_types}),
        ),
        text_gate=text_gate,
        uniform=_uniform(rules, _unnamed(policy, chosen)),
        linear=_is_linear(found_by, allow_patterns),
        languages=languages,
        other_language=policy.other_language,
        constants=Memo(TYPES_MAX),
        clean_names=Memo(NAMES_MAX),
        clean_texts=Memo(TEXTS_MAX),
        treatments=Memo(PATHS_MAX),
    )


def _wide(detectors: Sequence[Detector]) -> list[Wide | None]:
    return [wide_of(detector) for detector in detectors]


def _detectors(policy: Policy, own: Sequence[Detector]) -> tuple[Detector, ...]:
    detect = policy.detect
    if detect.method != "heuristics":
        raise UnknownName("detection method", detect.method, ("heuristics",), place="detect.method")
    config = DetectorConfig(regions=policy.regions, languages=policy.languages)
    return detector_registry.build(detect.entity_types, config, own=own, allow_undetected=detect.allow_undetected)


def _accepted(policy: Policy, detectors: Sequence[Detector], own_types: frozenset[str]) -> dict[str, frozenset[str]]:
    """Which claims count. A child that no detector tells apart takes its parent's whole span."""
    enabled = _expand(policy.detect.entity_types, own_types, "detect.entity_types")
    told_apart = frozenset(
        name
        for detector in detectors
        if not isinstance(detector, custom.Custom | BlockList)
        for name in detector.entity_types
    )
    accepted: dict[str, frozenset[str]] = {}
    for detector in detectors:
        told = frozenset(detector.entity_types)
        if isinstance(detector, custom.Custom | BlockList):
            accepted[detector.name] = told  # the policy wrote it, so it is wanted
            continue
        types = told & enabled
        for child in enabled - told_apart:
            parent = next((name for name in taxonomy.ancestors(child) if name in told), None)
            if parent is not None:
                types |= {parent}
        accepted[detector.name] = types
    return accepted


def _expand(names: Sequence[str], own_types: frozenset[str], place: str) -> frozenset[str]:
    return taxonomy.expand(names, own=own_types, place=place)


def _transformers(policy: Policy, keys: Keyring | None, own_types: frozenset[str]) -> dict[str, Transformer]:
    built: dict[str, Transformer] = {}
    for name, line in {"default": "mark", **policy.transform}.items():
        place = f"transform.{name}"
        entity_type = name if name == "default" else canonical(name, own_types, place)
        if entity_type in built:
            raise ConfigurationError(f"{entity_type} has two lines", place=place)
        try:
            built[entity_type] = transformer_registry.build(line, keys)
        except ConfigurationError as error:
            raise ConfigurationError(error.message, place=f"{place}.{error.place}".rstrip(".")) from error
    return built


def _treatment(rule: FieldRule, own_types: frozenset[str], place: str) -> Treatment:
    digits = rule.number == "digits"
    word = rule.treat
    if word in _WORDS:
        return Treatment(_WORDS[word], rule.path, digits=digits)
    try:
        entity_type = canonical(word, own_types, f"{place}.treat")
    except UnknownName:
        valid = (*_WORDS, *taxonomy.names(), *own_types)
        raise UnknownName("treatment", word, valid, place=f"{place}.treat") from None
    return Treatment(TreatKind.ENTITY, rule.path, entity_type, digits)


def _unnamed(policy: Policy, format: str) -> Treatment:
    # A text record is one field: a policy that names no field at all can only mean that one.
    text = format == "text" and not policy.fields
    return Treatment(TreatKind.TEXT if text else TreatKind.REDACT, DEFAULT_FIELD)


def _uniform(rules: Sequence[tuple[JsonPath, Treatment]], unnamed: Treatment) -> Treatment | None:
    if not rules:
        return unnamed
    path, treatment = rules[0]
    return treatment if covers_everything(path) else None


def _is_linear(detectors: Sequence[Detector], allowed: Sequence[UserPattern]) -> bool:
    """Ours are, and a policy's patterns on RE2 (`detect.ask` looks at what is not ASCII); of a third party's nobody
    knows.
    """
    return all(pattern.linear == "all" for pattern in allowed) and all(
        getattr(detector, "linear", type(detector).__module__.startswith("tidegate.")) for detector in detectors
    )


def _path(expression: str, format: str, place: str) -> JsonPath:
    """A path of the policy. In CSV ``$[2]`` is the third column, whatever it is called: a cell's path is its column's
    name and number.
    """
    path = compile_path(expression, place=place)
    return path.below_any() if format == "csv" and path.begins_with_index else path


def _link(policy: Policy, format: str) -> LinkPlan | None:
    link = policy.link
    if link is None:
        return None
    return LinkPlan(
        by=None if link.by == "key" else _path(link.by, format, "link.by"),
        window_records=link.window.records,
        window_chars=link.window.chars,
        reach_records=link.reach.records,
        reach_ms=link.reach.seconds * 1000,
        covered=Memo(PATHS_MAX),
    )


def _key_hasher(keys: Keyring) -> Callable[[bytes], bytes]:
    """Record keys become ``<key id>_<code>``: equal keys stay equal, so that partitioning and joins go on working."""
    prefix = f"{keys.key_id}_"

    def hash_key(key: bytes) -> bytes:
        return (prefix + crockford(keys.digest("record-key", key), KEY_CODE_LENGTH)).encode("ascii")

    return hash_key


def scannable(kind: LeafKind) -> bool:
    """Whether a leaf of this kind holds text that may be personal data."""
    return kind is LeafKind.STRING or kind is LeafKind.NUMBER

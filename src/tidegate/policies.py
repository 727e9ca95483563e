"""What happens to which field: the policy file as pydantic models, no behaviour.

A policy is read from YAML (``config/policies/<name>.yaml``) or built from an API request; its *effective* form, every
default spelt out, goes into the run's specification, and its hash into every output's header. Words that are promised
but not built yet are refused here, by name: a policy must not ask for more than it gets.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tidegate.documents import PlainNumbers

Fraction = Annotated[float, Field(ge=0.0, le=1.0)]
TopicName = Annotated[str, Field(min_length=1, max_length=249, pattern=r"^[A-Za-z0-9._-]+$")]


Format = Literal["json", "text", "csv"]


_MODEL = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Model(PlainNumbers):
    model_config = _MODEL


def _tab_is_tab(value: Any) -> Any:
    return "\t" if value == "tab" else value  # easier to write, and to see


ColumnName = Annotated[str, Field(max_length=1000)]


class Csv(BaseModel):  # it has no numbers, and requests hold it too: their strict lists go through no base of ours
    """How CSV records are laid out.

    ``header``: true, each record is a document whose first row has the column names; false, its rows have no names; a
    list, the names of the columns, and each record is rows without a header. ``encoding``: utf-8 (with or without a
    byte order mark; UTF-16 is known by its mark), or latin-1.
    """

    model_config = _MODEL

    delimiter: Annotated[Literal[",", ";", "\t"], BeforeValidator(_tab_is_tab)] = ","
    header: bool | Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=4096)] = False
    encoding: Literal["utf-8", "latin-1"] = "utf-8"


class Input(Model):
    """The raw topic. ``format`` is json, text or csv; ``csv`` says how CSV records are laid out."""

    topic: TopicName
    format: Format = "json"
    csv: Csv | None = None

    @model_validator(mode="after")
    def _csv_is_csv(self) -> Input:
        if self.csv is not None and self.format != "csv":
            raise ValueError("csv needs format: csv")
        return self


class OutputRule(Model):
    """One clean topic; ``as: redacted`` carries the policy's treatments."""

    topic: TopicName
    as_: Annotated[Literal["redacted"], Field(alias="as")] = "redacted"

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)


class HeaderRule(Model):
    """Header names whose value is kept unread. Others: text is scanned and kept, what is not text is dropped."""

    keep: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _says_which(cls, lines: Any) -> Any:
        if isinstance(lines, str | list):
            raise ValueError("write headers: {keep: [name]}")
        return lines


class FieldRule(Model):
    """One line of ``fields``; the first whose path matches wins.

    ``treat`` is text, redact, keep, drop, or an entity type: then the whole value is one entity of it.
    ``number: digits`` replaces a number that is found by a number of the same length instead of a string.
    """

    path: Annotated[str, Field(min_length=1, max_length=1000)]
    treat: Annotated[str, Field(min_length=1)]
    number: Literal["string", "digits"] = "string"


class Window(Model):
    """What detectors see of a conversation: its last ``records`` records, at most ``chars`` code points."""

    records: Annotated[int, Field(ge=1, le=1000)] = 12
    chars: Annotated[int, Field(ge=1, le=1_000_000)] = 4000


class Reach(Model):
    """How far a lane remembers: records of the partition (by offset distance) and seconds (by record timestamp)."""

    records: Annotated[int, Field(ge=1, le=1_000_000)] = 20_000
    seconds: Annotated[int, Field(ge=1, le=86_400)] = 900


class Link(Model):
    """Which records belong to one conversation: a JSONPath, or ``key`` for the record's key."""

    by: Annotated[str, Field(min_length=1, max_length=1000)] = "key"
    window: Window = Window()
    reach: Reach = Reach()


class CustomDetector(Model):
    """A user's own pattern (`tidegate.detectors.patterns`), as good as built in."""

    type: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z][a-z0-9_]*$")]
    pattern: Annotated[str, Field(min_length=1, max_length=1000)]
    score: Fraction = 0.6
    context: tuple[str, ...] = ()
    refute: tuple[str, ...] = ()
    checksum: Literal["none", "luhn"] = "none"


# A type by any of its names, or a new one.
TypeName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_ -]*$")]

METHODS = ("heuristics",)  # what can be run today; others are known names that are refused with this list


class Detect(Model):
    """What is looked for, and how sure one must be. Types and groups are names of `tidegate.taxonomy`."""

    planned: ClassVar = ("llm",)

    method: str = "heuristics"
    accuracy_mode: Literal["fast"] = "fast"
    entity_types: tuple[str, ...] = ("all",)
    allow_undetected: bool = False
    threshold: Fraction = 0.3
    thresholds: dict[str, Fraction] = Field(default_factory=dict)
    allow_list: tuple[str, ...] = ()
    allow_patterns: tuple[Annotated[str, Field(min_length=1, max_length=1000)], ...] = ()
    block_list: dict[TypeName, Annotated[str, Field(min_length=1, max_length=1000)]] = Field(default_factory=dict)
    block_list_max_likelihood: Fraction = 1.0
    detectors: tuple[CustomDetector, ...] = ()
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0


Treatment = str | dict[str, Any]  # "redact" or {"mask": {"keep_last": 4}}; compiled by transformers.registry


class Quarantine(Model):
    """Where records go that may not pass. ``mode``: pointer | sealed | block (see docs/guarantees). ``seal: true`` is
    short for sealed, ``seal: false`` for pointer. ``temporary_fault``: wait for a service that detectors need, or after
    the worker's ``retry_seconds_max`` quarantine what was not read.
    """

    topic: TopicName
    mode: Literal["pointer", "sealed", "block"] = "pointer"
    public_key: str | None = None
    temporary_fault: Literal["wait", "quarantine"] = "wait"

    @model_validator(mode="before")
    @classmethod
    def _seal_is_a_mode(cls, lines: Any) -> Any:
        if not isinstance(lines, dict) or "seal" not in lines:
            return lines
        seal, others = lines["seal"], {name: value for name, value in lines.items() if name != "seal"}
        if not isinstance(seal, bool):
            raise ValueError("seal is true or false")
        mode = "sealed" if seal else "pointer"
        if others.setdefault("mode", mode) != mode:
            raise ValueError(f"seal: {str(seal).lower()} is mode: {mode}; take one of them out")
        return others


class SummaryRule(Model):
    every_seconds: Annotated[float, Field(gt=0, le=3600)] = 1.0
    entities_max: Annotated[int, Field(ge=0, le=10_000)] = 100


def _null_is_null(value: Any) -> Any:
    return "null" if value is None else value  # YAML reads a bare null as no value


KeyRule = Annotated[Literal["keep", "hash", "null", "keep_or_hash"], BeforeValidator(_null_is_null)]


_MODELS = frozenset({"model", "aimon_pii_m1", "llm", "all"})


def _policy_name(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name):
        raise ValueError("a policy's name has lower-case letters, digits, . _ - and begins with a letter or a digit")
    return name


def _country_code(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise ValueError("a country is two capitals, its ISO 3166-1 code, such as US or GB")
    return code


def _language_code(code: str) -> str:
    if not re.fullmatch(r"[a-z]{2}", code):
        raise ValueError("a language is two small letters, its ISO 639-1 code, such as en or de")
    return code


def _with_a_model(detect: Any) -> bool:
    method = detect.get("method") if isinstance(detect, dict) else getattr(detect, "method", None)
    return isinstance(method, str) and not _MODELS.isdisjoint(method.split("+"))


def _mark_by_default() -> dict[str, Treatment]:
    return {"default": "mark"}


class Policy(Model):
    """A whole policy; see docs/policies.md for every line.

    ``key``: keep | hash | null; without the line ``keep_or_hash``: keep, and hash where something is found.
    ``fields``: what no line names is redacted. ``other_language``: what becomes of texts in none of ``languages``; they
    are searched like all others (heuristics, the default unless a model reads), masked whole, or their record goes to
    quarantine. ``planned``: words that are promised and not built yet.
    """

    planned: ClassVar = ("subject", "anonymise")

    policy: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_policy_name)]
    input: Input | None = None
    outputs: tuple[OutputRule, ...] = ()
    key: KeyRule = "keep_or_hash"
    headers: HeaderRule = HeaderRule()
    regions: tuple[Annotated[str, AfterValidator(_country_code)], ...] = ("US",)
    languages: tuple[Annotated[str, AfterValidator(_language_code)], ...] = ("en",)
    fields: tuple[FieldRule, ...] = ()
    link: Link | None = None
    detect: Detect = Detect()
    other_language: Literal["heuristics", "mask_all", "quarantine"] = "heuristics"
    transform: dict[str, Treatment] = Field(default_factory=_mark_by_default)
    quarantine: Quarantine | None = None
    summary: SummaryRule = SummaryRule()
    entities_header: bool = True
    run_header: bool = False
    level_header: bool = False

    @model_validator(mode="before")
    @classmethod
    def _what_a_model_was_not_trained_for_does_not_pass(cls, lines: Any) -> Any:
        if isinstance(lines, dict) and "other_language" not in lines and _with_a_model(lines.get("detect")):
            return {**lines, "other_language": "quarantine"}
        return lines

    def effective(self) -> dict[str, Any]:
        """The policy as plain JSON with every default spelt out; `Policy.model_validate` reads it back."""
        return self.model_dump(mode="json", by_alias=True)

    def hash(self) -> str:
        """`hash_of` the effective policy."""
        return hash_of(self.effective())


def hash_of(effective: Mapping[str, Any]) -> str:
    """SHA-256 of an effective policy, 64 lower-case hex digits."""
    return hashlib.sha256(orjson.dumps(effective, option=orjson.OPT_SORT_KEYS)).hexdigest()


def still_says(stored: Any, effective: Any) -> bool:
    """Whether an effective policy says all that a stored one says, and nothing else about it.

    It may have more words: those that are new in this version, at their defaults, which mean what was done before.
    """
    if isinstance(stored, Mapping) and isinstance(effective, Mapping):
        return all(name in effective and still_says(value, effective[name]) for name, value in stored.items())
    if isinstance(stored, list) and isinstance(effective, list):
        return len(stored) == len(effective) and all(map(still_says, stored, effective))
    return bool(stored == effective)

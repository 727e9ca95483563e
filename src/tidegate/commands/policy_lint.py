"""What is wrong with a policy, all of it at once, with the line to mend.

The compiler of plans stops at the first problem, as it should before a run. Here the same compiler is asked about one
line after another, so that a rule has one home and `check` can never be milder or stricter than a worker. On top come
the mistakes that compile well and still are not what anyone meant; those harmless to privacy are warnings.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from phonenumbers import SUPPORTED_REGIONS

from tidegate import taxonomy
from tidegate.codes import REGIONS, SPOKEN_IN
from tidegate.commands.policy_gaps import gaps
from tidegate.detectors import catalogue
from tidegate.detectors.patterns import compile_pattern
from tidegate.documents import Document, as_place
from tidegate.errors import ConfigurationError, DetectionIncomplete
from tidegate.keys import Keyring, parse_key
from tidegate.pipeline.jsonpath import JsonPath, compile_path
from tidegate.pipeline.plan import compile_plan
from tidegate.policies import Csv, Policy
from tidegate.policy_files import check_policy_file
from tidegate.records import Path as RecordPath
from tidegate.records import TreatKind

Level = Literal["error", "warning"]
_FRESH = "\x00any"  # stands for a name that no policy writes


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend; ``line`` is 0 where none is known."""

    file: str
    line: int
    place: str
    level: Level
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        warning = "warning" if self.level == "warning" else ""
        return ": ".join(part for part in (where, warning, self.place, self.message) if part)

    @classmethod
    def of(cls, error: ConfigurationError, level: Level = "error") -> Problem:
        return cls(error.file, error.line or 0, error.place, level, error.message)


@dataclass(frozen=True, slots=True)
class Lint:
    """One policy file under examination."""

    policy: Policy
    document: Document

    def problem(self, place: str, message: str, level: Level = "error") -> Problem:
        return Problem(self.document.file, self.document.line(as_place(place)) or 0, place, level, message)

    @property
    def own_types(self) -> frozenset[str]:
        """Types that the policy itself brings."""
        detect = self.policy.detect
        return frozenset(map(taxonomy.known_or_own, [*detect.block_list, *(rule.type for rule in detect.detectors)]))


def lint_policy(path: Path, keys: Keyring | None = None) -> tuple[Policy | None, list[Problem]]:
    """Every problem of one policy file, in order of lines.

    Args:
        path: The file.
        keys: The keyring; without one a key of the moment stands in, because a key is no part of a policy.
    """
    policy, document, errors = check_policy_file(path)
    if policy is None:
        return None, [Problem.of(error) for error in errors]
    lint = Lint(policy, document)
    found = [*_compiled(lint, keys or Keyring.generate()), *_named(lint, path), *_topics(lint), *_fields(lint)]
    found += [*_unread(lint), *_unspoken(lint), *_linked(lint), *_lists(lint), *_unused(lint), *_quarantine(lint)]
    found += [lint.problem(place, message) for place, message in gaps(policy)]
    return policy, sorted(set(found))


def _compiled(lint: Lint, keys: Keyring) -> Iterator[Problem]:
    """Ask the compiler about each line alone, then about the whole."""
    before = 0
    for part, place, renamed in _parts(lint.policy):
        try:
            _compile(part, keys)
        except ConfigurationError as error:
            before += 1
            yield lint.problem(renamed + error.place.removeprefix(place), error.message)
    if not before:
        try:
            _compile(lint.policy, keys, whole=True)
        except ConfigurationError as error:
            yield lint.problem(error.place, error.message)


def _compile(policy: Policy, keys: Keyring, *, whole: bool = False) -> None:
    # Building every detector for each line would take seconds; only lines about detection need them.
    lines_of_detection = whole or policy.detect.entity_types != ("all",)
    compile_plan(
        policy,
        input_topic=policy.input.topic if policy.input else "raw",
        outputs=(),
        keys=keys,
        run_id="check",
        detectors=None if lines_of_detection else (),
    )


def _parts(policy: Policy) -> Iterator[tuple[Policy, str, str]]:
    """The policy cut into lines: a policy with one of them, the line's place in it, and its place in the file."""
    detect = policy.detect
    own: dict[str, str] = dict.fromkeys(sorted({*detect.block_list, *(rule.type for rule in detect.detectors)}), "x")
    bare = {"method": "heuristics", "block_list": own}
    part = partial(_variant, policy.policy)
    yield part(detect={**bare, "method": detect.method}), "", ""
    for index, rule in enumerate(policy.fields):
        yield part(fields=[rule.model_dump()], detect=bare), "fields[0]", f"fields[{index}]"
    for index, name in enumerate(detect.entity_types):
        if name != "all":
            listed = {**bare, "entity_types": [name], "allow_undetected": detect.allow_undetected}
            yield part(detect=listed), "detect.entity_types[0]", f"detect.entity_types[{index}]"
    for name, value in detect.thresholds.items():
        yield part(detect={**bare, "thresholds": {name: value}}), "", ""
    for name, pattern in detect.block_list.items():
        yield part(detect={**bare, "block_list": {**own, name: pattern}}), "", ""
    for index, pattern in enumerate(detect.allow_patterns):
        one_pattern = {**bare, "allow_patterns": [pattern]}
        yield part(detect=one_pattern), "detect.allow_patterns[0]", f"detect.allow_patterns[{index}]"
    for index, custom in enumerate(detect.detectors):
        one = {"method": "heuristics", "detectors": [custom.model_dump()]}
        yield part(detect=one), "detect.detectors[0]", f"detect.detectors[{index}]"
    for name, line in policy.transform.items():
        yield part(transform={name: line}, detect=bare), "", ""
    for index, region in enumerate(policy.regions):
        yield part(regions=[region], detect=bare), "regions[0]", f"regions[{index}]"
    for index, language in enumerate(policy.languages):
        yield part(languages=[language], detect=bare), "languages[0]", f"languages[{index}]"
    if policy.other_language != "heuristics":
        yield part(languages=policy.languages, other_language=policy.other_language, detect=bare), "", ""
    if policy.link is not None:
        yield part(link=policy.link.model_dump(), detect=bare), "", ""


def _variant(name: str, **lines: Any) -> Policy:
    return Policy.model_validate({"policy": name, **lines})


def _named(lint: Lint, path: Path) -> Iterator[Problem]:
    if path.stem != lint.policy.policy:
        message = f"the file is called {path.stem}: write `policy: {path.stem}`, or rename the file"
        yield lint.problem("policy", message)


def _topics(lint: Lint) -> Iterator[Problem]:
    """Raw records must never meet clean ones."""
    policy = lint.policy
    used: dict[str, str] = {}
    if policy.input is not None:
        used[policy.input.topic] = "the input"
    for index, output in enumerate(policy.outputs):
        place = f"outputs[{index}].topic"
        if output.topic in used:
            yield lint.problem(place, f"the same topic as {used[output.topic]}; write another name")
        used.setdefault(output.topic, f"outputs[{index}]")
    if policy.quarantine is not None and policy.quarantine.topic in used:
        what = used[policy.quarantine.topic]
        yield lint.problem("quarantine.topic", f"the same topic as {what}; write another name")
    if policy.outputs and policy.input is None:
        yield lint.problem("outputs", "outputs without an input; add `input: {topic: raw.<flow>}`")


def _fields(lint: Lint) -> Iterator[Problem]:
    """Lines that can never match, because an earlier one covers all that they name."""
    compiled: list[tuple[int, JsonPath]] = []
    text = lint.policy.input is not None and lint.policy.input.format == "text"
    csv = _layout(lint.policy)
    for index, rule in enumerate(lint.policy.fields):
        place = f"fields[{index}].path"
        try:
            path = compile_path(rule.path)
        except ConfigurationError:
            continue  # the compiler has said so
        if csv is not None and (unknown := _unknown_column(path, csv)):
            yield lint.problem(place, unknown, "warning")
        if text and not path.covers(()):
            yield lint.problem(place, "a text record is one field: write `$` for it", "warning")
        earlier = next((number for number, before in compiled if _covers_all(before, path)), None)
        if earlier is not None:
            message = f"never matches: fields[{earlier}] ({lint.policy.fields[earlier].path}) is earlier and covers it"
            yield lint.problem(place, f"{message}; move this line up, or take it out")
        compiled.append((index, path))


def _layout(policy: Policy) -> Csv | None:
    """How the CSV records are laid out; None for another format."""
    if policy.input is None or policy.input.format != "csv":
        return None
    return policy.input.csv or Csv()


def _unknown_column(path: JsonPath, csv: Csv) -> str:
    """What is wrong with a line for a column that no record has, as far as the policy says what they have; or ""."""
    if not path.steps or path.steps[0].deep or csv.header is True:
        return ""
    column = path.steps[0].wanted
    names = () if isinstance(csv.header, bool) else csv.header
    if isinstance(column, str) and not names:
        return "never matches: without a header columns have no names; write its place, such as `$[0]`"
    if isinstance(column, str) and column not in names:
        nearest = difflib.get_close_matches(column, names, n=1)
        hint = f"; did you mean `$['{nearest[0]}']`?" if nearest else ""
        return f"never matches: no column of input.csv.header is called so{hint}"
    if isinstance(column, int) and names and column >= len(names):
        return f"never matches: there are {len(names)} columns, and the first is `$[0]`"
    return ""


def _covers_all(earlier: JsonPath, later: JsonPath) -> bool:
    return all(earlier.covers(path) for path in _examples(later))


def _examples(path: JsonPath) -> list[RecordPath]:
    """Record paths that this one matches, one for each way in which its steps can be met."""
    examples: list[RecordPath] = [()]
    for deep, wanted in path.steps:
        names: tuple[str | int, ...] = (_FRESH, 0) if wanted is None else (wanted,)
        betweens: tuple[RecordPath, ...] = ((), (_FRESH,), (0,)) if deep else ((),)
        examples = [(*start, *between, name) for start in examples for between in betweens for name in names]
        del examples[256:]
    return examples


def _unread(lint: Lint) -> Iterator[Problem]:
    """Countries of which nothing is read: no telephone number and no form of their own."""
    read = frozenset((*SUPPORTED_REGIONS, *catalogue.regions()))
    for index, region in enumerate(lint.policy.regions):
        if region in REGIONS and region not in read:
            yield lint.problem(f"regions[{index}]", "no detector reads a form of this country; take it out", "warning")


def _unspoken(lint: Lint) -> Iterator[Problem]:
    """Regions whose language is not read: half of a date in words would stay, its month taken for a name."""
    languages = lint.policy.languages
    for index, region in enumerate(lint.policy.regions):
        spoken = SPOKEN_IN.get(region, ())
        if spoken and not set(spoken) & set(languages):
            message = f"dates and other words of this country are read in its language; add {spoken[0]} to languages"
            yield lint.problem(f"regions[{index}]", message, "warning")


def _linked(lint: Lint) -> Iterator[Problem]:
    link = lint.policy.link
    if link is not None and link.by != "key":
        message = (
            "a conversation must stay on one partition, and producers choose the partition by the key: "
            "let them use this field as the key, and write `by: key`"
        )
        yield lint.problem("link.by", message, "warning")


def _lists(lint: Lint) -> Iterator[Problem]:
    """Where lists clash, and what a list says in vain."""
    detect = lint.policy.detect
    blocked = {label: _spans_of(pattern) for label, pattern in sorted(detect.block_list.items())}
    allowed = [(number, _spans_of(pattern, whole=True)) for number, pattern in enumerate(detect.allow_patterns)]
    seen: dict[str, int] = {}
    for index, value in enumerate(detect.allow_list):
        place = f"detect.allow_list[{index}]"
        for label, spans in blocked.items():
            if spans is not None and spans(value):
                message = f"block_list.{label} matches it, and the block list wins: it is hidden; take one of them out"
                yield lint.problem(place, message, "warning")
        if value.casefold() in seen:
            message = f"the same as allow_list[{seen[value.casefold()]}] in upper or lower case; take one of them out"
            yield lint.problem(place, message, "warning")
        seen.setdefault(value.casefold(), index)
        number = next((number for number, spans in allowed if spans is not None and spans(value)), None)
        if number is not None:
            yield lint.problem(place, f"allow_patterns[{number}] allows it already; take it out", "warning")
        if value != value.strip():
            yield lint.problem(place, "begins or ends with a space, and no finding does; take it away", "warning")
    for number, pattern in enumerate(detect.allow_patterns):
        for label, blocking in sorted(detect.block_list.items()):
            if pattern == blocking:
                message = f"the same pattern as block_list.{label}, and the block list wins; take one of them out"
                yield lint.problem(f"detect.allow_patterns[{number}]", message, "warning")
    threshold = detect.threshold
    for label in sorted(detect.block_list):
        least = next((v for n, v in detect.thresholds.items() if _same_type(n, label)), threshold)
        if detect.block_list_max_likelihood < least:
            message = f"its matches get {detect.block_list_max_likelihood:g}, below their threshold of {least:g}: "
            message += "nothing is hidden by it; raise block_list_max_likelihood"
            yield lint.problem(f"detect.block_list.{label}", message)


def _spans_of(pattern: str, *, whole: bool = False) -> Callable[[str], bool] | None:
    """Whether a list's pattern matches; None if it cannot be compiled, which the compiler says by itself."""
    try:
        compiled = compile_pattern(pattern, ignore_case=True, whole=whole)
    except ConfigurationError:
        return None

    def matches(value: str) -> bool:
        try:
            return next(compiled.spans(value, detector="check"), None) is not None
        except DetectionIncomplete:
            return False

    return matches


def _same_type(left: str, right: str) -> bool:
    return taxonomy.known_or_own(left) == taxonomy.known_or_own(right)


def _unused(lint: Lint) -> Iterator[Problem]:
    """Treatments and thresholds of types that this policy never looks for."""
    policy = lint.policy
    try:
        enabled = taxonomy.expand(policy.detect.entity_types, own=lint.own_types) | lint.own_types
    except ConfigurationError:
        return
    words = {kind.value for kind in TreatKind}
    for rule in policy.fields:
        if rule.treat not in words:
            enabled |= _with_ancestors(rule.treat)
    enabled = frozenset().union(enabled, *(_with_ancestors(name) for name in enabled))
    for section, names in (("transform", policy.transform), ("detect.thresholds", policy.detect.thresholds)):
        for name in names:
            if name == "default":
                continue
            canonical = _canonical(name)
            if canonical is not None and canonical not in enabled:
                message = "never used: no line enables this type; add it to detect.entity_types, or take this line out"
                yield lint.problem(f"{section}.{name}", message, "warning")


def _canonical(name: str) -> str | None:
    try:
        return taxonomy.canonical(name)
    except ConfigurationError:
        return None


def _with_ancestors(name: str) -> frozenset[str]:
    canonical = _canonical(name)
    return frozenset() if canonical is None else frozenset((canonical, *taxonomy.ancestors(canonical)))


def _quarantine(lint: Lint) -> Iterator[Problem]:
    quarantine = lint.policy.quarantine
    if quarantine is None:
        return
    if quarantine.mode == "sealed" and quarantine.public_key is None:
        yield lint.problem(
            "quarantine.mode",
            "sealed needs a public key; make one with `tidegate keys sealing FILE`, or write `mode: pointer`",
        )
    elif quarantine.mode == "sealed":
        try:
            parse_key(quarantine.public_key or "")
        except ConfigurationError:
            yield lint.problem(
                "quarantine.public_key", "is not 32 bytes in base64, as `tidegate keys sealing` prints it"
            )
    if quarantine.mode != "sealed" and quarantine.public_key is not None:
        yield lint.problem("quarantine.public_key", "only `mode: sealed` uses it", "warning")

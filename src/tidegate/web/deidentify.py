"""Texts in, texts without personal data out: what the text API does once a request is known to be one.

A request is a small policy. It is compiled like any other and its texts go through the very pipeline that records of a
topic go through, verify included. That takes time, so it happens in a few threads of its own: the event loop goes on
answering, and who comes when too many wait is told to come back. Requests of one kind share a compiled plan.
"""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tidegate import taxonomy
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.pipeline import process
from tidegate.pipeline.plan import Plan, compile_plan
from tidegate.policies import Detect, Policy
from tidegate.records import Applied, OutcomeKind, RawBatch
from tidegate.web.problems import Problem, invalid
from tidegate.web.text_schemas import DeidentifyRequest
from tidegate.wire import Output

THREADS = 2  # requests that are worked on at once
WAITING_MAX = 32  # requests that are worked on or wait; more are told to come back
PLANS_MAX = 16  # compiled requests that are remembered
PATTERNS_MAX = 50  # of their block lists together, beside those of the last one: each may hold 8 MB of memory
DETECTOR_SECONDS_MAX = 20.0  # one detector on all texts of a request
RETRY_SECONDS = 1

FAKE_MODE = "standard"
SERVED_MODE = "fast"  # patterns alone: no model is built in
MODES = ("fast", "standard", "high")  # high is the default, so asking for it by name is no more than leaving it out

_WORDS = re.compile(r"\{label\}|ALL_CLASS_NAMES|CLASS_NAME")
_BRACES = re.compile(r"\{([^{}]*)\}")
_GROUPS_MEANT = {"hipaa": "hipaa_safe_harbor", "ccpa": "cpra"}  # laws by names that groups do not have
_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9_ -]{0,63}")
_MEMORY = "text"  # stands for the topic, which texts at hand do not have


class TextService:
    """Takes identifiers out of texts, at most `THREADS` requests at a time."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="deidentify")
        self._waiting = 0
        self._lock = threading.Lock()
        self._plans: OrderedDict[str, tuple[Plan, int]] = OrderedDict()  # and how many patterns of a block list it has

    async def deidentify(self, request: DeidentifyRequest, *, reveal: bool) -> list[dict[str, Any]]:
        """One answer for each text, in order.

        Raises:
            Problem: 400 that names the field, 503 if too many requests wait.
        """
        policy = policy_of(request)
        if self._waiting >= WAITING_MAX:
            raise Problem(
                503, "Too many requests are being worked on; try again.", headers={"Retry-After": str(RETRY_SECONDS)}
            )
        texts = [request.text] if isinstance(request.text, str) else request.text
        with self._lock:
            self._waiting += 1
        running = self._pool.submit(self._work, policy, request, texts, reveal)
        running.add_done_callback(self._done)  # not of the caller's waiting: who hangs up frees no thread
        return await asyncio.wrap_future(running)

    def _done(self, _: object) -> None:
        with self._lock:
            self._waiting -= 1

    def _work(
        self, policy: Policy, request: DeidentifyRequest, texts: Sequence[str], reveal: bool
    ) -> list[dict[str, Any]]:
        return answers(texts, self._plan(policy, request), reveal=reveal)

    def _plan(self, policy: Policy, request: DeidentifyRequest) -> Plan:
        name = policy.hash()
        with self._lock:
            known = self._plans.get(name)
            if known is not None:
                self._plans.move_to_end(name)
                return known[0]
        try:
            plan = compile_plan(
                policy,
                input_topic=_MEMORY,
                outputs=[Output(topic=_MEMORY)],
                keys=None,
                run_id=_MEMORY,
                format="text",
                clock=time.monotonic,
                cpu_clock=time.thread_time,
            )
        except ConfigurationError as error:
            raise invalid([_field_of(error, request)], status=400) from None
        with self._lock:
            self._plans[name] = plan, len(policy.detect.block_list)
            while len(self._plans) > PLANS_MAX or self._patterns_before_the_last() > PATTERNS_MAX:
                self._plans.popitem(last=False)
        return plan

    def _patterns_before_the_last(self) -> int:
        return sum([count for _, count in self._plans.values()][:-1])


def left_out(request: DeidentifyRequest) -> list[str]:
    """Fields that ask for what is not built: such a request is answered as if they were off."""
    asked = {
        "fake_entity_accuracy_mode": request.fake_entity_accuracy_mode is not None,
        "link_batch": request.link_batch,
    }
    return [name for name, is_asked in asked.items() if is_asked]


def policy_of(request: DeidentifyRequest) -> Policy:
    """The policy that a request is. Raises `Problem` 400 with every field that is wrong."""
    wrong: list[tuple[str, str]] = []
    block_list = dict(request.block_list or {})
    for number, label in enumerate(block_list, start=1):
        if not _CLASS.fullmatch(label):
            message = f"class {number} of {len(block_list)} is not a word of letters, digits and _ (at most 64)"
            wrong.append(("block_list", message))
    own = {taxonomy.known_or_own(label) for label in block_list}
    classes = request.enabled_classes
    for index, name in enumerate(classes or ()):
        problem = _class_problem(name, own)
        if problem:
            wrong.append((f"enabled_classes[{index}]", problem))
    if classes is not None and not classes and not block_list:
        wrong.append(("enabled_classes", "is empty, and so is block_list: nothing would be looked for"))
    unique = request.unique_pii_markers is not False
    marker, problem = marker_of(request.marker_format, unique=unique)
    if problem:
        wrong.append(("marker_format", problem))
    if request.accuracy_mode is not None and request.accuracy_mode not in MODES:
        wrong.append(("accuracy_mode", f"is not available here; available: {', '.join(MODES)}"))
    if request.fake_entity_accuracy_mode not in (None, FAKE_MODE):
        wrong.append(("fake_entity_accuracy_mode", f"is not available here; available: {FAKE_MODE}"))
    if wrong:
        raise invalid(wrong, status=400)
    likelihood = request.block_list_max_likelihood
    detect = Detect(
        entity_types=("all",) if classes is None else tuple(classes),
        allow_list=tuple(request.allow_list or ()),
        block_list=block_list,
        block_list_max_likelihood=1.0 if likelihood is None else likelihood,
        timeout_seconds=DETECTOR_SECONDS_MAX,
    )
    return Policy(
        policy="deidentify-text",
        detect=detect,
        transform={"default": {"mark": {"format": marker}}},
        entities_header=False,
    )


def _class_problem(name: str, own: set[str]) -> str:
    word = taxonomy.known_or_own(name)
    if word in own or word in taxonomy.GROUPS:
        return ""
    if word in taxonomy.names():
        return ""
    labels = [taxonomy.api_label(known) for known in taxonomy.names()]
    nearest = (
        _GROUPS_MEANT.get(word)
        or UnknownName("class", name, labels, also=(*taxonomy.aliases(), *taxonomy.GROUPS)).nearest
    )
    return "is not a class" + (f"; did you mean {nearest}?" if nearest else "")


def marker_of(format: str | None, *, unique: bool) -> tuple[str, str]:
    """The format of `transformers.mark` for a request's, and what is wrong with it, or "".

    Unique markers are numbered: where the format does not say where (``{n}``), behind each class name.
    """
    chosen = "[CLASS_NAME]" if format is None else format
    if not _WORDS.search(chosen):
        return "", "must contain CLASS_NAME or ALL_CLASS_NAMES"
    placeholders = set(_BRACES.findall(chosen)) - {"CLASS_NAME", "ALL_CLASS_NAMES"}
    if placeholders - {"label", "n"}:
        return "", "may have {label} and {n} in braces, and nothing else"
    if "n" in placeholders and not unique:
        return "", "has {n}, but unique_pii_markers is false"
    number = "_{n}" if unique and "n" not in placeholders else ""
    return _WORDS.sub(lambda found: found[0].replace("{label}", "CLASS_NAME") + number, chosen), ""


def _field_of(error: ConfigurationError, request: DeidentifyRequest) -> tuple[str, str]:
    """The request's own field for a place of the policy, and a message that quotes nothing of it."""
    place = error.place.removeprefix("detect.")
    if place.startswith("entity_types["):
        return place.replace("entity_types", "enabled_classes"), "nothing here finds this class"
    if place.startswith("block_list"):
        # Counted, because a class may be anything: the message may not name it.
        labels = [f"block_list.{label}" for label in request.block_list or ()]
        which = f"pattern {labels.index(place) + 1} of {len(labels)}" if place in labels else "a pattern"
        return "block_list", f"{which} cannot be used: {_rule_of(error.message)}"
    return "body", "is not valid together with this server's configuration"


_RULES = {
    "matches the empty text": "it matches the empty text",
    "nothing bounds them": "it has recursion, fuzzy matching or verbs",
    "groups": "it has too many groups",
    "too large": "it is too large",
    "longer than": "it is too long",
}


def _rule_of(message: str) -> str:
    """Which of our own rules a pattern breaks; the engines' words may quote it."""
    return next((words for rule, words in _RULES.items() if rule in message), "it is not a pattern")


def answers(texts: Sequence[str], plan: Plan, *, reveal: bool) -> list[dict[str, Any]]:
    """Run texts through the pipeline, one record each; linked by nothing."""
    count = len(texts)
    batch = RawBatch(
        topic=_MEMORY,
        partition=0,
        position_from=0,
        position_to=count,
        offsets=range(count),
        timestamps=[0] * count,
        keys=[None] * count,
        values=[text.encode("utf-8") for text in texts],
        headers=[()] * count,
    )
    outcomes, _ = process(batch, plan, Context())
    written: list[dict[str, Any]] = []
    for record, (text, kind, outputs) in enumerate(zip(texts, outcomes.kinds, outcomes.outputs, strict=True)):
        value = outputs[0].value if kind is OutcomeKind.CLEAN and outputs else None
        # What did not come out clean was not checked to its end, whatever the stage: none of it is shown.
        passed = value is not None
        found = outcomes.applied.get(record, ()) if passed else ()
        written.append(
            {
                "result": None if value is None else value.decode("utf-8"),
                "result_fake": None,
                "pii": [_entity(applied, text, reveal) for _, applied in found],
                "api_calls_used": 1,
                "output_checks_passed": passed,
            }
        )
    return written


def _entity(applied: Applied, text: str, reveal: bool) -> Mapping[str, Any]:
    finding, edit = applied.finding, applied.edit
    types = (finding.entity_type, *taxonomy.ancestors(finding.entity_type))
    return {
        "marker": edit.text,
        "text": text[edit.start : edit.end] if reveal else "",
        "best_label": taxonomy.api_label(finding.entity_type),
        "stt_idx": edit.start,
        "end_idx": edit.end,
        "labels": {taxonomy.api_label(name): finding.score for name in types},
        "fake_text": None,
        "fake_stt_idx": None,
        "fake_end_idx": None,
    }

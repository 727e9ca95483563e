"""Explain: what every detector claimed in a text, how each claim was weighed, and which rule kept or dropped it.

The same detectors, weights and rules as on the way of a record, asked once more for their reasons. A test holds the two
together: what is explained as kept is what a record would lose.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tidegate.detectors import views
from tidegate.detectors.base import Detector
from tidegate.errors import DetectionIncomplete
from tidegate.keys import Keyring
from tidegate.pipeline.detect import ask
from tidegate.pipeline.plan import Plan, compile_plan
from tidegate.pipeline.questions import expected_after, last_question
from tidegate.pipeline.resolve import Verdict, judge
from tidegate.pipeline.score import Weighed, weigh
from tidegate.policies import Policy
from tidegate.records import TextBatch
from tidegate.spans import Candidate

TOPIC = "explain"  # stands for the topic, which a text at hand does not have
CANDIDATES_MAX = 2000  # of one text: each is compared with all before it


class Rival(NamedTuple):
    """The candidate to which another lost a part of its range."""

    entity_type: str
    start: int
    end: int
    detector: str


class Explained(NamedTuple):
    """One candidate with its reasons. Offsets are code points, half-open; scores are in [0, 1].

    ``context`` and ``refute`` are the words near it that spoke for and against it; ``named`` and ``asked`` say that the
    field's name or the question spoke for it. ``rule`` and what follows are as in `resolve.Verdict`. ``treatment`` is
    the transformer that its type gets.
    """

    entity_type: str
    start: int
    end: int
    detector: str
    pattern: str
    base_score: float
    context: tuple[str, ...]
    refute: tuple[str, ...]
    named: bool
    asked: bool
    checksum: str
    distinctive: bool
    score: float
    threshold: float
    kept: bool
    rule: str
    ranges: tuple[tuple[int, int], ...]
    lost_to: Rival | None
    precedence: str
    treated_inside: bool
    treatment: str

    def document(self, text: str) -> dict[str, Any]:
        """As JSON shows it, with the stretch of ``text`` that was claimed."""
        rival = None if self.lost_to is None else self.lost_to._asdict()
        return {**self._asdict(), "lost_to": rival, "text": text[self.start : self.end]}


def plan_for(policy: Policy) -> Plan:
    """Compile a policy to explain texts by. Nothing is transformed, so it needs nobody's key.

    Raises:
        ConfigurationError: If the policy asks for what there is not.
    """
    no_key = Keyring(active="explain", keys={"explain": bytes(32)})
    return compile_plan(policy, input_topic=TOPIC, outputs=[], keys=no_key, run_id=TOPIC, format="text")


def explain(text: str, plan: Plan, *, name: str = "", question: str = "") -> tuple[list[Explained], int]:
    """Explain one text.

    Args:
        text: The text.
        plan: The policy it is read by.
        name: The name of the field it stands in, or "".
        question: What was said before it, or "".

    Returns:
        Candidates sorted by place, at most `CANDIDATES_MAX`, and how many were left out.

    Raises:
        DetectionIncomplete: If a detector could not read the text to its end; a record would be quarantined.
    """
    context = (question,) if question else ()
    expected = expected_after(context)
    batch = TextBatch([text], [name], [expected], [context])
    claimed = sorted(_claims(batch, plan), key=lambda pair: pair[0])
    shown = claimed[:CANDIDATES_MAX]
    verdicts = judge([candidate for candidate, _ in shown], text, expected, plan)
    explained = [_explained(verdict, weighed, plan) for verdict, (_, weighed) in zip(verdicts, shown, strict=True)]
    return explained, len(claimed) - len(shown)


def other_language(text: str, plan: Plan) -> str:
    """What becomes of a text whole, because it is in none of the policy's languages (``mask_all``, ``quarantine``); ""
    where it is searched like any other.
    """
    outside = plan.languages is not None and plan.languages.is_outside(text)
    return plan.other_language if outside else ""


def _claims(batch: TextBatch, plan: Plan) -> Iterator[tuple[Candidate, Weighed]]:
    """Every claim with its final score, and what that was made of."""
    longer, maps = views.normalised(batch)
    if maps.unread:
        raise DetectionIncomplete(detector="views")
    columns = zip(longer.texts, longer.names, longer.expected, strict=True)
    readers = [set(plan.text_gate.readers(text, name, expected)) for text, name, expected in columns]
    for number, detector in enumerate(plan.detectors):
        rows = [row for row, reading in enumerate(readers) if number in reading]
        part = _part(longer, rows)
        claims = [claim._replace(text=rows[claim.text]) for claim in ask(detector, part, plan)] if rows else []
        best: dict[Candidate, Weighed] = {}
        for claim, shown in views.moved_back(claims, maps):
            weighed = _weighed(claim, detector, longer)
            best[shown._replace(score=weighed.score)] = weighed
        yield from ((claim, best[claim]) for claim in views.best(list(best)))


def _part(texts: TextBatch, rows: list[int]) -> TextBatch:
    return TextBatch(
        [texts.texts[row] for row in rows],
        [texts.names[row] for row in rows],
        [texts.expected[row] for row in rows],
        [texts.context[row] for row in rows],
    )


def _weighed(claim: Candidate, detector: Detector, batch: TextBatch) -> Weighed:
    return weigh(
        claim,
        detector,
        batch.texts[claim.text],
        name=batch.names[claim.text],
        expected=batch.expected[claim.text],
        question=last_question(batch.context[claim.text]),
    )


def _explained(verdict: Verdict, weighed: Weighed, plan: Plan) -> Explained:
    candidate, rival = verdict.candidate, verdict.lost_to
    entity_type = candidate.entity_type
    return Explained(
        entity_type,
        candidate.start,
        candidate.end,
        candidate.detector,
        candidate.pattern,
        weighed.base,
        weighed.context,
        weighed.refute,
        weighed.named,
        weighed.asked,
        weighed.checksum.name.lower(),
        candidate.distinctive,
        weighed.score,
        plan.thresholds.get(entity_type, plan.threshold),
        bool(verdict.ranges),
        verdict.rule,
        verdict.ranges,
        None if rival is None else Rival(rival.entity_type, rival.start, rival.end, rival.detector),
        verdict.precedence,
        verdict.inside,
        plan.transformer(entity_type).name,
    )

"""What the gate does at once is what the stages behind it would have done: byte for byte, finding for finding."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.pipeline.helpers import EVERYTHING_IS_TEXT, batch_of
from tests.pipeline.test_gate import PIECES, outcomes_of, plan_of, ungated
from tests.pipeline.ways import unmet
from tidegate.pipeline.plain import gate
from tidegate.pipeline.score import final_score, weigh
from tidegate.records import Headers
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate, Checksum

LINES: dict[str, dict[str, Any]] = {
    "markers": {},
    "numbered markers": {"transform": {"default": {"mark": {"format": "[{label}_{n}]"}}}},
    "masks and hashes": {
        "transform": {
            "default": "hash",
            "credit_card_number": {"mask": {"keep_last": 4}},
            "url": {"redact": {"text": ""}},
        }
    },
    "dropped": {"transform": {"email": "drop"}},
    "allowed": {"detect": {"entity_types": ["all"], "allow_list": ["ada@example.com", "192.0.2.7"]}},
    "fields kept": {"fields": [{"path": "$.a", "treat": "keep"}, *EVERYTHING_IS_TEXT]},
    "numbers stay": {"fields": [{"path": "$..*", "treat": "text", "number": "digits"}]},
    "keys kept": {"key": "keep", "headers": {"keep": ["n"]}},
    "weak forms too": {"detect": {"entity_types": ["all"], "threshold": 0.0}},
    "text": {"fields": [], "format": "text"},
}
PLANS = {name: plan_of(**lines) for name, lines in LINES.items()}
UNMET = {name: unmet(plan_of(**lines)) for name, lines in LINES.items()}
PLAIN_PIECES = [
    *(piece for piece in PIECES if piece.isascii() and '"' not in piece and "\\" not in piece and piece.isprintable()),
    *("phone ", "order ", "what is your e-mail? ", "card number? ", "your phone please ", " and ", "2 ", "4155550177"),
]
plain_texts = st.lists(st.sampled_from(PLAIN_PIECES), max_size=5).map("".join)
leaves = st.one_of(plain_texts, plain_texts, st.sampled_from([4111111111111111, 4155550177, 12, -1.5, True, None]))
names = st.sampled_from(["a", "b", "email", "phoneNumber", "note", "4111111111111111"])
flat = st.dictionaries(names, leaves, min_size=1, max_size=4)
nested = st.dictionaries(names, st.one_of(leaves, flat, st.lists(leaves, max_size=2)), min_size=1, max_size=3)
values = st.one_of(flat, flat, nested).flatmap(
    lambda document: st.sampled_from([(",", ":"), (", ", ": ")]).map(
        lambda separators: json.dumps(document, separators=separators).encode()
    )
)
keys = st.one_of(st.none(), st.none(), plain_texts.map(str.encode))
headers = st.one_of(
    st.just(()), st.lists(st.tuples(st.sampled_from(["n", "m"]), plain_texts.map(str.encode))).map(tuple)
)


@pytest.mark.parametrize("name", PLANS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rows=st.lists(st.tuples(values, keys, headers), min_size=1, max_size=4))
@example(rows=[(b'{"a":"ada@example.com","b":"ADA@example.com"}', None, ())])  # a copy
@example(rows=[(b'{"a":"ada@example.com"}', b"ada@example.com", (("n", b"ada@example.com"),))])
@example(rows=[(b'{"a":"your e-mail?","b":"root@host"}', None, ()), (b'{"b":"root@host"}', None, ())])
@example(rows=[(b'{"phone":4155550177,"b":"order 4155550177"}', None, ())])
def test_short_cut_and_long_way_give_the_same(name: str, rows: list[tuple[bytes, bytes | None, Headers]]) -> None:
    """Outcomes, reasons, counts, findings, and where each stands afterwards."""
    columns = list(zip(*rows, strict=True))
    batch = batch_of(*columns[0], keys=list(columns[1]), headers=list(columns[2]))
    read = outcomes_of(ungated(PLANS[name]), batch)
    assert outcomes_of(PLANS[name], batch) == read
    assert outcomes_of(UNMET[name], batch) == read


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (b'{"id":"A-1","note":"mail ada@example.com today"}', b'{"id":"A-1","note":"mail [EMAIL] today"}'),
        (b'{"n" : 4111111111111111 }', b'{"n" : "[CREDIT_CARD_NUMBER]" }'),
        (b'{"a":{"b":"192.0.2.7"}}', b'{"a":{"b":"[IP_ADDRESS]"}}'),
        (b'{"a":"x::y"}', b'{"a":"x::y"}'),  # looked at, and nothing there
        (b'{"a":"ada@example.com","b":"bob@example.com"}', b'{"a":"[EMAIL]","b":"[EMAIL]"}'),
        (b'{"a":"ada@example.com","b":"ada@example.com"}', None),  # a copy
        (b'{"a":["ada@example.com"]}', None),  # an element has no name before it
        (b'{"ada@example.com":1}', None),  # a name
        (b'{"a":"ada@example.com\\n"}', None),  # an escape
        ('{"a":"ada@example.com é"}'.encode(), None),  # another script
        (b'{"a":"Your e-mail?","b":"root@host"}', None),  # a question
        (b'{"a":"ada@example.com"', None),  # broken
    ],
)
def test_what_is_plain_is_done_at_once_and_what_is_not_is_left(value: bytes, plain: bytes | None) -> None:
    """None: the stages behind read it."""
    done = gate(batch_of(value), plan_of()).plain
    assert (done[0].value if 0 in done else None) == plain


class _Words:
    name = "words"
    version = "1"
    entity_types: tuple[str, ...] = ("email",)

    def __init__(self, context: frozenset[str], refute: frozenset[str]) -> None:
        self.context, self.refute = context, refute

    def detect(self, batch: Any) -> Any:
        return ()


words = st.sampled_from(["card", "order", "phone", "x1", "Card", "ORDER", "_", "."])


@given(
    text=st.lists(words, max_size=14).map(" ".join),
    place=st.tuples(st.integers(0, 40), st.integers(1, 10)),
    name=st.sampled_from(["", "card", "orderId", "phoneCard", "x"]),
    base=st.sampled_from([WEAK, MEDIUM, STRONG]),
    checksum=st.sampled_from(list(Checksum)),
    distinctive=st.booleans(),
    told=st.sampled_from([("card phone", "order"), ("", "order"), ("card", ""), ("", "")]),
)
def test_a_score_is_the_same_with_and_without_its_reasons(
    text: str,
    place: tuple[int, int],
    name: str,
    base: float,
    checksum: Checksum,
    distinctive: bool,
    told: tuple[str, str],
) -> None:
    """`final_score` looks no further than it must."""
    detector = _Words(frozenset(told[0].split()), frozenset(told[1].split()))
    start = min(place[0], len(text))
    end = min(len(text) + 1, start + place[1])
    candidate = Candidate(0, start, end, "email", base, "words", "", checksum, distinctive)
    assert final_score(candidate, detector, text, name) == weigh(candidate, detector, text, name=name).score

"""Every built-in keeps the contract, and whoever breaks it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tidegate.codecs import registry as codecs
from tidegate.detectors import registry as detectors
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.keys import Keyring
from tidegate.records import TextBatch
from tidegate.spans import Candidate, Finding
from tidegate.testing.contracts import (
    ContractBroken,
    candidates_digest,
    check_codec,
    check_detector,
    check_transformer,
)
from tidegate.transformers import registry as transformers
from tidegate.transformers.base import Scope

BUILT_IN = detectors.build(["all"], DetectorConfig(), plugins=())
KEYS = Keyring(active="k1", keys={"k1": bytes(range(32))})

JSON_SAMPLES = (
    b'{"a": "x", "b":[1 , 123456789012345678901234, -0.50e+7 ,null, true],\n\t"c\\u00e9": {"d": "\\ud83d\\ude00\\n"}}',
    b' [ "a" , "a", "" ] ',
    b'"one"',
    b'{"a": "1", "a": "2"}',
    '{"\u00e9": "\U0001f600"}'.encode(),
)
TEXT_SAMPLES = (b"hello", "caf\u00e9 \U0001f600\r\n\x00".encode())


@pytest.mark.parametrize("detector", BUILT_IN, ids=lambda detector: detector.name)
def test_every_built_in_detector_keeps_the_contract(detector: Detector) -> None:
    """On every hostile text."""
    check_detector(detector)


def test_no_detector_depends_on_the_hash_seed() -> None:
    """Two processes with different seeds claim the same."""
    code = (
        "from tidegate.detectors import registry; from tidegate.testing.contracts import candidates_digest; "
        "print(candidates_digest(registry.build(plugins=())))"
    )
    digests = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert digests == [candidates_digest(BUILT_IN)] * 2


@pytest.mark.parametrize(
    "spec",
    [
        "drop",
        "hash",
        "mark",
        "mask",
        "redact",
        {"mask": {"keep_last": 4, "keep_first": 2}},
        {"mark": {"format": "[{label}_{code}]", "scope": "conversation"}},
        {"redact": {"text": ""}},
    ],
    ids=str,
)
def test_every_built_in_transformer_keeps_the_contract(spec: object) -> None:
    """On every hostile value."""
    check_transformer(transformers.build(spec, KEYS, plugins=()))


@pytest.mark.parametrize(("name", "samples"), [("json", JSON_SAMPLES), ("text", TEXT_SAMPLES)])
def test_every_built_in_codec_keeps_the_contract(name: str, samples: Sequence[bytes]) -> None:
    """Untouched bytes stay untouched."""
    check_codec(codecs.build(name), samples)


class Broken:
    """A detector that answers what it is told to answer."""

    name = "broken"
    version = "1"
    entity_types: tuple[str, ...] = ("email",)
    context: frozenset[str] = frozenset()
    refute: frozenset[str] = frozenset()

    def __init__(self, *answers: Sequence[Candidate]) -> None:
        self._answers = list(answers)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


GOOD = Candidate(1, 0, 1, "email", 0.7, "broken")


@pytest.mark.parametrize(
    ("answers", "promise"),
    [
        ([[GOOD._replace(end=99)]], "offsets are in range in text 1"),
        ([[GOOD._replace(end=0)]], "offsets are in range"),
        ([[GOOD._replace(text=5)]], "a candidate names a text"),
        ([[GOOD._replace(entity_type="iban")]], "only declared entity types"),
        ([[GOOD._replace(score=1.5)]], "scores are in"),
        ([[GOOD._replace(detector="other")]], "its detector's name"),
        ([[GOOD, GOOD._replace(text=0)]], "candidates are sorted"),
        ([[GOOD, GOOD]], "no candidate is claimed twice"),
        ([[GOOD], []], "the same batch gets the same answer"),
        ([[GOOD], [GOOD], []], "text 1 gets the same answer alone"),
    ],
)
def test_a_broken_detector_is_told_which_promise_it_breaks(answers: list[list[Candidate]], promise: str) -> None:
    """And not a character of the text."""
    with pytest.raises(ContractBroken, match=promise):
        check_detector(Broken(*answers), ["ab", "cd"])


class Leaky:
    """A transformer that hides nothing."""

    name = "leaky"
    keeps_characters = False
    needs_key = False

    def __init__(self, result: str = "") -> None:
        self._result = result

    def transform(self, value: str, finding: Finding, scope: Scope) -> str:
        if self._result == "raise":
            raise KeyError(value)
        return self._result.replace("VALUE", value)


@pytest.mark.parametrize(
    ("result", "promise"),
    [("VALUE", "is not published as it was"), ("<VALUE>", "does not stand inside"), ("raise", "raises KeyError")],
)
def test_a_leaky_transformer_is_caught(result: str, promise: str) -> None:
    """Whole, wrapped, or in an exception."""
    with pytest.raises(ContractBroken, match=promise) as caught:
        check_transformer(Leaky(result), texts=["bob@example.com"])
    assert "bob" not in str(caught.value)

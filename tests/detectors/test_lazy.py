"""Patterns compiled at first use: the same answers, and no mistake left for a record to find."""

import gc

import pytest
import regex

from tidegate.detectors import built_in, lazy


def test_it_answers_as_the_pattern_itself() -> None:
    ours, theirs = lazy.compile(r"(?P<figures>\d+)", regex.IGNORECASE), regex.compile(r"(?P<figures>\d+)")
    text = "7 of 12"
    assert ours.pattern == theirs.pattern
    assert [match.span() for match in ours.finditer(text)] == [match.span() for match in theirs.finditer(text)]
    assert ours.sub("#", text) == "# of #"
    assert dict(ours.groupindex) == {"figures": 1}


def test_its_flags_count() -> None:
    assert lazy.compile("a", regex.IGNORECASE).fullmatch("A")
    assert not lazy.compile("a").fullmatch("A")


def test_nothing_is_compiled_before_the_first_use() -> None:
    wrong = lazy.compile("(")
    assert wrong.pattern == "("
    with pytest.raises(regex.error):
        wrong.search("(")


def test_every_pattern_of_every_detector_compiles() -> None:
    assert built_in.BUILT_IN
    patterns = [one for one in gc.get_objects() if isinstance(one, lazy._Lazy) and one.pattern != "("]
    assert len(patterns) > 300
    for pattern in patterns:
        assert pattern.groupindex is not None

"""Evil patterns and inputs: each is refused when it is read, or its search is bounded; none holds up other threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tidegate.detectors.patterns import (
    BACKTRACKING_CHARS_MAX,
    BACKTRACKING_SECONDS_MAX,
    LINEAR_SECONDS_MAX,
    compile_pattern,
)
from tidegate.errors import ConfigurationError, DetectionIncomplete
from tidegate.pipeline.block_list import BlockList
from tidegate.policies import CustomDetector
from tidegate.records import TextBatch

REFUSED = "refused"  # when it is read
RE2, MIXED, REGEX = "re2", "re2 and regex", "regex"  # what runs it, within its bound
COMPILE_SECONDS_MAX = 2.0
SLACK_SECONDS = 2.0  # for a machine with other things to do
HEARTBEAT_SECONDS_MAX = 1.0

AS = "a" * 50_000
SPACES = " " * 50_000

EVIL: list[tuple[str, str, str]] = [
    # compile bombs
    (r"(a{1,1000}){1,1000}", "", REFUSED),
    (r"((a{1,100}){1,100}){1,100}", "", REFUSED),
    (r"(((a{1,10}){1,10}){1,10}){1,10}", "", REFUSED),
    (r"a{1,1001}", "", REFUSED),
    (r"(?:a{0,1000}b{0,1000}c{0,1000}){9}", "", REFUSED),
    (r"[\p{L}\p{N}]{1,1000}", "", REFUSED),
    (r"(?:\pL{1,30}\s){1,20}9", "", REFUSED),
    (r"(?:[^x]{100}){10}", "", RE2),
    (r"(?i)(?:[\x{80}-\x{10ffff}]{30}){30}", "\u4e2d" * 50_000, RE2),
    (r"(?=(a{1,1000}){1,1000}x)", AS, REGEX),
    # nested quantifiers
    (r"(a+)+$", AS + "!", RE2),
    (r"(a*)*b", AS, RE2),
    (r"([a-zA-Z]+)*\d", AS, MIXED),
    (r"(?:(?:(?:a+)+)+)+c", AS, RE2),
    (r"(\w+\s?)*!x", ("word " * 10_000), MIXED),
    (r"(\w+\s?)*!x", ("w\u00f6rd " * 10_000), MIXED),
    (r"(?:a|aa)+\b\d", "\u00e4" + AS, MIXED),
    (r"^(([a-z])+.)+[A-Z]([a-z])+$", AS, RE2),
    (r"(?<!x)(?:a+)+$", AS + "!", REGEX),
    (r"(?<!x)(?:a|aa)+$", AS + "!", REGEX),
    (r"(?=((?:a+)+)b)c", AS, REGEX),
    (r"(?:(a+)\1?)+c(?!d)", AS[:5000], REGEX),
    (r"(x+x+)+y(?=z)", "x" * 50_000, REGEX),
    (r"(.*)\1{3}c", AS[:3000], REGEX),
    (r"(?:(?:a?){20}){20}(?<!q)c", AS[:20_000], REGEX),
    # overlapping alternatives, and many of them
    (r"(a|a)*b", AS, RE2),
    (r"(a|aa|aaa|aaaa)+b", AS, RE2),
    ("|".join(f"w{number}" for number in range(200)), "w1 " * 20_000, RE2),
    ("(?:" + "|".join("a" * length for length in range(1, 40)) + ")+b", AS, RE2),
    ("(?:" + "|".join("a" * length for length in range(1, 40)) + ")+b(?!c)", AS, REGEX),
    ("|".join(["(a)"] * 40) + "(?!b)", "", REFUSED),  # more groups than may be remembered
    ("x" * 1001, "", REFUSED),
    # searches that are quadratic together, one match after another
    (r"a.*z|a", "a" * 400_000, RE2),
    (r"\s+$", SPACES + "x", MIXED),
    (r"\s+$", SPACES + "\u00e4", MIXED),
    (r"(?<!y)\s+$", SPACES + "x", REGEX),
    (r"^.*a.*a.*a.*b(?=c)", AS[:20_000], REGEX),
    # classes and letters of all scripts
    (r"\pL+\d", "\u4e2d" * 50_000, MIXED),
    (r"(?i)[\x{0}-\x{10ffff}]+\x{130}\x{1e9e}", "\u1e9e\u0130" * 20_000, RE2),
    (r"(?<=\p{L})(?:\p{L}+\p{M}*)+\d", "e\u0301" * 20_000, REGEX),
    (r"(?<![\p{Ll}])(?:[\p{L}--\p{Lu}]|\p{Ll})+$", "a" * 50_000 + "!", REGEX),
    # what nothing bounds
    (r"(?R)?a(?=b)", "", REFUSED),
    (r"(a(?1)?b)(?=c)", "", REFUSED),
    (r"(?P<n>a(?&n)?)(?=c)", "", REFUSED),
    (r"(?:abcdefgh){e<=8}(?=x)", "", REFUSED),
    (r"(?e)(?:abc){i<=3}(?=x)", "", REFUSED),
    (r"\L<words>(?=x)", "", REFUSED),
    (r"a(*SKIP)(*FAIL)|b(?=c)", "", REFUSED),
    # what matches everywhere
    (r"(?:)", "", REFUSED),
    (r"(a?){50}", "", REFUSED),
]


@contextmanager
def heartbeat() -> Iterator[list[float]]:
    """Seconds of this process's CPU time between the beats of another thread: a busy machine does not count."""
    gaps: list[float] = []
    over = threading.Event()

    def beat() -> None:
        last = time.process_time()
        while not over.wait(0.02):
            now = time.process_time()
            gaps.append(now - last)
            last = now

    beating = threading.Thread(target=beat)
    beating.start()
    try:
        yield gaps
    finally:
        over.set()
        beating.join()


def test_the_table_is_as_long_as_it_says() -> None:
    assert len(EVIL) >= 40
    assert {verdict for _, _, verdict in EVIL} == {REFUSED, RE2, MIXED, REGEX}


@pytest.mark.parametrize(("pattern", "text", "verdict"), EVIL, ids=[entry[0][:30] for entry in EVIL])
def test_an_evil_pattern_is_refused_or_bounded(pattern: str, text: str, verdict: str) -> None:
    """Within a deadline it ends, or says that it did not read the text; meanwhile other threads go on.

    The time is this thread's own: on a busy machine it may have to wait for a core.
    """
    with heartbeat() as gaps:
        begun = time.thread_time()
        if verdict == REFUSED:
            with pytest.raises(ConfigurationError, match="detect"):
                compile_pattern(pattern, place="detect.block_list.evil")
            compiled_after = searched_after = time.thread_time() - begun
        else:
            compiled = compile_pattern(pattern, place="detect.block_list.evil", clock=time.monotonic)
            compiled_after = time.thread_time() - begun
            try:
                for start, end in compiled.spans(text, detector="evil"):
                    assert 0 <= start < end <= len(text)
            except DetectionIncomplete:
                pass
            searched_after = time.thread_time() - begun
            assert compiled.engine == verdict
    on_re2 = verdict == RE2 or (verdict == MIXED and text.isascii())
    bound = LINEAR_SECONDS_MAX if on_re2 else BACKTRACKING_SECONDS_MAX
    assert compiled_after < COMPILE_SECONDS_MAX
    assert searched_after < bound + SLACK_SECONDS
    assert max(gaps, default=0.0) < HEARTBEAT_SECONDS_MAX


@pytest.mark.parametrize("pattern", [r"(?<!x)(?:a|aa)+$", r"(?<=a)b"])
def test_a_text_too_long_for_a_backtracking_pattern_is_not_passed_over(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    assert list(compiled.spans("ab", detector="x")) in ([(1, 2)], [])
    with pytest.raises(DetectionIncomplete):
        list(compiled.spans("c" * (BACKTRACKING_CHARS_MAX + 1), detector="x"))


def test_a_text_that_was_not_finished_once_is_not_begun_again() -> None:
    """However often its batch is halved; other texts are read."""
    compiled = compile_pattern(r"(?<!x)(?:a|aa)+$")
    with pytest.raises(DetectionIncomplete):
        list(compiled.spans(AS + "!", detector="x"))
    begun = time.monotonic()
    for _ in range(100):
        with pytest.raises(DetectionIncomplete):
            list(compiled.spans(AS + "!", detector="x"))
    assert time.monotonic() - begun < BACKTRACKING_SECONDS_MAX
    assert list(compiled.spans("baa", detector="x")) == [(1, 3)]


def test_matches_that_come_one_after_another_have_a_deadline_together() -> None:
    """Each is linear, all of them are not; the clock is looked at between them."""
    ticks = iter(range(100))
    compiled = compile_pattern("a", clock=lambda: float(next(ticks)))
    found: list[tuple[int, int]] = []
    with pytest.raises(DetectionIncomplete):
        found.extend(compiled.spans("a" * 100, detector="x"))
    assert len(found) == LINEAR_SECONDS_MAX + 1


def test_a_policy_s_patterns_come_through_here_whatever_they_are_for() -> None:
    """A block list and a detector of one's own refuse the same."""
    bomb = r"(a{1,1000}){1,1000}"
    with pytest.raises(ConfigurationError, match="evil"):
        BlockList({"evil": bomb}, score=1.0, place="detect.block_list")
    from tidegate.detectors.custom import Custom

    with pytest.raises(ConfigurationError, match="pattern"):
        Custom(CustomDetector(type="evil", pattern=bomb))
    with pytest.raises(DetectionIncomplete):
        BlockList({"evil": r"(?<!x)(?:a|aa)+$"}, score=1.0).detect(TextBatch.of([AS + "!"]))

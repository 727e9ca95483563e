"""Report: a set's scores as lines for people.

"recall 0.94 [0.91, 0.96], n = 412": a figure without its interval and its number of cases says less than it seems to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidegate.evaluation.evaluate import ANY_FORM, SetResult
from tidegate.evaluation.scores import MODES, Figures, Scores, Share, Slice, f_measure

HEADINGS = ("", "match", "precision", "recall", "F1", "F2", "leak rate")
Row = tuple[str, ...]


def share(of: Share) -> str:
    """``0.94 [0.91, 0.96] n=412``, or a dash where there is nothing to share."""
    value, interval = of.value, of.interval
    if value is None or interval is None:
        return "-"
    return f"{value:.3f} [{interval[0]:.3f}, {interval[1]:.3f}] n={of.whole}"


def rows(name: str, part: Slice) -> Iterator[Row]:
    """Two rows, strict and relaxed."""
    for mode in MODES:
        figures: Figures = getattr(part, mode)
        precision, recall = figures.precision.value, figures.recall.value
        leak = share(part.leak) if mode == MODES[0] else ""
        first = name if mode == MODES[0] else ""
        yield (
            first,
            mode,
            share(figures.precision),
            share(figures.recall),
            _plain(f_measure(precision, recall, 1)),
            _plain(f_measure(precision, recall, 2)),
            leak,
        )


def set_rows(result: SetResult) -> Iterator[Row]:
    """A set's own rows; a set of targets has two more, with everything on."""
    yield from rows(result.name, result.scores.total)
    if result.everything_on is not None:
        yield from rows("  with everything on", result.everything_on.total)


def slice_rows(scores: Scores) -> Iterator[Row]:
    """Rows by type, then by group."""
    for name in sorted(scores.by_type):
        yield from rows(name, scores.by_type[name])
    for name in sorted(scores.by_group):
        yield from rows(f"group {name}", scores.by_group[name])


def type_rows(results: Sequence[SetResult]) -> Iterator[Row]:
    """Rows by type and then by set: one type in all sets, never added up."""
    for name in sorted({name for result in results for name in result.scores.by_type}):
        for result in results:
            if name in result.scores.by_type:
                yield from rows(f"{name} ({result.name})", result.scores.by_type[name])


def notes(result: SetResult) -> Iterator[str]:
    """What has to be said beside the figures of a set."""
    scores, scope = result.scores, result.scope
    yield f"{result.name}: {scores.records} records, threshold {result.threshold:g}" + (
        f" ({ANY_FORM})" if result.threshold == 0 else ""
    )
    if scope.per_record is not None:
        yield f"  per record: {scope.per_record}"
    if scope.score:
        yield f"  scored: {', '.join(sorted(scope.score))}"
    if scope.recall_only:
        yield f"  recall only: {', '.join(sorted(scope.recall_only))}"
    if scores.touched.whole:
        yield f"  clean records touched: {share(scores.touched)}"
    if scores.quarantined:
        yield f"  quarantined: {scores.quarantined} records, counted as records without findings"
    if scores.bare.whole:
        with_context = " with context" if result.bare_alone is not None else ""
        yield f"  bare answers found{with_context}: {share(scores.bare)}"
    if result.bare_alone is not None:
        yield f"  bare answers found without context: {share(result.bare_alone)}"
    if result.everything_on is not None:
        yield f"  with everything on: threshold {result.everything_on_threshold:g}, all regions"
    if result.unsupported:
        yield f"  no detector for: {', '.join(result.unsupported)}; their spans are missed"


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"

"""Rows as a table for a terminal of 100 columns, and as Markdown for the README."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table

from tests.benchmarks.competitions.results import LEVELS, Interval, Measure, Row

_AFTER_MEASURE = (
    *(f"in {level}" for level in LEVELS), *(f"IS {level}" for level in LEVELS), "s", "CPU s",
)  # fmt: skip
_HEADINGS = ("set", "measured", "goal ≤", "met", "naive", "best other", *_AFTER_MEASURE)
_WORDS = {"set", "met", "best other"}
LEGEND = (
    "naive: seasonal naive. in 80: percent of the values that the 80 % interval holds. IS 80: its"
    " mean interval score over that of seasonal naive's. ! marks a goal that was missed."
)


def terminal_table(rows: Sequence[Row]) -> Table:
    """Return one line for each measure, below the name of its set."""
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    for heading in _HEADINGS:
        drawn.add_column(heading, justify="left" if heading in _WORDS else "right", no_wrap=True)
    title = ""
    for row in rows:
        if row.title != title:
            drawn.add_row(row.title)
            title = row.title
        if row.failure:
            drawn.add_row(f"  {row.way}", "failed")
        for place, cells in enumerate(_lines(row)):
            drawn.add_row(f"  {row.way}" if place == 0 else "", *cells)
    return drawn


def remarks(rows: Sequence[Row]) -> list[str]:
    """Return the published figures of each set, and the words of what failed."""
    said = [
        f"{row.title}, {row.way}, failed: {row.failure}" for row in rows if row.failure is not None
    ]
    for title, text in {row.title: _published(row) for row in rows if row.published}.items():
        said.append(f"{title}, published: {text}")
    return said


def verdict(rows: Sequence[Row]) -> str:
    """Return one sentence on all goals."""
    judged = [goal for row in rows for goal in row.goals]
    missed = [name for name, met in judged if not met]
    if not missed:
        return f"All {len(judged)} goals were met."
    return f"{len(missed)} of {len(judged)} goals were missed: {'; '.join(missed)}."


def markdown(rows: Sequence[Row]) -> str:
    """Return the table, the legend and the published figures, ready to be pasted."""
    headings = ["set", "", *_HEADINGS[1:], "published"]
    sides = ("---" if name in {"", "published", *_WORDS} else "---:" for name in headings)
    lines = [_markdown_row(headings), _markdown_row([*sides])]
    for row in rows:
        if row.failure:
            empty = [""] * (len(headings) - 3)
            lines.append(_markdown_row([row.title, row.way, "failed", *empty]))
        for measure, cells in zip(row.measures, _lines(row), strict=True):
            published = _published(row, measure.metric)
            lines.append(_markdown_row([row.title, row.way, *cells, published]))
    return "\n".join([*lines, "", LEGEND]) + "\n"


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _lines(row: Row) -> list[list[str]]:
    """Return the cells of each measure; what belongs to the row stands in its first line."""
    nothing = [""] * len(_AFTER_MEASURE)
    return [
        [*_measure_cells(measure), *(nothing if place else _of_row(row))]
        for place, measure in enumerate(row.measures)
    ]


def _measure_cells(measure: Measure) -> list[str]:
    return [
        f"{measure.metric} {measure.value:.3f}",
        "" if measure.goal is None else f"{measure.goal:.3f}",
        {True: "yes", False: "NO", None: ""}[measure.met],
        f"{measure.naive:.3f}",
        f"{measure.best:.3f} {measure.best_name}",
    ]


def _of_row(row: Row) -> list[str]:
    by_level = {each.level: each for each in row.intervals}
    covered = [_coverage(by_level[level]) if level in by_level else "" for level in LEVELS]
    scores = [_interval_score(by_level[level]) if level in by_level else "" for level in LEVELS]
    return [*covered, *scores, f"{row.cost.seconds:.0f}", f"{row.cost.processor_seconds:.0f}"]


def _coverage(each: Interval) -> str:
    return f"{100 * each.coverage:.1f}{'' if each.covers else '!'}"


def _interval_score(each: Interval) -> str:
    return f"{each.score / each.naive_score:.2f}{'' if each.sharp else '!'}"


def _published(row: Row, metric: str | None = None) -> str:
    """Return the published figures, of one metric without its name, each source said once."""
    parts: dict[str, list[str]] = {}
    for each in row.published:
        if metric in (None, each.metric):
            label = f"{each.name} {each.metric}" if metric is None else each.name
            parts.setdefault(each.source, []).append(f"{label} {each.value:.3f}")
    return "; ".join(f"{', '.join(figures)} ({source})" for source, figures in parts.items())

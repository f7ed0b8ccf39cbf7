"""Findings as a table for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table

from tests.benchmarks.covariates.results import Finding, Line

_HEADINGS = ("what", "measured", "against", "ratio", "goal", "met")
_WORDS = {"what", "met"}
LEGEND = (
    "measured: with covariates, or the effect that a forecast shows. against: without covariates,"
    " or the true effect. ratio: measured over against."
)


def terminal_table(findings: Sequence[Finding]) -> Table:
    """Return one row for each line, below the name of its set."""
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in _HEADINGS:
        drawn.add_column(heading, justify="left" if heading in _WORDS else "right", no_wrap=True)
    for finding in findings:
        drawn.add_row(finding.title)
        for line in finding.lines:
            drawn.add_row(f"  {line.name}", *_cells(line))
    return drawn


def markdown(findings: Sequence[Finding]) -> str:
    """Return the table, what has to be said of it, and the legend, ready to be pasted."""
    sides = ["---" if name in _WORDS else "---:" for name in _HEADINGS]
    rows = [["set", *_HEADINGS], ["---", *sides]]
    for finding in findings:
        rows += [[finding.title, line.name, *_cells(line)] for line in finding.lines]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines, "", *remarks(findings), LEGEND]) + "\n"


def remarks(findings: Sequence[Finding]) -> list[str]:
    """Return what figures are and what has to be said besides, each with the name of its set."""
    return [f"{each.title}: {text}" for each in findings for text in (each.unit, *each.remarks)]


def _cells(line: Line) -> list[str]:
    return [
        f"{line.measured:.4g}",
        f"{line.reference:.4g}",
        f"{line.ratio:.4f}",
        _goal(line),
        {True: "yes", False: "NO", None: ""}[line.met],
    ]


def _goal(line: Line) -> str:
    if line.least is None:
        return "" if line.most is None else f"≤ {line.most:g}"
    return f"≥ {line.least:g}" if line.most is None else f"{line.least:g} to {line.most:g}"

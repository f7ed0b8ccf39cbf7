"""A sweep as a table for a wide terminal, and as a smaller one for the README."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    from tests.benchmarks.sweep import Swept

_HEADINGS = (
    "file", "time", "id", "targets", "freq", "season", "horizon", "series", "train s",
    "MB", "predict s", "MB", "skill", "test MASE", "naive", "sMAPE", "in 80 %",
)  # fmt: skip
_FIRST_NUMBER = _HEADINGS.index("season")


def terminal_table(rows: Sequence[Swept]) -> Table:
    """Return everything about every file."""
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for place, heading in enumerate(_HEADINGS):
        justify: Literal["left", "right"] = "right" if place >= _FIRST_NUMBER else "left"
        drawn.add_column(heading, justify=justify, no_wrap=True)
    for row in rows:
        drawn.add_row(*_cells(row))
    return drawn


def markdown_table(rows: Sequence[Swept]) -> str:
    """Return what was found, how long it took and how good it was, as Markdown."""
    lines = [
        "| file | series | step | season | `train` | skill | test MASE (naive) | sMAPE | in 80 % |",
        "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        if row.failure:
            lines.append(f"| `{row.path}` | {row.failure} | | | | | | | |")
            continue
        own, naive, smape, inside = _judged(row)
        lines.append(
            f"| `{row.path}` | {row.series} | {row.frequency} | {row.season} |"
            f" {row.train_seconds:.0f} s | {_skill(row)} |"
            f" {f'{own} ({naive})' if own else ''} | {smape} | {inside} |"
        )
    return "\n".join(lines) + "\n"


def _cells(row: Swept) -> list[str]:
    if row.failure:
        return [row.path, row.failure]
    return [
        row.path,
        row.time,
        row.ids,
        row.targets if len(row.targets) < 30 else f"{row.targets[:27]}...",
        row.frequency,
        str(row.season),
        str(row.horizon),
        str(row.series),
        f"{row.train_seconds:.1f}",
        f"{row.train_peak_mb:.0f}",
        f"{row.predict_seconds:.1f}",
        f"{row.predict_peak_mb:.0f}",
        _skill(row),
        *_judged(row),
    ]


def _skill(row: Swept) -> str:
    return "" if row.skill is None else f"{round(100 * row.skill)} %"


def _judged(row: Swept) -> tuple[str, str, str, str]:
    """Return MASE, that of seasonal naive, sMAPE and coverage on the test file, if any."""
    test = row.judged
    if test is None:
        return "", "", "", ""
    own, inside = test.own, test.own.coverage_80
    coverage = "" if inside is None else f"{100 * inside:.0f} %"
    return f"{own.mase:.2f}", f"{test.naive.mase:.2f}", f"{own.smape:.1f}", coverage

"""What ``lstmcast history`` shows: a line per run, and how skill and coverage went over time."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from lstmcast.outputs.columns import figure_table
from lstmcast.outputs.figures import UNICODE, Glyphs, align, count, duration, percent, sparkline
from lstmcast.outputs.labels import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lstmcast.outputs.history_rows import HistoryReport, HistoryRun

_TELLING = ("exit", "status", "took", "skill", "scored", "MAE", "model", "promoted", "rows")
_MESSAGES = 3  # of the last failures
_SPARKS = 40


def history_report(
    report: HistoryReport, *, width: int = 80, glyphs: Glyphs = UNICODE
) -> list[Text | Table]:
    """Return heading, table of runs (oldest first), spark lines and the last failures."""
    if not report.runs:
        return [Text(f"No run of {visible(report.job)} is in the ledger yet.")]
    lines: list[Text | Table | None] = [
        Text(f"Last {count(len(report.runs), 'run')} of {visible(report.job)}, in UTC"),
        history_table(report, width=width, glyphs=glyphs),
        Text(),
        _spark("Skill", [run.skill for run in report.runs], _signed(glyphs), glyphs),
        *(
            _spark(
                f"Held by {level:g} %",
                [run.coverage.get(level) for run in report.runs],
                percent,
                glyphs,
            )
            for level in report.levels
        ),
        _spark("Duration", [run.seconds for run in report.runs], duration, glyphs),
        *_failures(report.runs),
    ]
    return [line for line in lines if line is not None]


def history_table(report: HistoryReport, *, width: int = 80, glyphs: Glyphs = UNICODE) -> Table:
    """Return one row per run; columns without figures, or without room, are left out."""
    runs = report.runs
    columns: list[tuple[str, list[str]]] = [
        ("exit", ["" if run.exit_code is None else str(run.exit_code) for run in runs]),
        ("status", [visible(run.status) for run in runs]),
        ("took", ["" if run.seconds is None else duration(run.seconds) for run in runs]),
        ("rows", ["" if run.rows is None else str(run.rows) for run in runs]),
        ("model", [visible(run.model or "") for run in runs]),
        ("promoted", [visible(run.promoted or "") for run in runs]),
        ("scored", [str(run.scored) if run.scored else "" for run in runs]),
        ("MAE", align([run.mae for run in runs])),
        *(
            (f"in {level:g} %", [percent(run.coverage.get(level)) for run in runs])
            for level in report.levels
        ),
        ("skill", [percent(run.skill, sign=True, glyphs=glyphs) for run in runs]),
    ]
    names = [f"{run.started.astimezone(UTC):%Y-%m-%d %H:%M}" for run in runs]
    styles = ["" if run.exit_code == 0 else "yellow" for run in runs]
    return figure_table(names, columns, width=width, telling=_TELLING, styles=styles)


def _spark(
    title: str,
    values: Sequence[float | None],
    word: Callable[[float], str],
    glyphs: Glyphs,
) -> Text | None:
    """Return how a figure went over time in one line; None where it is known once at most."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    return Text.assemble(
        (f"{title:<13}", "dim"),
        f"{word(known[0])}  ",
        (sparkline(values, glyphs=glyphs, width=_SPARKS), "cyan"),
        f"  {word(known[-1])}",
    )


def _signed(glyphs: Glyphs) -> Callable[[float], str]:
    return lambda share: percent(share, sign=True, glyphs=glyphs)


def _failures(runs: Sequence[HistoryRun]) -> list[Text]:
    """Return what the last runs that failed had to say."""
    failed = [run for run in runs if run.exit_code and run.message]
    return [
        Text.assemble(
            (f"{run.started.astimezone(UTC):%Y-%m-%d %H:%M}  ", "dim"),
            (f"exit {run.exit_code}: {visible(run.message or '')}", "yellow"),
        )
        for run in failed[-_MESSAGES:]
    ]

"""What a command tells people about the data: what was read and what was understood.

Every function returns one thing to print; the command line decides where and whether.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from lstmcast.data.notes import Note
from lstmcast.outputs.figures import UNICODE, Glyphs, count
from lstmcast.outputs.labels import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstmcast.data.covariates import Column
    from lstmcast.data.frequency import Frequency
    from lstmcast.data.roles import Roles
    from lstmcast.data.series import SeriesKey, SeriesSet
    from lstmcast.features.plan import FeaturePlan

_NOTES = 10  # shown at most; --json has all of them
_NAMES = 6


def reading(path: str | None, rows: int, series: SeriesSet, *, glyphs: Glyphs = UNICODE) -> Text:
    """Return "Read sales.csv: 144 rows, 1 series, 1949-01 – 1960-12"."""
    first, last = span(series)
    return Text.assemble(
        "Read ",
        (visible(Path(path).name) if path else "standard input", "bold"),
        f": {count(rows, 'row')}, {count(len(series), 'series', 'series')}, ",
        f"{first} {glyphs.dash} {last}",
    )


def span(series: SeriesSet) -> tuple[str, str]:
    """Return the earliest and the latest time stamp of all series; empty without any value."""
    lengths = series.lengths
    if not lengths.any():
        return "", ""
    starts = series.starts[lengths > 0]
    ends = (series.starts + lengths)[lengths > 0] - 1
    first, last = series.calendar.format(np.array([starts.min(), ends.max()], dtype=np.int64))
    return first, last


def facts(pairs: Sequence[tuple[str, str]]) -> Table:
    """Return names and values below each other; empty values are left out."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        if value:
            table.add_row(f"  {name}", Text(visible(value)))
    return table


def listed(names: Sequence[str]) -> str:
    """Return "a, b, c", or the first few names "and 12 more"."""
    if len(names) <= _NAMES:
        return ", ".join(names)
    return f"{', '.join(names[: _NAMES - 1])} and {len(names) - _NAMES + 1} more"


def remarks(notes: Sequence[Note], *, glyphs: Glyphs = UNICODE) -> Table | None:
    """Return the notes about the data, warnings first; None when there are none."""
    if not notes:
        return None
    table = Table.grid(padding=(0, 1, 0, 0))
    ordered = sorted(notes, key=lambda note: note.level != "warning")
    for note in ordered[:_NOTES]:
        warned = note.level == "warning"
        mark = Text(
            "  !" if warned else f"  {glyphs.dot}", style="bold yellow" if warned else "dim"
        )
        table.add_row(mark, Text(visible(note.text), style="" if warned else "dim"))
    if len(ordered) > _NOTES:
        table.add_row("", Text(f"and {len(ordered) - _NOTES} more (--json lists all)", style="dim"))
    return table


def roles(found: Roles, columns: Sequence[Column] = ()) -> list[tuple[str, str]]:
    """Return which columns do what, as facts; of ``columns`` that are categories the levels."""
    levels = {column.name: column.levels for column in columns if column.levels is not None}
    names = {
        name: f"{name} ({count(len(levels[name]), 'level')})" if name in levels else name
        for name in found.covariates
    }
    return [
        ("time", listed(found.time)),
        ("target", listed(found.targets)),
        ("id", listed(found.ids)),
        ("known ahead", listed([names[name] for name in found.known])),
        ("past only", listed([names[name] for name in found.past])),
        ("static", listed([names[name] for name in found.static])),
    ]


def features(plan: FeaturePlan | None) -> list[tuple[str, str]]:
    """Return what time stamps are made into, as facts."""
    if plan is None:
        return []
    return [
        ("calendar", listed(plan.calendar)),
        ("holidays", listed(plan.holidays)),
        ("events", listed(list(dict.fromkeys(event.name for event in plan.events)))),
    ]


def frequency_words(frequency: Frequency) -> str:
    """Return "every 15 minutes (15min)": for people, and as ``--freq`` takes it."""
    unit = frequency.unit.replace("-", " ")
    often = f"{frequency.multiple} {unit}s" if frequency.multiple > 1 else unit
    return f"every {often} ({frequency})"


def grid(
    frequency: Frequency, season: int, horizon: int, lookback: int | None = None
) -> list[tuple[str, str]]:
    """Return the steps in time, as facts."""
    return [
        ("frequency", frequency_words(frequency)),
        ("season", steps(season) if season > 1 else "none"),
        ("horizon", steps(horizon)),
        ("lookback", steps(lookback) if lookback else ""),
    ]


def left_out(skipped: Sequence[tuple[SeriesKey, str]]) -> Table | None:
    """Return which series have no forecast, and why; None when all have one."""
    notes = [
        Note("skipped", f"no forecast of {key.label}: {why}", "warning") for key, why in skipped
    ]
    return remarks(notes)


def steps(number: int) -> str:
    """Return "1 step", "12 steps"."""
    return count(number, "step")

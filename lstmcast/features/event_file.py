"""Read a CSV file of events: ``date`` and ``name``, and the days ``lead`` and ``lag`` if given."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.moments.column import collect_times
from lstmcast.data.moments.stamps import read_stamps
from lstmcast.data.notes import Note
from lstmcast.data.text.dialect import find_delimiter
from lstmcast.data.text.encoding import normalise_text
from lstmcast.data.text.missing import is_missing
from lstmcast.data.text.preamble import clear_preamble
from lstmcast.data.text.source import read_source
from lstmcast.data.text.table import Table, parse_table
from lstmcast.data.units import DAY_SECONDS
from lstmcast.errors import DataError
from lstmcast.features.events import Event

IntArray = npt.NDArray[np.int64]

_NEEDED = ("date", "name")
_OPTIONAL = ("lead", "lag")
_MOST_DAYS = 366  # before or after; what matters longer is no event
_DATES = "Give dates such as 2024-12-24 or 24.12.2024; an event lasts a whole local day."


def read_events(
    source: str, *, day_first: bool | None = None
) -> tuple[tuple[Event, ...], tuple[Note, ...]]:
    """Return the events of a file by name, whatever the order of its rows, and remarks.

    ``day_first`` says what 03/04/2024 means, where the file itself does not show it. Raises
    DataError, with file and line, for what cannot be read.
    """
    table = _read_table(source)
    columns = _find_columns(table)
    names = _read_names(table, columns["name"])
    days, notes = _read_days(table, columns["date"], day_first)
    reach = {side: _read_reach(table, columns.get(side), names, side) for side in _OPTIONAL}
    dates: dict[str, set[str]] = {name: set() for name in sorted(set(names))}
    for name, date in zip(names, days.astype("datetime64[D]"), strict=True):
        dates[name].add(str(date))
    events = [
        Event(
            name=name,
            dates=tuple(sorted(own)),
            lead=reach["lead"].get(name, 0),
            lag=reach["lag"].get(name, 0),
        )
        for name, own in dates.items()
    ]
    unused = [name for name in table.names if name not in columns.values()]
    if unused:
        text = f"{table.name}: not used: {', '.join(unused)}"
        notes = (*notes, Note("unused-columns", text))
    return tuple(events), (*table.notes, *notes)


def _read_table(source: str) -> Table:
    raw = read_source(source)
    text, _, _ = normalise_text(raw.content, None, raw.origin.name)
    top = clear_preamble(text)
    return parse_table(top.text, top.delimiter or find_delimiter(top.text, None), raw.origin.name)


def _find_columns(table: Table) -> dict[str, str]:
    """Return the file's own spelling of the columns it has of those that are known."""
    spelt = {name.strip().lower(): name for name in reversed(table.names)}
    for name in _NEEDED:
        if name not in spelt:
            raise DataError(
                f"{table.name} has no column {name!r}; it has {', '.join(table.names)}",
                hint="Events need the columns date and name, and may have lead and lag (days).",
            )
    return {name: spelt[name] for name in (*_NEEDED, *_OPTIONAL) if name in spelt}


def _read_names(table: Table, column: str) -> list[str]:
    names = [cell.strip() for cell in table.columns[column].tolist()]
    for row, name in enumerate(names):
        if is_missing(name):
            raise DataError(
                f"{table.place(row, column)}: the event has no name",
                hint="Give it one, or remove the row.",
            )
    return names


def _read_days(
    table: Table, column: str, day_first: bool | None
) -> tuple[IntArray, tuple[Note, ...]]:
    """Return the date of each row in days since 1970-01-01, [R]."""
    times = collect_times(table, [column])
    try:
        stamps = read_stamps(times, day_first=day_first)
    except DataError as error:
        if "--time" not in (error.hint or ""):
            raise
        raise DataError(error.message, hint=_DATES) from error  # there is no other column here
    if stamps.kind != "time" or stamps.is_unix:
        times.refuse(np.arange(len(times.cells)), "is not a date", _DATES)
    timed = stamps.wall % DAY_SECONDS != 0
    if stamps.offsets is not None:
        timed[:] = True
    if timed.any():
        times.refuse(np.flatnonzero(timed), "has a time of day", _DATES)
    notes = tuple(
        Note(note.code, f"{table.name}: {note.text}", note.level) for note in stamps.notes
    )
    return (stamps.wall // DAY_SECONDS)[times.codes], notes


def _read_reach(
    table: Table, column: str | None, names: Sequence[str], side: str
) -> dict[str, int]:
    """Return how many days before (or after) its dates each event matters, where that is said."""
    if column is None:
        return {}
    found: dict[str, tuple[int, int]] = {}
    for row, cell in enumerate(table.columns[column].tolist()):
        text = cell.strip()
        if is_missing(text):
            continue
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or int(text) > _MOST_DAYS:
            raise DataError(
                f"{table.place(row, column)}: {text!r} is not a number of days "
                f"from 0 to {_MOST_DAYS}",
                hint=f"Correct it, or leave the cell empty for no {side}.",
            )
        days, earlier = found.setdefault(names[row], (int(text), row))
        if days != int(text):
            raise DataError(
                f"{table.place(row, column)}: {names[row]!r} has a {side} of {text} here, but of "
                f"{days} in line {table.lines[earlier]}",
                hint="Give all dates of an event the same, or give some another name.",
            )
    return {name: days for name, (days, _) in found.items()}

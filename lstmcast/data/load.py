"""From a CSV file to a SeriesSet: the path of the data, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.config import DataConfig
from lstmcast.data.calendar import Calendar
from lstmcast.data.columns.find_roles import choose_time, counts_rows, expect_roles, find_roles
from lstmcast.data.columns.index import index_series
from lstmcast.data.columns.targets import take_targets
from lstmcast.data.moments.rows import RowTimes, count_rows, read_row_times
from lstmcast.data.notes import Note
from lstmcast.data.placing.assemble import assemble_series
from lstmcast.data.placing.duplicates import resolve_duplicates
from lstmcast.data.placing.pace import find_pace, require_pace
from lstmcast.data.placing.rows import place_rows
from lstmcast.data.placing.survey import remark_empty_ends, survey_series
from lstmcast.data.reading import (
    NOTHING_KEPT,
    Reading,
    choose_delimiter,
    keep_reading,
    read_as_kept,
)
from lstmcast.data.roles import Roles
from lstmcast.data.series import SeriesSet
from lstmcast.data.text.encoding import normalise_text
from lstmcast.data.text.preamble import clear_preamble
from lstmcast.data.text.source import RawSource, read_source
from lstmcast.data.text.table import Table, parse_table

TextArray = npt.NDArray[np.object_]

_NAMED = 6  # columns named in a remark


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """Where data came from and how the text was read."""

    path: str | None  # absolute; None for standard input
    sha256: str  # of the bytes as read, before unpacking
    rows: int  # with data
    encoding: str
    delimiter: str
    decimal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a model says about its data; nothing of it is inferred again."""

    roles: Roles
    calendar: Calendar
    reading: Reading = NOTHING_KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedData:
    """A file, read and cleaned."""

    series: SeriesSet
    roles: Roles
    source: SourceInfo
    reading: Reading  # for the model to keep
    notes: tuple[Note, ...]


def load_series(source: str, config: DataConfig, *, expected: Expected | None = None) -> LoadedData:
    """Read a CSV file (or stdin for ``-``) as series on one regular time grid.

    With ``expected``, columns and grid are those of a model and the file may be as short as one
    row. Raises DataError, with file, line and column, when the data cannot be used as they
    are, and UsageError for settings that make no sense.
    """
    kept = expected.reading if expected else NOTHING_KEPT
    config = kept.complete(config)
    raw = read_source(source)
    table, encoding, delimiter = _read_table(raw, config, kept)
    time = choose_time(table, config, expected.roles if expected else None)
    times = _read_times(table, time, config, expected)
    numbers = read_as_kept(_number_columns(table, time, config, expected), config, kept, delimiter)
    if expected is None:
        roles = find_roles(table, time, config, times, numbers.columns)
    else:
        roles = expect_roles(table, time, config, expected.roles)
    index = index_series(table, roles.ids)
    times = times or count_rows(index.codes)
    placement = place_rows(table, times, index, config, expected.calendar if expected else None)
    if expected is not None:
        require_pace(placement.timeline, placement.lattice, kept.pace)
    values, sign_notes = take_targets(table, roles.targets, numbers.columns)
    observations, duplicate_notes = resolve_duplicates(
        placement.timeline, placement.lattice.ordinals, values, config.duplicates or "error"
    )
    series = assemble_series(observations, index.ids, placement.lattice.calendar)
    return LoadedData(
        series=series,
        roles=replace(roles, day_first=times.stamps.day_first),
        source=SourceInfo(
            path=raw.path,
            sha256=raw.sha256,
            rows=table.rows,
            encoding=encoding,
            delimiter=delimiter,
            decimal=numbers.decimal,
        ),
        reading=keep_reading(
            config,
            numbers,
            (table.columns[name] for name in roles.targets),
            find_pace(placement.timeline, placement.lattice),
        ),
        notes=(
            *table.notes,
            *numbers.notes,
            *sign_notes,
            *placement.notes,
            *duplicate_notes,
            *(_remark_unused(roles) if expected is None else ()),
            *survey_series(series),
            *remark_empty_ends(observations, series),
        ),
    )


def _read_table(raw: RawSource, config: DataConfig, kept: Reading) -> tuple[Table, str, str]:
    """Return the file as a table with all that was noted so far, its encoding and delimiter."""
    text, encoding, notes = normalise_text(raw.content, config.encoding, raw.name)
    top = clear_preamble(text)
    declared = top.delimiter if config.delimiter is None else None
    delimiter = declared or choose_delimiter(top.text, config, kept)
    table = parse_table(top.text, delimiter, raw.name)
    return replace(table, notes=(*notes, *top.notes, *table.notes)), encoding, delimiter


def _read_times(
    table: Table, time: tuple[str, ...], config: DataConfig, expected: Expected | None
) -> RowTimes | None:
    """Read the time cells; None where rows are counted, which takes series first."""
    if counts_rows(table, time):
        return None
    day_first = config.day_first
    if day_first is None and expected is not None:
        day_first = expected.roles.day_first
    calendar = expected.calendar if expected else None
    return read_row_times(table, time, day_first=day_first, calendar=calendar)


def _number_columns(
    table: Table, time: tuple[str, ...], config: DataConfig, expected: Expected | None
) -> dict[str, TextArray]:
    """Return the columns to be read as numbers: the targets, or all that may be some."""
    if expected is not None:
        targets = config.target or expected.roles.targets
        return {name: table.columns[name] for name in targets if name in table.columns}
    return {name: cells for name, cells in table.columns.items() if name not in time}


def _remark_unused(roles: Roles) -> tuple[Note, ...]:
    """Return a remark on columns that are not used."""
    if not roles.ignored:
        return ()
    shown = ", ".join(f"{name} ({reason})" for name, reason in roles.ignored[:_NAMED])
    more = len(roles.ignored) - _NAMED
    rest = f" and {more} more" if more > 0 else ""
    return (Note("unused-columns", f"not used: {shown}{rest}"),)

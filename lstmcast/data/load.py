"""From CSV files to a SeriesSet: the path of the data, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.config import CovariateConfig, DataConfig
from lstmcast.data.calendar import Calendar
from lstmcast.data.columns.find_roles import NO_COVARIATES
from lstmcast.data.columns.offers import remark_ahead, remark_unused
from lstmcast.data.columns.targets import take_targets
from lstmcast.data.covariates import Column
from lstmcast.data.cutoff import drop_later, find_cutoff, hide_later
from lstmcast.data.expected import Expected
from lstmcast.data.joining.follow import follow_up
from lstmcast.data.joining.gather import Gathered, gather_covariates
from lstmcast.data.joining.main_rows import MainRows, read_main
from lstmcast.data.joining.opening import Opened, open_beside, open_table
from lstmcast.data.notes import Note
from lstmcast.data.placing.align import align_covariates
from lstmcast.data.placing.assemble import assemble_series
from lstmcast.data.placing.duplicates import Observations, resolve_duplicates
from lstmcast.data.placing.pace import find_pace
from lstmcast.data.placing.survey import remark_empty_ends, survey_series
from lstmcast.data.placing.survey_covariates import survey_covariates
from lstmcast.data.reading import NOTHING_KEPT, Reading, keep_reading
from lstmcast.data.roles import Roles
from lstmcast.data.series import SeriesSet
from lstmcast.data.text.cells import Cells
from lstmcast.data.text.numbers import Numbers

FloatArray = npt.NDArray[np.float64]


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
class LoadedData:
    """A file, read and cleaned."""

    series: SeriesSet
    roles: Roles
    source: SourceInfo
    reading: Reading  # for the model to keep
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _ObservedRows:
    """What is left of the files once all rows have their places."""

    observations: Observations
    calendar: Calendar
    cutoff: int | None  # grid ordinal of the last step that counts as known; None: all do
    ids: tuple[tuple[str, ...], ...]  # [S] of all series
    dynamic: tuple[Column, ...]
    static: tuple[Column, ...]  # J of them
    attributes: FloatArray  # [S, J]
    known: tuple[str, ...]  # columns, with those that turned out useless
    roles: Roles  # without those
    source: SourceInfo
    reading: Reading
    notes: tuple[Note, ...]


def load_series(
    source: str,
    config: DataConfig,
    *,
    covariates: CovariateConfig = NO_COVARIATES,
    expected: Expected | None = None,
) -> LoadedData:
    """Read a CSV file (or stdin for ``-``) as series on one regular time grid.

    ``covariates`` name what else is to be read, and the files beside this one that hold it.
    With ``expected``, columns and grid are those of a model and the file may be as short as one
    row. Raises DataError, with file, line and column, when the data cannot be used as they
    are, and UsageError for settings that make no sense.
    """
    config = (expected.reading if expected else NOTHING_KEPT).complete(config)
    rows = _observe(source, config, covariates, expected)
    everyone = _assemble(rows)
    series = everyone if rows.cutoff is None else drop_later(everyone, rows.cutoff)
    return LoadedData(
        series=series,
        roles=rows.roles,
        source=rows.source,
        reading=rows.reading,
        notes=(
            *rows.notes,
            *survey_series(series),
            *remark_empty_ends(rows.observations, everyone, rows.known),
            *survey_covariates(series, training=expected is None),
        ),
    )


def _observe(
    source: str, config: DataConfig, covariates: CovariateConfig, expected: Expected | None
) -> _ObservedRows:
    """Read all files; what they hold as text, and row by row of each file, is let go."""
    kept = expected.reading if expected else NOTHING_KEPT
    beside = open_beside(source, covariates, config, expected.roles if expected else None)
    opened = open_table(source, config, kept)
    main = read_main(opened, beside.tables, config, covariates, expected)
    gathered = gather_covariates(
        main,
        beside,
        config=config,
        covariates=covariates,
        expected=None if expected is None else expected.covariates,
    )
    cutoff = find_cutoff(config.cutoff, main.placement.lattice.calendar)
    pace = find_pace(main.placement.timeline, main.placement.lattice)
    observations, notes = _join_rows(main, gathered, config, cutoff)
    if expected is None:
        notes += remark_ahead(main.roles, covariates, gathered.useless)
        notes += remark_unused(main.table, main.roles, main.index)
    return _ObservedRows(
        observations=observations,
        calendar=main.placement.lattice.calendar,
        cutoff=cutoff,
        ids=gathered.ids,
        dynamic=gathered.dynamic,
        static=gathered.static,
        attributes=gathered.attributes,
        known=main.roles.known,
        roles=_without(main.roles, gathered.useless),
        source=_describe_source(opened, main.numbers),
        reading=keep_reading(config, main.numbers, _numeric_cells(main, gathered), pace),
        notes=(*main.table.notes, *main.numbers.notes, *notes, *gathered.notes),
    )


def _join_rows(
    main: MainRows, gathered: Gathered, config: DataConfig, cutoff: int | None
) -> tuple[Observations, tuple[Note, ...]]:
    """Return all rows of all files, one for each series and step, and what was done to them.

    After the ``cutoff``, a grid ordinal, nothing is told but what is known ahead.
    """
    values, sign_notes = take_targets(main.table, main.roles.targets, main.numbers.columns)
    observations, duplicate_notes = resolve_duplicates(
        main.placement.timeline,
        main.placement.lattice.ordinals,
        values,
        config.duplicates or "error",
        covariates=gathered.main,
        categories=gathered.categories,
    )
    if cutoff is not None:
        observations = hide_later(observations, cutoff, known=main.roles.known)
    observations, future_notes = follow_up(observations, main, gathered, config)
    return observations, (*sign_notes, *main.placement.notes, *duplicate_notes, *future_notes)


def _assemble(rows: _ObservedRows) -> SeriesSet:
    """Return all series, with their covariates if there are any."""
    series = assemble_series(rows.observations, rows.ids, rows.calendar)
    if not rows.dynamic and not rows.static:
        return series
    covariates = align_covariates(
        rows.observations, series, rows.dynamic, rows.static, rows.attributes
    )
    return replace(series, covariates=covariates)


def _numeric_cells(main: MainRows, gathered: Gathered) -> Iterator[Cells]:
    """Yield the columns of numbers that are used, as text."""
    numeric = (c.name for c in gathered.dynamic + gathered.static if c.levels is None)
    for name in (*main.roles.targets, *numeric):
        if name in main.table.columns:
            yield main.table.columns[name]


def _without(roles: Roles, useless: dict[str, str]) -> Roles:
    """Return the roles without covariates that say nothing."""
    return replace(
        roles,
        known=tuple(name for name in roles.known if name not in useless),
        past=tuple(name for name in roles.past if name not in useless),
        static=tuple(name for name in roles.static if name not in useless),
        ignored=(*roles.ignored, *useless.items()),
    )


def _describe_source(opened: Opened, numbers: Numbers) -> SourceInfo:
    """Return where the data came from and how their text was read."""
    return SourceInfo(
        path=opened.origin.path,
        sha256=opened.origin.sha256,
        rows=opened.table.rows,
        encoding=opened.encoding,
        delimiter=opened.delimiter,
        decimal=numbers.decimal,
    )

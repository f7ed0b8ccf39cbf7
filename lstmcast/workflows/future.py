"""Values known ahead that a forecast needs: named where they are missing, or filled by a rule.

Which they are is found out in ``data/future.py``; what is typed to supply them is said here.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lstmcast.config import FutureFill
from lstmcast.data.covariates import Column
from lstmcast.data.filling import fill_gaps
from lstmcast.data.future import Gaps, distinct_cells, distinct_rows, find_gaps
from lstmcast.data.horizon import steps_ahead
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError
from lstmcast.inference.cold_start.placing import place_empty
from lstmcast.span import Span
from lstmcast.workflows.absences import remark_missing_past, remark_missing_static
from lstmcast.workflows.naming import for_series, listed, quoted

#: How rows to come are begun where it is not known which data and which model it is about.
TEMPLATE = "lstmcast future-template DATA.csv --model MODEL"


def template_command(source: str | None, model_path: Path) -> str:
    """Return the command that writes the rows to fill in, for these data and this model."""
    words = ["lstmcast", "future-template", *([] if source is None else [source])]
    return shlex.join([*words, "--model", str(model_path)])


def ensure_future(
    data: SeriesSet, *, horizon: int, fill: FutureFill, season: int, command: str = TEMPLATE
) -> tuple[SeriesSet, tuple[Note, ...]]:
    """Return the data with all that is known of the ``horizon`` steps behind each series.

    Nothing changes where every value known ahead is there. Where some are missing, ``fill``
    decides: an error, the last value of the column in that series, the one a ``season`` before,
    or none, which the forecast then does without. The remarks say so, and which past and static
    values are missing. ``command`` is what writes the rows to fill in. Columns made of the time
    stamps are best added afterwards, so that a row without a value counts as no row. Raises
    DataError with the first series, time and column, and how many values are missing in all.
    """
    notes = remark_missing_past(data, season if season > 1 else horizon)
    notes += remark_missing_static(data)
    gaps = find_gaps(data, horizon)
    if not len(gaps):
        return data, notes
    if fill == "error":
        raise DataError(
            f"{_describe(data, gaps, horizon)}: {_counted(data, gaps)} missing",
            hint=f"write the rows with `{command} -o future.csv`, fill them in and add"
            " --future future.csv; or choose what stands in: --future-fill last, season or mask",
        )
    if fill == "mask":
        return data, (*notes, _remark(data, gaps, "the forecast does without them"))
    steps = season if fill == "season" else 1
    made, filled = fill_gaps(data, gaps, horizon=horizon, season=steps)
    if filled.any():
        what = f"the value a season of {steps} steps before" if steps > 1 else "the last value"
        notes += (_remark(data, gaps.select(filled), f"{what} stands in"),)
    if not filled.all():
        left = _remark(data, gaps.select(~filled), "no older value can stand in for them")
        notes += (left,)
    return made, notes


def lacks_rows(data: SeriesSet, columns: Sequence[Column], ahead: int | Span) -> bool:
    """Return whether `predict` will miss values of ``columns`` that are known ahead.

    ``data`` are all series of the files, those without a value too, and ``ahead`` is what is
    forecast unless `predict` is told otherwise. Raises what ``steps_ahead`` raises.
    """
    if all(column.when != "known" for column in columns):
        return False
    horizon = steps_ahead(ahead, data.select(np.flatnonzero(data.lengths > 0)))
    return len(find_gaps(place_empty(data), horizon)) > 0


def remark_needed(columns: Sequence[Column], ahead: int | Span) -> tuple[Note, ...]:
    """Return what `predict` will ask for: rows to come of the ``columns`` of the files."""
    names = [column.name for column in columns if column.when == "known"]
    if not names:
        return ()
    if isinstance(ahead, Span):
        rows = f"all rows of {ahead.count} {ahead.unit}{'s' if ahead.count > 1 else ''}"
    else:
        rows = "the row" if ahead == 1 else f"the {ahead} rows"
    text = (
        f"predict will need {listed(names, 'and')} in {rows} after the last value of each"
        " series: `lstmcast future-template` writes those that are not there, to fill in"
    )
    return (Note("future-needed", text),)


def _remark(data: SeriesSet, gaps: Gaps, done: str) -> Note:
    """Return a warning about gaps, where the first one is and what is done about them."""
    series, step, column = _first(data, gaps)
    place = f"{column} at {_time(data, series, step)}{for_series(data.keys[series])}"
    text = f"{_counted(data, gaps)} missing that could be known, {place} first: {done}"
    return Note("future-missing", text, "warning")


def _describe(data: SeriesSet, gaps: Gaps, horizon: int) -> str:
    """Return what is missing in the first series that lacks something."""
    series, step, column = _first(data, gaps)
    names = _names(data)
    own = gaps.select(gaps.series == series)
    lacking = np.zeros((horizon, len(data.dynamic_columns)), dtype=np.bool_)
    lacking[own.steps, own.columns] = True
    lacking = lacking[:, [each.when == "known" for each in data.dynamic_columns]]
    whose, end = for_series(data.keys[series]), _time(data, series, -1)
    begin, any_of = _time(data, series, step), quoted(names, "or")
    if lacking.all():
        steps = "the next step" if horizon == 1 else f"the next {horizon} steps, from {begin} on"
        needed = "it is" if len(names) == 1 else "they are"
        return (
            f"there are no rows with {any_of} after {end}{whose}, and {needed} needed for {steps}"
        )
    if lacking[step:].all():
        last = _time(data, series, step - 1)
        return (
            f"the rows with {any_of} end too early{whose}, at {last} ({step} of {horizon}), and"
            f" {begin} is the first that is missing"
        )
    if lacking[:, names.index(column)].all():
        return f"{column!r} is empty in all {horizon} rows after {end}{whose}, from {begin} on"
    return f"{column!r} is empty at {begin}{whose}"


def _first(data: SeriesSet, gaps: Gaps) -> tuple[int, int, str]:
    """Return series, step and column of the first gap, whatever the order of the series."""
    series = min(np.unique(gaps.series).tolist(), key=lambda index: data.keys[index])
    place = int(np.flatnonzero(gaps.series == series)[0])
    return series, int(gaps.steps[place]), data.dynamic_columns[gaps.columns[place]].name


def _counted(data: SeriesSet, gaps: Gaps) -> str:
    """Return "56 values of 2 series are"; without ids there is one series, which has no name."""
    count = distinct_cells(data, gaps)
    values = "1 value" if count == 1 else f"{count} values"
    of = f" of {distinct_rows(data, gaps.series)} series" if data.keys[0].ids else ""
    return f"{values}{of} {'is' if count == 1 else 'are'}"


def _time(data: SeriesSet, series: int, step: int) -> str:
    """Return the time stamp of a step behind the end of a series, the last value's for -1."""
    ordinal = data.starts[series] + data.lengths[series] + step
    return data.calendar.format(np.array([ordinal]))[0]


def _names(data: SeriesSet) -> list[str]:
    return [column.name for column in data.dynamic_columns if column.when == "known"]

"""Give every row its place: which series, which step of the grid."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lstmcast.config import DataConfig
from lstmcast.data.calendar import Calendar
from lstmcast.data.columns.index import SeriesIndex
from lstmcast.data.frequency import Frequency, asked_frequency
from lstmcast.data.moments.localise import Instants, localise
from lstmcast.data.moments.rows import RowTimes
from lstmcast.data.notes import Note
from lstmcast.data.placing.days_off import leave_out_days_off
from lstmcast.data.placing.lattice import Lattice
from lstmcast.data.placing.regularity import (
    find_lattice,
    impose_lattice,
    match_lattice,
    require_density,
)
from lstmcast.data.placing.settle import remark_repeated_hour, settle_calendar
from lstmcast.data.placing.timeline import RowPlaces, Timeline, sort_in_time
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement:
    """The rows of a file on their grid."""

    timeline: Timeline
    lattice: Lattice  # its calendar is complete
    notes: tuple[Note, ...]


def place_rows(
    table: Table,
    times: RowTimes,
    index: SeriesIndex,
    config: DataConfig,
    *,
    model: Calendar | None,
    data: str | None = None,
) -> Placement:
    """Put all rows on one grid: the model's, the one asked for, or the one found.

    ``data`` is the file that ``model`` was found in, where it is not that of a model but of
    the rows that these follow.

    Raises DataError for rows that do not fit, and UsageError for an unknown zone or frequency.
    """
    rule = config.ambiguous or "infer"
    instants = localise(times.stamps, times.codes, index.codes, _zone(times, config, model), rule)
    places = RowPlaces(
        file=table.name,
        column=times.column,
        lines=table.lines,
        texts=times.texts,
        codes=times.codes,
        labels=tuple(" / ".join(names) for names in index.ids),
    )
    timeline = sort_in_time(times.stamps.kind, instants, index.codes, places)
    said_of_order = _remark_order(timeline, instants, index)
    # Nobody needs the rows in another order any more, and that would take memory.
    instants = replace(instants, wall=timeline.wall, utc=timeline.utc)
    asked = asked_frequency(config.freq, config.weekmask) if model is None else model.frequency
    remarks: tuple[Note, ...] = ()
    if asked is not None:
        timeline, remarks = leave_out_days_off(timeline, asked, all_days=data is not None)
    if model is None:
        lattice, notes = _find_grid(timeline, instants, times, asked)
    else:
        lattice, notes = _given_grid(timeline, instants, config, model, data), ()
    notes += remarks
    require_density(timeline, lattice)
    if lattice.calendar.frequency.seconds is not None:
        if rule == "error":
            _refuse_repeated(timeline, instants)
        notes += remark_repeated_hour(instants, timeline, rule)
    return Placement(
        timeline=timeline,
        lattice=lattice,
        notes=(*times.stamps.notes, *said_of_order, *notes),
    )


def _zone(times: RowTimes, config: DataConfig, model: Calendar | None) -> str | None:
    """Return the zone in which the cells are to be read, or None to take them as written."""
    if config.tz is not None or model is None or model.zone is None:
        return config.tz
    is_fixed = model.zone[0] in "+-"
    # Stamps with offsets of their own keep their local dates if the model has but an offset.
    return None if is_fixed and times.stamps.offsets is not None else model.zone


def _find_grid(
    timeline: Timeline, instants: Instants, times: RowTimes, frequency: Frequency | None
) -> tuple[Lattice, tuple[Note, ...]]:
    """Return the grid, of a frequency if one is asked for, and what has to be said about it."""
    by_day = frequency is not None and frequency.seconds is None
    if not by_day and not (frequency is None and timeline.has_one_time_of_day):
        _refuse_skipped(timeline, instants)
    lattice = find_lattice(timeline) if frequency is None else impose_lattice(timeline, frequency)
    calendar, notes = settle_calendar(lattice.calendar, times.stamps, instants)
    return replace(lattice, calendar=calendar), notes


def _given_grid(
    timeline: Timeline,
    instants: Instants,
    config: DataConfig,
    model: Calendar,
    data: str | None,
) -> Lattice:
    """Return the places of the rows on the grid of a model, or of other data."""
    places = timeline.places
    if (model.frequency.unit == "step") != (timeline.kind == "step"):
        raise DataError(
            f"{places.file}: the column {places.column!r} does not hold what "
            f"{'the model' if data is None else data}'s time column held (its frequency is "
            f"{model.frequency})",
            hint=_hint_alike(data, "Name another --time column or train a new model."),
        )
    if model.frequency.seconds is not None:
        _refuse_skipped(timeline, instants)
        if instants.has_offsets and model.zone is None:
            raise DataError(
                f"{places.place(0)} has a UTC offset, but the times "
                f"{'the model was trained on' if data is None else f'of {data}'} had none",
                hint=_hint_alike(data, "Write times as in the training data or train a new model."),
            )
    zone = config.tz if config.tz is not None and timeline.kind == "time" else model.zone
    hint = _hint_alike(data, "Use data with the model's frequency or train a new model.")
    return match_lattice(timeline, replace(model, zone=zone), data or "the model", hint)


def _hint_alike(data: str | None, of_model: str) -> str:
    """Return what to do about times that are not those of the model, or of other data."""
    return of_model if data is None else f"Write the times as in {data}, step by step."


def _refuse_skipped(timeline: Timeline, instants: Instants) -> None:
    """Raise DataError for a local time in the hour that clocks skip in spring."""
    if len(instants.skipped):
        raise timeline.places.error(
            int(instants.skipped[0]),
            f"does not exist in {instants.zone}: clocks were put forward then",
            "Name another --tz, or leave it out if the times know no daylight saving.",
        )


def _refuse_repeated(timeline: Timeline, instants: Instants) -> None:
    """Raise DataError for a local time in the hour that clocks show twice in autumn."""
    if len(instants.repeated):
        more = len(instants.repeated) - 1
        raise timeline.places.error(
            int(instants.repeated[0]),
            f"comes twice in {instants.zone}: clocks were put back then"
            + (f" (and {more} more)" if more else ""),
            "Say which is meant with --ambiguous earlier or later, let the order of rows decide "
            "with --ambiguous infer, or write times with their UTC offset.",
        )


def _remark_order(timeline: Timeline, instants: Instants, index: SeriesIndex) -> tuple[Note, ...]:
    """Return a remark on rows that were not in order of time."""
    goes_back = timeline.order[1:] < timeline.order[:-1]
    if not (goes_back & (timeline.series[1:] == timeline.series[:-1])).any():
        return ()
    order = np.argsort(index.codes, kind="stable")
    ahead = np.diff(instants.utc[order])
    series = index.codes[order]
    inside = series[1:] == series[:-1]
    back = int(np.count_nonzero(inside & (ahead < 0)))
    if not back:
        return ()
    if not np.count_nonzero(inside & (ahead > 0)):
        return (Note("sorted", "rows were newest first; they were sorted by time"),)
    rows = "1 row was" if back == 1 else f"{back} rows were"
    return (Note("sorted", f"{rows} earlier than the row before; all were sorted by time"),)

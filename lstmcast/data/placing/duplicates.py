"""Several rows for one series and time: an error, unless the settings say what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.config import Duplicates
from lstmcast.data.civil import weekdays_of
from lstmcast.data.notes import Note
from lstmcast.data.placing.timeline import Timeline
from lstmcast.data.text.cells import CodeArray
from lstmcast.data.units import DAY_SECONDS
from lstmcast.errors import DataError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observations:
    """One row per series and grid step, sorted by both."""

    series: CodeArray  # [R]
    ordinals: IntArray  # [R]
    values: dict[str, FloatArray]  # [R] per target
    covariates: dict[str, FloatArray]  # [R] per column; numbers, or codes of categories
    rows: CodeArray  # [R] row of the file, the first one where there were several

    def filled(self, columns: Iterable[str]) -> BoolArray:
        """Return in which rows any of these covariates has a value, [R]."""
        filled = np.zeros(len(self.series), dtype=np.bool_)
        for name in columns:
            if name in self.covariates:
                filled |= ~np.isnan(self.covariates[name])
        return filled


def resolve_duplicates(
    timeline: Timeline,
    ordinals: IntArray,
    values: Mapping[str, FloatArray],
    rule: Duplicates,
    *,
    covariates: Mapping[str, FloatArray],
    categories: Collection[str],
) -> tuple[Observations, tuple[Note, ...]]:
    """Return observations without duplicates, and what was done about them.

    ``ordinals`` belong to the sorted rows, ``values`` (of targets) and ``covariates`` to the
    rows of the file. Of ``categories``, which cannot be averaged, the last one is taken. Raises
    DataError, with both lines and values, if the rule is ``error``.
    """
    repeats = np.zeros(len(ordinals), dtype=np.bool_)
    repeats[1:] = (ordinals[1:] == ordinals[:-1]) & (timeline.series[1:] == timeline.series[:-1])
    ordered = {name: timeline.arrange(column) for name, column in values.items()}
    beside = {name: timeline.arrange(column) for name, column in covariates.items()}
    if not repeats.any():
        whole = Observations(
            series=timeline.series,
            ordinals=ordinals,
            values=ordered,
            covariates=beside,
            rows=timeline.order,
        )
        return whole, ()
    if rule == "error":
        raise _refuse(timeline, repeats, ordered)
    starts = np.flatnonzero(~repeats)
    count = int(np.count_nonzero(repeats))
    row = int(timeline.order[np.flatnonzero(repeats)[0]])
    note = Note(
        "duplicates",
        f"{count} {'row repeats' if count == 1 else 'rows repeat'} the time of another row of "
        f"the same series (first: {timeline.places.place(row)}); of their values the {rule} "
        "was taken",
        "warning",
    )
    observations = Observations(
        series=timeline.series[starts],
        ordinals=ordinals[starts],
        values={name: _merge(column, starts, rule) for name, column in ordered.items()},
        covariates={
            name: _merge(column, starts, "last" if name in categories else rule)
            for name, column in beside.items()
        },
        rows=timeline.order[starts],
    )
    return observations, (note,)


def _merge(values: FloatArray, starts: IntArray, rule: Duplicates) -> FloatArray:
    """Return one value per group of sorted rows; missing ones do not count."""
    known = ~np.isnan(values)
    count = np.add.reduceat(known.astype(np.int64), starts)
    if rule == "last":
        position = np.where(known, np.arange(len(values)), -1)
        last = np.maximum.reduceat(position, starts)
        return np.where(count > 0, values[last], np.nan)
    total = np.add.reduceat(np.where(known, values, 0.0), starts)
    if rule == "mean":
        total = total / np.maximum(count, 1)
    return np.where(count > 0, total, np.nan)


def _refuse(timeline: Timeline, repeats: BoolArray, values: Mapping[str, FloatArray]) -> DataError:
    """Return the error about the duplicate that comes first in the file."""
    at = timeline.first_in_file(repeats)
    places = timeline.places
    row, earlier = int(timeline.order[at]), int(timeline.order[at - 1])
    label = places.labels[int(timeline.series[at])]
    whose = f" for series {label!r}" if label else ""
    shown = ", ".join(
        f"{target} is {_show(column[at - 1])} and {_show(column[at])}"
        for target, column in list(values.items())[:3]
    )
    shown = f" ({shown})" if shown else ""
    more = int(np.count_nonzero(repeats)) - 1
    rest = f"; {more} more such {'row' if more == 1 else 'rows'}" if more else ""
    hint = "Choose what to do with --duplicates mean, last or sum"
    if _may_be_autumn(timeline, repeats):
        hint += "; if clocks went back then, name the zone, for example --tz Europe/Berlin"
    elif not label:
        hint += "; if the file holds several series, name their column with --id"
    return DataError(
        f"{places.place(row)} is there twice{whose}, in lines {places.lines[earlier]} and "
        f"{places.lines[row]}{shown}{rest}",
        hint=hint + ".",
    )


def _show(value: float) -> str:
    """Write a value for a message."""
    return "missing" if np.isnan(value) else f"{value:g}"


def _may_be_autumn(timeline: Timeline, repeats: BoolArray) -> bool:
    """Return whether all duplicates lie in the small hours of an autumn Sunday."""
    wall = timeline.wall[repeats]
    if timeline.kind != "time" or timeline.has_one_time_of_day:
        return False
    months = wall.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    on_sunday = weekdays_of(wall // DAY_SECONDS) == 6
    return bool((on_sunday & (wall % DAY_SECONDS < 4 * 3600) & np.isin(months, (4, 10, 11))).all())

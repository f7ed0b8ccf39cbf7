"""Features as columns of a SeriesSet, known as far ahead as anyone asks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column, Covariates
from lstmcast.data.series import SeriesSet
from lstmcast.errors import UsageError
from lstmcast.features.calendar_parts import encode_parts, part_columns
from lstmcast.features.events import event_columns, event_days
from lstmcast.features.holidays import holiday_days
from lstmcast.features.periods import count_days, days_of_steps
from lstmcast.features.plan import FeaturePlan

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def feature_columns(plan: FeaturePlan) -> tuple[Column, ...]:
    """Return the columns that a plan makes, in their order."""
    names = (
        *part_columns(plan.calendar),
        *(f"holiday {place}" for place in plan.holidays),
        *event_columns(plan.events),
    )
    return tuple(Column(name=name, when="known") for name in names)


def with_features(data: SeriesSet, plan: FeaturePlan, *, ahead: int) -> SeriesSet:
    """Return the series with a plan's columns behind the covariates they have.

    Every series gets rows from its first step to ``ahead`` steps after its last, or as many as
    it has if those are more; where rows are new, its other covariates are NaN. Features of a
    step come from its time stamp alone. Raises UsageError where two columns share a name, and
    what ``holiday_days`` raises.
    """
    if not plan:
        return data
    before = data.covariates or _no_covariates(len(data))
    made = before.with_rows(data.lengths + ahead, more=feature_columns(plan))
    _require_apart(made.columns)
    steps = _different_steps(data.starts, made.lengths)
    features = encode_steps(plan, data.calendar, steps)
    firsts, width = np.searchsorted(steps, data.starts), len(before.dynamic)
    for index, first in enumerate(firsts.tolist()):
        rows = made.series(index)
        rows[:, width:] = features[first : first + len(rows)]
    return replace(data, covariates=made)


def encode_steps(plan: FeaturePlan, calendar: Calendar, ordinals: IntArray) -> FloatArray:
    """Return a plan's columns at grid steps, [N, columns].

    A holiday or an event counts the days of it that a step covers: 0 or 1 for steps of at
    most a day, 0 to 7 for weeks, and so on.
    """
    if not len(ordinals):
        return np.empty((0, len(feature_columns(plan))))
    first, last = days_of_steps(calendar, ordinals)
    span = int(first.min()), int(last.max())
    marked = [holiday_days(place, *span) for place in plan.holidays]
    marked += [days for event in plan.events for _, days in event_days(event)]
    counts = [count_days(first, last, days)[:, None] for days in marked]
    parts = encode_parts(plan.calendar, calendar.wall(ordinals))
    return np.concatenate([parts, *counts], axis=1)


def _different_steps(starts: IntArray, rows: IntArray) -> IntArray:
    """Return the steps that any series has, rising, each once; those of a series stay together."""
    ends = starts + rows
    if len(starts) and ends.max() - starts.min() <= rows.sum():
        return np.arange(starts.min(), ends.max(), dtype=np.int64)  # spares the many a sort
    shifts: IntArray = np.repeat(starts - np.cumsum(rows) + rows, rows)
    return np.unique(shifts + np.arange(len(shifts)))


def _no_covariates(count: int) -> Covariates:
    return Covariates(
        dynamic=(),
        static=(),
        values=np.empty((0, 0)),
        offsets=np.zeros(count + 1, dtype=np.int64),
        attributes=np.empty((count, 0)),
    )


def _require_apart(columns: tuple[Column, ...]) -> None:
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                f"two covariates have the name {name!r}",
                hint="Rename the column in the data, or the event.",
            )

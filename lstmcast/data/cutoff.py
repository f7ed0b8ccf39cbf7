"""What was known at a cutoff: values after it are left out, as if the file ended there.

Rows to come stay: what they hold is known ahead. So do columns and formats, which are found in
the whole file.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from lstmcast.cutoff import read_cutoff
from lstmcast.data.calendar import Calendar
from lstmcast.data.placing.duplicates import Observations
from lstmcast.data.series import SeriesSet
from lstmcast.data.tally import run_starts
from lstmcast.errors import DataError, UsageError


def find_cutoff(text: str | None, calendar: Calendar) -> int | None:
    """Return the grid ordinal of the last step that counts as known; None where all do.

    A time without an offset is one of the zone of the data. Raises UsageError for a time where
    the data have step numbers, and the other way round.
    """
    if text is None:
        return None
    cutoff, counted = read_cutoff(text), calendar.frequency.unit == "step"
    wanted = None if cutoff is None else cutoff.step if counted else cutoff.seconds
    if cutoff is None or wanted is None:
        raise UsageError(
            f"--cutoff {text} is no {'step number' if counted else 'time'}, as the data have",
            hint="write it as 120" if counted else "write it as 2026-11-01 or 2026-11-01T06:00",
        )
    seconds = np.array([wanted], dtype=np.int64)
    if counted or cutoff.in_utc:
        near, times_of = calendar.ordinals(seconds, seconds)[0], calendar.instants
    else:
        near, times_of = calendar.first_from(seconds), calendar.wall
    around = near + np.arange(-2, 3)  # the ordinal of a stamp off the grid is that of a neighbour
    return int(around[times_of(around) <= wanted][-1])


def hide_later(observations: Observations, cutoff: int, *, known: Collection[str]) -> Observations:
    """Return observations without a value to forecast after the ordinal ``cutoff``.

    Later rows stay where they hold one of the covariates ``known`` ahead; and so does the first
    row of every series, as there is none without.
    """
    early = observations.ordinals <= cutoff
    shown = early | observations.filled(known)
    shown[run_starts(observations.series)] = True
    kept = np.flatnonzero(shown)
    later = ~early[kept]
    values = {target: column[kept] for target, column in observations.values.items()}
    for column in values.values():
        column[later] = np.nan
    return Observations(
        series=observations.series[kept],
        ordinals=observations.ordinals[kept],
        values=values,
        covariates={name: column[kept] for name, column in observations.covariates.items()},
        rows=observations.rows[kept],
    )


def drop_later(data: SeriesSet, cutoff: int) -> SeriesSet:
    """Return the series without those whose rows all lie after the ordinal ``cutoff``.

    Raises DataError where none is left.
    """
    begun = np.flatnonzero(data.starts <= cutoff)
    if len(begun):
        return data if len(begun) == len(data) else data.select(begun)
    first, last = data.calendar.format(np.array([data.starts.min(), cutoff]))
    raise DataError(
        f"no row lies at or before the cutoff {last}: the first one is of {first}",
        hint="Give a later --cutoff.",
    )

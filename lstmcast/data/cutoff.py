"""What was known at a cutoff: values after it are left out, as if the file ended there.

Rows to come stay: what they hold is known ahead. So do columns and formats, which are found in
the whole file.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lstmcast.cutoff import read_cutoff
from lstmcast.data.calendar import Calendar
from lstmcast.data.placing.duplicates import Observations
from lstmcast.data.series import SeriesSet
from lstmcast.errors import UsageError

IntArray = npt.NDArray[np.int64]


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
    [near] = calendar.ordinals(seconds, seconds)[0]
    around = near + np.arange(-2, 3)  # the ordinal of a stamp off the grid is that of a neighbour
    times = calendar.instants(around) if cutoff.in_utc and not counted else calendar.wall(around)
    return int(around[times <= wanted][-1])


def hide_later(observations: Observations, cutoff: int) -> Observations:
    """Return observations without a value to forecast after the ordinal ``cutoff``."""
    known = observations.ordinals <= cutoff
    values = {
        target: np.where(known, column, np.nan) for target, column in observations.values.items()
    }
    return replace(observations, values=values)


def drop_later(data: SeriesSet, cutoff: int) -> SeriesSet:
    """Return the series without those whose rows all lie after the ordinal ``cutoff``."""
    begun = np.flatnonzero(data.starts <= cutoff)
    return data if len(begun) == len(data) else data.select(begun)

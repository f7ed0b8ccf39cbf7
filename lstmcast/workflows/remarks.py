"""What has to be said about a forecast or its season, whatever made it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesKey
from lstmcast.inference.forecast import ForecastSet


def remark_flat_intervals(made: ForecastSet) -> tuple[Note, ...]:
    """Return a warning about series whose past says nothing of how far values move."""
    steady = (made.lower == made.upper).all(axis=(0, 2))
    # A mean beside quantiles that are all the same has seen others, though seldom.
    flat = np.flatnonzero(steady & (made.lower == made.point).all(axis=(0, 2)))
    if not len(flat) or not made.levels:
        return ()
    first = made.keys[int(flat[0])].label
    text = (
        f"the interval of {first!r} has no width: its past holds no surprise"
        if len(flat) == 1
        else f"the intervals of {len(flat)} series, {first!r} first, have no width: their past"
        " holds no surprise"
    )
    return (Note(code="no-interval", text=text, level="warning"),)


def remark_repeated_times(made: ForecastSet) -> tuple[Note, ...]:
    """Return a warning where clocks go back and stamps without an offset come twice."""
    if made.calendar.zone is None:
        return ()
    texts = made.calendar.format(np.unique(made.ordinals))
    counted = Counter(texts)
    twice = [text for text in counted if counted[text] > 1]
    if not twice:
        return ()
    text = (
        f"clocks in {made.calendar.zone} go back, so {twice[0]} is there twice: the rows are in"
        " order, the earlier hour first"
    )
    return (Note(code="repeated-time", text=text, level="warning"),)


def remark_left(left: tuple[SeriesKey, ...], series: int) -> tuple[Note, ...]:
    """Return which of so many series are left to the seasonal naive."""
    text = "no series had to be left to seasonal naive"
    if left:
        text = (
            f"{len(left)} of {series} series ({left[0].label!r} first) left to seasonal naive,"
            " which did better in every earlier window"
        )
    return (Note(code="fallback", text=text),)


def remark_rolled_forward(horizon: int, trained: int) -> tuple[Note, ...]:
    """Return a warning about a horizon beyond the steps a network was trained for."""
    if horizon <= trained:
        return ()
    text = (
        f"horizon {horizon} is beyond the {trained} steps the model was trained for: later"
        f" blocks of {trained} steps rest on the forecast of the earlier ones"
    )
    return (Note(code="rolled-forward", text=text, level="warning"),)


def remark_assumed_season(season: int, lengths: npt.NDArray[np.int64]) -> tuple[Note, ...]:
    """Return a warning where series of these lengths [S] are too short to show a season."""
    known = lengths[lengths > 0]
    if season == 1 or (len(known) and np.median(known) >= 2 * season + 2):
        return ()
    text = (
        f"a season of {season} steps is assumed, as is usual: the series are too short to"
        " tell; --season overrules it"
    )
    return (Note(code="season-assumed", text=text, level="warning"),)

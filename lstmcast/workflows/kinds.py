"""What has to be said of the kinds of series that were recognised, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.bounds import Bounds
from lstmcast.data.kinds import newest, pattern_of
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.inference.intermittent import are_demand, season_of
from lstmcast.inference.limits import limits_of
from lstmcast.inference.own_past import steps_of_past
from lstmcast.workflows.naming import some_series

IntArray = npt.NDArray[np.int64]


def remark_kinds(
    data: SeriesSet, share: float | None, lags: tuple[int, ...], bounds: Sequence[Bounds]
) -> tuple[Note, ...]:
    """Return which series are demand with many zeros or small counts, and what follows.

    ``share`` and ``lags`` are those of the ensemble that forecasts.
    """
    demand, season = np.zeros(len(data), dtype=np.bool_), season_of(lags)
    if share is not None:
        demand = are_demand(data, season)
    limits = limits_of(data, bounds)
    counts = limits.whole & ~limits.whole_mean & ~demand
    return (
        *_remark_demand(data, np.flatnonzero(demand), share or 0.0, season),
        *_remark_counts(data, np.flatnonzero(counts)),
    )


def remark_scores(
    known: SeriesSet, season: int, figures: Mapping[str, float | None]
) -> tuple[Note, ...]:
    """Return how to read scores where at least half of the series are demand with many zeros.

    ``figures`` are the RMSSE of each forecaster, the model first.
    """
    told = {name: figure for name, figure in figures.items() if figure is not None}
    if not told or 2 * are_demand(known, season).sum() < len(known):
        return ()
    listed = ", ".join(f"{name} {figure:.3g}" for name, figure in told.items())
    text = (
        "many values are zero: MAE, MASE and skill favour the median, which tends to be zero, and"
        " intervals that end at zero hold more than they promise; RMSSE, which favours the mean:"
        f" {listed}"
    )
    return (Note("zeros-scored", text),)


def _remark_demand(data: SeriesSet, found: IntArray, share: float, season: int) -> tuple[Note, ...]:
    """Say which series have many zeros, and how much the networks count there."""
    if not len(found):
        return ()
    reach = steps_of_past(season)
    patterns = [pattern_of(newest(data.series(int(index)), reach)) for index in found]
    lumpy = patterns.count("lumpy")
    some = f"{lumpy} of them " if len(found) > 1 else ""
    sizes = f", {some}in sizes that differ widely" if lumpy else ""
    whose = "its" if len(found) == 1 else "their"
    by = "the networks" if share == 1 else f"the distribution of {whose} own past"
    if 0 < share < 1:
        by += f", and the networks count {100 * share:g} %"
    text = (
        f"intermittent demand, with many zeros, in {some_series(data, found)}{sizes}: the forecast"
        f" is the mean, as the median tends to be zero, by {by}"
    )
    return (Note("intermittent", text),)


def _remark_counts(data: SeriesSet, found: IntArray) -> tuple[Note, ...]:
    """Say which series are forecast in whole numbers without having been told."""
    if not len(found):
        return ()
    where = some_series(data, found)
    text = f"small whole numbers in {where}: such are forecast; --no-integer allows fractions"
    return (Note("counts", text),)

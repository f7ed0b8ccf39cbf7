"""What has to be said of the kinds of series that were recognised, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.bounds import Bounds
from lstmcast.data.kinds import pattern_of
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.inference.intermittent import are_demand, season_of
from lstmcast.inference.limits import limits_of
from lstmcast.workflows.naming import some_series

IntArray = npt.NDArray[np.int64]


def remark_kinds(
    data: SeriesSet, share: float | None, lags: tuple[int, ...], bounds: Sequence[Bounds]
) -> tuple[Note, ...]:
    """Return which series are demand with many zeros or small counts, and what follows.

    ``share`` and ``lags`` are those of the ensemble that forecasts.
    """
    demand = np.zeros(len(data), dtype=np.bool_)
    if share is not None:
        demand = are_demand(data, season_of(lags))
    limits = limits_of(data, bounds)
    counts = limits.whole & ~limits.whole_mean & ~demand
    return (
        *_remark_demand(data, np.flatnonzero(demand), share or 0.0),
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
        "most values are zero: MAE, MASE and skill favour a forecast of zero, and intervals of"
        f" whole numbers hold more than they promise; RMSSE, which favours the mean: {listed}"
    )
    return (Note("zeros-scored", text),)


def _remark_demand(data: SeriesSet, found: IntArray, share: float) -> tuple[Note, ...]:
    """Say which series have many zeros, and how much the networks count there."""
    if not len(found):
        return ()
    lumpy = sum(pattern_of(data.series(int(index))) == "lumpy" for index in found)
    sizes = f", {lumpy} of them in sizes that differ widely" if lumpy else ""
    by = "the networks" if share == 1 else "the distribution of its own past"
    if 0 < share < 1:
        by += f", and the networks count {100 * share:g} %"
    text = (
        f"intermittent demand, with many zeros, in {some_series(data, found)}{sizes}: the forecast"
        f" is the mean, as the median would be zero or close to it, by {by}"
    )
    return (Note("intermittent", text),)


def _remark_counts(data: SeriesSet, found: IntArray) -> tuple[Note, ...]:
    """Say which series are forecast in whole numbers without having been told."""
    if not len(found):
        return ()
    where = some_series(data, found)
    text = f"small counts in {where}: whole numbers are forecast; --no-integer not"
    return (Note("counts", text),)

"""What two models of a job are compared by: forecasts of the newest horizon, unseen by both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.artifact.manifest import Manifest
from lstmcast.data.evenly import choose_evenly
from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.validation import ValidationWindows, measure, unit_of
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.history import repeat_before
from lstmcast.windows.sampling import gather_future
from lstmcast.windows.splits import plan_splits

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_MOST_WINDOWS = 4096  # more than that cost more than they tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What some models lost in the same windows; only those where there was something to lose."""

    by_model: tuple[FloatArray, ...]  # [V] each, in units of the mean seasonal change
    series: IntArray  # [V] of each window

    @property
    def count(self) -> int:
        """Return how many series there was something to lose in."""
        return len(np.unique(self.series))


def compare_losses(
    models: Sequence[Ensemble],
    data: SeriesSet,
    *,
    horizon: int,
    season: int,
    windows: int,
    seen: int | None = None,
) -> Losses:
    """Let models forecast from ``windows`` cutoffs of each series around its newest horizon.

    The cutoffs lie evenly within what a training on ``data`` holds out, each series having a
    value; ``horizon`` and ``season`` are in steps. What follows them up to the end counts, but
    for steps up to ``seen``, a grid ordinal. Models are compared at the quantiles they share.
    """
    judged = _windows(data, horizon=horizon, season=season, windows=windows, seen=seen)
    levels = tuple(sorted(set.intersection(*(set(model.quantiles) for model in models))))
    losses = [_losses(model, judged, levels) for model in models]
    counted = ~np.isnan(losses[0])
    return Losses(by_model=tuple(each[counted] for each in losses), series=judged.series[counted])


def seen_by(manifest: Manifest, data: SeriesSet) -> int | None:
    """Return the grid ordinal of the last step that a model was trained on.

    None where that lies a horizon or more before the end of the data, so that it has seen
    nothing that is judged.
    """
    newest = int((data.starts + data.lengths).max()) - 1
    latest = np.arange(newest, newest - manifest.horizon, -1)
    calendar = replace(data.calendar, style=manifest.calendar.style)
    stamps = calendar.format(latest)
    return int(latest[stamps.index(manifest.data.last)]) if manifest.data.last in stamps else None


def _windows(
    data: SeriesSet, *, horizon: int, season: int, windows: int, seen: int | None
) -> ValidationWindows:
    """Return the windows that begin in what was held out of the challenger's training."""
    splits = plan_splits(data.lengths, data.starts, horizon=horizon, season=season)
    count = min(windows, horizon)
    shifts = np.arange(count, dtype=np.int64) * horizon // count
    even = choose_evenly(len(splits.holdout_series), max(_MOST_WINDOWS // count, 1))
    series = np.repeat(splits.holdout_series[even], count)
    cutoffs = np.repeat(splits.holdout_cutoffs[even], count) + np.tile(shifts, len(even))
    actual = gather_future(data, series, cutoffs, horizon)
    if seen is not None:
        steps = (data.starts[series] + cutoffs)[:, None] + np.arange(horizon)
        actual = np.where(steps <= seen, np.nan, actual)
    units = np.array(
        [
            unit_of(data.series(int(index))[: int(cutoff)], season)
            for index, cutoff in zip(series, cutoffs, strict=True)
        ]
    )
    return ValidationWindows(
        data=data,
        series=series,
        cutoffs=cutoffs,
        actual=actual,
        repeated=repeat_before(data, series, cutoffs, (season,), horizon=horizon),
        units=units,
        lags=(season,),
    )


def _losses(ensemble: Ensemble, judged: ValidationWindows, levels: tuple[float, ...]) -> FloatArray:
    """Return the loss of each window [V] at some quantile levels; NaN where none counts.

    It is the mean of the pinball loss at all levels and of the median's absolute error: intervals
    are corrected from the ledger whoever made them, and the point is not. Windows weigh by the
    steps that count in them, so that the few first steps of late ones are not most of it.
    """
    made = forecast_at(ensemble, judged.data, judged.series, judged.cutoffs, horizon=judged.horizon)
    places = [ensemble.quantiles.index(level) for level in levels]
    errors = measure(made[..., places], judged, slice(None), levels)
    steps = np.isfinite(judged.actual).sum(axis=1)
    weights = steps * np.count_nonzero(steps) / max(steps.sum(), 1)  # one on average
    return np.asarray((errors.pinball + errors.median) / 2 * weights)

"""Score forecasts of the held-out last horizon beside the baselines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation import metrics
from lstmcast.evaluation.baselines import drift, naive, seasonal_naive
from lstmcast.evaluation.chance.origins import origins
from lstmcast.evaluation.intervals import interval_coverage
from lstmcast.evaluation.scores import REFERENCE, HoldoutReport, Interval, Scores
from lstmcast.evaluation.significance import skill_intervals
from lstmcast.evaluation.standings import judged_rows
from lstmcast.inference.forecast import ForecastSet

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def score_holdout(
    known: SeriesSet, actual: FloatArray, forecast: ForecastSet, *, name: str, season: int
) -> HoldoutReport | None:
    """Compare a forecast, called ``name``, with actual values [S, H], NaN where not observed.

    ``known`` holds the same series up to their cutoffs. Returns None when no actual value
    was observed.
    """
    if not np.isfinite(actual).any():
        return None
    horizon = actual.shape[1]
    history = [known.series(index) for index in range(len(known))]
    scale, quadratic = (
        np.array([scale_of(values, season) for values in history])
        for scale_of in (metrics.seasonal_scale, metrics.quadratic_scale)
    )
    reference = np.stack([seasonal_naive(values, horizon, season) for values in history])
    rivals = {
        REFERENCE: reference,
        "naive": np.stack([naive(values, horizon) for values in history]),
        "drift": np.stack([drift(values, horizon) for values in history]),
    }
    scores = {
        each: replace(
            _score(actual, made, scale, reference, forecast if each == name else None),
            rmsse=metrics.root_mean_squared_scaled_error(actual, made, quadratic),
        )
        for each, made in {name: forecast.point, **rivals}.items()
    }
    return HoldoutReport(
        horizon=horizon,
        series=len(known),
        points=int(np.isfinite(actual).sum()),
        season=season,
        scores=scores,
        skill_by_step=tuple(
            _skill(actual[:, [step]], forecast.point[:, [step]], reference[:, [step]], scale)
            for step in range(horizon)
        ),
        skill_interval=_chance(known, actual, forecast.point, reference, scale),
    )


def _chance(
    known: SeriesSet,
    actual: FloatArray,
    made: FloatArray,
    reference: FloatArray,
    scale: FloatArray,
) -> Interval | None:
    """Return where the model's skill lies, as far as so many series tell chance."""
    places = origins(np.arange(len(known)), known.starts + known.lengths, actual.shape[1])
    own, base = (judged_rows(actual, line, scale) for line in (made, reference))
    return skill_intervals(own[None], base, places)[0]


def _score(
    actual: FloatArray,
    made: FloatArray,
    scale: FloatArray,
    reference: FloatArray,
    intervals: ForecastSet | None = None,
) -> Scores:
    coverage = (
        None
        if intervals is None
        else {
            f"{level:g}": interval_coverage(actual, lower, upper)
            for level, lower, upper in zip(
                intervals.levels, intervals.lower, intervals.upper, strict=True
            )
        }
    )
    return Scores(
        mae=metrics.mean_absolute_error(actual, made),
        rmse=metrics.root_mean_squared_error(actual, made),
        smape=metrics.symmetric_percentage_error(actual, made),
        mase=metrics.mean_absolute_scaled_error(actual, made, scale),
        coverage=coverage,
        skill=_skill(actual, made, reference, scale),
    )


def _skill(
    actual: FloatArray, made: FloatArray, reference: FloatArray, scale: FloatArray
) -> float | None:
    """Return 1 - error / error of the reference: MASE where defined, else MAE; None for 0/0."""
    own, base = (judged_rows(actual, line, scale) for line in (made, reference))
    return metrics.skill_score(own, base)

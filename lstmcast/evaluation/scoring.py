"""Score a record: every forecaster, overall and by series, step and cutoff."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation import intervals, means
from lstmcast.evaluation.backtest_scores import BacktestScores, IntervalScores, QuantileScores
from lstmcast.evaluation.chance.origins import Origins, origins_of
from lstmcast.evaluation.metrics import in_units, share_of_size
from lstmcast.evaluation.parts import score_parts
from lstmcast.evaluation.record import Record
from lstmcast.evaluation.scales import scales_of
from lstmcast.evaluation.scores import REFERENCE
from lstmcast.evaluation.significance import coverage_errors
from lstmcast.evaluation.standings import judged_rows, standings_of

FloatArray = npt.NDArray[np.float64]


def score_record(record: Record) -> BacktestScores:
    """Return everything that a record says of the model and its rivals.

    It has a row at least. Forecasts are finite; actual values may be missing, also all of them.
    Skill is against ``record.rivals["seasonal naive"]``. Nothing but the history before a cutoff
    has a say in the scale of its row. No figure is infinite or NaN: what is undefined is None.
    """
    scales = scales_of(record)
    origins = origins_of(record)
    judged = ~np.isnan(judged_rows(record.actual, record.rivals[REFERENCE], scales.absolute))
    quantiles = _quantiles(record)
    parts = score_parts(record, scales.absolute)
    return BacktestScores(
        season=record.season,
        horizon=record.horizon,
        series=origins.series_count,
        rows=len(record),
        folds=len(np.unique(record.folds)),
        points=int(np.isfinite(record.actual).sum()),
        rule=origins.at(judged).rule,
        standings=standings_of(record, scales, origins),
        intervals=_intervals(record, scales.absolute, origins),
        quantiles=quantiles,
        wql=_mean([each.weighted for each in quantiles]),
        by_series=parts.by_series,
        by_step=parts.by_step,
        by_cutoff=parts.by_cutoff,
    )


def _intervals(record: Record, scale: FloatArray, origins: Origins) -> tuple[IntervalScores, ...]:
    """Score the model's prediction intervals, level by level."""
    made = record.forecast
    limits = list(zip(made.lower, made.upper, strict=True))
    inside = [intervals.inside(record.actual, *bounds) for bounds in limits]
    shares = np.array([means.over_steps(each) for each in inside]).reshape(-1, len(record))
    errors = coverage_errors(shares, made.levels, origins)
    found = []
    for place, (level, bounds) in enumerate(zip(made.levels, limits, strict=True)):
        winkler = intervals.winkler_scores(record.actual, *bounds, level)
        scaled = means.over_steps(in_units(winkler, scale))
        found.append(
            IntervalScores(
                level=level,
                coverage=means.known(means.over_all(shares[place])),
                expected_error=errors[place],
                width=means.known(means.over_all(intervals.widths(record.actual, *bounds))),
                winkler=means.known(means.over_all(winkler)),
                msis=means.known(means.over_all(scaled)),
            )
        )
    return tuple(found)


def _quantiles(record: Record) -> tuple[QuantileScores, ...]:
    """Score the model's quantile forecasts, one by one.

    The weighted loss is that of GluonTS and of utilsforecast's ``scaled_crps``. Source:
    S. Rangapuram et al., End-to-end learning of coherent probabilistic forecasts, ICML 2021.
    """
    found = []
    for place, quantile in enumerate(record.quantiles):
        made = record.made[..., place]
        losses = intervals.pinball_losses(record.actual, made, quantile)
        below = intervals.inside(record.actual, np.full_like(made, -np.inf), made)
        found.append(
            QuantileScores(
                quantile=float(quantile),
                pinball=means.known(means.over_all(losses)),
                weighted=share_of_size(losses, record.actual, 2.0),
                below=means.known(means.over_all(below)),
            )
        )
    return tuple(found)


def _mean(figures: list[float | None]) -> float | None:
    """Return the mean of figures that are all there, or none of them."""
    there = np.array([figure for figure in figures if figure is not None])
    return means.known(means.over_all(there))

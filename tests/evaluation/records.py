"""Records to score, made of a few series and simple forecasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.baselines import naive, seasonal_naive
from lstmcast.evaluation.record import Record
from lstmcast.inference.forecast import ForecastSet
from lstmcast.windows.sampling import gather_future

FloatArray = npt.NDArray[np.float64]

QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)  # the bounds of the levels, and the median
LEVELS = (80.0, 95.0)


def record_of(
    data: SeriesSet,
    *,
    horizon: int,
    season: int,
    folds: int = 1,
    step: int | None = None,
    forecast: Callable[[FloatArray], FloatArray] | None = None,
    spread: float = 1.0,
    rivals: Mapping[str, Callable[[FloatArray], FloatArray]] | None = None,
) -> Record:
    """Return a record of the last ``folds`` cutoffs of each series, ``step`` apart.

    ``forecast`` and ``rivals`` are given a history [N] and return [horizon] values: by default
    seasonal naive and naive, and their mean. Quantiles are
    those of a normal distribution around the forecast.
    """
    places = [(number, series) for number in range(folds) for series in range(len(data))]
    number, series = np.array(places).T
    cutoffs = data.lengths[series] - horizon - (folds - 1 - number) * (step or horizon)
    history = [data.series(s)[:cutoff] for s, cutoff in zip(series, cutoffs, strict=True)]
    simple = {
        "seasonal naive": lambda past: seasonal_naive(past, horizon, season),
        "naive": lambda past: naive(past, horizon),
    }
    made = {
        name: np.stack([rival(past) for past in history])
        for name, rival in (rivals or simple).items()
    }
    if forecast is None:
        point = np.mean(list(made.values()), axis=0)
    else:
        point = np.stack([forecast(past) for past in history])
    ahead = (data.starts[series] + cutoffs)[:, None] + np.arange(horizon)
    return with_forecast(
        Record(
            name="LSTM",
            season=season,
            data=data,
            series=series,
            cutoffs=cutoffs,
            folds=number,
            actual=gather_future(data, series, cutoffs, horizon),
            forecast=ForecastSet(
                keys=tuple(data.keys[s] for s in series),
                calendar=data.calendar,
                ordinals=ahead,
                point=point,
                levels=LEVELS,
                lower=np.stack([point, point]),
                upper=np.stack([point, point]),
            ),
            quantiles=QUANTILES,
            made=np.repeat(point[..., None], len(QUANTILES), axis=-1),
            rivals=made,
        ),
        point,
        spread=spread,
    )


def with_forecast(record: Record, point: FloatArray, *, spread: float = 1.0) -> Record:
    """Return a record with other forecasts [R, H] of the model."""
    away = np.array([spread * NormalDist().inv_cdf(quantile) for quantile in QUANTILES])
    made = point[..., None] + away
    forecast = replace(
        record.forecast,
        point=point,
        lower=np.stack([made[..., 1], made[..., 0]]),
        upper=np.stack([made[..., 3], made[..., 4]]),
    )
    return replace(record, forecast=forecast, made=made)

"""Records and pages to draw: series with a trend and a season, and forecasts near the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np
from builders import seasonal_panel

from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.record import Record
from lstmcast.evaluation.scoring import score_record
from lstmcast.inference.forecast import ForecastSet
from lstmcast.outputs.documents import plain
from lstmcast.outputs.report.content import (
    Importance,
    Insight,
    Provenance,
    ReportPage,
    Trace,
)

SEASON = 12
LEVELS = (80.0, 95.0)
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
_AWAY = np.array([NormalDist().inv_cdf(quantile) for quantile in QUANTILES])


def make_record(
    data: SeriesSet, *, horizon: int = 6, folds: int = 3, step: int | None = None, seed: int = 1
) -> Record:
    """Return forecasts that are off by about half a unit, made ``step`` steps apart."""
    pairs = [(fold, series) for fold in range(folds) for series in range(len(data))]
    fold, series = np.array(pairs).T
    cutoffs = data.lengths[series] - horizon - (folds - 1 - fold) * (step or horizon)
    places = cutoffs[:, None] + np.arange(horizon)
    actual = np.stack([data.series(s)[p] for s, p in zip(series, places, strict=True)])
    truth = np.where(np.isnan(actual), 0.0, actual)
    past = [data.series(s)[:c] for s, c in zip(series, cutoffs, strict=True)]
    known = [np.where(np.isnan(values), np.nanmean(values), values) for values in past]
    point = truth + np.random.default_rng(seed).normal(scale=0.5, size=actual.shape)
    made = point[..., None] + 0.5 * _AWAY
    return Record(
        name="LSTM",
        season=SEASON,
        data=data,
        series=series,
        cutoffs=cutoffs,
        folds=fold,
        actual=actual,
        forecast=ForecastSet(
            keys=tuple(data.keys[s] for s in series),
            calendar=data.calendar,
            ordinals=data.starts[series][:, None] + places,
            point=point,
            levels=LEVELS,
            lower=np.stack([made[..., 1], made[..., 0]]),
            upper=np.stack([made[..., 3], made[..., 4]]),
        ),
        quantiles=QUANTILES,
        made=made,
        rivals={
            "seasonal naive": np.stack([np.resize(v[-SEASON:], horizon) for v in known]),
            "naive": np.stack([np.full(horizon, v[-1]) for v in known]),
        },
    )


def make_ahead(data: SeriesSet, horizon: int = 6) -> ForecastSet:
    """Return a forecast of the last season again, after the end of each series."""
    ends = [data.series(s)[-SEASON:][:horizon] for s in range(len(data))]
    point = np.stack([np.where(np.isnan(end), 0.0, end) for end in ends])
    return ForecastSet(
        keys=data.keys,
        calendar=data.calendar,
        ordinals=(data.starts + data.lengths)[:, None] + np.arange(horizon),
        point=point,
        levels=LEVELS,
        lower=np.stack([point - 1, point - 2]),
        upper=np.stack([point + 1, point + 2]),
    )


def make_page(record: Record, *, title: str = "sales.csv") -> ReportPage:
    """Return a page with everything on it."""
    scores = score_record(record)
    return ReportPage(
        title=title,
        facts=(("data", f"/data/{title}"), ("empty", ""), ("season", "12 steps")),
        notes=(Note("sorted", "rows were sorted"), Note("gaps", "3 values lack", "warning")),
        record=record,
        scores=scores,
        metrics={"schema": 1, "scores": plain(scores)},
        provenance=Provenance(
            command=f"lstmcast report {title}",
            created="2025-01-31T10:00:00+00:00",
            facts=(("seed", "1"), ("sha256", "0123abcd")),
        ),
        ahead=make_ahead(record.data),
        insight=make_insight(),
    )


def make_insight() -> Insight:
    """Return a look inside a network that forgets ever less."""
    opening = tuple(np.linspace(0.2, 0.9, 8).tolist())
    return Insight(
        series="s0",
        stamps=tuple(f"2001-{month:02d}-01" for month in range(1, 9)),
        gates=(Trace(name="forget gate", values=opening),),
        states=(Trace(name="size of memory", values=tuple(3 * each for each in opening)),),
        importances=(
            Importance(name="from 2001-07", growth=0.31, low=0.2, high=0.4),
            Importance(name="from 2001-01", growth=-0.02),
        ),
        remarks=("The first of 3 networks is shown.",),
    )


def panel(*lengths: int, labels: Sequence[str] | None = None, seed: int = 0) -> SeriesSet:
    """Return monthly series with a season, called as wanted."""
    data = seasonal_panel(*lengths, season=SEASON, noise=1.0, seed=seed)
    if labels is None:
        return data
    return replace(data, keys=tuple(SeriesKey((label,), "y") for label in labels))

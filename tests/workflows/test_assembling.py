"""The record of a backtest: forecasts kept to what was known at each cutoff, and to no more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from builders import series_set, small_model

from lstmcast.config import ForecastConfig
from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.folds import Fold
from lstmcast.evaluation.rivals.registry import choose_rivals
from lstmcast.training.events import StopFlag
from lstmcast.workflows.assembling import assemble
from lstmcast.workflows.rounds import Ready, Round, Scene, play

HORIZON = 4
ENSEMBLE = replace(small_model().ensemble, intermittent=0.0)
LOAD = np.random.default_rng(0).uniform(60, 99, 60)
LOAD[::4] = 100.0


def most_of(data: SeriesSet, fold: Fold, config: ForecastConfig) -> float:
    """Return the most of all quantiles and intervals of one fold."""
    scene = Scene(
        data=data,
        horizon=HORIZON,
        season=12,
        history=None,
        maker=Ready(ensemble=ENSEMBLE),
        rivals=choose_rivals(["none"]),
    )
    made = play(scene, Round(folds=(fold,)), listen=lambda event: None, stop=StopFlag())
    record, _ = assemble(scene, made, config)
    return float(max(record.made.max(), record.forecast.upper.max()))


def test_percentages_are_told_by_all_that_was_known() -> None:
    """As in a training at that time, series that are not forecast count; later values do not."""
    fold = Fold(number=0, ends=np.array([56, 3]), series=np.array([0]))
    config = ForecastConfig(level=(99.9,))
    shares = series_set(LOAD, [50.0, 60.0, 70.0, 400.0])
    assert most_of(shares, fold, config) == 100
    assert most_of(series_set(LOAD, [50.0, 60.0, 400.0]), fold, config) > 100
    later = LOAD.copy()
    later[56:] = 300.0
    assert most_of(series_set(later, [50.0, 60.0, 70.0]), fold, config) == 100
    free = ForecastConfig(level=(99.9,), max=float("inf"))
    assert most_of(shares, fold, free) > 100

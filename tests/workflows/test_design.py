"""What is decided before training, from the data and the settings."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from builders import series_set

from lstmcast.config import Config, WindowConfig
from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesSet
from lstmcast.workflows.design import design_training


@pytest.fixture
def loads() -> SeriesSet:
    """Return 60 days of hours with a day and a week in them."""
    steps = np.arange(24 * 60)
    values = np.sin(steps * 2 * np.pi / 24) + np.where(steps // 24 % 7 > 4, -1.5, 0.0)
    values = values + np.random.default_rng(0).normal(scale=0.05, size=len(steps))
    style = "YYYY-MM-DD hh:mm"
    hours = Calendar(frequency=Frequency.parse("1h"), zone=None, style=style)
    return dataclasses.replace(series_set(values), calendar=hours)


@pytest.mark.parametrize(
    ("wanted", "season", "lags"),
    [(None, 24, (168, 24, 1)), (24, 24, (168, 24, 1)), (1, 1, (1,)), (12, 12, (168, 24, 12, 1))],
)
def test_a_longer_season_counts_beside_a_wanted_one(
    loads: SeriesSet, wanted: int | None, season: int, lags: tuple[int, ...]
) -> None:
    config = Config(window=WindowConfig(season=wanted, horizon=24))
    shape = design_training(loads, config).shape
    assert shape.season == season
    assert shape.lags[0] == lags[0]
    assert set(shape.lags) <= set(lags)

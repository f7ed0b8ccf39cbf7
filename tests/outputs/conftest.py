"""Small forecasts to write down and to draw."""

from __future__ import annotations

import numpy as np
import pytest
from builders import small_model

from lstmcast.artifact.manifest import Manifest
from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.scores import HoldoutReport, Scores
from lstmcast.inference.forecast import ForecastSet

_JANUARY_1960 = -120  # months before 1970


@pytest.fixture
def calendar() -> Calendar:
    return Calendar(frequency=Frequency.parse("MS"), zone=None, style="YYYY-MM-DD")


@pytest.fixture
def one(calendar: Calendar) -> ForecastSet:
    """Return three months of one series without an id."""
    return forecasts(calendar, (SeriesKey((), "passengers"),))


@pytest.fixture
def many(calendar: Calendar) -> ForecastSet:
    """Return three months of two series whose ids are awkward."""
    return forecasts(
        calendar, (SeriesKey(('a,"b"', "x"), "sales"), SeriesKey(("line\nbreak", "y"), "sales"))
    )


def forecasts(calendar: Calendar, keys: tuple[SeriesKey, ...]) -> ForecastSet:
    steps = np.arange(_JANUARY_1960, _JANUARY_1960 + 3)
    point = np.array([[100.0, 200.0, 300.0]]) + np.arange(len(keys))[:, None]
    return ForecastSet(
        keys=keys,
        calendar=calendar,
        ordinals=np.tile(steps, (len(keys), 1)),
        point=point,
        levels=(80.0, 97.5),
        lower=np.stack([point - 1, point - 2]),
        upper=np.stack([point + 1, point + 2]),
    )


@pytest.fixture
def history(calendar: Calendar) -> SeriesSet:
    """Return ten years of one monthly series that grows and swings."""
    steps = np.arange(120)
    values = 100 + steps + 40 * np.sin(steps * 2 * np.pi / 12)
    return SeriesSet(
        keys=(SeriesKey((), "passengers"),),
        values=values,
        offsets=np.array([0, 120]),
        starts=np.array([_JANUARY_1960 - 120]),
        calendar=calendar,
    )


@pytest.fixture
def holdout() -> HoldoutReport:
    return HoldoutReport(
        horizon=12,
        series=1,
        points=12,
        season=12,
        scores={
            "LSTM": Scores(mae=18.237, rmse=22.1, smape=4.19, mase=0.612,
                           coverage={"80": 0.8333, "95": 1.0}, skill=0.312),
            "seasonal naive": Scores(mae=26.5, rmse=30.25, smape=6.4, mase=0.8891, skill=0.0),
            "naive": Scores(mae=71.25, rmse=85.0, smape=15.52, mase=2.39, skill=-1.688),
            "drift": Scores(mae=60.0, rmse=76.5, smape=13.1, mase=2.013, skill=-1.264),
        },
        skill_by_step=(0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.3, 0.35, 0.2, 0.1, 0.05),
    )  # fmt: skip


@pytest.fixture
def manifest() -> Manifest:
    return small_model().manifest

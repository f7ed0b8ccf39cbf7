"""Figures equal those of the referee, a program of its own beside the repository.

It knows nothing of cutoffs: each row is a series of its own to it. Where it is not there, these
tests are skipped, and those by hand have to do.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from builders import MONTHLY, seasonal_panel
from records import LEVELS, record_of, with_forecast

from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.naive2 import naive2
from lstmcast.evaluation.record import Record
from lstmcast.evaluation.scoring import score_record

SHARED = Path(__file__).parents[3] / "shared"
EXACT = {"rel": 1e-9, "abs": 1e-12}


@pytest.fixture(scope="module")
def referee() -> ModuleType:
    path = SHARED / "bench" / "score.py"
    if not path.exists():
        pytest.skip("the referee, ../shared/bench/score.py, is not here")
    spec = importlib.util.spec_from_file_location("referee", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def frames_of(record: Record) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return history, what followed, and forecasts of a record, in the referee's form."""
    history, future = [], []
    for row in range(len(record)):
        past = record.history(row)
        name = f"{row:05d}"
        ahead = len(past) + np.arange(record.horizon)
        history.append(pd.DataFrame({"id": name, "t": np.arange(len(past)), "y": past}))
        made = {"forecast": record.forecast.point[row]}
        for place, level in enumerate(LEVELS):
            made[f"lo-{level:g}"] = record.forecast.lower[place, row]
            made[f"hi-{level:g}"] = record.forecast.upper[place, row]
        future.append(pd.DataFrame({"id": name, "t": ahead, "y": record.actual[row], **made}))
    train, test = pd.concat(history), pd.concat(future, ignore_index=True)
    train["ds"], test["ds"] = train["t"].astype(str), test["t"].astype(str)
    seen = test.dropna().reset_index(drop=True)
    return train.reset_index(drop=True), seen[["id", "t", "ds", "y"]], seen.drop(columns="y")


def assert_agree(record: Record, referee: ModuleType) -> None:
    """Check all that the referee says, overall and row by row."""
    expected, table = referee.score(*frames_of(record), record.season)
    found = score_record(record)
    model = found.standings[0].scores
    assert found.points == expected["n_points"]
    assert model.smape == pytest.approx(expected["sMAPE"], **EXACT)
    assert model.mase == pytest.approx(expected["MASE"], **EXACT)
    assert model.owa == pytest.approx(expected["OWA"], **EXACT)
    assert model.mae == pytest.approx(expected["MAE"], **EXACT)
    assert model.rmse == pytest.approx(expected["RMSE"], **EXACT)
    assert model.wape == pytest.approx(100 * expected["ND"], **EXACT)
    assert model.undefined.get("mase", 0) == expected["mase_undefined"]
    for each, level in zip(found.intervals, LEVELS, strict=True):
        interval = expected["intervals"][f"{level:g}"]
        assert each.coverage == pytest.approx(interval["coverage"], **EXACT)
        assert each.width == pytest.approx(interval["mean_width"], **EXACT)
        assert each.winkler == pytest.approx(interval["interval_score"], **EXACT)
        assert each.msis == pytest.approx(interval["MSIS"], **EXACT)
    weighted = {f"{each.quantile:g}": each.weighted for each in found.quantiles}
    assert weighted == pytest.approx(expected["wQL"], **EXACT)
    assert found.wql == pytest.approx(expected["mean_wQL"], **EXACT)
    if found.folds == 1:
        mase = [part.errors["LSTM"].mase for part in found.by_series]
        np.testing.assert_allclose(np.array(mase, dtype=np.float64), table["MASE"], rtol=1e-9)


@pytest.mark.parametrize("season", [1, 4, 12])
@pytest.mark.parametrize("folds", [1, 3])
def test_made_up_series(referee: ModuleType, season: int, folds: int) -> None:
    data = seasonal_panel(*range(60, 120, 5), season=season, noise=2.0)
    assert_agree(record_of(data, horizon=6, season=season, folds=folds, spread=3.0), referee)


def test_zeros_constants_and_short_series(referee: ModuleType) -> None:
    data = seasonal_panel(100, 90, 30, 80, 17, season=12, noise=1.0)
    data.series(1)[:] = 7.0
    data.series(3)[::3] = 0.0
    record = record_of(data, horizon=6, season=12)
    point = record.forecast.point.copy()
    point[3] = 0.0
    assert_agree(with_forecast(record, point), referee)


def test_values_that_were_not_observed_yet(referee: ModuleType) -> None:
    """At the end, for the referee takes the values of a series as consecutive."""
    data = seasonal_panel(100, 90, 80, season=12, noise=1.0)
    record = record_of(data, horizon=6, season=12)
    record.actual[0, 2:] = np.nan
    record.actual[2, 5:] = np.nan
    assert_agree(record, referee)


def test_naive2(referee: ModuleType) -> None:
    """Series on either side of the test for a season, some of which go below zero."""
    random = np.random.default_rng(0)
    seasonal = 0
    for season in (2, 4, 5, 12, 24):
        shape = 1 + 0.3 * np.sin(2 * np.pi * np.arange(400) / season)
        for strength in np.linspace(0, 1, 20):
            length = int(random.integers(season, 400))
            history = 10 * shape[:length] ** strength + random.normal(size=length) * 3
            expected = referee.naive2(history, season, 30)
            np.testing.assert_allclose(naive2(history[None], 30, season)[0], expected, rtol=1e-9)
            seasonal += len(set(expected)) > 1
    assert 20 < seasonal < 80


@pytest.mark.parametrize(
    ("name", "season", "horizon"), [("m3/monthly", 12, 18), ("m4/hourly", 24, 48)]
)
def test_competition_data(referee: ModuleType, name: str, season: int, horizon: int) -> None:
    path = SHARED / "data" / f"{name}.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    rows = pd.read_csv(path, nrows=20_000)
    values = [group.to_numpy(dtype=np.float64) for _, group in rows.groupby("unique_id")["y"]][:25]
    data = SeriesSet(
        keys=tuple(SeriesKey((str(place),), "y") for place in range(len(values))),
        values=np.concatenate(values),
        offsets=np.cumsum([0, *map(len, values)], dtype=np.int64),
        starts=np.zeros(len(values), dtype=np.int64),
        calendar=MONTHLY,
    )
    assert_agree(record_of(data, horizon=horizon, season=season, folds=2, spread=100.0), referee)

"""Figures equal those of utilsforecast, which evaluates forecasts for Nixtla's libraries.

It scores each series at each cutoff; means over those are taken here.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from builders import seasonal_panel
from records import LEVELS, QUANTILES, record_of
from utilsforecast import losses

from lstmcast.evaluation.backtest_scores import BacktestScores
from lstmcast.evaluation.record import Record
from lstmcast.evaluation.scoring import score_record

EXACT = {"rel": 1e-9, "abs": 1e-12}
SEASON = 12
MODELS = {"LSTM": 0, "seasonal naive": 1, "naive": 2}  # places among the standings


@pytest.fixture(scope="module")
def record() -> Record:
    data = seasonal_panel(*range(60, 100, 6), noise=3.0)
    return record_of(data, horizon=6, season=SEASON, folds=3, spread=2.5)


@pytest.fixture(scope="module")
def found(record: Record) -> BacktestScores:
    return score_record(record)


@pytest.fixture(scope="module")
def frame(record: Record) -> pd.DataFrame:
    """Return one row for each point, as utilsforecast has it."""
    parts = []
    for row in range(len(record)):
        cutoff = int(record.cutoffs[row])
        columns = {
            "unique_id": f"{record.series[row]:03d}",
            "cutoff": cutoff,  # the last step known, counted from one
            "ds": cutoff + 1 + np.arange(record.horizon),
            "y": record.actual[row],
            "LSTM": record.forecast.point[row],
            **{name: made[row] for name, made in record.rivals.items()},
        }
        for place, level in enumerate(LEVELS):
            columns[f"LSTM-lo-{level:g}"] = record.forecast.lower[place, row]
            columns[f"LSTM-hi-{level:g}"] = record.forecast.upper[place, row]
        for place, quantile in enumerate(QUANTILES):
            columns[f"q{quantile:g}"] = record.made[row, :, place]
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def history(record: Record) -> pd.DataFrame:
    values = [record.data.series(index) for index in range(len(record.data))]
    return pd.concat(
        pd.DataFrame({"unique_id": f"{index:03d}", "ds": 1 + np.arange(len(each)), "y": each})
        for index, each in enumerate(values)
    )


@pytest.mark.parametrize(
    ("measure", "loss", "times"),
    [
        ("mae", losses.mae, 1),
        ("bias", losses.bias, 1),
        ("mape", losses.mape, 100),
        ("smape", losses.smape, 200),
    ],
)
def test_errors(
    found: BacktestScores, frame: pd.DataFrame, measure: str, loss: object, times: float
) -> None:
    expected = loss(frame, models=list(MODELS))
    for name, place in MODELS.items():
        figure = getattr(found.standings[place].scores, measure)
        assert figure == pytest.approx(times * expected[name].mean(), **EXACT)


def test_rmse_and_wape_pool_all_points(found: BacktestScores, frame: pd.DataFrame) -> None:
    whole = frame.assign(unique_id="all", cutoff=0)
    rmse, wape = losses.rmse(whole, list(MODELS)), losses.wape(whole, list(MODELS))
    for name, place in MODELS.items():
        scores = found.standings[place].scores
        assert scores.rmse == pytest.approx(rmse[name][0], **EXACT)
        assert scores.wape == pytest.approx(100 * wape[name][0], **EXACT)


@pytest.mark.parametrize(("measure", "loss"), [("mase", losses.mase), ("rmsse", losses.rmsse)])
def test_scaled_errors(
    found: BacktestScores,
    frame: pd.DataFrame,
    history: pd.DataFrame,
    measure: str,
    loss: object,
) -> None:
    expected = loss(frame, models=list(MODELS), seasonality=SEASON, train_df=history)
    for name, place in MODELS.items():
        figure = getattr(found.standings[place].scores, measure)
        assert figure == pytest.approx(expected[name].mean(), **EXACT)


def test_errors_by_series(
    found: BacktestScores, frame: pd.DataFrame, history: pd.DataFrame
) -> None:
    mae = losses.mae(frame, list(MODELS)).groupby("unique_id").mean()
    mase = losses.mase(frame, list(MODELS), SEASON, history).groupby("unique_id").mean()
    for name in MODELS:
        parts = [part.errors[name] for part in found.by_series]
        assert [part.mae for part in parts] == pytest.approx(mae[name].tolist(), **EXACT)
        assert [part.mase for part in parts] == pytest.approx(mase[name].tolist(), **EXACT)


def test_intervals(found: BacktestScores, frame: pd.DataFrame) -> None:
    for each in found.intervals:
        level = int(each.level)
        coverage = losses.coverage(frame, ["LSTM"], level)["LSTM"].mean()
        winkler = losses.winkler_score(frame, ["LSTM"], level)["LSTM"].mean()
        assert each.coverage == pytest.approx(coverage, **EXACT)
        assert each.winkler == pytest.approx(winkler, **EXACT)


def test_quantiles(found: BacktestScores, frame: pd.DataFrame) -> None:
    columns = [f"q{quantile:g}" for quantile in QUANTILES]
    for each, column in zip(found.quantiles, columns, strict=True):
        loss = losses.quantile_loss(frame, {"LSTM": column}, q=each.quantile)["LSTM"].mean()
        below = losses.calibration(frame, {"LSTM": column})["LSTM"].mean()
        assert each.pinball == pytest.approx(loss, **EXACT)
        assert each.below == pytest.approx(below, **EXACT)
    whole = frame.assign(unique_id="all", cutoff=0)
    crps = losses.scaled_crps(whole, {"LSTM": columns}, np.array(QUANTILES))["LSTM"][0]
    assert found.wql == pytest.approx(crps, **EXACT)

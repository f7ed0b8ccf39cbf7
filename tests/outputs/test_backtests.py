"""Rows of a backtest: every forecast beside what happened, under names that others read."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from builders import seasonal_panel

from lstmcast.data.roles import Roles
from lstmcast.evaluation.record import Record
from lstmcast.inference.forecast import Forecasts, summarise
from lstmcast.inference.limits import limits_of
from lstmcast.outputs.backtests import tabulate_record
from lstmcast.outputs.encoding import encode
from lstmcast.outputs.forecasts import Style
from lstmcast.windows.sampling import gather_future

QUANTILES = (0.1, 0.5, 0.9)


def record_of(*lengths: int, horizon: int = 3) -> Record:
    """Return a record of two cutoffs of each series; the last step of the first is unknown."""
    data = seasonal_panel(*lengths, season=12)
    data.series(0)[-1] = np.nan
    series = np.tile(np.arange(len(data)), 2)
    cutoffs = data.lengths[series] - np.repeat([2 * horizon, horizon], len(data))
    known = [data.until(data.lengths - back * horizon) for back in (2, 1)]
    made = np.stack([np.full((len(series), horizon), 10 + place / 3) for place in range(3)], -1)
    some = Forecasts(quantiles=made[: len(data)], mean=np.full((len(data), horizon), np.nan))
    parts = [
        summarise(some, QUANTILES, each, levels=(80.0,), limits=limits_of(each)) for each in known
    ]
    forecast = parts[0].__class__(
        keys=parts[0].keys + parts[1].keys,
        calendar=data.calendar,
        ordinals=np.concatenate([part.ordinals for part in parts]),
        point=np.concatenate([part.point for part in parts]),
        levels=(80.0,),
        lower=np.concatenate([part.lower for part in parts], axis=1),
        upper=np.concatenate([part.upper for part in parts], axis=1),
    )
    return Record(
        name="LSTM",
        season=12,
        data=data,
        series=series,
        cutoffs=cutoffs,
        folds=np.repeat([0, 1], len(data)),
        actual=gather_future(data, series, cutoffs, horizon),
        forecast=forecast,
        quantiles=QUANTILES,
        made=made,
        rivals={"seasonal naive": np.full((len(series), horizon), 9.5)},
    )


def rows_of(record: Record, style: Style, ids: tuple[str, ...] = ("shop",)) -> list[dict[str, str]]:
    roles = Roles(time=("month",), targets=("y",), ids=ids, ignored=())
    content = encode(tabulate_record(record, roles, style=style), "csv").decode()
    return list(csv.DictReader(io.StringIO(content)))


def test_own_columns() -> None:
    rows = rows_of(record_of(40, 44), "lstmcast")
    assert list(rows[0]) == [
        "shop", "month", "cutoff", "actual", "forecast", "lo-80", "hi-80", "seasonal naive",
    ]  # fmt: skip
    assert len(rows) == 2 * 2 * 3
    for row in rows:
        assert row["cutoff"] < row["month"]
        assert float(row["lo-80"]) <= float(row["forecast"]) <= float(row["hi-80"])


def test_what_did_not_happen_yet_is_empty() -> None:
    rows = rows_of(record_of(40, 44), "lstmcast")
    empty = [row for row in rows if row["actual"] == ""]
    assert [row["shop"] for row in empty] == ["s0"]


def test_actual_values_are_those_of_the_data_and_lose_no_digit_that_matters() -> None:
    record = record_of(40, 44)
    rows = rows_of(record, "lstmcast")
    written = np.array([float(row["actual"] or "nan") for row in rows])
    np.testing.assert_allclose(written, record.actual.ravel(), rtol=1e-11)


def test_columns_of_the_ecosystem() -> None:
    rows = rows_of(record_of(40, 44), "nixtla")
    assert list(rows[0]) == [
        "unique_id", "ds", "cutoff", "y", "LSTM", "LSTM-lo-80", "LSTM-hi-80", "SeasonalNaive",
    ]  # fmt: skip


def test_columns_of_prophet() -> None:
    rows = rows_of(record_of(40, 44), "prophet")
    assert list(rows[0])[:4] == ["unique_id", "ds", "cutoff", "y"]
    assert {"yhat", "yhat_lower", "yhat_upper"} <= set(rows[0])


@pytest.mark.parametrize("name", ["cutoff", "actual", "seasonal naive", "forecast"])
def test_a_column_of_the_user_makes_way(name: str) -> None:
    rows = rows_of(record_of(40, 44), "lstmcast", ids=(name,))
    assert next(iter(rows[0])) == f"{name}_id"

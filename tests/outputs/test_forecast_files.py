"""Forecast tables and their bytes, read back as their readers will."""

from __future__ import annotations

import dataclasses
import io
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstmcast.errors import MissingDependencyError, UsageError
from lstmcast.outputs.digits import UNKNOWN, formats_of, number_texts
from lstmcast.outputs.encoding import FORMATS, encode, format_of
from lstmcast.outputs.forecasts import STYLES, ForecastTable, NumberColumn, TextColumn, tabulate

if TYPE_CHECKING:
    from lstmcast.inference.forecast import ForecastSet


def texts(*numbers: float) -> list[str]:
    return number_texts(numbers, [UNKNOWN] * len(numbers))


def test_the_csv_of_one_series(one: ForecastSet) -> None:
    table = tabulate(one, time=("Month",), ids=())
    assert encode(table, "csv").decode() == (
        "Month,forecast,lo-80,hi-80,lo-97.5,hi-97.5\n"
        "1960-01-01,100,99,101,98,102\n"
        "1960-02-01,200,199,201,198,202\n"
        "1960-03-01,300,299,301,298,302\n"
    )


def test_nixtla_and_prophet(one: ForecastSet, many: ForecastSet) -> None:
    nixtla = encode(tabulate(many, time=("m",), ids=("a", "b"), style="nixtla"), "csv").decode()
    assert nixtla.startswith(
        "unique_id,ds,LSTM,LSTM-lo-80,LSTM-hi-80,LSTM-lo-97.5,LSTM-hi-97.5\n"
        '"a,""b""/x",1960-01-01,100,99,101,98,102\n'
    )
    prophet = encode(tabulate(one, time=("m",), ids=(), style="prophet"), "csv").decode()
    assert prophet.startswith("ds,yhat,yhat_lower,yhat_upper\n1960-01-01,100,99,101\n")
    several = tabulate(many, time=("m",), ids=("a", "b"), style="prophet")
    assert several.names == ["unique_id", "ds", "yhat", "yhat_lower", "yhat_upper"]
    single = tabulate(one, time=("m",), ids=(), style="nixtla")
    assert single.keys[0].texts == ["passengers"] * 3
    gru = tabulate(one, time=("m",), ids=(), style="nixtla", model="GRU")
    assert gru.names[2:4] == ["GRU", "GRU-lo-80"]


def test_awkward_ids_survive(many: ForecastSet) -> None:
    data = encode(tabulate(many, time=("when",), ids=("shop", "item")), "csv")
    frame = pd.read_csv(io.BytesIO(data), parse_dates=["when"])
    assert list(frame["shop"].unique()) == ['a,"b"', "line\nbreak"]
    assert list(frame["item"]) == ["x"] * 3 + ["y"] * 3
    np.testing.assert_allclose(frame["forecast"], many.point.ravel())
    np.testing.assert_allclose(frame["hi-97.5"], many.upper[1].ravel())
    assert frame["when"].iloc[2] == pd.Timestamp("1960-03-01")


def test_several_targets_get_a_column(many: ForecastSet) -> None:
    keys = (many.keys[0], dataclasses.replace(many.keys[1], target="returns"))
    wide = dataclasses.replace(many, keys=keys)
    table = tabulate(wide, time=("t",), ids=("a", "b"))
    assert table.names[:5] == ["a", "b", "t", "target", "forecast"]
    assert table.keys[3].texts == ["sales"] * 3 + ["returns"] * 3
    nixtla = tabulate(wide, time=("t",), ids=("a", "b"), style="nixtla")
    assert nixtla.keys[0].texts[-1] == "line\nbreak/y/returns"


@pytest.mark.parametrize(
    ("time_columns", "ids", "names"),
    [
        (("year", "month"), (), ["time"]),
        ((), (), ["row"]),
        (("",), (), ["time"]),
        (("forecast",), (), ["forecast_time"]),
        (("t",), ("lo-80", "forecast"), ["lo-80_id", "forecast_id", "t"]),
        (("forecast_id",), ("forecast", "x"), ["forecast_id", "x", "forecast_id_time"]),
    ],
)
def test_column_names_never_clash(
    many: ForecastSet,
    one: ForecastSet,
    time_columns: tuple[str, ...],
    ids: tuple[str, ...],
    names: list[str],
) -> None:
    table = tabulate(many if ids else one, time=time_columns, ids=ids)
    assert [column.name for column in table.keys] == names
    assert len(set(table.names)) == len(table.names)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (0.1 + 0.2, "0.3"), (1234567890.0, "1234567890"),
        (-1234567890123.4, "-1234567890123"), (0.00001234, "0.00001234"), (1e300, "1e+300"),
        (-1e-12, "-1e-12"), (np.nan, ""), (np.inf, ""), (123456.7891234, "123456.789"),
    ],
)  # fmt: skip
def test_numbers_look_like_numbers(number: float, text: str) -> None:
    assert texts(number) == [text]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_nine_digits(number: float) -> None:
    assert float(texts(number)[0]) == pytest.approx(number, rel=1e-8, abs=1e-300)


@pytest.mark.parametrize(
    ("number", "width", "text"),
    [
        (446.249503, 80.0, "446.2495"), (10_000_000_030.25, 30.0, "10000000030.25"),
        (446.249503123, 800.0, "446.2495"), (446.2, 8e9, "446"), (-0.0000001, 8.0, "0"),
        (1e14 + 1, 1e-3, "100000000000001"), (1.23456789e-20, 1e-21, "1.23456789e-20"),
        (1.5e18 + 1e6, 3e5, "1.500000000001e+18"),
        (12345678901.0, 0.0, "12345678901"), (5.0, np.inf, "5"),
    ],
)  # fmt: skip
def test_digits_follow_the_width_of_the_interval(
    one: ForecastSet, number: float, width: float, text: str
) -> None:
    point = np.full_like(one.point, number)
    margin = np.full_like(one.upper, width / 2)
    wide = dataclasses.replace(one, point=point, lower=point - margin, upper=point + margin)
    assert number_texts([number], formats_of(wide)) == [text]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it is frozen
@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=9, max_size=9),
    st.integers(-20, 20),
)
def test_rounding_keeps_the_forecast_within_its_interval(
    one: ForecastSet, numbers: list[float], exponent: int
) -> None:
    scaled = np.clip(np.array(numbers).reshape(1, 3, 3), -1e250, 1e250) * 10.0**exponent
    low, point, high = np.moveaxis(np.sort(scaled, axis=2), 2, 0)
    wide = dataclasses.replace(one, point=point, levels=(80.0,), lower=low[None], upper=high[None])
    for row in json.loads(encode(tabulate(wide, time=("t",), ids=()), "json"))["forecast"]:
        assert row["lo-80"] <= row["forecast"] <= row["hi-80"]


def test_each_series_has_digits_of_its_own(many: ForecastSet) -> None:
    margin = np.array([1e-3, 1e3])[:, None]
    wide = dataclasses.replace(
        many,
        point=many.point + 1 / 3,
        lower=np.stack([many.point - margin] * 2),
        upper=np.stack([many.point + margin] * 2),
    )
    rows = encode(tabulate(wide, time=("t",), ids=("a", "b")), "csv").decode().splitlines()
    assert rows[1].startswith('"a,""b""",x,1960-01-01,100.333333333,')
    assert "y,1960-01-01,101.333,-899,1101," in "".join(rows)


def test_json_records(many: ForecastSet) -> None:
    document = json.loads(encode(tabulate(many, time=("t",), ids=("a", "b")), "json"))
    assert list(document) == ["forecast"]
    assert len(document["forecast"]) == 6
    assert document["forecast"][0] == {
        "a": 'a,"b"', "b": "x", "t": "1960-01-01", "forecast": 100.0,
        "lo-80": 99.0, "hi-80": 101.0, "lo-97.5": 98.0, "hi-97.5": 102.0,
    }  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_parquet_equals_csv(many: ForecastSet, style: str) -> None:
    pytest.importorskip("pyarrow")
    table = tabulate(many, time=("t",), ids=("a", "b"), style=style)  # type: ignore[arg-type]
    parquet = pd.read_parquet(io.BytesIO(encode(table, "parquet")))
    text = pd.read_csv(io.BytesIO(encode(table, "csv")), parse_dates=[table.time])
    assert parquet[table.time].dtype.kind == "M"
    pd.testing.assert_frame_equal(parquet, text, check_dtype=False)


@pytest.mark.parametrize(
    ("stamps", "kind"),
    [
        (["145", "146"], "i"),
        (["2024-03-31T01:00:00+01:00", "2024-03-31T03:00:00+02:00"], "M"),
        (["1961-01", "1961-02"], "O"),
    ],
)
def test_parquet_times(stamps: list[str], kind: str) -> None:
    pytest.importorskip("pyarrow")
    table = ForecastTable(
        keys=(TextColumn(name="t", texts=stamps),),
        values=(NumberColumn(name="forecast", numbers=np.array([1.0, 2.0])),),
        time="t",
        formats=[UNKNOWN] * 2,
    )
    column = pd.read_parquet(io.BytesIO(encode(table, "parquet")))["t"]
    assert column.dtype.kind == kind


def test_parquet_without_pyarrow(one: ForecastSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingDependencyError) as caught:
        encode(tabulate(one, time=("t",), ids=()), "parquet")
    assert "pip install 'lstmcast[parquet]'" in (caught.value.hint or "")


def test_the_format_follows_the_name() -> None:
    names = {
        "a.csv": "csv",
        "a.JSON": "json",
        "a.parquet": "parquet",
        "a.pq": "parquet",
        "a": "csv",
    }
    assert {name: format_of(Path(name)) for name in names} == names
    with pytest.raises(UsageError, match="compressed"):
        format_of(Path("a.csv.gz"))


def test_without_intervals(one: ForecastSet) -> None:
    bare = dataclasses.replace(one, levels=(), lower=one.lower[:0], upper=one.upper[:0])
    assert tabulate(bare, time=("t",), ids=()).names == ["t", "forecast"]
    assert tabulate(bare, time=("t",), ids=(), style="prophet").names == ["ds", "yhat"]


def test_half_a_million_rows_take_seconds() -> None:
    numbers = np.linspace(-1e6, 1e6, 500_000)
    table = ForecastTable(
        keys=(TextColumn(name="t", texts=["2024-01-01"] * len(numbers)),),
        values=tuple(NumberColumn(name=name, numbers=numbers) for name in ("f", "lo", "hi")),
        time="t",
        formats=["%.4f"] * len(numbers),
    )
    started = time.process_time()
    assert encode(table, "csv").count(b"\n") == len(numbers) + 1
    assert time.process_time() - started < 10
    assert set(FORMATS) == {"csv", "json", "parquet"}

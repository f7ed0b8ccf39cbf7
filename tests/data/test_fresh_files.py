"""Files for a model that exists: its columns and grid are taken, nothing is inferred."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from csvtext import Load, codes, stamps, table, times_of

from lstmcast.artifact.codec import from_plain, to_plain
from lstmcast.data.calendar import Calendar
from lstmcast.data.expected import Expected
from lstmcast.data.load import LoadedData
from lstmcast.data.reading import Reading
from lstmcast.data.roles import Roles
from lstmcast.errors import DataError


def remembered(data: LoadedData) -> Expected:
    """Return what a model file would say about its training data."""
    roles = json.loads(json.dumps(data.roles.to_dict()))
    calendar = json.loads(json.dumps(data.series.calendar.to_dict()))
    reading = from_plain(Reading, json.loads(json.dumps(to_plain(data.reading))))
    return Expected(
        roles=Roles.from_dict(roles), calendar=Calendar.from_dict(calendar), reading=reading
    )


HOURS = stamps("2024-01-01T00:00", 1, "h", 30)
MANY = "shop,when,sold,price\n" + "".join(
    f"{shop},{time},{k * 3 % 7},2.5\n" for shop in "ab" for k, time in enumerate(HOURS)
)


def hourly_shops(load: Load) -> Expected:
    """Return a model's memory of two shops."""
    return remembered(load(MANY, target=("sold",)))


def test_the_training_file_itself(load: Load) -> None:
    first = load(MANY, target=("sold",))
    again = load(MANY, expected=remembered(first))
    assert again.series.keys == first.series.keys
    assert again.series.calendar == first.series.calendar
    np.testing.assert_array_equal(again.series.values, first.series.values)
    assert again.roles.used == first.roles.used
    assert again.notes == ()


def test_a_single_row_of_a_new_series(load: Load) -> None:
    model = hourly_shops(load)
    data = load("sold,extra,when,shop\n5,x,2024-05-01 07:00,z\n", expected=model)
    assert data.series.keys[0].ids == ("z",)
    assert data.series.values.tolist() == [5]
    assert times_of(data) == ["2024-05-01 07:00"]
    assert data.roles.ignored == (("extra", "not used by the model"),)


def test_few_rows_far_apart_keep_the_models_step(load: Load) -> None:
    data = load(
        "when,shop,sold\n2024-05-01 07:00,a,1\n2024-05-01 10:00,a,2\n", expected=hourly_shops(load)
    )
    np.testing.assert_array_equal(data.series.values, [1, np.nan, np.nan, 2])


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "when,shop,y\n2024-05-01 07:00,a,1\n",
            "no column 'sold', which the model needs as target; its columns are when, shop, y",
            "--target",
        ),
        ("when,sold\n2024-05-01 07:00,1\n", "no column 'shop', which the model needs", "--id"),
        (
            "ds,shop,sold\n2024-05-01 07:00,a,1\n",
            "no column 'when', which the model needs",
            "--time",
        ),
        (
            "when,shop,sold\n2024-05-01 07:10,a,1\n",
            "not on the model's grid (1h, for instance",
            "new",
        ),
        ("when,shop,sold\n5,a,1\n", "does not hold what the model's time column held", "new"),
        ("when,shop,sold\n2024-05-01 07:00Z,a,1\n", "has a UTC offset, but", "new model"),
        ("when,shop,sold\n2024-05-01 07:00,a,many\n", "'many' is not a number", "--target"),
        (
            "when,shop,sold\n2024-05-01 07:00,a,1\n2024-05-01 07:00,a,2\n",
            "twice for series 'a'",
            "--dup",
        ),
    ],
)
def test_files_that_do_not_fit_the_model(text: str, message: str, hint: str, load: Load) -> None:
    model = hourly_shops(load)
    with pytest.raises(DataError) as caught:
        load(text, expected=model)
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


def test_other_names_by_flag(load: Load) -> None:
    data = load(
        "t0,store,qty\n2024-05-01 07:00,a,1\n",
        expected=hourly_shops(load),
        time=("t0",),
        id=("store",),
        target=("qty",),
    )
    assert data.roles.used == ("t0", "store", "qty")
    assert data.series.keys[0].target == "qty"


def test_a_model_of_one_series_takes_many_by_flag(load: Load) -> None:
    model = remembered(load(table(HOURS)))
    rows = "".join(f"{time},{k},{name}\n" for name in "pq" for k, time in enumerate(HOURS[:3]))
    with pytest.raises(DataError) as caught:
        load("ds,y,name\n" + rows, expected=model)
    assert "--id" in (caught.value.hint or "")
    data = load("ds,y,name\n" + rows, expected=model, id=("name",))
    assert [key.ids for key in data.series.keys] == [("p",), ("q",)]


def test_wide_models_need_all_their_columns(load: Load) -> None:
    rows = "".join(f"{time},{k * 3 % 7},{k * 5 % 11}\n" for k, time in enumerate(HOURS))
    model = remembered(load("ds,a,b\n" + rows))
    data = load("b,ds,a\n1,2024-05-01 00:00,2\n", expected=model)
    assert [key.target for key in data.series.keys] == ["a", "b"]
    assert data.series.values.tolist() == [2, 1]
    with pytest.raises(DataError, match="no column 'b'"):
        load("ds,a\n2024-05-01 00:00,2\n", expected=model)


@pytest.mark.parametrize(
    ("train", "fresh", "formatted"),
    [
        ([f"{year}" for year in range(1990, 2000)], "2500", "2500"),
        ([str(step) for step in range(10)], "2000", "2000"),
        ([f"2024{month:02d}" for month in range(1, 13)], "202501", "2025-01"),
        ([f"13/{month:02d}/2024" for month in range(1, 13)], "13/01/2025", "2025-01-13"),
        ([f"{day:02d}/02/2024" for day in range(3, 15)], "03/04/2024", "2024-04-03"),
        ([f"02/{day:02d}/2024" for day in range(3, 15)], "03/04/2024", "2024-03-04"),
        (
            [f"2024-01-01 {hour:02d}:00+02:00" for hour in range(10)],
            "2024-01-01 10:00Z",
            "2024-01-01 12:00+02:00",
        ),
        (
            [f"2024-01-01 {hour:02d}:00+02:00" for hour in range(10)],
            "2024-01-01 10:00",
            "2024-01-01 10:00+02:00",
        ),
        (["2024Q1", "2024Q2", "2024Q3"], "2025Q1", "2025-01-01"),
        (["2024-01-31", "2024-02-29", "2024-03-31"], "2025-02-28", "2025-02-28"),
    ],
)
def test_times_are_read_as_in_training(
    train: list[str], fresh: str, formatted: str, load: Load
) -> None:
    model = remembered(load(table(train)))
    assert times_of(load(table([fresh]), expected=model)) == [formatted]


def test_rows_as_steps(load: Load) -> None:
    model = remembered(load("y\n1\n2\n3\n", time=("row",)))
    assert times_of(load("x,y\n9,7\n9,8\n", expected=model)) == ["0", "1"]


def test_a_zone_is_remembered(load: Load) -> None:
    march = [f"2024-03-30 {hour:02d}:00" for hour in range(24)]
    model = remembered(load(table(march), tz="Europe/Berlin"))
    data = load(table(["2024-03-31 01:00", "2024-03-31 03:00"]), expected=model)
    assert len(data.series.values) == 2
    abroad = load(table(["2024-06-01 10:00Z"]), expected=model)
    assert times_of(abroad) == ["2024-06-01 12:00"]
    with pytest.raises(DataError, match="does not exist in Europe/Berlin"):
        load(table(["2024-03-31 02:00"]), expected=model)
    other = load(table(["2024-06-01 10:00"]), expected=model, tz="UTC")
    assert times_of(other) == ["2024-06-01 10:00"]


def test_days_with_offsets_keep_local_dates(load: Load) -> None:
    autumn = ["2024-10-26T00:00+02:00", "2024-10-27T00:00+02:00", "2024-10-28T00:00+01:00"]
    model = remembered(load(table(autumn)))
    assert times_of(load(table(["2024-12-01T00:00+01:00"]), expected=model)) == ["2024-12-01T00:00"]


def test_reading_needs_no_heavy_modules(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(table(HOURS))
    program = (
        "import sys\n"
        "from lstmcast.config import DataConfig\n"
        "from lstmcast.data.load import load_series\n"
        f"load_series({str(path)!r}, DataConfig())\n"
        "print([name for name in ('torch', 'sklearn', 'matplotlib') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("trained", "settings", "fresh", "value", "noted"),
    [
        (["1.004", "2.101"], {"decimal": ","}, "2.101", 2101.0, []),
        (["5.018,86", "7,5"], {}, "5.018", 5018.0, []),
        (["5,018.86", "7.5"], {}, "5,018", 5018.0, []),
        (["5.018,86", "7,5"], {}, "5.5", 5.5, ["decimal-changed"]),
        (["5.25", "7.5"], {}, "5,5", 5.5, ["decimal", "decimal-changed"]),
        (["5", "7"], {}, "5,018", 5.018, ["ambiguous-numbers"]),
    ],
)
def test_the_decimal_mark_of_training_is_kept(
    trained: list[str],
    settings: dict[str, str],
    fresh: str,
    value: float,
    noted: list[str],
    load: Load,
) -> None:
    rows = "".join(f"{time};{cell}\n" for time, cell in zip(HOURS, trained, strict=False))
    model = remembered(load("ds;y\n" + rows, **settings))
    data = load(f"ds;y\n{HOURS[5]};{fresh}\n", expected=model)
    assert data.series.values.tolist() == [value]
    assert codes(data)[: len(noted)] == noted
    told = load(f"ds;y\n{HOURS[5]};7.125\n", expected=model, decimal=".")
    assert told.series.values.tolist() == [7.125]


def test_the_settings_of_training_are_kept(load: Load) -> None:
    twice = "ds:Größe\n2024-01-01:1\n2024-01-01:3\n2024-01-02:4\n"
    settings = {"duplicates": "mean", "delimiter": ":", "encoding": "cp437"}
    model = remembered(load(twice.encode("cp437"), **settings))
    again = load(twice.encode("cp437"), expected=model)
    assert again.series.values.tolist() == [2, 4]
    last = load(twice.encode("cp437"), expected=model, duplicates="last")
    assert last.series.values.tolist() == [3, 4]
    with pytest.raises(DataError, match="is there twice"):
        load(twice.encode("cp437"), expected=model, duplicates="error")
    other = load(twice.replace(":", ";").encode("cp437"), expected=model)
    assert other.series.values.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("freq", "coarse", "names"),
    [("MS", "QS", "3mo-start"), ("D", "W-MON", "7d"), ("h", "D", "24h")],
)
def test_coarser_files_are_refused(freq: str, coarse: str, names: str, load: Load) -> None:
    times = [str(time) for time in pd.date_range("2020-01-01", periods=12, freq=freq)]
    model = remembered(load(table(times)))
    fresh = [str(time) for time in pd.date_range("2022-01-01", periods=8, freq=coarse)]
    with pytest.raises(DataError, match=f"look like data for every {names}, and the model wants"):
        load(table(fresh), expected=model)
    assert len(load(table(fresh[:3]), expected=model).series) == 1
    sparse = remembered(load(table(fresh), freq=freq))
    assert len(load(table(fresh), expected=sparse).series) == 1  # as in training


def test_columns_with_decimal_marks_of_their_own(load: Load) -> None:
    days = stamps("2024-01-01", 1, "D", 20)
    rows = (f"{day};{10 + k}.1{k % 7};{20 + k},4{k % 9}\n" for k, day in enumerate(days))
    text = "day;a;b\n" + "".join(rows)
    first = load(text)
    again = load(text, expected=remembered(first))
    np.testing.assert_array_equal(again.series.values, first.series.values)


def test_any_distance_between_rows_will_do_where_training_rows_had_all(load: Load) -> None:
    gaps = np.random.default_rng(0).integers(1, 5, size=60).cumsum()
    days = [str(np.datetime64("2024-01-01") + int(gap)) for gap in gaps]
    model = remembered(load(table(days), freq="1d"))
    fresh = load(table(stamps("2025-01-01", 2, "D", 6)), expected=model)
    assert fresh.series.lengths.tolist() == [11]

"""Files that cannot be used: what is said about each, and where."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from csvtext import Load, stamps, table

from lstmcast.config import DataConfig
from lstmcast.data.load import load_series
from lstmcast.errors import DataError, UsageError

DAILY = table(stamps("2024-01-01", 1, "D", 12))
TEN_DAYS = "".join(f"2024-02-{day:02d},1.5\n" for day in range(10, 20))

CASES = {
    "empty": ("", "sales.csv is empty", "line of names"),
    "blank": ("\n \n;;\n", "sales.csv is empty", "line of names"),
    "header only": ("ds,y\n", "no rows of data", "complete"),
    "header and blank rows": ("ds,y\n,\n\n", "no rows of data", "complete"),
    "no header": ("2024-01-01,1\n2024-01-02,2\n", "'2024-01-01' is a value", "ds,y"),
    "no header, numbers": ("1,5\n2,6\n", "'1' is a value", "ds,y"),
    "times across": ("id,2024-01-01,2024-01-02,2024-01-03\na,1,2,3\n", "run across", "Turn"),
    "short row": ("ds,y\n2024-01-01,1\n2024-01-02\n", "sales.csv, line 3: 1 cell where", "delim"),
    "long row": ("ds,y\n2024-01-01,1\n\n2024-01-02,2,3\n", "line 4: 3 cells where", "delim"),
    "full cell too many": ("ds,y\n2024-01-01,1,\n2024-01-02,2,3\n", "line 2: 3 cells", "delim"),
    "title": ("Sales 2024\n\nds,y\n2024-01-01,1\n2024-01-02,2\n", "like a title", "Remove"),
    "title of a sheet": ("Sales 2024,\n,\nds,y\n2024-01-01,1\n", "like a title", "Remove"),
    "wide rows": (f"ds,y\n2024-01-01,1{',' * 99}\n2024-01-02,2\n", "line 2: 101 cells", "delim"),
    "local midnight in UTC": (
        table([*(f"2023-03-{day}T23:00Z" for day in range(10, 26)), "2023-03-26T22:00Z"]),
        "the time of day shifts by an hour",
        "--tz",
    ),
    "open quote": ('ds,y\n2024-01-01,1\n2024-01-02,"2\n', "line 3: a quotation mark", "closing"),
    "same name twice": ("ds,y,y\n2024-01-01,1,2\n", "'y' occurs 2 times", "Rename"),
    "no time column": ("a,y\nx,1\nz,2\n", "no column with times", "--time"),
    "two time columns": (
        "start_date,end_date,y\n2024-01-01,2024-01-02,1\n2024-01-02,2024-01-03,2\n",
        "'start_date' or 'end_date'",
        "--time start_date",
    ),
    "no number column": ("ds,name\n2024-01-01,a\n2024-01-02,b\n", "name (text)", "--target"),
    "only a time column": ("ds\n2024-01-01\n2024-01-02\n", "no column to forecast", "--target"),
    "time missing": ("ds,y\n2024-01-01,1\n,2\n", "line 3, column 'ds': the time", "remove"),
    "time part missing": (
        "year,month,y\n2024,1,1\n2024,,2\n",
        "line 3, column 'month': the time",
        "remove",
    ),
    "no date": (
        table([*stamps("2024-01-01", 1, "D", 5), "soon"]),
        "line 7, column 'ds': 'soon'",
        "--time",
    ),
    "no such day": (table(["2024-02-28", "2024-02-30"]), "'2024-02-30' does not exist", "Correct"),
    "mixed kinds": (
        table(["2024-01-01", "2024-01-02", "2024-02"]),
        "'2024-02' is not a date",
        None,
    ),
    "fraction of a second": (
        table(["2024-01-01 00:00:00.25"]),
        "finer than a second",
        "--time row",
    ),
    "mixed offsets": (
        table(["2024-01-01 00:00Z", "2024-01-01 01:00"]),
        "has a UTC offset, but '2024-01-01 01:00' in line 3 has none",
        "offset",
    ),
    "day or month first": (
        table(["01/02/2024", "02/02/2024"]),
        "may be day or month",
        "--day-first",
    ),
    "day and month first": (table(["13/02/2024", "02/13/2024"]), "line 3", None),
    "text in numbers": (
        "ds,y\n2024-01-01,1\n2024-01-02,abc\n2024-01-03,3\n2024-01-04,x\n",
        "sales.csv, line 3, column 'y': 'abc' is not a number (and 1 more cell)",
        "--target",
    ),
    "infinite": ("ds,y\n2024-01-01,1\n2024-01-02,-inf\n", "'-inf' is not a finite number", "empty"),
    "overflow": ("ds,y\n2024-01-01,1\n2024-01-02,1e999\n", "'1e999' is not a finite", "empty"),
    "percent on some": (
        "ds,y\n2024-01-01,1 %\n2024-01-02,2 %\n2024-01-03,3\n",
        "lacks the %",
        None,
    ),
    "id missing": (
        "id,ds,y\na,2024-01-01,1\n,2024-01-01,2\na,2024-01-02,1\nb,2024-01-02,1\n",
        "line 3, column 'id': the id",
        "--id",
    ),
    "ambiguous ids": (
        "kind,other,ds,size\n"
        + "".join(
            f"{'pq'[j]},{'xyz'[(j + k) % 3]},2024-01-{k + 1:02d},{k}.5\n"
            for j in range(2)
            for k in range(9)
        ),
        "kind or other could tell",
        "--id kind",
    ),
    "duplicate": (
        f"ds,y\n{TEN_DAYS}2024-02-12,7\n",
        "in lines 4 and 12 (y is 1.5 and 7)",
        "--duplicates mean",
    ),
    "identical duplicate": (f"ds,y\n{TEN_DAYS}2024-02-12,1.5\n", "there twice", "--duplicates"),
    "autumn": (
        table([*stamps("2024-10-27T00:00", 1, "h", 3), *stamps("2024-10-27T02:00", 1, "h", 20)]),
        "'2024-10-27 02:00' is there twice",
        "--tz",
    ),
    "one row": ("ds,y\n2024-01-01,1\n", "one row", "--freq"),
    "one row per series": (
        "id,ds,y\na,2024-01-01,1\nb,2024-01-01,1\n",
        "no series with two",
        "--freq",
    ),
    "irregular": (
        table(
            [
                "2024-01-01 10:13:11",
                "2024-01-01 11:45:52",
                "2024-01-03 01:02:03",
                "2024-01-07 22:01:00",
            ]
        ),
        "irregular",
        "--time row",
    ),
    "off the grid": (
        table([*stamps("2024-01-01T00:00", 1, "h", 30), "2024-01-02 06:07"]),
        "line 32, column 'ds': '2024-01-02 06:07' is not on the grid of the other rows (1h)",
        "--freq",
    ),
    "day off the month": (
        table([*(f"2023-{month:02d}-01" for month in range(1, 13)), "2024-01-02"]),
        "'2024-01-02' is not on the grid of the other rows (1mo-start)",
        "--freq",
    ),
    "far too sparse": (
        table(["2020-01-01 00:00", "2020-01-01 00:01", "2020-01-01 00:02", "2023-01-01 00:00"]),
        "would take 1578241 steps of 1min",
        "--freq",
    ),
    "JSON": ('{"ds": 1}', "JSON", "CSV"),
    "Parquet": (b"PAR1\x15\x04", "Parquet", "CSV"),
    "Excel": (b"PK\x03\x04\x14\x00", "Excel", "CSV"),
    "image": (b"\x89PNG\r\n", "PNG", "CSV"),
    "model file": (b'\x40\x00\x00\x00\x00\x00\x00\x00{"a":1}', "model file", "--model"),
    "web page": ("<!doctype html><p>", "web page", "CSV"),
    "nulls": ("ds,y\n2024-01-01,1\n".encode("utf-16-le"), "unknown encoding", "--encoding"),
    "damaged gzip": (gzip.compress(DAILY.encode())[:-12], "damaged gzip", "again"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_explained(case: str, load: Load) -> None:
    content, message, hint = CASES[case]
    with pytest.raises(DataError) as caught:
        load(content)
    assert message in caught.value.message
    assert "sales.csv" in caught.value.message
    if hint is not None:
        assert hint in (caught.value.hint or "")


SERIES_APART = {
    "1h and 24 times": (
        stamps("2024-01-01T00:00", 1, "h", 100),
        stamps("2024-01-01T00:00", 24, "h", 9),
    ),
    "1w-mon and 1w-wed": (stamps("2024-01-01", 7, "D", 50), stamps("2024-01-03", 7, "D", 9)),
    "1w-mon and 1mo-start": (
        stamps("2024-01-01", 7, "D", 50),
        [f"2024-{month:02d}-01" for month in range(2, 11)],
    ),
    "1h, 2024-01-01 00:00 and 2024-01-01 00:30": (
        stamps("2024-01-01T00:00", 1, "h", 50),
        stamps("2024-01-01T00:30", 1, "h", 9),
    ),
}


@pytest.mark.parametrize("message", SERIES_APART)
def test_series_of_different_frequency_are_named(message: str, load: Load) -> None:
    first, second = SERIES_APART[message]
    rows = [f"a,{time},1\n" for time in first] + [f"b,{time},2\n" for time in second]
    with pytest.raises(DataError, match="'a' and 'b'") as caught:
        load("unique_id,ds,y\n" + "".join(rows))
    assert message in caught.value.message


SETTINGS = {
    "target": ({"target": ("z",)}, DataError, "no column 'z'", "--target"),
    "near target": (
        {"target": ("Y",)},
        DataError,
        "no column 'Y'; its columns are ds, y",
        "mean --target y?",
    ),
    "time": ({"time": ("dz",)}, DataError, "no column 'dz'", "Did you mean --time ds"),
    "id": ({"id": ("shop",)}, DataError, "no column 'shop'", "--id"),
    "two roles": ({"target": ("y",), "id": ("y",)}, UsageError, "two roles", "one of"),
    "zone": ({"tz": "Mars/Base"}, UsageError, "no time zone 'Mars/Base'", "Europe/Berlin"),
    "frequency": ({"freq": "dayly"}, UsageError, "unknown frequency", "Did you mean daily"),
    "unfit frequency": ({"freq": "2d"}, DataError, "not on the grid of --freq 2d", "--freq"),
    "steps": ({"freq": "1step"}, DataError, "holds times, no steps", "--freq"),
    "decimal": ({"decimal": "x"}, UsageError, "decimal mark", "--decimal"),
    "delimiter": ({"delimiter": "ab"}, UsageError, "delimiter", "single"),
    "encoding": ({"encoding": "utf-99"}, UsageError, "encoding", "utf-8"),
    "wrong encoding": ({"encoding": "ascii"}, DataError, "line 14: not valid ascii", "--encoding"),
    "parts": ({"time": ("ds", "y"), "target": ("ö",)}, DataError, "", None),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_settings_that_do_not_fit_are_explained(case: str, load: Load) -> None:
    settings, kind, message, hint = SETTINGS[case]
    text = DAILY + "2024-01-13,1\n" if case != "wrong encoding" else DAILY + "2024-01-13,ö\n"
    with pytest.raises(kind) as caught:
        load(text, **settings)
    assert message in caught.value.message
    assert (hint or "") in (caught.value.hint or "")


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no file"):
        load_series(str(tmp_path / "none.csv"), DataConfig())
    with pytest.raises(DataError, match="the name of the data file is empty"):
        load_series("", DataConfig())
    with pytest.raises(DataError, match="is a directory"):
        load_series(str(tmp_path), DataConfig())


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: str, *, buffering: int) -> object:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything
    with pytest.raises(DataError, match="may not be read"):
        load_series(str(tmp_path / "sales.csv"), DataConfig())

"""Files with covariates for tests, and what a model would keep of them."""

from __future__ import annotations

import json

import numpy as np
from csvtext import stamps

from lstmcast.artifact.codec import from_plain, to_plain
from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column, Covariates
from lstmcast.data.expected import Expected
from lstmcast.data.load import LoadedData
from lstmcast.data.reading import Reading
from lstmcast.data.roles import Roles

DAYS = stamps("2024-01-01", 1, "D", 24)
LAST = 20  # days with sales; the others are to come
HEAD = "store,day,sales,price,visitors,weather,region,size"
WEATHER = ("rain", "sun", "snow")
STORES = {"a": ("north", "10.5"), "b": ("south", "20")}


def row(store: str, day: int) -> list[str]:
    """Return one row of the usual file: known price and weather, past visitors, static region."""
    number = ord(store[0]) - ord("a")
    is_past = day < LAST
    return [
        store,
        DAYS[day],
        f"{day * 7 % 5 + number}.5" if is_past else "",
        f"{2 + day % 3}.25",
        str(day * 3 % 11) if is_past else "",
        WEATHER[(day + number) % 3],
        *STORES.get(store, ("west", "30")),
    ]


def rows(first: int = 0, last: int = len(DAYS), stores: str = "ab") -> list[list[str]]:
    """Return the rows of some days of all stores."""
    return [row(store, day) for store in stores for day in range(first, last)]


def text_of(cells: list[list[str]], head: str = HEAD, *columns: str) -> str:
    """Return a CSV text of rows, with all columns or some of them."""
    names = head.split(",")
    chosen = [names.index(column) for column in columns] or list(range(len(names)))
    lines = [[names[k] for k in chosen], *([cells_[k] for k in chosen] for cells_ in cells)]
    return "".join(",".join(line) + "\n" for line in lines)


def single(columns: dict[str, list[object]], count: int = LAST) -> str:
    """Return a file of one series: day, y and these columns, each as long as ``count``."""
    names = ",".join(["ds", "y", *columns])
    lines = (
        ",".join([DAYS[k], f"{k * 7 % 5}.5", *(str(cells[k]) for cells in columns.values())])
        for k in range(count)
    )
    return names + "\n" + "".join(f"{line}\n" for line in lines)


def of(data: LoadedData) -> Covariates:
    """Return the covariates of a file that has some."""
    assert data.series.covariates is not None
    return data.series.covariates


def remembered(data: LoadedData) -> Expected:
    """Return what a model file would say about its training data."""
    plain = json.loads(json.dumps(data.roles.to_dict()))
    calendar = json.loads(json.dumps(data.series.calendar.to_dict()))
    columns = json.loads(json.dumps(to_plain(of(data).columns)))
    return Expected(
        roles=Roles.from_dict(plain),
        calendar=Calendar.from_dict(calendar),
        reading=from_plain(Reading, json.loads(json.dumps(to_plain(data.reading)))),
        covariates=from_plain(tuple[Column, ...], columns),
    )


def assert_same(one: LoadedData, other: LoadedData) -> None:
    """Check that two files hold the same series, covariates included."""
    assert one.series.keys == other.series.keys
    assert one.series.calendar == other.series.calendar
    for name in ("values", "offsets", "starts"):
        np.testing.assert_array_equal(getattr(one.series, name), getattr(other.series, name))
    assert of(one).columns == of(other).columns
    for name in ("values", "offsets", "attributes"):
        np.testing.assert_array_equal(getattr(of(one), name), getattr(of(other), name))

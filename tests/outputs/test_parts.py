"""A table in parts has the bytes of the table as a whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lstmcast.data.calendar import Calendar
from lstmcast.data.series import SeriesKey
from lstmcast.inference.forecast import ForecastSet
from lstmcast.outputs.encoding import FORMATS, Format, encode
from lstmcast.outputs.forecasts import STYLES, Style, tabulate
from lstmcast.outputs.parts import ForecastRows

KEYS = tuple(SeriesKey((shop, '"x"'), target) for shop in ("a", "b") for target in ("y", "z"))


@pytest.fixture
def four(calendar: Calendar) -> ForecastSet:
    """Return three months of two targets in two shops, whose numbers differ in their digits."""
    point = np.array([[1.0, 2.0, 3.0], [1e7, 2e7, 3e7], [1e-5, 2e-5, 3e-5], [0.0, 0.0, 0.0]])
    return ForecastSet(
        keys=KEYS,
        calendar=calendar,
        ordinals=np.arange(12).reshape(4, 3),
        point=point,
        levels=(80.0,),
        lower=point[None] * 0.9,
        upper=point[None] * 1.1,
    )


def rows(
    forecast: ForecastSet, style: Style, at_once: int, makers: tuple[str, ...]
) -> ForecastRows:
    return ForecastRows(
        forecast=forecast,
        time=("m",),
        ids=("shop", "y"),
        style=style,
        model="GRU",
        makers=makers,
        at_once=at_once,
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("makers", [(), ("GRU", "own past", "GRU", "seasonal naive")])
def test_parts_are_the_whole(
    four: ForecastSet, style: Style, form: Format, makers: tuple[str, ...]
) -> None:
    table = tabulate(four, time=("m",), ids=("shop", "y"), style=style, model="GRU", makers=makers)
    for at_once in (1, 2, 3, 4, 1000):
        made = rows(four, style, at_once, makers)
        assert b"".join(made.encode(form)) == encode(table, form)
        assert (made.names, len(made)) == (table.names, len(table))
        assert b"".join(made.encode(form)) == encode(table, form)  # and once more


def test_rows_as_records_are_those_of_the_table(four: ForecastSet) -> None:
    made = rows(four, "lstmcast", 3, ())
    assert made.records() == rows(four, "lstmcast", 4, ()).records()
    assert len(made.records()) == 12


def test_csv_is_made_as_it_is_taken(four: ForecastSet) -> None:
    parts = iter(rows(four, "lstmcast", 1, ()).encode("csv"))
    assert next(parts).count(b"\n") == 4  # the header and a series
    assert [part.count(b"\n") for part in parts] == [3, 3, 3]


def test_one_series_among_others_is_still_one_of_several(four: ForecastSet) -> None:
    single = replace(four.select(np.array([0])))
    assert tabulate(single, time=("m",), ids=("shop", "y"), style="prophet").names[0] == "ds"
    among = tabulate(single, time=("m",), ids=("shop", "y"), style="prophet", among=four.keys)
    assert among.keys[0].texts == ['a/"x"/y'] * 3

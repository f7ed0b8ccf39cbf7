"""Rows to come as a file: the names, times, marks and words of the data, cells to fill in empty."""

from __future__ import annotations

import csv
import io

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column
from lstmcast.data.frequency import Frequency
from lstmcast.data.future import NeededRows
from lstmcast.outputs.future_rows import (
    FutureTable,
    encode_future,
    future_records,
    tabulate_future,
)
from tests.builders import NAN

DAILY = Calendar(frequency=Frequency.parse("D"), zone=None, style="YYYY-MM-DD", phase=19_782)
PRICE = Column(name="price", when="known")
PROMO = Column(name="promo", when="known", levels=("no", 'half "price"', "2;1"))


def needed(values: npt.ArrayLike, ids: tuple[str, ...] = ("Zürich", "tea")) -> NeededRows:
    cells = np.array(values, dtype=np.float64)
    return NeededRows(
        ids=(ids,) * len(cells),
        ordinals=np.arange(len(cells)),
        columns=(PRICE, PROMO),
        values=cells,
    )


def tabulate(rows: NeededRows, decimal: str = ".", time: tuple[str, ...] = ("day",)) -> FutureTable:
    return tabulate_future(rows, time=time, ids=("shop", "item"), calendar=DAILY, decimal=decimal)


def test_cells_that_are_known_are_filled_in() -> None:
    table = tabulate(needed([[2.5, 3], [NAN, 2], [3, NAN], [1e-7, 0]]), decimal=",")
    text = encode_future(table, delimiter=";", encoding="utf-8").decode()
    assert text == (
        "shop;item;day;price;promo\n"
        'Zürich;tea;2024-02-29;2,5;"2;1"\n'
        'Zürich;tea;2024-03-01;;"half ""price"""\n'
        "Zürich;tea;2024-03-02;3;\n"
        "Zürich;tea;2024-03-03;1e-07;\n"  # the word was none of the model's
    )
    assert table.rows == 4


def test_time_columns_are_those_of_the_data() -> None:
    table = tabulate(needed([[1, 1]]), time=("year", "month", "day"))
    assert table.names == ("shop", "item", "year", "month", "day", "price", "promo")
    assert [cells[0] for cells in table.cells[2:5]] == ["2024", "2", "29"]


@pytest.mark.parametrize(
    ("encoding", "name", "written"),
    [
        ("latin-1", "Zürich", "latin-1"),
        ("utf-8-sig", "Zürich", "utf-8-sig"),
        ("utf-16", "Zürich", "utf-16"),
        ("cp1252", "Łódź", "utf-8"),  # which it cannot write
    ],
)
def test_the_encoding_is_that_of_the_data(encoding: str, name: str, written: str) -> None:
    table = tabulate(needed([[1, 1]], ids=(name, "tea")))
    content = encode_future(table, delimiter=",", encoding=encoding)
    assert content.decode(written).splitlines()[1] == f"{name},tea,2024-02-29,1,no"


def test_records_have_nothing_where_a_cell_is_empty() -> None:
    assert future_records(tabulate(needed([[NAN, 2]]))) == [
        {
            "shop": "Zürich",
            "item": "tea",
            "day": "2024-02-29",
            "price": None,
            "promo": 'half "price"',
        }
    ]


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.sampled_from(".,")
)
def test_a_number_is_read_as_itself(numbers: list[float], decimal: str) -> None:
    rows = needed([[number, NAN] for number in numbers])
    content = encode_future(tabulate(rows, decimal), delimiter=",", encoding="utf-8").decode()
    cells = [row["price"].replace(decimal, ".") for row in csv.DictReader(io.StringIO(content))]
    assert [float(cell) for cell in cells] == numbers

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.outputs.documents import plain
from lstmcast.outputs.report.readings import Readings, Row, coded

NAN = float("nan")


def decoded(differences: list[int | None], digits: int) -> list[float | None]:
    """Return what report.js makes of it."""
    units, values = 0, []
    for each in differences:
        units += each or 0
        values.append(None if each is None else units / 10**digits)
    return values


@given(st.lists(st.floats(-1e6, 1e6) | st.just(NAN)), st.integers(0, 4))
def test_numbers_come_back_to_the_last_digit(values: list[float], digits: int) -> None:
    found = decoded(coded(values, digits), digits)
    for value, back in zip(values, found, strict=True):
        if back is None:
            assert np.isnan(value)
        else:
            assert abs(back - value) <= 0.5000001 * 10.0**-digits


def test_missing_and_immense_numbers_are_none() -> None:
    assert coded([1.0, NAN, 1e300, 3.0], 0) == [1, None, None, 2]
    assert coded([], 3) == []


def test_thousands_need_fewer_digits() -> None:
    assert coded([12_345_678.0, 12_346_678.0], -3) == [12346, 1]


def test_only_what_is_set_is_written() -> None:
    rows = (Row(name="a", values=[1.0]), Row(name="b", values=[1.0], upper=[2.0], at=3))
    document = plain(Readings(steps=4, rows=rows, digits=1, start=7))
    assert json.loads(json.dumps(document)) == {
        "steps": 4,
        "digits": 1,
        "from": 7,
        "rows": [
            {"name": "a", "at": 0, "values": [10]},
            {"name": "b", "at": 3, "values": [10], "upper": [20]},
        ],
    }

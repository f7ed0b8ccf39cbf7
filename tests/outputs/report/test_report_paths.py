from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lstmcast.outputs.report import paths
from lstmcast.outputs.report.axes import fixed_axis, value_axis

NAN = float("nan")
FloatArray = npt.NDArray[np.float64]

VALUES = hnp.arrays(
    np.float64,
    st.integers(1, 40),
    elements=st.floats(-1e6, 1e6) | st.just(NAN),
)


def points(data: str) -> list[tuple[float, float]]:
    """Return the points that a browser would visit, by the rules of SVG 2 for the letters used."""
    found: list[tuple[float, float]] = []
    x = y = 0.0
    for letter, rest in re.findall(r"([MlhVz])([^MlhVz]*)", data):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", rest)]
        if letter == "M":
            x, y = numbers
            found.append((x, y))
        elif letter == "l":
            for right, down in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + right, y + down
                found.append((x, y))
        elif letter == "h":
            x += numbers[0]
            found.append((x, y))
        elif letter == "V":
            y = numbers[0]
            found.append((x, y))
    return found


def place(values: FloatArray, low: float, high: float) -> FloatArray:
    return np.rint((1 - (values - low) / (high - low)) * paths.HEIGHT)


@given(VALUES, st.integers(0, 500))
def test_a_line_visits_every_value(values: FloatArray, start: int) -> None:
    axis = value_axis(values.tolist())
    visited = points(paths.line(values, axis, start=start))
    known = np.flatnonzero(np.isfinite(values))
    expected = list(zip(start + known, place(values[known], axis.low, axis.high), strict=True))
    assert list(dict.fromkeys(visited)) == expected


def test_gaps_break_a_line_and_leave_dots() -> None:
    axis = fixed_axis(0, 10, {})
    assert paths.line(np.array([0.0, 5.0, NAN, 10.0]), axis) == "M0 1000l1-500M3 0h0"
    assert paths.line(np.array([NAN]), axis) == ""


def test_a_repeated_letter_is_left_out() -> None:
    axis = fixed_axis(0, 10, {})
    values = np.array([0.0, 5.0, 4.0, 4.0, 3.0])
    assert paths.line(values, axis) == "M0 1000l1-500 1 100 1 0 1 100"


@given(VALUES, st.floats(0, 100))
def test_a_band_goes_there_and_back(values: FloatArray, width: float) -> None:
    values = np.where(np.isnan(values), 0.0, values)
    axis = value_axis([*values.tolist(), *(values + width).tolist()])
    visited = points(paths.band(values, values + width, axis, start=3))
    if len(values) == 1:
        assert len(visited) == 4
        return
    steps = 3 + np.arange(len(values))
    above = place(values + width, axis.low, axis.high)
    below = place(values, axis.low, axis.high)
    there = list(zip(steps, above, strict=True))
    back = list(zip(steps[::-1], below[::-1], strict=True))
    assert visited == there + back


def test_wild_values_stay_numbers() -> None:
    axis = fixed_axis(0, 1e-3, {})
    data = paths.line(np.array([-1e308, 1e308, 0.0]), axis)
    assert max(abs(number) for point in points(data) for number in point) <= 2 * paths.HEIGHT


@given(VALUES, st.integers(1, 60))
def test_thinning_keeps_the_extremes(values: FloatArray, places: int) -> None:
    least, greatest = paths.thin(values, places)
    assert len(least) == len(greatest) == min(places, len(values))
    assert np.array_equal(np.isnan(least), np.isnan(greatest))
    if np.isfinite(values).any():
        assert np.nanmin(least) == np.nanmin(values)
        assert np.nanmax(greatest) == np.nanmax(values)


def test_thinning_looks_at_each_part() -> None:
    least, greatest = paths.thin(np.array([3.0, 1.0, NAN, NAN, 5.0, 4.0]), 3)
    assert least.tolist()[::2] == [1.0, 4.0]
    assert greatest.tolist()[::2] == [3.0, 5.0]
    assert np.isnan(least[1])


def test_straight_lines() -> None:
    assert paths.upright([2.5, 7]) == "M2.5 0V1000M7 0V1000"
    assert paths.flat([0, 5], fixed_axis(0, 10, {}), 40) == "M-.5 1000h40M-.5 500h40"

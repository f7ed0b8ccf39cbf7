from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.outputs.report.axes import digits_for, fixed_axis, value_axis

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290)


@given(st.lists(FINITE, min_size=1), st.booleans())
def test_all_values_lie_on_the_axis(values: list[float], zero: bool) -> None:
    axis = value_axis(values, zero=zero)
    assert axis.low < axis.high
    for value in values:
        assert -1e-9 <= axis.share(value) <= 1 + 1e-9
    if zero:
        assert -1e-9 <= axis.share(0) <= 1 + 1e-9


@given(st.lists(FINITE, min_size=2))
def test_ticks_rise_within_the_axis_under_names_of_their_own(values: list[float]) -> None:
    axis = value_axis(values)
    assert 1 <= len(axis.ticks) <= 12
    assert list(axis.ticks) == sorted(set(axis.ticks))
    tolerance = 1e-9 * (axis.high - axis.low)
    assert axis.low - tolerance <= axis.ticks[0] <= axis.ticks[-1] <= axis.high + tolerance


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([104, 722], ("200", "400", "600")),
        ([0.012, 0.0349], ("0.015", "0.020", "0.025", "0.030", "0.035")),
        ([-1.2, 1.1], ("−1.0", "−0.5", "0.0", "0.5", "1.0")),
        ([9_000, 31_000], ("10 000", "15 000", "20 000", "25 000", "30 000")),
        ([1.1e6, 4.2e6], ("1M", "2M", "3M", "4M")),
        ([2.2e9, 2.9e9], ("2.2G", "2.4G", "2.6G", "2.8G")),
        ([1e-9, 5e-9], ("1e−9", "2e−9", "3e−9", "4e−9", "5e−9")),
        ([5, 5], ("4.8", "4.9", "5.0", "5.1", "5.2")),
        ([], ("−0.4", "−0.2", "0.0", "0.2", "0.4")),
        ([math.nan, math.inf, 0, 3], ("0", "1", "2", "3")),
    ],
)
def test_ticks_are_round(values: list[float], labels: tuple[str, ...]) -> None:
    assert tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in value_axis(values).labels) == (
        labels
    )


def test_an_axis_from_zero_begins_there() -> None:
    assert value_axis([2, 3], zero=True).low == 0
    assert value_axis([-2, -3], zero=True).high == 0


@given(st.floats(min_value=1e-200, max_value=1e200))
def test_digits_tell_three_hundred_values_apart(span: float) -> None:
    digits = digits_for(fixed_axis(0, span, {}))
    levels = span * 10.0**digits
    assert 300 * (1 - 1e-9) <= levels < 3000 * (1 + 1e-9)

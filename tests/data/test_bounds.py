"""Bounds of targets, and the values that lie outside of them."""

from __future__ import annotations

from math import inf

import pytest
from builders import NAN, series_set

from lstmcast.data.bounds import Bounds, bounds_for, find_outside


def test_bounds_that_cannot_be() -> None:
    for least, most in [(1.0, 1.0), (2.0, 1.0), (inf, None), (None, NAN)]:
        with pytest.raises(ValueError, match="bound"):
            Bounds(target="y", min=least, max=most)


def test_ends_and_whole_numbers_within() -> None:
    assert (Bounds(target="y").least, Bounds(target="y").most) == (-inf, inf)
    assert Bounds(target="y", min=0.5, max=3.5).whole == (1, 3)
    assert Bounds(target="y", max=3).whole == (-inf, 3)
    low, high = Bounds(target="y", min=0.2, max=0.8).whole
    assert low > high


def test_a_target_without_bounds_is_left_alone() -> None:
    own = Bounds(target="y", min=1.0)
    assert bounds_for([own], "y") is own
    other = bounds_for([own], "z")
    assert (other.least, other.most, other.integer) == (-inf, inf, False)


def test_values_outside_are_found_in_order() -> None:
    data = series_set([1.0, NAN, 5.0], [9.0, 2.0, -1.0])
    assert find_outside(data, [Bounds(target="y", min=-1.0, max=9.0)]) is None
    assert find_outside(data, [Bounds(target="other", min=3.0)]) is None
    found = find_outside(data, [Bounds(target="y", min=0.0, max=4.0)])
    assert found is not None
    assert (found.series, found.step, found.count) == (0, 2, 3)

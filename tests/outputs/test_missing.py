"""Figures that are not there are no numbers."""

from __future__ import annotations

import numpy as np

from lstmcast.outputs.missing import floats


def test_what_is_not_there_is_nan() -> None:
    made = floats([1, None, 0.5])
    assert made.dtype == np.float64
    np.testing.assert_array_equal(made, [1.0, np.nan, 0.5])
    assert floats([]).shape == (0,)

"""Windows are measured by themselves: shifting or scaling the data changes nothing else."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstmcast.windows.sampling import WindowShape, prepare
from lstmcast.windows.scaling import CLIP, Scale, scale_of

FloatArray = npt.NDArray[np.float64]

# Whole numbers, so that a shift or a factor cannot round a small spread away.
windows = arrays(
    np.int64, st.tuples(st.integers(1, 4), st.integers(1, 30)), elements=st.integers(-60, 50)
).map(lambda window: np.where(window < -50, NAN, window))
factors = st.floats(1e-3, 1e3)
shifts = st.integers(-10_000, 10_000)


def naive_scale(window: FloatArray, season: int) -> tuple[float, float]:
    """Measure one window [L] in plain Python."""
    seen = [value for value in window.tolist() if not math.isnan(value)]
    recent = [value for value in window[-season:].tolist() if not math.isnan(value)]
    if not seen:
        return 0.0, 0.0
    centre = math.fsum(recent or seen) / len(recent or seen)
    mean = math.fsum(seen) / len(seen)
    return centre, math.sqrt(math.fsum((value - mean) ** 2 for value in seen) / len(seen))


@given(past=windows, season=st.integers(1, 40))
def test_equals_plain_python(past: FloatArray, season: int) -> None:
    scale = scale_of(past, season)
    expected = np.array([naive_scale(window, season) for window in past])
    np.testing.assert_allclose(scale.centre, expected[:, 0], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(scale.spread, expected[:, 1], rtol=1e-12, atol=1e-12)


@given(past=windows, season=st.integers(1, 40), factor=factors, shift=shifts)
def test_scale_follows_the_data(past: FloatArray, season: int, factor: float, shift: int) -> None:
    before, after = scale_of(past, season), scale_of(factor * past + shift, season)
    empty = np.isnan(past).all(axis=1)
    np.testing.assert_allclose(
        after.centre, np.where(empty, 0.0, factor * before.centre + shift), rtol=1e-9, atol=1e-9
    )
    np.testing.assert_allclose(after.spread, factor * before.spread, rtol=1e-6)


@given(
    past=windows,
    season=st.integers(1, 40),
    lag=st.integers(1, 40),
    horizon=st.integers(1, 9),
    factor=factors,
    shift=shifts,
)
def test_inputs_do_not_notice_a_shift_or_a_factor(
    past: FloatArray, season: int, lag: int, horizon: int, factor: float, shift: int
) -> None:
    past = past[~np.isnan(past).all(axis=1)]
    shape = WindowShape(lookback=past.shape[1], horizon=horizon, season=season, lags=(lag,))
    before, after = prepare(past, shape), prepare(factor * past + shift, shape)
    np.testing.assert_array_equal(after.observed, before.observed)
    np.testing.assert_allclose(after.past, before.past, atol=2e-6)
    np.testing.assert_allclose(after.baseline, before.baseline, rtol=1e-6, atol=2e-6)


@given(past=windows, season=st.integers(1, 40))
def test_restore_undoes_normalise(past: FloatArray, season: int) -> None:
    scale = scale_of(past, season)
    there = scale.normalise(past)
    seen = ~np.isnan(past) & (scale.spread > 0)[:, None]
    np.testing.assert_allclose(scale.restore(there)[seen], past[seen], rtol=1e-9, atol=1e-9)


def test_restore_of_quantiles_scales_row_by_row() -> None:
    scale = Scale(centre=np.array([10.0, -1.0]), spread=np.array([2.0, 0.0]))
    restored = scale.restore(np.ones((2, 3, 4)))
    np.testing.assert_array_equal(restored, np.broadcast_to([[[12.0]], [[-1.0]]], (2, 3, 4)))


@pytest.mark.parametrize("level", [0.0, 0.1, -7.3, 1e9 + 0.1, 1e-12, 1e150])
def test_flat_window_has_no_spread_and_forecasts_its_value(level: float) -> None:
    past = np.full((1, 30), level)
    past[0, :7] = NAN
    shape = WindowShape(lookback=30, horizon=5, season=4, lags=(4,))
    inputs = prepare(past, shape)
    assert inputs.scale.spread[0] == 0
    assert inputs.scale.centre[0] == pytest.approx(level, rel=1e-12)
    assert inputs.observed.sum() == 23
    np.testing.assert_allclose(inputs.baseline, 0, atol=1e-6 * abs(level))
    np.testing.assert_array_equal(inputs.scale.restore(np.ones((1, 5))), inputs.scale.centre[0])


def test_empty_window_is_all_zeros() -> None:
    shape = WindowShape(lookback=6, horizon=2, season=3, lags=(3,))
    inputs = prepare(np.full((1, 6), NAN), shape)
    for array in (inputs.past, inputs.observed, inputs.baseline, inputs.scale.centre):
        np.testing.assert_array_equal(array, 0)


def test_season_without_values_falls_back_to_the_window_mean() -> None:
    scale = scale_of(np.array([[1.0, 5.0, NAN, NAN]]), 2)
    assert scale.centre[0] == 3.0
    assert scale.spread[0] == 2.0


def test_outlier_is_clipped() -> None:
    past = np.zeros((1, 1000))
    past[0, 500] = 1e6
    inputs = prepare(past, WindowShape(lookback=1000, horizon=1, season=1, lags=(1,)))
    assert inputs.past.max() == CLIP
    assert inputs.past.min() > -0.1


def test_huge_values_do_not_overflow() -> None:
    past = 1e200 * np.array([[1.0, -1.0, 1.0, -1.0]])
    scale = scale_of(past, 4)
    assert scale.spread[0] == pytest.approx(1e200)
    assert scale.centre[0] == 0

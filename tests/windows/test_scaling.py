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

from lstmcast.windows.changes import changes_of
from lstmcast.windows.sampling import WindowShape, prepare
from lstmcast.windows.scaling import CLIP, Scale, scale_of

FloatArray = npt.NDArray[np.float64]

#: Bounds of a pace, which the equations in ``model/README.md`` state.
FINEST, COARSEST = 0.001, 3.0

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
    np.testing.assert_allclose(after.pace, before.pace, rtol=1e-5)
    np.testing.assert_allclose(after.changes, before.changes, atol=1e-4)


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


normal_windows = windows.map(lambda window: np.nan_to_num(window / 20, nan=NAN))


@given(past=normal_windows, lag=st.integers(1, 40))
def test_changes_equal_plain_python(past: FloatArray, lag: int) -> None:
    observed = ~np.isnan(past)
    made = changes_of(np.where(observed, past, 0.0), ~observed, np.full(len(past), lag))
    assert made.sizes.shape == past.shape
    for row, window in enumerate(past.tolist()):
        pairs = zip(window, window[lag:], strict=False)
        moves = [after - before for before, after in pairs]
        known = [abs(move) for move in moves if not math.isnan(move)]
        doubt = min(3, lag) / 2
        pace = (sum(known) + doubt) / (len(known) + doubt)
        assert made.pace[row] == pytest.approx(min(max(pace, FINEST), COARSEST))
        sizes = [0.0 if math.isnan(move) else move / made.pace[row] for move in moves]
        expected = np.clip([0.0] * min(lag, len(window)) + sizes, -CLIP, CLIP)
        np.testing.assert_allclose(made.sizes[row], expected, atol=1e-12)


@given(past=normal_windows, lag=st.integers(1, 40), missing=st.integers(0, 29))
def test_a_change_is_unknown_where_either_side_is_missing(
    past: FloatArray, lag: int, missing: int
) -> None:
    observed = ~np.isnan(past)
    observed[:, missing % past.shape[1]] = False
    sizes = changes_of(np.where(observed, past, 0.0), ~observed, np.full(len(past), lag)).sizes
    for step in range(past.shape[1]):
        known = observed[:, step] & (observed[:, step - lag] if step >= lag else False)
        assert (sizes[:, step][~np.asarray(known)] == 0).all()


@given(past=normal_windows, lag=st.integers(1, 40), factor=st.floats(0, 1e6))
def test_a_pace_stays_within_its_bounds(past: FloatArray, lag: int, factor: float) -> None:
    observed = ~np.isnan(past)
    made = changes_of(factor * np.where(observed, past, 0.0), ~observed, np.full(len(past), lag))
    assert (made.pace >= FINEST).all()
    assert (made.pace <= COARSEST).all()
    assert (np.abs(made.sizes) <= CLIP).all()


@pytest.mark.parametrize("lag", [1, 12])
@pytest.mark.parametrize("known", [100, 400, 1400, 1600, 9000])
def test_the_longer_a_season_repeats_exactly_the_finer_the_pace(known: int, lag: int) -> None:
    """No change is seen; what was believed before fades, down to the bound and no further."""
    season = np.random.default_rng(0).normal(size=lag)
    past = np.resize(season, (1, known + lag))
    doubt = min(3, lag) / 2
    expected = max(doubt / (known + doubt), FINEST)
    assert changes_of(past, None, np.array([lag])).pace[0] == pytest.approx(expected, rel=1e-12)
    assert (expected < 0.01) == (known > 100 or lag == 1)


@pytest.mark.parametrize(("length", "lag"), [(6, 6), (6, 9), (1, 1)])
def test_windows_that_say_nothing_of_changes_have_a_pace_of_one(length: int, lag: int) -> None:
    values = np.random.default_rng(0).normal(size=(3, length))
    everything, nothing = np.ones(values.shape, dtype=bool), np.zeros(values.shape, dtype=bool)
    for observed in (everything, nothing):
        made = changes_of(np.where(observed, values, 0.0), ~observed, np.full(3, lag))
        np.testing.assert_array_equal(made.pace, 1.0)
        np.testing.assert_array_equal(made.sizes, 0.0)


def test_the_pace_tells_a_clean_season_from_a_noisy_one() -> None:
    """Both have the same spread, and need errors of very different sizes."""
    random = np.random.default_rng(0)
    season = np.sin(np.arange(120) * np.pi / 6)
    past = np.stack([season + 0.01 * random.normal(size=120), random.normal(size=120)])
    shape = WindowShape(lookback=120, horizon=12, season=12, lags=(12, 1))
    clean, noisy = prepare(past, shape).pace
    assert clean < 0.05
    assert noisy > 0.8


def test_every_window_may_have_a_lag_of_its_own() -> None:
    values = np.random.default_rng(0).normal(size=(3, 20))
    observed, lags = np.ones(values.shape, dtype=bool), np.array([7, 2, 7])
    made = changes_of(values, ~observed, lags)
    for row, lag in enumerate(lags):
        alone = changes_of(values[[row]], ~observed[[row]], np.array([lag]))
        np.testing.assert_array_equal(made.sizes[row], alone.sizes[0])
        assert made.pace[row] == alone.pace[0]

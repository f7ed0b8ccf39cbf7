"""Folding counts from the cutoff, means what it says, and unfolding shows what bins cannot."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from builders import NAN, series_set
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.windows.folding import FloatArray, Fold, fold_future, fold_past, unfold
from lstmcast.windows.sampling import WindowShape, gather

PROBABILITIES = (0.1, 0.5, 0.9)
folds = st.integers(2, 60).flatmap(
    lambda steps: st.integers(1, steps - 1).map(lambda bins: Fold(steps=steps, bins=bins))
)


@given(fold=folds, first=st.integers(-300, 300))
def test_edges_rise_and_recur_with_the_season(fold: Fold, first: int) -> None:
    edges = fold.edges(first, first + 2 * fold.bins)
    exact = np.arange(first, first + 2 * fold.bins + 1) * fold.steps / fold.bins
    assert np.abs(edges - exact).max() <= 0.5
    assert (np.diff(edges) >= 1).all()
    np.testing.assert_array_equal(edges[fold.bins :], edges[: fold.bins + 1] + fold.steps)
    assert fold.edges(0, 0) == [0]
    assert fold.steps_ahead(fold.bins) == fold.steps_back(fold.bins) == fold.steps


@pytest.mark.parametrize(("steps", "bins"), [(4, 4), (3, 4), (4, 0)])
def test_what_is_no_fold(steps: int, bins: int) -> None:
    with pytest.raises(ValueError, match="cannot be folded"):
        Fold(steps=steps, bins=bins)


@settings(deadline=None)
@given(fold=folds, bins=st.integers(1, 50), seed=st.integers(0, 2**31))
def test_bins_are_means_of_what_was_observed(fold: Fold, bins: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    past = random.normal(size=(3, fold.steps_back(bins)))
    future = random.normal(size=(3, fold.steps_ahead(bins)))
    for values, made, edges in (
        (past, fold_past, fold.edges(-bins, 0) + fold.steps_back(bins)),
        (future, fold_future, fold.edges(0, bins)),
    ):
        values[random.random(values.shape) < 0.4] = NAN
        found = made(values, fold, bins)
        assert found.shape == (3, bins)
        for row in range(3):
            for number in range(bins):
                inside = values[row, edges[number] : edges[number + 1]]
                known = inside[~np.isnan(inside)]
                expected = known.mean() if len(known) else NAN
                np.testing.assert_allclose(found[row, number], expected, atol=1e-12)


@given(value=st.floats(-1e300, 1e300), fold=folds)
def test_bins_of_equal_values_are_that_value(value: float, fold: Fold) -> None:
    past = np.full((1, fold.steps_back(5)), value)
    assert (fold_past(past, fold, 5) == value).all()


def test_a_window_is_folded_on_both_sides_of_its_cutoff() -> None:
    shape = WindowShape(lookback=6, horizon=4, season=3, lags=(3, 1), fold=Fold(steps=6, bins=3))
    assert (shape.steps_back, shape.steps_ahead, shape.season_steps) == (12, 8, 6)
    assert shape.lag_steps == (6, 1)
    values = np.arange(30.0)
    windows = gather(series_set(values), np.array([0]), np.array([20]), shape)
    past = windows.inputs.scale.restore(windows.inputs.past.astype(np.float64))
    target = windows.inputs.scale.restore(windows.target.astype(np.float64))
    np.testing.assert_allclose(past[0], values[8:20].reshape(6, 2).mean(axis=1), rtol=1e-6)
    np.testing.assert_allclose(target[0], values[20:28].reshape(4, 2).mean(axis=1), rtol=1e-6)


def test_without_a_fold_bins_are_steps() -> None:
    shape = WindowShape(lookback=6, horizon=4, season=3, lags=(3, 1))
    assert (shape.steps_back, shape.steps_ahead, shape.season_steps) == (6, 4, 3)
    assert shape.lag_steps == (3, 1)
    with pytest.raises(ValueError, match="whole number of folds"):
        WindowShape(lookback=6, horizon=4, season=3, lags=(3,), fold=Fold(steps=9, bins=2))


def unfolded(past: FloatArray, made: FloatArray, fold: Fold) -> FloatArray:
    """Unfold quantiles with nine bins of past."""
    return unfold(made, past, fold_past(past, fold, 9), fold, PROBABILITIES)


def drawn(seed: int, fold: Fold, rows: int = 4) -> tuple[FloatArray, FloatArray]:
    """Return nine bins of past with gaps, and quantiles of five bins."""
    random = np.random.default_rng(seed)
    past = random.normal(size=(rows, fold.steps_back(9)))
    past[random.random(past.shape) < 0.1] = NAN
    return past, np.sort(random.normal(size=(rows, 5, 3)), axis=-1)


@settings(deadline=None)
@given(
    fold=folds,
    seed=st.integers(0, 2**31),
    factor=st.sampled_from([1e-6, 0.5, 3.0, 1e6]),
    shift=st.floats(-100, 100),
)
def test_unfolding_follows_scale_and_shift(
    fold: Fold, seed: int, factor: float, shift: float
) -> None:
    past, made = drawn(seed, fold)
    moved = unfolded(past * factor + shift, made * factor + shift, fold)
    expected = unfolded(past, made, fold) * factor + shift
    np.testing.assert_allclose(moved, expected, rtol=1e-6, atol=1e-6 * factor + 1e-12 * abs(shift))


@settings(deadline=None)
@given(fold=folds, seed=st.integers(0, 2**31))
def test_rows_ignore_each_other_and_quantiles_do_not_cross(fold: Fold, seed: int) -> None:
    past, made = drawn(seed, fold, rows=5)
    together = unfolded(past, made, fold)
    assert together.shape == (5, fold.steps_ahead(5), 3)
    assert np.isfinite(together).all()
    assert (np.diff(together, axis=-1) >= 0).all()
    for row in range(5):
        alone = unfolded(past[[row]], made[[row]], fold)
        np.testing.assert_array_equal(alone[0], together[row])
    backwards = unfolded(past[::-1].copy(), made[::-1].copy(), fold)
    np.testing.assert_array_equal(backwards[::-1], together)


def test_a_straight_line_stays_one() -> None:
    fold = Fold(steps=4, bins=2)
    steps = np.arange(-18.0, 10.0)[None]
    made = np.repeat(fold_future(steps[:, 18:], fold, 5)[..., None], 3, axis=-1)
    line = unfolded(steps[:, :18], made, fold)
    np.testing.assert_allclose(line[0, :9, 1], steps[0, 18:27], atol=1e-12)
    np.testing.assert_allclose(line[0, :9, 2], line[0, :9, 1], atol=1e-6)


def test_what_recurs_inside_of_a_bin_is_shown_and_certain() -> None:
    fold = Fold(steps=6, bins=3)
    past = np.tile([1.0, -1.0, 1.0, -1.0, 3.0, -3.0], 3)[None]
    made = np.zeros((1, 6, 3))
    found = unfolded(past, made, fold)
    np.testing.assert_allclose(found[0, :, 1], np.tile(past[0, :6], 2), atol=1e-12)
    np.testing.assert_allclose(found[0, :, 0], found[0, :, 2], atol=1e-12)


def test_noise_widens_the_interval_and_makes_no_pattern() -> None:
    fold = Fold(steps=8, bins=2)
    random = np.random.default_rng(1)
    past = random.normal(size=(300, fold.steps_back(40)))
    made = np.zeros((300, 2, 3))
    seen = fold_past(past, fold, 40)
    seen[:, -1] = 0.0  # where the line begins
    found = unfold(made, past, seen, fold, PROBABILITIES)
    half = (found[..., 2] - found[..., 0]) / 2 / NormalDist().inv_cdf(0.9)
    assert 0.8 < half.mean() < 1.1
    assert np.abs(found[..., 1]).mean() < 0.1  # the mean of 20 would be 0.18


def test_of_a_single_season_nothing_is_believed() -> None:
    fold = Fold(steps=6, bins=3)
    past = np.full((1, 18), NAN)
    past[0, -6:] = [1.0, -1.0, 1.0, -1.0, 3.0, -3.0]
    found = unfolded(past, np.zeros((1, 3, 3)), fold)
    np.testing.assert_allclose(found[0, :, 1], 0.0, atol=1e-12)
    assert (found[0, :, 2] > 1).all()

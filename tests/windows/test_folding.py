"""Folding counts from the cutoff, and bins mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAN, series_set
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.windows.folding import Fold, fold_future, fold_past
from lstmcast.windows.sampling import WindowShape, gather

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

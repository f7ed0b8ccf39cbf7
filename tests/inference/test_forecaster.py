"""Windows that are flat to a network still have an interval, if the series ever moves."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from builders import random_weights, series_set

from lstmcast.inference.forecaster import FloatArray, Forecaster, forecast_member
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.folding import Fold
from lstmcast.windows.sampling import WindowShape

SPEC = ModelSpec(horizon=4, lookback=12, patch=4, hidden=5)


def network(fold: Fold | None) -> Forecaster:
    shape = WindowShape(lookback=12, horizon=4, season=4, lags=(4, 1), fold=fold)
    weights = random_weights(SPEC)
    weights["head.output.weight"][:] = 0
    weights["head.output.bias"][:] = np.tile(
        [NormalDist().inv_cdf(quantile) for quantile in SPEC.quantiles], SPEC.horizon
    )
    return Forecaster(spec=SPEC, shape=shape, weights=weights)


def width(values: FloatArray, fold: Fold | None) -> FloatArray:
    """Return how many standard deviations the 80 % interval seems to be made of, by step."""
    data = series_set(values)
    made = forecast_member(network(fold), data, np.array([0]), data.lengths, horizon=4)[0]
    return np.asarray((made[:, 6] - made[:, 2]) / 2 / NormalDist().inv_cdf(0.9))


def test_a_history_inside_of_one_bin_is_not_certain() -> None:
    values = np.array([3.0, 5.0, 4.0, 6.0, 1.0])
    found = width(values, Fold(steps=48, bins=4))
    np.testing.assert_allclose(found, values.std(), rtol=1e-5)


@pytest.mark.parametrize("fold", [None, Fold(steps=8, bins=4)])
def test_a_window_that_went_flat_remembers_how_the_series_moved(fold: Fold | None) -> None:
    values = np.concatenate([10 * np.random.default_rng(0).normal(size=50), np.full(40, 7.0)])
    np.testing.assert_allclose(width(values, fold), values.std(), rtol=1e-5)


def test_bins_that_are_all_alike_hide_what_steps_do() -> None:
    """What recurs inside of bins is certain; it does not count as movement of the bins."""
    found = width(np.tile([1.0, -1.0], 12), Fold(steps=8, bins=4))
    np.testing.assert_allclose(found, 0.0, atol=1e-6)
    noise = np.random.default_rng(1).permutation(np.repeat([1.0, -1.0], 12))
    alternating = np.stack([noise, -noise], axis=1).ravel()[-24:]
    assert (width(alternating, Fold(steps=8, bins=4)) > 0.5).all()


@pytest.mark.parametrize("fold", [None, Fold(steps=8, bins=4)])
def test_a_constant_is_certain(fold: Fold | None) -> None:
    np.testing.assert_array_equal(width(np.full(40, 7.0), fold), 0.0)

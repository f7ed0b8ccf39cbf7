"""The windows that candidates are compared on: what is in them, and their units."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from builders import NAN, random_weights, seasonal_panel, series_set

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.metrics import seasonal_scale
from lstmcast.evaluation.validation import (
    ValidationWindows,
    measure,
    repeated_errors,
    validation_windows,
)
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import Splits, plan_splits

SHAPE = WindowShape(lookback=12, horizon=3, season=4, lags=(4,))


def gathered(data: SeriesSet) -> tuple[ValidationWindows, Splits]:
    splits = plan_splits(data.lengths, data.starts, horizon=3, season=4)
    return validation_windows(data, splits, SHAPE), splits


def noise(length: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=length)


def test_units_are_the_seasonal_changes_before_validation() -> None:
    data = series_set(noise(60), 100 * noise(50, 1))
    windows, splits = gathered(data)
    for row, index in enumerate(windows.series):
        history = data.series(index)[: splits.training_end[index]]
        assert windows.units[row] == pytest.approx(seasonal_scale(history, 4))
    assert windows.scored == len(windows.series)
    assert windows.horizon == 3


def test_errors_of_the_repeated_season() -> None:
    data = series_set(noise(60))
    windows, _ = gathered(data)
    values = data.series(0)
    expected = [
        np.abs(values[cutoff : cutoff + 3] - values[cutoff - 4 : cutoff - 1]).mean() / unit
        for cutoff, unit in zip(windows.cutoffs, windows.units, strict=True)
    ]
    np.testing.assert_allclose(repeated_errors(windows), expected)


def test_a_series_that_repeats_itself_counts_by_its_spread() -> None:
    """A change of next to nothing would make every error a huge one."""
    season = np.tile([1.0, 5.0, 2.0, 7.0], 15)
    windows, _ = gathered(series_set(season))
    np.testing.assert_allclose(windows.units, 0.01 * season[:40].std(), rtol=0.02)


def test_a_constant_says_nothing() -> None:
    rounded = np.where(np.arange(60) % 3, 0.3, 0.1 + 0.2)  # not quite 0.3
    windows, _ = gathered(series_set(rounded, noise(60)))
    assert np.isnan(windows.units[windows.series == 0]).all()
    assert windows.scored == int((windows.series == 1).sum())


def test_gaps_and_huge_values_raise_no_alarm() -> None:
    gap = noise(60)
    gap[20:58] = NAN
    windows, _ = gathered(series_set(gap, np.where(np.arange(60) % 2, 1e308, -1e308)))
    assert np.isnan(windows.units[windows.series == 1]).all()
    assert np.isnan(repeated_errors(windows)).any()


@pytest.mark.parametrize("lags", [(4, 1), (8, 4, 1), (1,)])
@pytest.mark.parametrize("gap", [0, 9])
def test_without_trust_the_skill_is_nothing_at_all(lags: tuple[int, ...], gap: int) -> None:
    """What is scored and what is published repeat the same season, whatever networks repeat."""
    data = seasonal_panel(60, 48, season=4)
    data.series(0)[48 - gap : 48] = NAN
    splits = plan_splits(data.lengths, data.starts, horizon=3, season=4)
    windows = validation_windows(data, splits, dataclasses.replace(SHAPE, lags=lags))
    spec = ModelSpec(horizon=3, lookback=12, patch=4, hidden=5)
    network = Forecaster(spec=spec, shape=SHAPE, weights=random_weights(spec))
    ensemble = Ensemble(members=(network,), lags=lags, trust=0.0)
    made = forecast_at(ensemble, windows.data, windows.series, windows.cutoffs, horizon=3)
    np.testing.assert_array_equal(made[..., ensemble.median], windows.repeated)
    found = measure(made, windows, slice(None), ensemble.quantiles)
    np.testing.assert_array_equal(found.median, repeated_errors(windows))

"""What the chosen networks are given besides: who forecasts demand, and who calibrates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from builders import random_weights, seasonal_panel, series_set

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.finish import SHARES, finish_with
from lstmcast.evaluation.validation import validation_windows
from lstmcast.inference import forecast as inference
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import QUANTILES, ModelSpec
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import plan_splits

FloatArray = npt.NDArray[np.float64]

SPEC = ModelSpec(horizon=4, lookback=24, patch=6, hidden=7)
SHAPE = WindowShape(lookback=24, horizon=4, season=7, lags=(7, 1))
MEMBER = Forecaster(spec=SPEC, shape=SHAPE, weights=random_weights(SPEC))


def demand(count: int = 12, steps: int = 100, seed: int = 0) -> list[FloatArray]:
    random = np.random.default_rng(seed)
    return [random.poisson(0.5, steps).astype(float) for _ in range(count)]


def finish_of(data: SeriesSet) -> object:
    splits = plan_splits(data.lengths, data.starts, horizon=4, season=7)
    return finish_with([MEMBER], 1.0, validation_windows(data, splits, SHAPE))


def test_networks_that_know_nothing_have_no_say_in_demand() -> None:
    data = series_set(*demand(), *[seasonal_panel(100, seed=seed).values for seed in range(6)])
    finish = finish_of(data)
    assert finish.share == SHARES[0] == 0
    assert finish.series == frozenset(range(12))


def test_networks_that_know_better_are_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that sees the future is better than any past."""
    data = series_set(*demand())

    def foresee(
        _ensemble: object, data: SeriesSet, series: FloatArray, cutoffs: FloatArray, *, horizon: int
    ) -> FloatArray:
        made = [
            data.series(int(index))[int(cutoff) : int(cutoff) + horizon]
            for index, cutoff in zip(series, cutoffs, strict=True)
        ]
        spread = np.array(QUANTILES) - 0.5
        return np.stack(made)[..., None] + 0.01 * spread

    monkeypatch.setattr("lstmcast.evaluation.finish.forecast_at", foresee)
    assert finish_of(data).share == 1
    assert inference.forecast_at is not foresee


def test_demand_does_not_calibrate_the_others() -> None:
    smooth = [seasonal_panel(100, seed=seed, noise=2.0).values for seed in range(12)]
    alone, mixed = finish_of(series_set(*smooth)), finish_of(series_set(*smooth, *demand()))
    assert alone.series == frozenset()
    assert mixed.series == frozenset(range(12, 24))
    shared = min(len(alone.calibration.factors), len(mixed.calibration.factors))
    assert shared == 4
    np.testing.assert_allclose(
        alone.calibration.factors, mixed.calibration.factors, rtol=0.25
    )  # other windows are drawn, so nearly
    assert finish_of(series_set(*demand())).calibration.factors == ()

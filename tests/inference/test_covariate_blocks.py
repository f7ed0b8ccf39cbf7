"""Networks are shown the covariates of the very steps that they look back on and forecast."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN, random_weights
from covariate_panels import SHAPE, random_panel

from lstmcast.data.series import SeriesSet
from lstmcast.inference.forecaster import Forecaster, forecast_member
from lstmcast.inference.tracing import trace_member
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.covariate_inputs import CovariateInputs
from lstmcast.windows.folding import Fold
from lstmcast.windows.sampling import Inputs, WindowShape, gather

IntArray = npt.NDArray[np.int64]

L, H = 8, 4
FOLDS = pytest.mark.parametrize("fold", [None, Fold(steps=9, bins=4)], ids=["steps", "bins"])


def member(fold: Fold | None) -> Forecaster:
    """Return a network that is shown covariates, whatever it makes of them."""
    spec = ModelSpec(horizon=H, lookback=L, patch=4, hidden=4)
    shape = WindowShape(lookback=L, horizon=H, season=4, lags=(4, 1), fold=fold, covariates=SHAPE)
    return Forecaster(spec=spec, shape=shape, weights=random_weights(spec))


class Shown:
    """Stands for the network: remembers what it was shown."""

    def __init__(self) -> None:
        self.covariates: list[CovariateInputs] = []

    def __call__(self, spec: ModelSpec, _weights: object, inputs: Inputs) -> np.ndarray:
        assert inputs.covariates is not None
        self.covariates.append(inputs.covariates)
        return np.zeros((len(inputs), H, len(spec.quantiles)), dtype=np.float32)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    shown = Shown()
    monkeypatch.setattr("lstmcast.inference.forecaster.forward", shown)
    monkeypatch.setattr("lstmcast.inference.tracing.trace", shown)
    return shown


def at(data: SeriesSet, series: IntArray, cutoffs: IntArray, shape: WindowShape) -> CovariateInputs:
    seen = gather(data, series, cutoffs, shape).inputs.covariates
    assert seen is not None
    return seen


@FOLDS
def test_every_block_is_shown_its_own_steps(shown: Shown, fold: Fold | None) -> None:
    data = random_panel(60, 70, ahead=40, seed=1)
    forecaster, series, cutoffs = member(fold), np.arange(2), np.array([31, 50])
    step = forecaster.shape.steps_ahead
    forecast_member(forecaster, data, series, cutoffs, horizon=3 * step)
    assert len(shown.covariates) == 3
    for block, found in enumerate(shown.covariates):
        known = at(data, series, cutoffs + block * step, forecaster.shape)
        past = at(data.until(cutoffs), series, cutoffs + block * step, forecaster.shape)
        for name in ("ahead", "ahead_seen", "ahead_codes"):
            own = slice(2)  # behind them is what they explain, which the forecast has a say in
            np.testing.assert_array_equal(
                getattr(found, name)[..., own], getattr(known, name)[..., own]
            )
        for name in ("behind", "behind_seen", "behind_codes"):
            np.testing.assert_array_equal(getattr(found, name), getattr(past, name))
    assert (shown.covariates[2].behind_seen == 0).all()
    # What was forecast counts as observed, what was not observed grows older.
    assert (shown.covariates[2].age[:, -H:, 0] == 0).all()
    assert (shown.covariates[2].age[:, -1, 1:] == 1).all()


@FOLDS
def test_after_a_gap_the_past_moves_and_the_future_does_not(
    shown: Shown, fold: Fold | None
) -> None:
    data = random_panel(90, ahead=20, missing=0, seed=2)
    forecaster, zero, cutoff = member(fold), np.array([0]), np.array([90])
    data.values[30:] = NAN
    shape = forecaster.shape
    moved = -(-(61 - shape.steps_back) // shape.season_steps) * shape.season_steps
    forecast_member(forecaster, data, zero, cutoff, horizon=1)
    trace_member(forecaster, data, zero, cutoff)
    # Scaled by the past, which differs: what is scaled by training alone can be compared.
    there, here = at(data, zero, cutoff - moved, shape), at(data, zero, cutoff, shape)
    for found in shown.covariates:
        np.testing.assert_array_equal(found.ahead[:, :L], there.ahead[:, :L])
        np.testing.assert_array_equal(found.behind, there.behind)
        np.testing.assert_array_equal(found.ahead[:, L:, 0], here.ahead[:, L:, 0])
        np.testing.assert_array_equal(found.ahead_codes[:, L:], here.ahead_codes[:, L:])
        assert not np.array_equal(found.ahead[:, L:], there.ahead[:, L:])
    assert len(shown.covariates) == 2


@FOLDS
def test_a_network_without_covariates_is_not_shown_any(fold: Fold | None) -> None:
    data = random_panel(60, seed=3)
    forecaster = member(fold)
    blind = replace(forecaster, shape=replace(forecaster.shape, covariates=None))
    where = np.array([0]), np.array([50])
    made = forecast_member(blind, data, *where, horizon=9)
    bare = forecast_member(blind, replace(data, covariates=None), *where, horizon=9)
    np.testing.assert_array_equal(made, bare)

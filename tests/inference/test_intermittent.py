"""Series with many zeros: whose forecast they get, and that nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from builders import random_weights, seasonal_panel, series_set
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.data.bounds import Bounds
from lstmcast.data.series import SeriesSet
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast, forecast_at, forecasts_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.intermittent import are_demand, season_of
from lstmcast.inference.own_past import distribution_of_past
from lstmcast.inference.quantiles import mean_of
from lstmcast.model.spec import QUANTILES, ModelSpec
from lstmcast.windows.sampling import WindowShape

FloatArray = npt.NDArray[np.float64]

SPEC = ModelSpec(horizon=5, lookback=24, patch=6, hidden=7)
SHAPE = WindowShape(lookback=24, horizon=5, season=7, lags=(7, 1))


def ensemble_of(share: float | None) -> Ensemble:
    member = Forecaster(spec=SPEC, shape=SHAPE, weights=random_weights(SPEC))
    return Ensemble(members=(member,), intermittent=share)


def demand(seed: int, steps: int = 90) -> FloatArray:
    random = np.random.default_rng(seed)
    return random.poisson(0.5, steps).astype(float)


def panel() -> SeriesSet:
    """Return demand, a season, demand."""
    return series_set(demand(1), seasonal_panel(80).values, demand(2, 60))


def everywhere(data: SeriesSet) -> tuple[SeriesSet, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    return data, np.arange(len(data)), data.lengths


def test_only_demand_is_touched() -> None:
    networks, own = (ensemble_of(share) for share in (None, 0.0))
    before = forecasts_at(networks, *everywhere(panel()), horizon=9)
    after = forecasts_at(own, *everywhere(panel()), horizon=9)
    np.testing.assert_array_equal(after.quantiles[1], before.quantiles[1])
    assert np.isnan(before.mean).all()
    assert np.isnan(after.mean[1]).all()
    for row, values in ((0, demand(1)), (2, demand(2, 60))):
        past = distribution_of_past(values, QUANTILES, horizon=9, season=7)
        np.testing.assert_array_equal(after.quantiles[row], past.quantiles)
        np.testing.assert_array_equal(after.mean[row], past.mean)
    assert are_demand(panel(), 7).tolist() == [True, False, True]


def test_a_share_of_the_networks() -> None:
    made = {
        share: forecasts_at(ensemble_of(share), *everywhere(panel()), horizon=5)
        for share in (None, 0.0, 0.25, 1.0)
    }
    rows = [0, 2]
    networks = np.maximum(made[None].quantiles[rows], 0)
    np.testing.assert_array_equal(made[1.0].quantiles[rows], networks)
    np.testing.assert_allclose(made[1.0].mean[rows], mean_of(networks, QUANTILES), rtol=1e-12)
    for name in ("quantiles", "mean"):
        none, some, whole = (getattr(made[share], name)[rows] for share in (0.0, 0.25, 1.0))
        np.testing.assert_allclose(some, 0.75 * none + 0.25 * whole, rtol=1e-12)


def test_points_are_means_and_intervals_whole_numbers() -> None:
    made = forecast(
        ensemble_of(0.0),
        panel(),
        horizon=4,
        levels=(80.0, 95.0),
        allow_negative=False,
        bounds=[Bounds(target="y")],
    )
    assert ((made.point[[0, 2]] > 0.2) & (made.point[[0, 2]] < 1)).all()
    for ends in (made.lower[:, [0, 2]], made.upper[:, [0, 2]]):
        np.testing.assert_array_equal(ends, np.rint(ends))
    assert (made.lower[:, [0, 2]] == 0).all()
    assert (made.upper[1, [0, 2]] >= 2).all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**31), share=st.sampled_from([0.0, 0.5]), horizon=st.integers(1, 13))
def test_a_series_is_forecast_alike_in_any_company(seed: int, share: float, horizon: int) -> None:
    random = np.random.default_rng(seed)
    series = [
        demand(int(random.integers(99)), int(random.integers(1, 70))) if random.random() < 0.7
        else random.normal(size=int(random.integers(1, 70)))
        for _ in range(6)
    ]  # fmt: skip
    data, ensemble = series_set(*series), ensemble_of(share)
    whole = forecasts_at(ensemble, *everywhere(data), horizon=horizon)
    order = random.permutation(6)
    mixed = forecasts_at(ensemble, data, order, data.lengths[order], horizon=horizon)
    np.testing.assert_array_equal(mixed.quantiles, whole.quantiles[order])
    np.testing.assert_array_equal(mixed.mean, whole.mean[order])
    longer = forecast_at(ensemble, *everywhere(data), horizon=horizon + 20)
    np.testing.assert_array_equal(longer[:, :horizon], whole.quantiles)


def test_nothing_after_a_cutoff_matters() -> None:
    values = demand(3)
    data, spoilt = series_set(values), series_set(np.where(np.arange(90) < 60, values, -1e6))
    before, after = (
        forecasts_at(ensemble_of(0.5), each, np.array([0]), np.array([60]), horizon=6)
        for each in (data, spoilt)
    )
    np.testing.assert_array_equal(before.quantiles, after.quantiles)
    np.testing.assert_array_equal(before.mean, after.mean)


def test_nobody_asked() -> None:
    nobody = np.empty(0, dtype=np.int64)
    made = forecasts_at(ensemble_of(0.0), panel(), nobody, nobody, horizon=3)
    assert made.quantiles.shape == (0, 3, 9)
    assert made.mean.shape == (0, 3)


def test_the_season_is_the_first_that_is_one() -> None:
    assert season_of((1, 12)) == 12
    assert season_of((7, 1)) == 7
    assert season_of((1,)) == 1


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_between_zero_and_one(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        replace(ensemble_of(0.0), intermittent=share)

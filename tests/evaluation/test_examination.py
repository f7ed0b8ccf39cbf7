"""Networks are asked about what they have not seen, in the same unit twice, and by the book."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import random_weights, seasonal_panel, series_set

from lstmcast.data.series import SeriesSet
from lstmcast.errors import NumericalError
from lstmcast.evaluation import metrics
from lstmcast.evaluation.baselines import seasonal_naive
from lstmcast.evaluation.examination import Examination, examine, prepare_examination
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import Splits, plan_splits

SHAPE = WindowShape(lookback=12, horizon=4, season=4, lags=(4, 1))
SPEC = ModelSpec(horizon=4, lookback=12, patch=4, hidden=6)
NETWORK = Forecaster(spec=SPEC, shape=SHAPE, weights=random_weights(SPEC))


def splits_of(data: SeriesSet) -> Splits:
    return plan_splits(data.lengths, data.starts, horizon=4, season=4)


def examination_of(data: SeriesSet, *, allow_negative: bool = True) -> Examination:
    return prepare_examination(data, splits_of(data), SHAPE, allow_negative=allow_negative)


def test_the_held_out_horizon_is_scored_by_the_book() -> None:
    data = seasonal_panel(60, 59, season=4)
    found = examine(NETWORK, examination_of(data))
    ensemble, ends = Ensemble(members=(NETWORK,)), data.lengths - 4
    made = forecast_at(ensemble, data, np.arange(2), ends, horizon=4)
    actual = np.stack([data.series(place)[-4:] for place in range(2)])
    known = [data.series(place)[:-4] for place in range(2)]
    scale = np.array([metrics.seasonal_scale(history, 4) for history in known])
    median = made[..., ensemble.median]
    assert found.mae == pytest.approx(np.abs(actual - median).mean())
    mase = (np.abs(actual - median).mean(axis=1) / scale).mean()
    assert found.mase == pytest.approx(mase)
    naive = np.stack([seasonal_naive(history, 4, 4) for history in known])
    naive_mase = (np.abs(actual - naive).mean(axis=1) / scale).mean()
    assert found.skill == pytest.approx(1 - mase / naive_mase)
    yardstick = examination_of(data).yardstick
    assert yardstick.mase == pytest.approx(naive_mase)
    assert yardstick.mae == pytest.approx(np.abs(actual - naive).mean())
    levels = np.array(ensemble.quantiles)
    gap = actual[..., None] - made
    pinball = 2 * np.maximum(levels * gap, (levels - 1) * gap).mean(axis=(1, 2))
    ends = splits_of(data).training_end
    units = [metrics.seasonal_scale(data.series(place)[: ends[place]], 4) for place in range(2)]
    assert found.pinball == pytest.approx((pinball / np.array(units)).mean())


def test_the_held_out_horizon_has_no_say_in_validation() -> None:
    data = seasonal_panel(60, 59, season=4)
    spoilt = data.values.copy()
    for place, cutoff in enumerate(splits_of(data).before_holdout):
        spoilt[data.offsets[place] + cutoff : data.offsets[place + 1]] += 1e3
    before = examine(NETWORK, examination_of(data))
    after = examine(NETWORK, examination_of(replace(data, values=spoilt)))
    assert after.validated == before.validated
    assert after.mae > before.mae + 500


def test_data_that_never_are_negative_get_no_negative_forecast() -> None:
    values = np.abs(np.sin(np.arange(60))) * 0.01
    values[46:50] = 40.0  # so that quantiles lie far apart, and some below zero
    data = series_set(values)
    bounded = examine(NETWORK, examination_of(data, allow_negative=False))
    free = examine(NETWORK, examination_of(data, allow_negative=True))
    assert bounded.pinball < free.pinball
    assert bounded.validated == free.validated


def test_a_forecast_that_went_astray_is_an_error() -> None:
    weights = {name: np.full_like(weight, 1e30) for name, weight in NETWORK.weights.items()}
    with pytest.raises(NumericalError, match="LSTM is not a finite number"):
        examine(replace(NETWORK, weights=weights), examination_of(seasonal_panel(60, season=4)))

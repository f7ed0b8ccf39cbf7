"""One trained network, and its whole way from a series to quantiles in the unit of the data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.inference.forward import forward
from lstmcast.inference.history import newest_pasts, spread_before
from lstmcast.inference.rollout import roll_out
from lstmcast.inference.weights import Weights
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.covariates import gather_covariates
from lstmcast.windows.sampling import WindowShape, prepare
from lstmcast.windows.scaling import scale_of
from lstmcast.windows.unfolding import unfold

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecaster:
    """A trained network and the windows it was trained on."""

    spec: ModelSpec
    shape: WindowShape
    weights: Weights


def forecast_member(
    forecaster: Forecaster, data: SeriesSet, series: IntArray, cutoffs: IntArray, *, horizon: int
) -> FloatArray:
    """Return one network's sorted quantiles [B, horizon, Q] from each cutoff on, data units.

    ``series`` and ``cutoffs`` [B] name the windows. Beyond the horizon of the network its
    forecast rolls forward in blocks. Raises ValueError when there is no value before a cutoff.
    """
    shape = forecaster.shape
    history, ends = newest_pasts(data, series, cutoffs, shape)
    own = scale_of(shape.fold_past(history), shape.season)
    fallback = np.zeros(len(series))
    for row in np.flatnonzero(own.spread == 0):
        fallback[row] = spread_before(data, series, cutoffs, int(row))
        if shape.fold is not None:  # what single steps of the window do is for unfolding to add
            inside = float(np.nanstd(history[row]))
            fallback[row] = sqrt(max(fallback[row] ** 2 - inside**2, 0.0))

    def forecast_block(past: FloatArray, ahead: int) -> FloatArray:
        seen = shape.fold_past(past)
        covariates = gather_covariates(data, series, cutoffs, shape, ahead=ahead, ends=ends)
        inputs = prepare(seen, shape, covariates=covariates)
        normalised = forward(forecaster.spec, forecaster.weights, inputs)
        # A flat window is forecast as its value, and says nothing of how far values move; the
        # whole series may.
        flat = inputs.scale.spread == 0
        quantiles = np.sort(normalised.astype(np.float64), axis=-1)
        quantiles[flat] -= quantiles[flat][..., [forecaster.spec.median]]
        spread = np.where(flat, fallback, inputs.scale.spread)
        made = replace(inputs.scale, spread=spread).restore(quantiles)
        if shape.fold is None:
            return made
        return unfold(made, past, seen, shape.fold, forecaster.spec.quantiles)

    return roll_out(forecast_block, history, horizon=horizon, median=forecaster.spec.median)

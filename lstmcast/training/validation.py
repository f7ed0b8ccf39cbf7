"""Score a network on the rolling validation windows while it is being trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from lstmcast.data.series import SeriesSet
from lstmcast.model.network import Network
from lstmcast.training.tensors import network_inputs
from lstmcast.windows.sampling import Windows, WindowShape, gather

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_CHUNK = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What validation found."""

    loss: float  # pinball, all quantiles, in the windows' units
    skill: float  # of the median: 1 - its absolute error / that of the repeated season


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The validation windows, by name; they are gathered afresh for each scoring."""

    data: SeriesSet
    series: IntArray  # [V]
    cutoffs: IntArray  # [V]
    units: FloatArray  # [V] what an error of one is, in the unit of the data; NaN: left out
    shape: WindowShape
    horizon: int  # steps of the network that count; it may forecast more

    @torch.no_grad()
    def score(self, network: Network, device: torch.device) -> Score:
        """Score a network; every window counts alike, however many steps it has observed."""
        quantiles = np.array(network.spec.quantiles)
        loss = error = repeated = windows = 0.0
        for start in range(0, len(self.series), _CHUNK):
            part = slice(start, start + _CHUNK)
            batch = gather(self.data, self.series[part], self.cutoffs[part], self.shape)
            weight = self._weights(batch, self.units[part])  # [B, H]
            forecast = network(*network_inputs(batch.inputs, device)).cpu().double().numpy()
            gap = batch.target[..., None] - forecast  # [B, H, Q]
            pinball = 2 * np.maximum(quantiles * gap, (quantiles - 1) * gap).mean(axis=-1)
            loss += float((pinball * weight).sum())
            error += float((np.abs(gap[..., network.spec.median]) * weight).sum())
            repeated += float((np.abs(batch.target - batch.inputs.baseline) * weight).sum())
            windows += float((weight > 0).any(axis=1).sum())
        return Score(
            loss=loss / max(windows, 1.0), skill=1 - error / repeated if repeated > 0 else 0.0
        )

    def _weights(self, batch: Windows, units: FloatArray) -> FloatArray:
        """Return the weights [B, H] of errors in the windows' own spreads: they mean over steps."""
        seen = batch.target_observed.astype(np.float64)
        seen[:, self.horizon :] = 0
        steps = np.maximum(seen.sum(axis=1), 1)
        known = np.isfinite(units)
        size = np.where(known, batch.inputs.scale.spread / np.where(known, units, 1.0), 0.0)
        return np.asarray(seen * (size / steps)[:, None])

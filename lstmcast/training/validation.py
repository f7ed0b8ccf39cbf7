"""Score a network on the rolling validation windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from lstmcast.data.series import SeriesSet
from lstmcast.model.network import Network
from lstmcast.training.trainer import network_inputs
from lstmcast.windows.sampling import WindowShape, gather

IntArray = npt.NDArray[np.int64]

_CHUNK = 512
_MOST_WINDOWS = 4096  # more would cost more than they tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The validation windows, by name; they are gathered afresh for each scoring."""

    data: SeriesSet
    series: IntArray  # [V]
    cutoffs: IntArray  # [V]
    shape: WindowShape

    @classmethod
    def choose(
        cls, data: SeriesSet, series: IntArray, cutoffs: IntArray, shape: WindowShape
    ) -> Validation:
        """Keep an even selection of at most 4,096 windows."""
        picked = np.unique(
            np.linspace(0, max(0, len(series) - 1), min(len(series), _MOST_WINDOWS)).astype(int)
        )
        return cls(data=data, series=series[picked], cutoffs=cutoffs[picked], shape=shape)

    @torch.no_grad()
    def score(self, network: Network, device: torch.device) -> tuple[float, float]:
        """Return the pinball loss and the skill of the median against the repeated season.

        Both are means over all observed steps in the windows' own units; skill is one less
        the ratio of absolute errors, 0 when the repeated season makes none.
        """
        quantiles = np.array(network.spec.quantiles)
        loss = error = repeated = steps = 0.0
        for start in range(0, len(self.series), _CHUNK):
            part = slice(start, start + _CHUNK)
            windows = gather(self.data, self.series[part], self.cutoffs[part], self.shape)
            forecast = network(*network_inputs(windows.inputs, device)).cpu().double().numpy()
            seen = windows.target_observed.astype(np.float64)  # [B, H]
            gap = windows.target[..., None].astype(np.float64) - forecast  # [B, H, Q]
            pinball = 2 * np.maximum(quantiles * gap, (quantiles - 1) * gap).mean(axis=-1)
            loss += float((pinball * seen).sum())
            error += float((np.abs(gap[..., network.spec.median]) * seen).sum())
            repeated += float((np.abs(windows.target - windows.inputs.baseline) * seen).sum())
            steps += float(seen.sum())
        steps = max(steps, 1.0)
        return loss / steps, 1 - error / repeated if repeated > 0 else 0.0

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
_CONVINCING = 0.05  # distrust has to pay this much, or it is chance in a few windows


#: How much of the network's move away from the repeated season is kept, fullest first.
TRUST = (1.0, 0.75, 0.5, 0.25, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What validation found."""

    loss: float  # pinball, all quantiles
    skill: float  # of the median: 1 - its absolute error / that of the repeated season
    trust: float  # the degree of trust both hold for


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The validation windows, by name; they are gathered afresh for each scoring."""

    data: SeriesSet
    series: IntArray  # [V]
    cutoffs: IntArray  # [V]
    shape: WindowShape

    @torch.no_grad()
    def score(self, network: Network, device: torch.device) -> Score:
        """Score a network at every degree of trust and return the best.

        Losses are means over all observed steps in the windows' own units.
        """
        quantiles = np.array(network.spec.quantiles)
        losses = np.zeros(len(TRUST))
        errors = np.zeros(len(TRUST))
        repeated = steps = 0.0
        for start in range(0, len(self.series), _CHUNK):
            part = slice(start, start + _CHUNK)
            windows = gather(self.data, self.series[part], self.cutoffs[part], self.shape)
            forecast = network(*network_inputs(windows.inputs, device)).cpu().double().numpy()
            seen = windows.target_observed.astype(np.float64)  # [B, H]
            baseline = windows.inputs.baseline.astype(np.float64)
            shift = forecast[..., network.spec.median] - baseline  # [B, H]
            for index, trust in enumerate(TRUST):
                shrunk = forecast - (1 - trust) * shift[..., None]
                gap = windows.target[..., None] - shrunk  # [B, H, Q]
                pinball = 2 * np.maximum(quantiles * gap, (quantiles - 1) * gap).mean(axis=-1)
                losses[index] += (pinball * seen).sum()
                errors[index] += (np.abs(gap[..., network.spec.median]) * seen).sum()
            repeated += float((np.abs(windows.target - baseline) * seen).sum())
            steps += float(seen.sum())
        best = int(np.argmin(losses))
        if losses[best] > (1 - _CONVINCING) * losses[0]:
            best = 0
        return Score(
            loss=float(losses[best] / max(steps, 1.0)),
            skill=float(1 - errors[best] / repeated) if repeated > 0 else 0.0,
            trust=TRUST[best],
        )

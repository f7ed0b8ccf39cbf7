"""Quantiles moved away from their median, or towards it, by plain factors for each step ahead.

Which factors those are is for ``evaluation/calibration`` to say, by what validation found.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from lstmcast.inference.quantiles import sort_quantiles

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """By which factor the distance of each quantile from the median is stretched."""

    factors: tuple[tuple[float, ...], ...] = ()  # [H, Q] by step ahead; empty: all are left alone

    def __post_init__(self) -> None:
        if len({len(step) for step in self.factors}) > 1:
            raise ValueError("every step needs one factor for each quantile")
        if not all(0 < factor < inf for step in self.factors for factor in step):
            raise ValueError("factors must be numbers above zero")

    def fits(self, quantiles: int) -> bool:
        """Return whether forecasts with this number of quantiles can be calibrated by it."""
        return all(len(step) == quantiles for step in self.factors)


UNCALIBRATED = Calibration()


def calibrate(quantiles: FloatArray, calibration: Calibration, *, median: int) -> FloatArray:
    """Stretch sorted quantiles [B, H, Q] about the one at ``median``, and sort them again.

    With m the median forecast, a quantile q of step h becomes m + factor[h] (q - m). As factors
    are above zero each stays on its side of the median, which does not move, to the bit. Steps
    beyond the calibrated ones have the factors of the last of those, so a longer horizon only
    appends. Without factors nothing changes, to the bit.
    """
    if not calibration.factors:
        return quantiles
    factors = np.array(calibration.factors)
    steps = np.minimum(np.arange(quantiles.shape[1]), len(factors) - 1)
    centre = quantiles[..., [median]]  # [B, H, 1]
    with np.errstate(over="ignore", invalid="ignore"):  # the caller finds what is not finite
        return sort_quantiles(centre + factors[steps] * (quantiles - centre))

"""A model as one network or several, and the one rule that makes a forecast of theirs.

Each member forecasts by itself, in the unit of the data, so members may differ in lookback,
patch, horizon and cell. Their quantiles are combined by the median, which one member that
went astray cannot move far; then the median line moves towards the repeated season, as far
as validation has said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.inference.forecaster import Forecaster, forecast_member
from lstmcast.inference.history import newest_windows
from lstmcast.windows.scaling import repeat_best_season

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """Networks that forecast together; all have the same quantiles."""

    members: tuple[Forecaster, ...]  # the first one's lags say what a repeated season is
    trust: float = 1.0  # share of the move away from the repeated season that is kept

    def __post_init__(self) -> None:
        if not self.members:
            raise ValueError("an ensemble needs a member")
        if any(member.spec.quantiles != self.quantiles for member in self.members):
            raise ValueError("the members of an ensemble must have the same quantiles")
        if not 0 <= self.trust <= 1:
            raise ValueError(f"trust must be between 0 and 1, not {self.trust}")

    @property
    def quantiles(self) -> tuple[float, ...]:
        """Return the quantiles that are forecast, rising."""
        return self.members[0].spec.quantiles

    @property
    def median(self) -> int:
        """Return the position of the 0.5 quantile."""
        return self.members[0].spec.median


def forecast_together(
    ensemble: Ensemble, data: SeriesSet, series: IntArray, cutoffs: IntArray, *, horizon: int
) -> FloatArray:
    """Return the ensemble's sorted quantiles [B, horizon, Q] from each cutoff on, data units.

    ``series`` and ``cutoffs`` [B] name the windows. Raises ValueError when there is no value
    before a cutoff.
    """
    quantiles = combine(
        [
            forecast_member(member, data, series, cutoffs, horizon=horizon)
            for member in ensemble.members
        ]
    )
    if ensemble.trust == 1:  # left alone, to the bit
        return quantiles
    repeated = repeat_before(ensemble.members[0], data, series, cutoffs, horizon=horizon)
    return shrink(quantiles, repeated, trust=ensemble.trust, median=ensemble.median)


def combine(made: Sequence[FloatArray]) -> FloatArray:
    """Return the median of the members' sorted quantiles [B, H, Q], which is sorted as well."""
    with np.errstate(over="ignore", invalid="ignore"):  # the caller finds what is not finite
        return made[0] if len(made) == 1 else np.asarray(np.median(np.stack(made), axis=0))


def repeat_before(
    member: Forecaster, data: SeriesSet, series: IntArray, cutoffs: IntArray, *, horizon: int
) -> FloatArray:
    """Return the season before each cutoff, repeated as a member's lags say: [B, horizon]."""
    past = newest_windows(data, series, cutoffs, member.shape)
    repeated, _ = repeat_best_season(past, horizon, member.shape.lag_steps)
    return repeated


def shrink(quantiles: FloatArray, repeated: FloatArray, *, trust: float, median: int) -> FloatArray:
    """Move quantiles [B, H, Q] towards the repeated season [B, H].

    With m the median forecast and r the repeated season, all quantiles move by
    -(1 - trust) (m - r): distances from the median stay, and so does the order.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        move = quantiles[..., median] - repeated
        return np.asarray(quantiles - (1 - trust) * move[..., None])

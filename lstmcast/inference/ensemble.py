"""A model as one network or several, and the one rule that makes a forecast of theirs.

Each member forecasts by itself, in the unit of the data, so members may differ in lookback,
patch, horizon and cell. Their quantiles are combined by the median, which one of three
members or more that went astray cannot move far; of two members it is the mean. Then the
median line moves towards the repeated season, as far as validation has said. Which season that
is belongs to the ensemble: training chooses it by the data, and members may repeat others.
Last, the other quantiles move away from the median, or towards it, as it was calibrated. What
becomes of that in series with many zeros is for ``intermittent`` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.inference.calibration import UNCALIBRATED, Calibration, calibrate
from lstmcast.inference.forecaster import Forecaster, forecast_member
from lstmcast.inference.history import repeat_before

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """Networks that forecast together; all have the same quantiles."""

    members: tuple[Forecaster, ...]
    lags: tuple[int, ...] = ()  # steps of the seasons repeated; empty: the first member's
    trust: float = 1.0  # share of the move away from the repeated season that is kept
    calibration: Calibration = UNCALIBRATED
    fallback: frozenset[SeriesKey] = frozenset()  # series in which nothing but that season counts
    intermittent: float | None = None  # share in series with many zeros; None: as in all others

    def __post_init__(self) -> None:
        if not self.members:
            raise ValueError("an ensemble needs a member")
        if any(member.spec.quantiles != self.quantiles for member in self.members):
            raise ValueError("the members of an ensemble must have the same quantiles")
        if min(self.lags, default=1) < 1:
            raise ValueError("lags must be at least 1")
        if not 0 <= self.trust <= 1:
            raise ValueError(f"trust must be between 0 and 1, not {self.trust}")
        if self.intermittent is not None and not 0 <= self.intermittent <= 1:
            raise ValueError(f"a share must be between 0 and 1, not {self.intermittent}")
        if not self.calibration.fits(len(self.quantiles)):
            raise ValueError("the calibration is of other quantiles than the members'")

    @property
    def repeated_lags(self) -> tuple[int, ...]:
        """Return the lags in steps that say what a repeated season is, the preferred one first."""
        return self.lags or self.members[0].shape.lag_steps

    @property
    def steps_ahead(self) -> int:
        """Return the steps that every member was made to forecast; beyond, some roll forward."""
        return min(member.shape.steps_ahead for member in self.members)

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
    trust = _trust_in(ensemble, data, series)
    rows = np.flatnonzero(trust < 1)  # the others are left alone, to the bit
    if len(rows):
        where = (data, series[rows], cutoffs[rows], ensemble.repeated_lags)
        quantiles[rows] = shrink(
            quantiles[rows],
            repeat_before(*where, horizon=horizon),
            trust=trust[rows, None],
            median=ensemble.median,
        )
    return calibrate(quantiles, ensemble.calibration, median=ensemble.median)


def _trust_in(ensemble: Ensemble, data: SeriesSet, series: IntArray) -> FloatArray:
    """Return how far the networks are trusted in each of some series [B]."""
    if not ensemble.fallback:
        return np.full(len(series), ensemble.trust)
    resigned = np.array([key in ensemble.fallback for key in data.keys])
    return np.where(resigned[series], 0.0, ensemble.trust)


def combine(made: Sequence[FloatArray]) -> FloatArray:
    """Return the median of the members' sorted quantiles [B, H, Q], which is sorted as well."""
    with np.errstate(over="ignore", invalid="ignore"):  # the caller finds what is not finite
        return made[0] if len(made) == 1 else np.asarray(np.median(np.stack(made), axis=0))


def shrink(
    quantiles: FloatArray, repeated: FloatArray, *, trust: float | FloatArray, median: int
) -> FloatArray:
    """Move quantiles [B, H, Q] towards the repeated season [B, H].

    With m the median forecast and r the repeated season, the median becomes
    r + trust (m - r), exactly r without any trust; all distances from it stay, and so does the
    order. With full trust nothing changes, to the bit. Trust may differ from row to row: [B, 1].
    """
    if np.all(trust == 1):
        return quantiles
    with np.errstate(over="ignore", invalid="ignore"):  # the caller finds what is not finite
        centre = quantiles[..., median]
        line = repeated + trust * (centre - repeated)
        return np.asarray(line[..., None] + (quantiles - centre[..., None]))

"""Draw synthetic windows: trend + season + noise, written down, with a history of any length.

``processes`` has the building blocks, ``trends``, ``seasons`` and ``noises`` the
ingredients, ``observation`` what the world makes of them. No value of a real
series is in any of it. ``VERSION`` changes when the same seed would draw other series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.prior.noises import draw_noises
from lstmcast.prior.observation import hide, write_down
from lstmcast.prior.processes import Float32Array, decades, happens
from lstmcast.prior.seasons import draw_seasons
from lstmcast.prior.trends import draw_trends
from lstmcast.windows.sampling import Windows, WindowShape, normalise_windows

FloatArray = npt.NDArray[np.float64]

VERSION = 1

_CUTOFFS = 2  # windows cut from one series: drawing a series costs as much as learning from it


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """How much of each ingredient there is."""

    trend: tuple[float, float] = (-1.0, 0.8)  # sizes, as powers of ten from ... to
    season: tuple[float, float] = (-1.0, 0.6)
    noise: tuple[float, float] = (-1.4, 0.5)
    with_season: float = 0.8  # share of series that have one
    upwards: float = 0.65  # share of lasting growth that goes up: more things grow than shrink
    momentum: float = 0.4  # least memory of a slope; the most is one
    multiplicative: float = 0.4  # share of series whose season and noise grow with the level


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticMaterial:
    """Training windows of one shape that never end; the material of pretraining."""

    shape: WindowShape
    blend: Blend

    def draw(self, size: int, generator: np.random.Generator) -> Windows:
        """Return ``size`` normalised windows of new series."""
        past_and_future = draw_windows(generator, size, self.shape, self.blend)
        past = past_and_future[:, : self.shape.lookback]
        return normalise_windows(past, past_and_future[:, self.shape.lookback :], self.shape)

    def sample(self, size: int, generator: np.random.Generator) -> Windows:
        """Return as many windows as are asked for: there is no end of them."""
        return self.draw(size, generator)


def draw_windows(
    random: np.random.Generator, rows: int, shape: WindowShape, blend: Blend
) -> FloatArray:
    """Return windows [N, L + H], NaN where the past is not known; two come from each series."""
    steps = shape.lookback + shape.horizon
    apart = shape.horizon
    series = draw_series(
        random, -(-rows // _CUTOFFS), steps + (_CUTOFFS - 1) * apart, shape.season, blend
    )
    windows = [series[:, apart * k : apart * k + steps] for k in range(_CUTOFFS)]
    stacked = np.concatenate(windows)[:rows].astype(np.float64)
    return hide(random, stacked, lookback=shape.lookback, season=shape.season)


def draw_series(
    random: np.random.Generator, rows: int, steps: int, season: int, blend: Blend
) -> Float32Array:
    """Return complete synthetic series [N, T]."""
    trend = draw_trends(random, rows, steps, upwards=blend.upwards, momentum=blend.momentum)
    share = blend.with_season if season > 1 else 0.0
    if share:
        seasonal = draw_seasons(random, rows, steps, season)
        seasonal *= decades(random, *blend.season, rows, 1) * happens(random, share, rows)
    else:
        seasonal = np.zeros_like(trend)
    noise = draw_noises(random, _unit_season(seasonal)) * decades(random, *blend.noise, rows, 1)
    trend *= decades(random, *blend.trend, rows, 1) * ~happens(random, 0.08, rows)
    signal = trend + seasonal + noise
    return write_down(
        random, signal / signal.std(axis=1, keepdims=True), multiplicative=blend.multiplicative
    )


def _unit_season(seasonal: Float32Array) -> Float32Array:
    """Return seasons [N, T] at unit size, zeros where there is none."""
    spread = seasonal.std(axis=1, keepdims=True)
    divisor: Float32Array = np.where(spread > 0, spread, np.float32(1))
    return seasonal / divisor

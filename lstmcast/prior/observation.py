"""How the world writes a series down: multiplied, counted, bounded, rounded, with gaps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.prior.processes import Float32Array, decades, happens, uniform

FloatArray = npt.NDArray[np.float64]

_MULTIPLICATIVE = 0.4
_SHARES = (0.03, 0.02, 0.03, 0.02, 0.03)  # floored, capped, counted, sparse, rounded


def write_down(random: np.random.Generator, signal: Float32Array) -> Float32Array:
    """Return observed values [N, T] of signals [N, T] of unit size.

    Four in ten are exponentiated, so that season and noise grow with the level. A few are
    cut off at a floor (30 % of their values) or a ceiling, are counts, are mostly zero, or
    are rounded.
    """
    rows = len(signal)
    growth = decades(random, -1.3, 0.1, rows, 1)
    grown = np.exp(np.clip(growth * signal, -6, 6))
    values = np.where(happens(random, _MULTIPLICATIVE, rows), grown, signal)
    edges = np.cumsum((0.0, *_SHARES))
    lot = random.random(rows)
    picked = [np.flatnonzero((lot >= a) & (lot < b)) for a, b in zip(edges, edges[1:], strict=False)]
    floored, capped, counted, sparse, rounded = picked
    if len(floored):
        floor = np.quantile(values[floored], 0.3, axis=1, keepdims=True)
        values[floored] = np.maximum(values[floored], floor)
    if len(capped):
        ceiling = np.quantile(values[capped], 0.75, axis=1, keepdims=True)
        values[capped] = np.minimum(values[capped], ceiling)
    values[counted] = _counts(random, values[counted], least=-1.5)
    zeros = random.random((len(sparse), values.shape[1])) < random.uniform(0.3, 0.9, (len(sparse), 1))
    values[sparse] = np.where(zeros, 0, np.exp(np.clip(_unit(values[sparse]) / 2, -6, 6)))
    grain = values[rounded].std(axis=1, keepdims=True) * decades(random, -1.5, 0, len(rounded), 1)
    grain = np.maximum(grain, np.float32(1e-6))
    values[rounded] = np.round(values[rounded] / grain) * grain
    return values


def _unit(values: Float32Array) -> Float32Array:
    spread = np.maximum(values.std(axis=1, keepdims=True), np.float32(1e-6))
    scaled: Float32Array = (values - values.mean(axis=1, keepdims=True)) / spread
    return scaled


def _counts(random: np.random.Generator, values: Float32Array, *, least: float) -> Float32Array:
    """Return Poisson counts whose rate follows values [N, T]; many are small."""
    level = uniform(random, least, 3, len(values), 1)
    rate = np.exp(np.clip(np.float32(0.7) * _unit(values) + level, -8, 10))
    return random.poisson(rate).astype(np.float32)


def hide(
    random: np.random.Generator, values: FloatArray, *, lookback: int, season: int
) -> FloatArray:
    """Take the past away that a young or damaged series does not have: NaN in [N, T], in place.

    Six in ten histories are shorter than the window, by a factor spread over decades; some
    have missing steps or one gap. The last step before the cutoff is always there.
    """
    rows = len(values)
    step = np.arange(lookback)
    least = 3.0 if season == 1 else season + 1.0
    length = np.exp(random.uniform(np.log(min(least, lookback)), np.log(lookback), (rows, 1)))
    gone = (step < lookback - length) & happens(random, 0.6, rows)
    gone |= (random.random((rows, lookback), dtype=np.float32) < uniform(random, 0, 0.3, rows, 1)) & (
        happens(random, 0.08, rows)
    )
    start = random.integers(0, lookback, (rows, 1))
    long = random.integers(1, max(2, lookback // 6), (rows, 1))
    gone |= (step >= start) & (step < start + long) & happens(random, 0.04, rows)
    gone[:, -1] = False
    values[:, :lookback][gone] = np.nan
    return values

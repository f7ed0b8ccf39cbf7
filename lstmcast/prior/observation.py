"""How the world writes a series down: multiplied, counted, bounded, rounded, with gaps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from lstmcast.prior.processes import BoolArray, Float32Array, decades, happens, uniform

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_FLOOR, _CEILING = 0.3, 0.75  # quantiles at which values are cut off
_SHARES = (0.03, 0.02, 0.03, 0.02, 0.03)  # floored, capped, counted, sparse, rounded
_YOUNG, _HOLED, _TORN = 0.6, 0.08, 0.04  # short histories, missing steps, one gap


def write_down(
    random: np.random.Generator, signal: Float32Array, *, multiplicative: float
) -> Float32Array:
    """Return observed values [N, T] of signals [N, T] of unit size.

    A share, ``multiplicative``, is exponentiated, so that season and noise grow with the
    level. A few are cut off at a floor (30 % of their values) or a ceiling (25 %), are
    counts, are mostly zero, or are rounded.
    """
    rows = len(signal)
    growth = decades(random, -1.3, 0.1, rows, 1)
    grown = np.exp(np.clip(growth * signal, -6, 6))
    values = np.where(happens(random, multiplicative, rows), grown, signal)
    floored, capped, counted, sparse, rounded = _pick(random, rows)
    if len(floored):
        floor = np.quantile(values[floored], _FLOOR, axis=1, keepdims=True)
        values[floored] = np.maximum(values[floored], floor)
    if len(capped):
        ceiling = np.quantile(values[capped], _CEILING, axis=1, keepdims=True)
        values[capped] = np.minimum(values[capped], ceiling)
    values[counted] = _count(random, values[counted])
    values[sparse] = _empty(random, values[sparse])
    values[rounded] = _round(random, values[rounded])
    return values


def _pick(random: np.random.Generator, rows: int) -> list[IntArray]:
    """Return which rows each of the rare ways of writing down falls to; one at most for each."""
    edges = np.cumsum((0.0, *_SHARES))
    lot = random.random(rows)
    return [np.flatnonzero((lot >= low) & (lot < high)) for low, high in pairwise(edges)]


def _count(random: np.random.Generator, values: Float32Array) -> Float32Array:
    """Return Poisson counts whose rate follows values [N, T]; many are small."""
    level = uniform(random, -1.5, 3, len(values), 1)
    rate = np.exp(np.clip(np.float32(0.7) * _unit(values) + level, -8, 10))
    counts: Float32Array = random.poisson(rate).astype(np.float32)
    return counts


def _empty(random: np.random.Generator, values: Float32Array) -> Float32Array:
    """Return positive values [N, T] of which 30 to 90 % are zero, as of a seldom sold part."""
    lot, share = random.random(values.shape), random.uniform(0.3, 0.9, (len(values), 1))
    sizes = np.exp(np.clip(_unit(values) / 2, -6, 6))
    sparse: Float32Array = np.where(lot < share, np.float32(0), sizes)
    return sparse


def _round(random: np.random.Generator, values: Float32Array) -> Float32Array:
    """Return values [N, T] rounded to a grain between 3 and 100 % of their spread."""
    grain = values.std(axis=1, keepdims=True) * decades(random, -1.5, 0, len(values), 1)
    grain = np.maximum(grain, np.float32(1e-6))
    rounded: Float32Array = np.round(values / grain) * grain
    return rounded


def _unit(values: Float32Array) -> Float32Array:
    """Return values [N, T] with mean zero and standard deviation one, in single precision."""
    spread = np.maximum(values.std(axis=1, keepdims=True), np.float32(1e-6))
    scaled: Float32Array = (values - values.mean(axis=1, keepdims=True)) / spread
    return scaled


def hide(
    random: np.random.Generator, values: FloatArray, *, lookback: int, season: int
) -> FloatArray:
    """Take the past away that a young or damaged series does not have: NaN in [N, T], in place.

    Six in ten histories are shorter than the window, by a factor spread over decades; some
    have missing steps or one gap. The last step before the cutoff is always there.
    """
    rows = len(values)
    gone = _before_the_start(random, rows, lookback, season) & happens(random, _YOUNG, rows)
    gone |= _missing_steps(random, rows, lookback) & happens(random, _HOLED, rows)
    gone |= _gap(random, rows, lookback) & happens(random, _TORN, rows)
    gone[:, -1] = False
    values[:, :lookback][gone] = np.nan
    return values


def _before_the_start(
    random: np.random.Generator, rows: int, lookback: int, season: int
) -> BoolArray:
    """Return the steps [N, L] before a history begins; a season and one step are the least."""
    least = 3.0 if season == 1 else season + 1.0
    length = np.exp(random.uniform(np.log(min(least, lookback)), np.log(lookback), (rows, 1)))
    return np.asarray(np.arange(lookback) < lookback - length)


def _missing_steps(random: np.random.Generator, rows: int, lookback: int) -> BoolArray:
    """Return steps [N, L] that are missing at random, up to 30 % of them."""
    lot = random.random((rows, lookback), dtype=np.float32)
    return lot < uniform(random, 0, 0.3, rows, 1)


def _gap(random: np.random.Generator, rows: int, lookback: int) -> BoolArray:
    """Return one gap [N, L] anywhere, up to a sixth of the window."""
    start = random.integers(0, lookback, (rows, 1))
    length = random.integers(1, max(2, lookback // 6), (rows, 1))
    step = np.arange(lookback)
    return np.asarray((step >= start) & (step < start + length))

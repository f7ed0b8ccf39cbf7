"""Naive2, the benchmark that the overall weighted average (OWA) of the M4 competition is against.

Source: S. Makridakis, E. Spiliotis and V. Assimakopoulos, The M4 Competition, Int. J. Forecasting
36 (2020), and the R code published with it, whose ``acf`` and ``decompose`` are followed here,
also in what they make of missing values. Legend: B histories, N steps, M season.
"""

from __future__ import annotations

from math import log10, sqrt

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.histories import histories_of
from lstmcast.evaluation.means import bounded
from lstmcast.evaluation.record import Record

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_NINETY_PERCENT = 1.645  # two-sided point of the standard normal distribution, as in M4
_FEWEST_CYCLES = 3  # of a series that may be seasonal


def naive2_of(record: Record) -> FloatArray:
    """Return the Naive2 forecast of each row, [R, H]."""
    made = np.empty(record.actual.shape)
    for rows, histories in histories_of(record):
        made[rows] = naive2(histories, record.horizon, record.season)
    return made


def naive2(histories: FloatArray, horizon: int, season: int) -> FloatArray:
    """Carry the last seasonally adjusted value of each history [B, N] forward, [B, horizon].

    The adjustment is multiplicative, and made only where a history is seasonal. Where it breaks
    down (an index that is not a positive number, as with many zeros) the last value is repeated;
    zero where nothing was observed.
    """
    count, length = histories.shape
    if not length:
        return np.zeros((count, horizon))
    _, exponents = np.frexp(np.fmax.reduce(np.abs(histories), axis=1, initial=0.0))
    values = np.ldexp(histories, -exponents[:, None])  # exact, and no product overflows
    indices = np.ones((count, season))
    seasonal = np.flatnonzero(are_seasonal(values, season))
    if len(seasonal):
        indices[seasonal] = seasonal_indices(values[seasonal], season)
    last = length - 1 - np.argmax(~np.isnan(values[:, ::-1]), axis=1)  # [B] the last observed
    everyone = np.arange(count)
    adjusted = np.nan_to_num(values[everyone, last]) / indices[everyone, last % season]
    ahead = indices[:, np.arange(length, length + horizon) % season]
    with np.errstate(over="ignore"):
        return bounded(np.ldexp(adjusted[:, None] * ahead, exponents[:, None]))


def are_seasonal(values: FloatArray, season: int) -> BoolArray:
    """Return which histories [B, N] pass the seasonality test of M4, at 90 %.

    The autocorrelation at the lag of the season has to stand out from what the shorter lags
    explain. R looks no further than lag 10 log10(N), so a longer season never passes.
    """
    count, length = values.shape
    if season <= 1 or length < _FEWEST_CYCLES * season or season > int(10 * log10(length)):
        return np.zeros(count, dtype=np.bool_)
    correlations = _autocorrelations(values, season)
    explained = 1 + 2 * np.square(correlations[:, :-1]).sum(axis=1)
    limit = _NINETY_PERCENT / sqrt(length) * np.sqrt(explained)
    return np.asarray(np.abs(correlations[:, -1]) > limit)


def seasonal_indices(values: FloatArray, season: int) -> FloatArray:
    """Return the indices [B, M] of the classical multiplicative decomposition of [B, N] values.

    The first is that of the first value. All are one where not all are positive numbers.
    """
    count, length = values.shape
    half = season // 2
    weights = np.ones(2 * half + 1) / season
    if season % 2 == 0:
        weights[[0, -1]] /= 2
    trend = np.full(values.shape, np.nan)
    centre = trend[:, half : length - half]
    centre[:] = 0.0
    for ahead, weight in enumerate(weights):
        centre += weight * values[:, ahead : ahead + centre.shape[1]]
    ratios = np.full((count, -(-length // season) * season), np.nan)
    with np.errstate(all="ignore"):
        ratios[:, :length] = values / trend
        cycles = ratios.reshape(count, -1, season)
        seen = ~np.isnan(cycles)
        indices = np.where(seen, cycles, 0.0).sum(axis=1) / seen.sum(axis=1)
        indices /= indices.mean(axis=1, keepdims=True)
        usable = (np.isfinite(indices) & (indices > 0)).all(axis=1, keepdims=True)
    return np.where(usable, indices, 1.0)


def _autocorrelations(values: FloatArray, lags: int) -> FloatArray:
    """Return those at lags 1..``lags`` of each history, [B, lags]; zero of a constant one.

    They are over pairs both of which were observed. R divides the sum at a lag by the number of
    its pairs and the lag: where nothing is missing, by N.
    """
    seen = ~np.isnan(values)
    observed = seen.sum(axis=1, keepdims=True)
    rest = np.where(seen, values, 0.0)
    rest -= rest.sum(axis=1, keepdims=True) / np.maximum(observed, 1)
    rest[~seen] = 0.0
    found = _products(rest, lags)
    if not seen.all():
        pairs = _products(seen.astype(np.float64), lags)
        found *= observed / (pairs + np.arange(1, lags + 1))
    whole = np.square(rest).sum(axis=1, keepdims=True)
    return np.asarray(found / np.where(whole > 0, whole, 1.0))


def _products(rest: FloatArray, lags: int) -> FloatArray:
    """Return the sums of products of values [B, N] at lags 1..``lags`` from each other."""
    return np.stack(
        [np.einsum("bn,bn->b", rest[:, lag:], rest[:, :-lag]) for lag in range(1, lags + 1)], axis=1
    )

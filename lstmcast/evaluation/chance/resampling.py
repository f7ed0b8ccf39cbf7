"""The bootstrap over series and cutoffs: what sums would be, had chance drawn others.

A draw takes as many series as there are, with replacement, and as many stretches of time; a row
counts as often as its series was drawn times as often as its stretch was. So both what sets
series apart and what hits all of them at one time show in the scatter.
Source: A. Owen and D. Eckles, Bootstrapping data arrays of arbitrary order, Annals of Applied
Statistics 6 (2012): such a scatter is never too small on average, and somewhat too large where
rows are independent.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.chance.origins import Origins

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

DRAWS = 2000
SEED = 4  # any number does; the same one each time, so that an interval repeats to the bit
_WEIGHTS_AT_ONCE = 2**22  # bounds memory, whatever the number of rows


def drawn_sums(values: FloatArray, origins: Origins) -> FloatArray:
    """Return the sums over rows of values [R, K] in each of DRAWS draws, [DRAWS, K]."""
    series, sums, bounds = _cells(values, origins)
    series_random, time_random = np.random.default_rng(SEED).spawn(2)
    drawn = np.zeros((DRAWS, values.shape[1]))
    kinds, stretches = origins.series_count, origins.stretch_count
    at_once = max(1, _WEIGHTS_AT_ONCE // (kinds + stretches))
    for start in range(0, DRAWS, at_once):
        draws = slice(start, min(start + at_once, DRAWS))
        series_drawn = _times_drawn(series_random, draws, kinds)
        time_drawn = _times_drawn(time_random, draws, stretches)
        for stretch, (first, end) in enumerate(pairwise(bounds)):
            there = series[first:end]  # mostly all of them, each once
            weights = series_drawn if len(there) == kinds else series_drawn[:, there]
            drawn[draws] += time_drawn[:, stretch, None] * (weights @ sums[first:end])
    return drawn


def _cells(values: FloatArray, origins: Origins) -> tuple[IntArray, FloatArray, IntArray]:
    """Return series [C] and sums [C, K] of rows that are always drawn together.

    They are in order of their stretch; those of stretch t lie from the t-th of the bounds [T + 1],
    which come last, to the next.
    """
    places = origins.stretches * origins.series_count + origins.series
    cells, cell = np.unique(places, return_inverse=True)
    sums = np.stack([np.bincount(cell, weights=column) for column in values.T], axis=1)
    stretches, series = np.divmod(cells, origins.series_count)
    bounds = np.searchsorted(stretches, np.arange(origins.stretch_count + 1))
    return series, sums.astype(np.float64), bounds.astype(np.int64)


def _times_drawn(random: np.random.Generator, draws: slice, kinds: int) -> FloatArray:
    """Return how often each kind was drawn, of as many as there are kinds, [D, kinds]."""
    count = draws.stop - draws.start
    drawn = random.integers(kinds, size=(count, kinds)) + kinds * np.arange(count)[:, None]
    times = np.bincount(drawn.ravel(), minlength=count * kinds)
    return times.reshape(count, kinds).astype(np.float64)

"""What cannot be foreseen: coloured and white, calm and wild, with outliers."""

from __future__ import annotations

import numpy as np

from lstmcast.prior.processes import (
    Float32Array,
    accumulate,
    happens,
    heavy_tails,
    normal,
    standardise,
    uniform,
)

_OUTLIERS = 0.01  # of the steps of the series that have some


def draw_noises(random: np.random.Generator, season: Float32Array) -> Float32Array:
    """Return noise [N, T] of about unit size, beside a season [N, T] it may depend on.

    A mixture of an autoregression (φ from -0.3 to 0.95) and white noise, a quarter of it
    with heavy tails; its variance may change over time and with the season; one series in
    five has rare outliers.
    """
    rows, steps = season.shape
    swing = _volatility(random, season)
    shocks = heavy_tails(random, normal(random, rows, steps), 0.25) * swing
    coloured = standardise(accumulate(shocks, uniform(random, -0.3, 0.95, rows)))
    white = normal(random, rows, steps) * swing
    share = random.beta(0.5, 0.5, (rows, 1)).astype(np.float32)
    noise = coloured * np.sqrt(share) + white * np.sqrt(1 - share)
    wild = random.random((rows, steps), dtype=np.float32) < _OUTLIERS
    wild &= happens(random, 0.2, rows)
    noise[wild] += 4 * normal(random, int(wild.sum()))
    return noise


def _volatility(random: np.random.Generator, season: Float32Array) -> Float32Array:
    """Return the size of shocks [N, T]: it grows or shrinks in a quarter, and with the season."""
    rows, steps = season.shape
    time = np.linspace(-1, 1, steps, dtype=np.float32)
    over_time = np.float32(0.7) * normal(random, rows, 1) * happens(random, 0.25, rows)
    with_season = np.float32(0.5) * normal(random, rows, 1) * happens(random, 0.2, rows)
    size: Float32Array = np.exp(np.clip(over_time * time + with_season * season, -3, 3))
    return size

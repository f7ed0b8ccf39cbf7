"""Random processes that all ingredients are made of; vectorised over rows.

Legend: N rows (one series each), T steps. Arrays are float32 unless said otherwise.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

_TINY = np.float32(1e-6)


def normal(random: np.random.Generator, *shape: int) -> Float32Array:
    """Return standard normal numbers."""
    return random.standard_normal(shape, dtype=np.float32)


def uniform(random: np.random.Generator, low: float, high: float, *shape: int) -> Float32Array:
    """Return numbers evenly spread over [low, high)."""
    return np.float32(low) + np.float32(high - low) * random.random(shape, dtype=np.float32)


def decades(random: np.random.Generator, low: float, high: float, *shape: int) -> Float32Array:
    """Return 10 to the power of a uniform number: sizes that spread over decades."""
    power: Float32Array = np.float32(10) ** uniform(random, low, high, *shape)
    return power


def happens(random: np.random.Generator, share: float, rows: int) -> BoolArray:
    """Return which rows [N, 1] something happens to."""
    return random.random((rows, 1), dtype=np.float32) < share


def standardise(rows: npt.NDArray[np.floating]) -> Float32Array:
    """Return rows [N, T] with mean zero and standard deviation one; flat ones become zeros."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    made: Float32Array = (centred / np.maximum(spread, _TINY)).astype(np.float32)
    return made


def accumulate(shocks: Float32Array, memory: Float32Array) -> Float32Array:
    """Return x_t = memory x_{t-1} + shock_t for shocks [N, T] and memory [N].

    Memory 1 is a random walk, less an autoregression of order one.
    """
    columns = shocks.T.copy()
    for step in range(1, len(columns)):
        columns[step] += memory * columns[step - 1]
    return columns.T


def rotate(shocks: Float32Array, period: Float32Array, memory: Float32Array) -> Float32Array:
    """Return stochastic cycles: the real part of z_t = memory e^(2πi / period) z_{t-1} + shock_t.

    shocks [2, N, T], period and memory [N]. Source: A. Harvey, Forecasting, Structural
    Time Series Models and the Kalman Filter (1989), section 2.3.
    """
    columns = np.ascontiguousarray((shocks[0] + 1j * shocks[1]).T.astype(np.complex64))
    turn = (memory * np.exp(2j * np.pi / period)).astype(np.complex64)
    for step in range(1, len(columns)):
        columns[step] += turn * columns[step - 1]
    return np.ascontiguousarray(columns.real.T)


def switch(random: np.random.Generator, rows: int, steps: int) -> Float32Array:
    """Return S-curves from zero to one [N, T], sudden or slow, anywhere in the window."""
    time = np.linspace(-1, 1, steps, dtype=np.float32)
    middle, speed = uniform(random, -1, 1, rows, 1), decades(random, 0, 1, rows, 1)
    curve: Float32Array = 0.5 + 0.5 * np.tanh((time - middle) * speed * np.float32(0.5))
    return curve


def heavy_tails(random: np.random.Generator, shocks: Float32Array, share: float) -> Float32Array:
    """Give a share of rows [N, T] the tails of Student's t with 2.5 to 8 degrees of freedom."""
    rows = np.flatnonzero(random.random(len(shocks)) < share)
    half = random.uniform(1.25, 4.0, (len(rows), 1)).astype(np.float32)
    shape = np.broadcast_to(half, (len(rows), shocks.shape[1]))
    variance = random.standard_gamma(shape, dtype=np.float32) / half
    shocks[rows] /= np.sqrt(np.maximum(variance, np.float32(0.0025)))
    return shocks

"""Where a series goes: lines, walks, bends, cycles, and mixtures of them."""

from __future__ import annotations

import numpy as np

from lstmcast.prior.processes import (
    Float32Array,
    accumulate,
    decades,
    heavy_tails,
    normal,
    rotate,
    standardise,
    switch,
    uniform,
)

_BENDS = 3
_WAVES = 6

#: How often each kind of movement is in the mixture, in the order of ``_movements``.
_PRESENCE = (1.0, 1.0, 1.0, 1.0, 0.25, 0.15, 0.1, 0.1, 0.5, 0.3)
#: Which of them are lasting growth; the others have no direction to prefer.
_LASTING = (True, True, False, False, False, False, False, True, False, False)


def draw_trends(
    random: np.random.Generator, rows: int, steps: int, *, upwards: float, momentum: float
) -> Float32Array:
    """Return trends [N, T] of mean zero and standard deviation one.

    Each is a mixture of the movements below with gamma weights: usually one or two of them
    make most of it. ``upwards`` is the share of lasting growth that goes up, ``momentum``
    the least memory of a slope.
    """
    movements = np.stack([standardise(made) for made in _movements(random, rows, steps, momentum)])
    size = random.standard_gamma(0.5, (len(movements), rows, 1), dtype=np.float32)
    present = random.random(size.shape, dtype=np.float32) < _column(_PRESENCE)
    up = np.where(_LASTING, np.float32(upwards), np.float32(0.5))[:, None, None]
    weight = size * present * np.where(random.random(size.shape, dtype=np.float32) < up, 1, -1)
    mixed: Float32Array = (movements * weight).sum(axis=0)
    return standardise(mixed)


def _movements(
    random: np.random.Generator, rows: int, steps: int, momentum: float
) -> list[Float32Array]:
    """Return one array [N, T] for each kind of movement; lasting growth goes up."""
    time = np.linspace(-1, 1, steps, dtype=np.float32)[None]
    slope, walk, level = _walks(random, rows, steps, momentum)
    return [
        np.broadcast_to(time, (rows, steps)),  # a line
        _damped_line(random, rows, time),
        walk,
        np.cumsum(slope, axis=1),  # a walk whose steps remember the one before
        _bent_line(random, rows, time),
        _level_shifts(random, rows, time),
        _smooth_wave(random, rows, time),
        switch(random, rows, steps),  # saturating growth
        level,
        _cycle(random, rows, steps),
    ]


def _walks(
    random: np.random.Generator, rows: int, steps: int, momentum: float
) -> tuple[Float32Array, Float32Array, Float32Array]:
    """Return short-lived slopes, random walks and slowly returning levels, each [N, T]."""
    memory = np.concatenate(
        [
            uniform(random, momentum, 1.0, rows),
            np.ones(rows, np.float32),
            uniform(random, 0.85, 0.995, rows),
        ]
    )
    shocks = heavy_tails(random, normal(random, 3 * rows, steps), 0.1)
    walked = accumulate(shocks, memory)
    return walked[:rows], walked[rows : 2 * rows], walked[2 * rows :]


def _damped_line(random: np.random.Generator, rows: int, time: Float32Array) -> Float32Array:
    """Return growth that starts somewhere and dies out exponentially."""
    since = np.maximum(time - uniform(random, -2.5, 1, rows, 1), 0)
    grown: Float32Array = 1 - np.exp(-since * decades(random, 0, 1.2, rows, 1))
    return grown


def _bent_line(random: np.random.Generator, rows: int, time: Float32Array) -> Float32Array:
    """Return lines with up to three bends."""
    bent = normal(random, rows, 1) * time
    for _ in range(_BENDS):
        turn = normal(random, rows, 1) * (random.random((rows, 1), dtype=np.float32) < 0.6)
        bent = bent + 2 * turn * np.maximum(time - uniform(random, -1, 1, rows, 1), 0)
    return bent


def _level_shifts(random: np.random.Generator, rows: int, time: Float32Array) -> Float32Array:
    """Return steps up and down, up to three."""
    shifted = np.zeros((rows, time.shape[1]), np.float32)
    for _ in range(_BENDS):
        shifted += normal(random, rows, 1) * (time > uniform(random, -1, 1, rows, 1))
    return shifted


def _smooth_wave(random: np.random.Generator, rows: int, time: Float32Array) -> Float32Array:
    """Return a smooth Gaussian process, by random Fourier features of its kernel.

    Source: A. Rahimi and B. Recht, Random Features for Large-Scale Kernel Machines (2007).
    """
    pace = np.float32(np.pi) * uniform(random, 0.3, 2, rows, 1)
    wave = np.zeros((rows, time.shape[1]), np.float32)
    for _ in range(_WAVES):
        frequency = pace * random.standard_gamma(1.5, (rows, 1), dtype=np.float32)
        phase = uniform(random, 0, 2 * np.pi, rows, 1)
        wave += normal(random, rows, 1) * np.sin(frequency * time + phase)
    return wave


def _cycle(random: np.random.Generator, rows: int, steps: int) -> Float32Array:
    """Return cycles of no fixed length, such as those of business."""
    period = decades(random, np.log10(12), np.log10(max(steps, 24)), rows)
    return rotate(normal(random, 2, rows, steps), period, uniform(random, 0.95, 0.999, rows))


def _column(values: tuple[float, ...]) -> Float32Array:
    return np.array(values, np.float32)[:, None, None]

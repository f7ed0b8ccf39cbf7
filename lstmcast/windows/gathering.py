"""Copy stretches out of series that lie back to back in one array, whole batches at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def take(
    values: FloatArray, offsets: IntArray, series: IntArray, first: IntArray, length: int
) -> FloatArray:
    """Return ``length`` values of each series [B] from its step ``first`` [B] on, [B, length].

    Series ``s`` is ``values[offsets[s]:offsets[s + 1]]``; NaN before its start and after its end.
    """
    begin = offsets[series]
    steps_there = offsets[series + 1] - begin
    inside = (first >= 0) & (first + length <= steps_there)
    made = np.empty((len(series), length))
    if inside.any():  # most are: rows of a view are copied faster than single values
        rows = slice(None) if inside.all() else inside
        made[rows] = sliding_window_view(values, length)[(begin + first)[rows]]
    across = np.flatnonzero(~inside)
    if len(across):
        steps = first[across, None] + np.arange(length)
        known = (steps >= 0) & (steps < steps_there[across, None])
        flat = np.where(known, begin[across, None] + steps, 0)
        made[across] = np.where(known, values[flat] if len(values) else np.nan, np.nan)
    return made


def take_rows(
    values: FloatArray, offsets: IntArray, series: IntArray, first: IntArray, length: int
) -> FloatArray:
    """Return ``length`` rows of each series [B] from its step ``first`` [B] on, [B, length, K].

    Like ``take``, with K values to a step: ``values`` [M, K], ``offsets`` count rows.
    """
    width = values.shape[1]
    if not width:
        return np.empty((len(series), length, 0))
    flat = take(values.ravel(), offsets * width, series, first * width, length * width)
    return flat.reshape(len(series), length, width)

"""What boosted trees are told of a step to forecast: what its window holds, seen from that step.

A tree splits one number at a time and could not find "the value a season before the step asked
for" among plain lags, so those values are looked up for it. Legend: B windows, L lookback, K
steps of a window, F features.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from lstmcast.windows.sampling import Inputs

Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

_NEWEST = 12  # values before the cutoff
_SEASONS = 3  # seasons back in which the same phase is looked up
_NEIGHBOURS = 1  # steps on either side of it


def lag_features(inputs: Inputs, steps: IntArray, season: int) -> Float32Array:
    """Return features [B * K, F] of the ``steps`` [B, K] ahead, 0 the first after the cutoff.

    All are in the windows' own units, NaN where not observed: trees know what to do with it.
    """
    past = np.where(inputs.observed > 0, inputs.past, np.float32("nan"))
    columns = [steps.astype(np.float32), np.take_along_axis(inputs.baseline, steps, axis=1)]
    columns += _newest(past, steps)
    if season > 1:
        columns += _same_phase(past, steps, season)
        columns += _means(past, steps, season)
    return np.stack(columns, axis=-1).reshape(steps.size, -1)


def _newest(past: Float32Array, steps: IntArray) -> Iterator[Float32Array]:
    """Yield the last values of each window, the same for all of its steps, [B, K] each."""
    for back in range(1, min(_NEWEST, past.shape[1]) + 1):
        yield np.broadcast_to(past[:, [-back]], steps.shape)


def _same_phase(past: Float32Array, steps: IntArray, season: int) -> Iterator[Float32Array]:
    """Yield the values around the same phase of the last seasons, [B, K] each."""
    length = past.shape[1]
    newest = length + steps % season - season  # [B, K]
    for seasons_back in range(_SEASONS):
        for beside in range(-_NEIGHBOURS, _NEIGHBOURS + 1):
            place = newest - seasons_back * season + beside
            inside = (place >= 0) & (place < length)
            value = np.take_along_axis(past, np.where(inside, place, 0), axis=1)
            yield np.where(inside, value, np.float32("nan"))


def _means(past: Float32Array, steps: IntArray, season: int) -> Iterator[Float32Array]:
    """Yield the means of the seasons before the last, whose own is zero, [B, K] each."""
    length = past.shape[1]
    for seasons_back in range(1, _SEASONS):
        begin = max(0, length - (seasons_back + 1) * season)
        values = past[:, begin : max(0, length - seasons_back * season)]
        observed = ~np.isnan(values)
        count = observed.sum(axis=1, keepdims=True)
        total = np.where(observed, values, 0.0).sum(axis=1, keepdims=True)
        mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        yield np.broadcast_to(mean.astype(np.float32), steps.shape)

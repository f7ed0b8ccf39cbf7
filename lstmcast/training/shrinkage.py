"""Shrink a network towards the repeated season, inside its weights."""

from __future__ import annotations

import numpy as np

from lstmcast.model.spec import ModelSpec
from lstmcast.training.arrays import Arrays


def shrink(spec: ModelSpec, weights: Arrays, trust: float) -> Arrays:
    """Return weights whose median moves only ``trust`` times as far from the baseline.

    The other quantiles keep their distance from the median. What the head adds to the
    baseline is linear in its last layer, so the shrunk network is again a network of the
    same shape, and nothing else needs to know.
    """
    shrunk = dict(weights)
    for name in ("head.output.weight", "head.output.bias"):
        rows = weights[name].reshape(spec.horizon, len(spec.quantiles), -1)
        median = rows[:, [spec.median]]
        shrunk[name] = np.ascontiguousarray(
            (rows - (1 - trust) * median).reshape(weights[name].shape), dtype=np.float32
        )
    return shrunk

"""What forecasts keep to: bounds, and whole numbers where values are counts.

Legend: S series, H steps ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.bounds import Bounds, bounds_for
from lstmcast.data.kinds import are_small_counts
from lstmcast.data.series import SeriesSet

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What forecasts of S series keep to."""

    least: FloatArray  # [S]
    most: FloatArray  # [S]
    whole: BoolArray  # [S] whole numbers only ...
    whole_mean: BoolArray  # [S] ... also where the forecast is a mean

    def select(self, indices: IntArray) -> Limits:
        """Return the limits of the series at ``indices``, in that order."""
        return Limits(
            least=self.least[indices],
            most=self.most[indices],
            whole=self.whole[indices],
            whole_mean=self.whole_mean[indices],
        )

    def keep(self, values: FloatArray, *, mean: BoolArray | None = None) -> FloatArray:
        """Return values [S, ...] within the limits of their series, whole ones to the nearest.

        Ends of an interval that are rounded to the nearest hold every whole number that they
        held before. ``mean`` [S] tells where values are means: those are rounded only if asked
        for.
        """
        shape = (-1,) + (1,) * (values.ndim - 1)
        rounded = self.whole if mean is None else np.where(mean, self.whole_mean, self.whole)
        if rounded.any():
            values = np.where(rounded.reshape(shape), np.rint(values), values)
        return np.clip(values, self.least.reshape(shape), self.most.reshape(shape))


def join_limits(parts: Sequence[Limits]) -> Limits:
    """Return the limits of the series of all parts, one part after the other."""
    return Limits(
        least=np.concatenate([part.least for part in parts]),
        most=np.concatenate([part.most for part in parts]),
        whole=np.concatenate([part.whole for part in parts]),
        whole_mean=np.concatenate([part.whole_mean for part in parts]),
    )


def limits_of(
    data: SeriesSet, bounds: Sequence[Bounds] = (), *, allow_negative: bool = False
) -> Limits:
    """Return what forecasts of the series in ``data`` keep to, by what is known of each.

    Where no lower bound is given, a series without a negative value has none forecast unless
    ``allow_negative``. Where nothing is said of whole numbers, series of small counts have such.
    """
    given = {target: bounds_for(bounds, target) for target in {key.target for key in data.keys}}
    each = [given[key.target] for key in data.keys]
    counts = np.array(
        [
            are_small_counts(data.series(index)) if its.integer is None else its.integer
            for index, its in enumerate(each)
        ],
        dtype=np.bool_,
    )
    zero = np.full(len(data), -np.inf) if allow_negative else floors(data)
    ends = [
        its.whole if whole else (its.least, its.most)
        for its, whole in zip(each, counts, strict=True)
    ]
    least, most = np.reshape(ends, (-1, 2)).T
    unbounded = np.array([its.min is None for its in each], dtype=np.bool_)
    return Limits(
        least=np.minimum(np.where(unbounded, zero, least), most),
        most=most,
        whole=counts,
        whole_mean=np.array([its.integer is True for its in each], dtype=np.bool_),
    )


def floors(data: SeriesSet) -> FloatArray:
    """Return what no forecast of each series [S] should go below: zero where no value ever did."""
    least = np.fmin.reduceat(data.values, data.offsets[:-1])
    return np.where(least >= 0, 0.0, -np.inf)

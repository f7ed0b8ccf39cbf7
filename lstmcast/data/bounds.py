"""What values of a target can be: between which bounds, whole numbers or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, isfinite

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What forecasts of one target have to keep to."""

    target: str
    min: float | None = None  # None: none besides zero, for series that were never below it
    max: float | None = None
    integer: bool | None = None  # whole numbers only; None: in series of small counts

    def __post_init__(self) -> None:
        if not all(isfinite(end) for end in (self.min, self.max) if end is not None):
            raise ValueError("a bound must be a finite number, or None")
        if not self.least < self.most:
            raise ValueError("the lower bound must be below the upper one")

    @property
    def least(self) -> float:
        """Return the least value that can be; minus infinity without a bound."""
        return -inf if self.min is None else self.min

    @property
    def most(self) -> float:
        """Return the most that a value can be; infinity without a bound."""
        return inf if self.max is None else self.max

    @property
    def whole(self) -> tuple[float, float]:
        """Return the least and the most whole number within; the least is above where none is."""
        low = -inf if self.min is None else float(ceil(self.min))
        return low, inf if self.max is None else float(floor(self.max))


def bounds_for(bounds: Sequence[Bounds], target: str) -> Bounds:
    """Return the bounds of a target; of one that has none they are wide open."""
    for each in bounds:
        if each.target == target:
            return each
    return Bounds(target=target, integer=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Values of one target that lie outside of its bounds."""

    bounds: Bounds
    count: int
    series: int  # position of the first series with one ...
    step: int  # ... and of its first such step


def find_outside(data: SeriesSet, bounds: Sequence[Bounds]) -> Outside | None:
    """Return the values outside of the bounds of the first target that has any."""
    series_of: dict[str, list[int]] = {}
    for index, key in enumerate(data.keys):
        series_of.setdefault(key.target, []).append(index)
    for each in bounds:
        places = [(index, _outside(data, index, each)) for index in series_of.get(each.target, ())]
        found = [(index, steps) for index, steps in places if len(steps)]
        if found:
            series, steps = found[0]
            count = sum(len(its) for _, its in found)
            return Outside(bounds=each, count=count, series=series, step=int(steps[0]))
    return None


def _outside(data: SeriesSet, index: int, bounds: Bounds) -> IntArray:
    values = data.series(index)
    found: IntArray = np.flatnonzero((values < bounds.least) | (values > bounds.most))
    return found

"""See a season of many steps as one of few bins; ``unfolding`` goes back; plain numpy.

A network made for a season of 24 forecasts half-hours too, two of them to a bin; nothing
here knows networks. Bins are counted from the cutoff, so that the same step of a season is
in the same bin before and after it. Every row is worked on by itself. Legend: B windows, L
and H bins before and after the cutoff, N and M their steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """A season of ``steps`` steps, seen as ``bins`` bins of nearly equal width."""

    steps: int
    bins: int

    def __post_init__(self) -> None:
        if not self.steps > self.bins >= 1:
            raise ValueError(f"{self.steps} steps cannot be folded onto {self.bins} bins")

    def edges(self, first: int, last: int) -> IntArray:
        """Return the first step of each bin ``first`` .. ``last``, both counted from the cutoff.

        Bin k begins at k * steps / bins, rounded in integers (halves up), so that ``bins``
        bins later the edges lie ``steps`` steps later, exactly.
        """
        numbers = np.arange(first, last + 1, dtype=np.int64)
        return (2 * self.steps * numbers + self.bins) // (2 * self.bins)

    def steps_back(self, bins: int) -> int:
        """Return how many steps the last ``bins`` bins before a cutoff hold."""
        return -int(self.edges(-bins, -bins)[0])

    def steps_ahead(self, bins: int) -> int:
        """Return how many steps the first ``bins`` bins from a cutoff on hold."""
        return int(self.edges(bins, bins)[0])


def fold_past(values: FloatArray, fold: Fold, bins: int) -> FloatArray:
    """Return the means [B, L] of the observed values of each bin of a past [B, N].

    N is ``fold.steps_back(bins)``; a bin without an observed value is NaN.
    """
    edges = fold.edges(-bins, -1)
    return _means(values, edges - edges[0])


def fold_future(values: FloatArray, fold: Fold, bins: int) -> FloatArray:
    """Return the means [B, H] of the observed values of each bin of a future [B, M]."""
    return _means(values, fold.edges(0, bins - 1))


def fold_columns(
    values: FloatArray, fold: Fold, bins: tuple[int, int], codes: BoolArray
) -> FloatArray:
    """Return the bins [B, L, K] from the first to before the last, of columns [B, N, K].

    Numbers are means of what was observed; codes of categories [K] are those of a bin's first
    step, as there is no mean of them. ``bins`` are counted from the cutoff, as edges are.
    """
    edges = fold.edges(bins[0], bins[1] - 1)
    starts = edges - edges[0]
    folded = values[:, starts]
    numbers = np.flatnonzero(~codes)
    if len(numbers):
        flat = np.ascontiguousarray(values[..., numbers].transpose(0, 2, 1))
        means = _means(flat.reshape(-1, values.shape[1]), starts)
        folded[..., numbers] = means.reshape(len(values), len(numbers), -1).transpose(0, 2, 1)
    return folded


def _means(values: FloatArray, starts: IntArray) -> FloatArray:
    """Return the means of observed values from each start to the next; no sum overflows."""
    observed = ~np.isnan(values)
    count = np.add.reduceat(observed.astype(np.int64), starts, axis=1)
    widths = np.diff(starts, append=values.shape[1])
    share = np.maximum(count, 1).repeat(widths, axis=1)
    means = np.add.reduceat(np.where(observed, values, 0.0) / share, starts, axis=1)
    # The mean of equal values is that value, whatever rounding makes of their sum.
    lowest = np.fmin.reduceat(values, starts, axis=1)
    highest = np.fmax.reduceat(values, starts, axis=1)
    return np.clip(means, lowest, highest)

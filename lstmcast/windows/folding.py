"""See a season of many steps as one of few bins, and go back to steps; plain numpy.

A network made for a season of 24 forecasts half-hours too, two of them to a bin; nothing
here knows networks. Bins are counted from the cutoff, so that the same step of a season is
in the same bin before and after it. Every row is worked on by itself. Legend: B windows, L
and H bins before and after the cutoff, N and M their steps, P steps of a season, Q
quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
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


def unfold(
    quantiles: FloatArray,
    past: FloatArray,
    seen: FloatArray,
    fold: Fold,
    probabilities: Sequence[float],
) -> FloatArray:
    """Return sorted quantiles of steps [B, M, Q] from those of bins [B, H, Q].

    ``past`` [B, N] are the steps before the cutoff, ``seen`` [B, L] the same folded, all in
    one unit; ``probabilities`` [Q] are those of the quantiles, 0.5 among them. The median
    runs in straight lines from bin centre to bin centre, beginning at the last bin seen. To
    it comes the pattern within the season that bins cannot show; to all other quantiles, in
    quadrature, the noise of single steps, which has gone from the bins' means.
    """
    median, bins = list(probabilities).index(0.5), quantiles.shape[1]
    detail = _detail_of(past, seen, fold)
    steps = np.arange(fold.steps_ahead(bins))
    newest = np.where(np.isnan(seen[:, -1]), quantiles[:, 0, median], seen[:, -1])
    corners = np.concatenate([newest[:, None], quantiles[..., median]], axis=1)  # [B, 1 + H]
    line = _interpolate(corners, fold.edges(-1, bins), steps)  # [B, M]
    line = line + detail.pattern[:, steps % fold.steps]
    spread = np.swapaxes(quantiles - quantiles[..., [median]], 1, 2)  # [B, Q, H]
    spread = np.swapaxes(_interpolate(spread, fold.edges(0, bins), steps), 1, 2)  # [B, M, Q]
    scores = np.array([NormalDist().inv_cdf(probability) for probability in probabilities])
    distance = np.hypot(spread, scores * detail.noise[:, None, None])
    distance[..., :median] *= -1
    return np.sort(line[..., None] + distance, axis=-1)  # rounding must not make them cross


def _interpolate(values: FloatArray, edges: IntArray, steps: IntArray) -> FloatArray:
    """Return lines [..., M] at ``steps`` through the centres of bins [..., K]; flat outside.

    ``edges`` [K + 1] are those of the bins.
    """
    if len(edges) == 2:
        return values[..., np.zeros(len(steps), dtype=np.int64)]
    centres = (edges[:-1] + edges[1:] - 1) / 2
    right = np.clip(np.searchsorted(centres, steps), 1, len(centres) - 1)
    left = right - 1
    share = np.clip((steps - centres[left]) / (centres[right] - centres[left]), 0.0, 1.0)
    # Counted so that between equal values there is nothing else.
    line: FloatArray = values[..., left] + share * (values[..., right] - values[..., left])
    return line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detail:
    """What single steps do that the means of bins do not show."""

    pattern: FloatArray  # [B, P] what recurs every season, from the cutoff on
    noise: FloatArray  # [B] the standard deviation of what does not


def _detail_of(past: FloatArray, seen: FloatArray, fold: Fold) -> _Detail:
    """Split what a past [B, N] has beside its bins [B, L] into a recurring part and noise.

    The recurring part is the mean over the S seasons seen, moved towards nothing by empirical
    Bayes: means over S seasons of noise of variance v have a variance of v / S by themselves,
    and only what goes beyond it is believed. Of a single season nothing is.
    """
    rest, unit = _beside_bins(past, seen, fold)  # [B, S, P], [B]
    known = ~np.isnan(rest)
    rest = np.where(known, rest, 0.0)
    times = known.sum(axis=1)  # [B, P] that a phase was seen
    total, phases = times.sum(axis=1), np.maximum((times > 0).sum(axis=1), 1)  # [B]
    mean = rest.sum(axis=1) / np.maximum(times, 1)  # [B, P]
    left = np.where(known, rest - mean[:, None], 0.0)
    repeated = total > phases  # or nothing can be told from noise
    variance = np.where(
        repeated,
        _sum_of_squares(left) / np.maximum(total - phases, 1),
        _sum_of_squares(rest) / np.maximum(total, 1),
    )
    by_chance = variance * phases / np.maximum(total, 1)
    apparent = _sum_of_squares(mean) / phases
    real = repeated & (apparent > by_chance)
    share = np.where(real, 1 - by_chance / np.where(real, apparent, 1.0), 0.0)
    return _Detail(
        pattern=(unit * share)[:, None] * mean,
        noise=unit * np.sqrt(variance + share * by_chance),  # the pattern is not known exactly
    )


def _sum_of_squares(values: FloatArray) -> FloatArray:
    """Return the sum [B] over all but the first axis."""
    total: FloatArray = (values.reshape(len(values), int(np.prod(values.shape[1:]))) ** 2).sum(
        axis=1
    )
    return total


def _beside_bins(past: FloatArray, seen: FloatArray, fold: Fold) -> tuple[FloatArray, FloatArray]:
    """Return a past less the lines through its bins, by season [B, S, P], and their unit [B].

    The unit is the size of the largest: squares of huge values would overflow. NaN where not
    observed, where a bin is not known, and outside of the outermost centres.
    """
    rows, length = past.shape
    edges = fold.edges(-seen.shape[1], 0)
    steps = np.arange(-length, 0)
    outside = (2 * steps < edges[:2].sum() - 1) | (2 * steps > edges[-2:].sum() - 1)
    rest = np.where(outside, np.nan, past - _interpolate(seen, edges, steps))
    rest = rest[:, length % fold.steps :]  # [B, S * P]
    unit = np.where(np.isnan(rest), 0.0, np.abs(rest)).max(axis=1, initial=0.0)
    divisor = np.where(unit > 0, unit, 1.0)
    by_season = (rest / divisor[:, None]).reshape(rows, length // fold.steps, fold.steps)
    return by_season, unit

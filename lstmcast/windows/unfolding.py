"""Go back from forecasts of bins to forecasts of steps; plain numpy.

Three things come back that bins cannot show: the pattern within the season, the noise of
single steps, and how far the newest step lies from where bins see it. Every row is worked on
by itself. Legend: B windows, L and H bins before and after the cutoff, N and M their steps,
P steps of a season, Q quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from lstmcast.windows.folding import Fold
from lstmcast.windows.persistence import remember

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


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
    runs in straight lines from bin centre to bin centre, beginning in the last bin seen, with
    the pattern within the season on top. What the newest step lies beside that is carried on
    as ``remember`` says. All other quantiles get, in quadrature, the noise of single steps,
    which has gone from the bins' means; none lies further from the median than what the newest
    step tells leaves open.
    """
    median, bins = list(probabilities).index(0.5), quantiles.shape[1]
    detail = _detail_of(past, seen, fold)
    ahead = fold.steps_ahead(bins)
    steps = np.arange(int(fold.edges(-1, -1)[0]), ahead)  # the last bin seen, and all to come
    line = _interpolate(
        _corners(seen, quantiles[..., median], fold), fold.edges(-2, bins + 1), steps
    )
    line = line + detail.pattern[:, steps % fold.steps]
    newest, since = _newest(past[:, -(len(steps) - ahead) :] - line[:, :-ahead])
    memory = remember(past, fold, seen.shape[1], since, ahead)
    line = line[:, -ahead:] + memory.shares * newest[:, None]
    spread = np.swapaxes(quantiles - quantiles[..., [median]], 1, 2)  # [B, Q, H]
    spread = _interpolate(spread, fold.edges(0, bins), np.arange(ahead))
    scores = np.array([NormalDist().inv_cdf(probability) for probability in probabilities])
    distance = np.hypot(np.swapaxes(spread, 1, 2), scores * detail.noise[:, None, None])
    at_most = memory.errors[..., None] * np.where(scores == 0, 1.0, np.abs(scores))
    distance = np.minimum(distance, at_most)
    distance[..., :median] *= -1
    return np.sort(line[..., None] + distance, axis=-1)  # rounding must not make them cross


def _corners(seen: FloatArray, medians: FloatArray, fold: Fold) -> FloatArray:
    """Return where the line passes in the last two bins seen, all to come and one more.

    That one, [B, 3 + H] with the others, makes the line go on behind the last centre. It
    differs from the bin before it as a season earlier; where that is not known, it is equal.
    """
    newest = np.where(np.isnan(seen[:, -1:]), medians[:, :1], seen[:, -1:])
    before = seen[:, -2:-1] if seen.shape[1] > 1 else newest
    before = np.where(np.isnan(before), newest, before)
    known = np.concatenate([seen, medians], axis=1)
    change = np.zeros((len(seen), 1))
    if known.shape[1] > fold.bins:
        earlier = known[:, known.shape[1] - fold.bins - 1 :]
        change = np.nan_to_num(earlier[:, 1:2] - earlier[:, :1])
    return np.concatenate([before, newest, medians, medians[:, -1:] + change], axis=1)


def _newest(rest: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return the last known of a few steps [B, W], and how many steps ago it was, one at least.

    Zero where none is known.
    """
    known = ~np.isnan(rest[:, ::-1])
    back = np.argmax(known, axis=1)
    newest = rest[np.arange(len(rest)), rest.shape[1] - 1 - back]
    return np.where(np.isnan(newest), 0.0, newest), np.asarray(back + 1, dtype=np.int64)


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
    observed, where a bin is not known, and outside of the outermost centres. A past without any
    line is taken less the means of its bins.
    """
    rows, length = past.shape
    edges = fold.edges(-seen.shape[1], 0)
    steps = np.arange(-length, 0)
    outside = (2 * steps < edges[:2].sum() - 1) | (2 * steps > edges[-2:].sum() - 1)
    rest = np.where(outside, np.nan, past - _interpolate(seen, edges, steps))
    lineless = np.isnan(rest).all(axis=1)  # no two bins known side by side
    rest[lineless] = past[lineless] - seen[lineless].repeat(np.diff(edges), axis=1)
    rest = rest[:, length % fold.steps :]  # [B, S * P]
    unit = np.where(np.isnan(rest), 0.0, np.abs(rest)).max(axis=1, initial=0.0)
    divisor = np.where(unit > 0, unit, 1.0)
    by_season = (rest / divisor[:, None]).reshape(rows, length // fold.steps, fold.steps)
    return by_season, unit

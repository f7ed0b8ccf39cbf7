"""How long the newest step is remembered: what bins of many steps cannot say; plain numpy.

At the end of every bin of the past the last step lay some way beside the mean of its bin. How
much of that was left one step later, and half a bin later, says what of the newest step to
carry on. Noise leaves nothing, a walk all of it. Every row is worked on by itself. Legend: B
windows, N and M steps before and after the cutoff, K ends of bins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.windows.folding import Fold, fold_past

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_SLOWEST = 0.999  # share that is left from step to step, at most
_NOTHING = 1e-12  # of the largest value: deviations below are rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the newest step tells of the steps to come."""

    shares: FloatArray  # [B, M] of its deviation that are left
    errors: FloatArray  # [B, M] standard deviation of what they miss; infinite if not known


def remember(past: FloatArray, fold: Fold, bins: int, since: IntArray, ahead: int) -> Memory:
    """Return what the newest step tells of the M = ``ahead`` steps after the cutoff.

    ``past`` [B, N] are the steps of ``bins`` bins, and ``since`` [B] says how many steps before
    the first step to come the newest one was observed. A share is first * decay^(distance - 1),
    and the variance of what it misses grows in a straight line; both are measured one step and
    half a bin after the ends of past bins. Where nothing was left there, shares are zero and
    errors not known.
    """
    level, unit = _without_season(past, fold.steps)
    means = fold_past(level, fold, bins)[:, :-1]
    ends = fold.edges(-bins + 1, -1) + past.shape[1] - 1  # the last step of each bin but the last
    beside = np.take(level, ends, axis=1) - means  # [B, K]
    far = max(2, fold.steps // fold.bins // 2)
    near = _what_is_left(beside, _later(level, ends, 1) - means)
    later = _what_is_left(beside, _later(level, ends, far) - means)
    # Chance alone leaves something: one standard error less is believed.
    chance = np.sqrt((1 - near.share**2) / np.maximum(near.pairs, 1))
    first = np.clip(near.share - chance, 0.0, _SLOWEST)
    distance = since[:, None] + np.arange(ahead)  # [B, M] one for the step right after
    decay = np.minimum(_root(later.share, near.share, far - 1), _SLOWEST)
    kept = np.cumprod(np.repeat(decay[:, None], int(distance.max(initial=1)), axis=1), axis=1)
    kept = np.concatenate([np.ones((len(past), 1)), kept], axis=1)  # after 0, 1, 2 .. steps
    shares = first[:, None] * np.take_along_axis(kept, distance - 1, axis=1)
    told = (first > 0) & (near.variance > 0) & np.isfinite(near.variance + later.variance)
    begin, end = (np.where(told, each.variance, 1.0)[:, None] for each in (near, later))
    end = np.maximum(end, begin)
    variance = begin + (end - begin) / (far - 1) * (np.minimum(distance, far) - 1)
    # Half a bin ahead is as far as was looked; from there on errors grow as those of a walk.
    beyond = np.maximum((end - begin) / (far - 1), end / far) * np.maximum(distance - far, 0)
    errors = unit[:, None] * np.sqrt(variance + beyond)
    return Memory(shares=shares, errors=np.where(told[:, None], errors, np.inf))


def _root(later: FloatArray, near: FloatArray, degree: int) -> FloatArray:
    """Return the roots of later / near [B], zero without any, one by one.

    Powers of whole arrays may differ in the last bit with a value's place in the array.
    """
    ratios = np.where(near > 0, later, 0.0) / np.where(near > 0, near, 1.0)
    return np.array([float(ratio) ** (1 / degree) for ratio in ratios])


def _without_season(past: FloatArray, season: int) -> tuple[FloatArray, FloatArray]:
    """Return a past [B, N] less the mean of each phase, where that was seen again, and its unit.

    Values are made as much larger as taking their own means off has made them smaller.
    """
    known = ~np.isnan(past)
    unit = np.where(known, np.abs(past), 0.0).max(axis=1)
    scaled = past / np.where(unit > 0, unit, 1.0)[:, None]
    spare = -past.shape[1] % season
    padded = np.pad(scaled, ((0, 0), (spare, 0)), constant_values=np.nan)
    by_season = padded.reshape(len(past), -1, season)
    times = (~np.isnan(by_season)).sum(axis=1)  # [B, P]
    means = np.where(np.isnan(by_season), 0.0, by_season).sum(axis=1) / np.maximum(times, 1)
    total, phases = times.sum(axis=1), (times > 0).sum(axis=1)
    again = total > phases
    means = np.where(again[:, None], means, 0.0)
    level = (by_season - means[:, None]).reshape(padded.shape)[:, spare:]
    level = level * np.sqrt(np.where(again, total / np.maximum(total - phases, 1), 1.0))[:, None]
    return level, unit


def _later(level: FloatArray, ends: IntArray, distance: int) -> FloatArray:
    """Return the steps [B, K] that lie so many steps after ``ends``; NaN behind the cutoff."""
    steps = ends + distance
    values = np.take(level, np.minimum(steps, level.shape[1] - 1), axis=1)
    return np.where(steps < level.shape[1], values, np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What was left of deviations some steps later."""

    share: FloatArray  # [B] between 0 and 1
    variance: FloatArray  # [B] of what was there besides; infinite if not known
    pairs: IntArray  # [B] deviations that were followed


def _what_is_left(before: FloatArray, after: FloatArray) -> _Left:
    """Fit ``after`` [B, K] by a share of ``before`` [B, K]; NaN where not observed."""
    known = ~(np.isnan(before) | np.isnan(after))
    pairs: IntArray = known.sum(axis=1)
    before, after = np.where(known, before, 0.0), np.where(known, after, 0.0)
    size = (before**2).sum(axis=1)
    moved = size > pairs * _NOTHING**2
    share = np.where(moved, (before * after).sum(axis=1) / np.where(moved, size, 1.0), 0.0)
    share = np.clip(share, 0.0, 1.0)
    missed = ((after - share[:, None] * before) ** 2).sum(axis=1)
    missed = np.where(missed > pairs * _NOTHING**2, missed, 0.0)  # or rounding decides
    variance = np.where(pairs > 1, missed / np.maximum(pairs - 1, 1), np.inf)
    return _Left(share=share, variance=variance, pairs=pairs)

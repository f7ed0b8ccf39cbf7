"""What a forecast rests on: hide one part of the past at a time, and see what becomes of it.

Hidden values are NaN, which every network knows as missing, so nothing is made up in their
place. Nothing is trained again: this measures what these networks use, not what the data hold.
Occlusion is from M. Zeiler and R. Fergus, Visualizing and Understanding Convolutional Networks,
ECCV (2014).

Legend: K parts of the past, N steps of it, H horizon, V held-out windows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Covariates
from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.evidence import blocks_of, standard_error
from lstmcast.evaluation.validation import unit_of
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.windows.sampling import gather_future, gather_past
from lstmcast.windows.splits import plan_splits

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MOST_PARTS = 32
_FEWEST_SEASONS = 2  # in the window, for a part to be a season


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """How much errors rise in held-out windows when a part is hidden, part by part [K].

    In units of the series; NaN where no window has anything to hide.
    """

    windows: IntArray  # in which the part holds a value
    mean: FloatArray
    uncertainty: FloatArray  # standard error of the mean; NaN where chance cannot be told
    low: FloatArray  # the lower quartile over the windows
    high: FloatArray  # the upper one


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """How much a forecast rests on each part of the past, the oldest part first."""

    edges: IntArray  # [K + 1] steps before the cutoff at which parts begin: 36, 24, 12, 0
    unit: float  # of the data: the mean change over a season, as in MASE; NaN if all are equal
    forecast: FloatArray  # [H] the median from the end of the series on, in the unit of the data
    without: FloatArray  # [K, H] the same with a part hidden; NaN: there was nothing to hide
    moved: FloatArray  # [K] mean distance of the two in units; NaN likewise
    windows: int  # held-out windows that could be scored
    error: float  # their mean absolute error with nothing hidden, in units; NaN without windows
    rise: Rise


def importance_of(
    ensemble: Ensemble, data: SeriesSet, index: int, *, season: int, horizon: int
) -> Importance:
    """Measure what the forecast of the series at ``index`` rests on.

    Moves are those of the forecast that begins where the series ends, errors those of rolling
    windows before (see ``windows.splits``). ``season`` is in steps. The series must hold a
    value.
    """
    alone = data.select(np.array([index]))
    length, unit = int(alone.lengths[0]), unit_of(alone.values, season)
    edges = part_edges(ensemble.members, season)
    medians = _medians(ensemble, alone, length, edges, horizon)
    cutoffs = held_out_cutoffs(length, horizon=horizon, season=season)
    actual = gather_future(alone, np.zeros_like(cutoffs), cutoffs, horizon)
    errors = np.empty((len(cutoffs), len(edges)))  # [V, K + 1], the first with nothing hidden
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is left out
        for row, cutoff in enumerate(cutoffs.tolist()):
            gaps = np.abs(_medians(ensemble, alone, cutoff, edges, horizon) - actual[row])
            errors[row] = _mean_of_known(gaps) / unit
        moved = _mean_of_known(np.abs(medians[1:] - medians[0])) / unit
        rises = errors[:, 1:] - errors[:, :1]
    scored = np.isfinite(errors[:, 0])
    return Importance(
        edges=edges,
        unit=unit,
        forecast=medians[0],
        without=medians[1:],
        moved=moved,
        windows=int(scored.sum()),
        error=float(errors[scored, 0].mean()) if scored.any() else float("nan"),
        rise=_summarise(rises, blocks_of(np.zeros_like(cutoffs), cutoffs, horizon)),
    )


def part_edges(members: tuple[Forecaster, ...], season: int) -> IntArray:
    """Return where the parts of the past begin [K + 1], in steps before the cutoff, falling.

    A part is a season, where the longest window holds two; else it is a patch. Where that
    would be many parts, several make one. Counted from the cutoff, so that it is the oldest
    that may be shorter.
    """
    widest = max(members, key=lambda member: member.shape.steps_back)
    fold, patch = widest.shape.fold, widest.spec.patch
    reach = widest.shape.steps_back
    width = patch if fold is None else fold.steps_ahead(patch)
    if 1 < season <= reach // _FEWEST_SEASONS:
        width = season
    width *= -(-reach // (width * _MOST_PARTS))
    return np.append(np.arange(0, reach, width), reach)[::-1]


def held_out_cutoffs(length: int, *, horizon: int, season: int) -> IntArray:
    """Return the cutoffs of rolling windows in a series of that length, the earliest first.

    Those that training validates on, and the last. None where the series is too short.
    """
    splits = plan_splits(
        np.array([length]), np.zeros(1, dtype=np.int64), horizon=horizon, season=season
    )
    return np.concatenate([splits.validation_cutoffs, splits.holdout_cutoffs])


def _medians(
    ensemble: Ensemble, alone: SeriesSet, cutoff: int, edges: IntArray, horizon: int
) -> FloatArray:
    """Return the median forecast from a cutoff with nothing hidden and with each part, [K + 1, H].

    NaN where a part has no value, and where without it no value would be left.
    """
    reach = int(edges[0])
    # Further back than windows go: one that is left empty moves back to the last value.
    steps = 2 * max(reach, 2 * max(ensemble.repeated_lags))
    known = gather_past(alone, np.array([0]), np.array([cutoff]), steps)[0]
    variants = _hide(known, edges)  # [K + 1, N]
    visible = ~np.isnan(variants[:, -reach:])
    telling = visible.any(axis=1) & (visible.sum(axis=1) < visible[0].sum())
    telling[0] = visible[0].any()
    rows = np.flatnonzero(telling)
    medians = np.full((len(variants), horizon), np.nan)
    if telling[0]:
        shown = _as_series(variants[rows], alone, cutoff)
        made = forecast_at(ensemble, shown, np.arange(len(rows)), shown.lengths, horizon=horizon)
        medians[rows] = made[..., ensemble.median]
    return medians


def _hide(known: FloatArray, edges: IntArray) -> FloatArray:
    """Return what is known [N] as it is, and without each part, [K + 1, N]."""
    variants = np.tile(known, (len(edges), 1))
    for row, (begin, end) in enumerate(pairwise(edges.tolist()), start=1):
        variants[row, len(known) - begin : len(known) - end] = np.nan
    return variants


def _as_series(variants: FloatArray, alone: SeriesSet, cutoff: int) -> SeriesSet:
    """Return pasts [K, N] as series; unlike those of a file they may begin and end with NaN.

    All have the covariates that the series had at the cutoff.
    """
    rows, steps = variants.shape
    return SeriesSet(
        keys=alone.keys * rows,
        values=variants.ravel(),
        offsets=np.arange(rows + 1, dtype=np.int64) * steps,
        starts=np.zeros(rows, dtype=np.int64),
        calendar=alone.calendar,
        covariates=alone.covariates and _repeated(alone.covariates, cutoff - steps, cutoff, rows),
    )


def _repeated(known: Covariates, first: int, cutoff: int, times: int) -> Covariates:
    """Return what is known of a single series at a cutoff, from a step on, for copies of it.

    The step may lie before the series starts, where nothing was observed.
    """
    values = known.until(np.array([cutoff])).values
    before = np.full((max(-first, 0), values.shape[1]), np.nan)
    copy = np.concatenate([before, values[max(first, 0) :]])
    return replace(
        known,
        values=np.tile(copy, (times, 1)),
        offsets=np.arange(times + 1, dtype=np.int64) * len(copy),
        attributes=known.attributes.repeat(times, axis=0),
    )


def _mean_of_known(values: FloatArray) -> FloatArray:
    """Return row means [K] of values [K, H] that are not NaN; NaN of none."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _summarise(rises: FloatArray, blocks: IntArray) -> Rise:
    """Describe rises [V, K] of windows in blocks [V]; what is not finite is left out."""
    figures = np.full((4, rises.shape[1]), np.nan)
    counted = np.isfinite(rises)
    for part in np.flatnonzero(counted.any(axis=0)):
        known, block = rises[counted[:, part], part], blocks[counted[:, part]]
        error = standard_error(known, block)
        figures[:, part] = (
            known.mean(), np.nan if error is None else error, *np.quantile(known, [0.25, 0.75]),
        )  # fmt: skip
    mean, uncertainty, low, high = figures
    return Rise(windows=counted.sum(axis=0), mean=mean, uncertainty=uncertainty, low=low, high=high)

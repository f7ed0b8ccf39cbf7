"""Gather windows from the flat array by index; nothing is stored per window.

A window is named by (series, cutoff): the network sees the ``lookback`` steps before the
cutoff and is asked for the ``horizon`` steps from it on. Legend: B windows, L lookback,
H horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.windows.changes import changes_of, no_changes
from lstmcast.windows.covariate_inputs import CovariateInputs, prepare_covariates
from lstmcast.windows.covariates import CovariateShape, RawCovariates, gather_covariates
from lstmcast.windows.folding import Fold, fold_future, fold_past
from lstmcast.windows.gathering import take
from lstmcast.windows.scaling import CLIP, Scale, measure, repeat_best_season, repeated_steps, see

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowShape:
    """What a window holds, in steps; where a season is folded, in bins of several steps."""

    lookback: int
    horizon: int
    season: int  # the centre is the mean of one season
    lags: tuple[int, ...]  # seasons to repeat, the preferred one first
    fold: Fold | None = None
    covariates: CovariateShape | None = None

    def __post_init__(self) -> None:
        if min(self.lookback, self.horizon, self.season, *self.lags) < 1:
            raise ValueError("lookback, horizon, season and lags must be at least 1")
        if self.fold is not None and self.season % self.fold.bins:
            raise ValueError("a folded season must be a whole number of folds")

    @property
    def steps_back(self) -> int:
        """Return the steps before a cutoff that a window holds."""
        return self.lookback if self.fold is None else self.fold.steps_back(self.lookback)

    @property
    def steps_ahead(self) -> int:
        """Return the steps from a cutoff on that are forecast at once."""
        return self.horizon if self.fold is None else self.fold.steps_ahead(self.horizon)

    @property
    def season_steps(self) -> int:
        """Return the steps in a season."""
        return self.season if self.fold is None else self.fold.steps_ahead(self.season)

    @property
    def lag_steps(self) -> tuple[int, ...]:
        """Return the lags in steps; a lag of one bin stands for the last value."""
        if self.fold is None:
            return self.lags
        whole = (lag for lag in self.lags if lag % self.fold.bins == 0)
        return tuple(dict.fromkeys((*(self.fold.steps_ahead(lag) for lag in whole), 1)))

    def fold_past(self, past: FloatArray) -> FloatArray:
        """Return steps before a cutoff [B, ``steps_back``] as the network sees them, [B, L]."""
        return past if self.fold is None else fold_past(past, self.fold, self.lookback)

    def fold_future(self, future: FloatArray) -> FloatArray:
        """Return steps from a cutoff on [B, ``steps_ahead``] as the network sees them, [B, H]."""
        return future if self.fold is None else fold_future(future, self.fold, self.horizon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the network sees, normalised, and how to undo the normalisation."""

    past: Float32Array  # [B, L] zero where not observed
    observed: Float32Array  # [B, L] ones and zeros
    baseline: Float32Array  # [B, H] the repeated season
    changes: Float32Array  # [B, L] from season to season, in units of the pace
    pace: Float32Array  # [B] the typical size of such a change
    scale: Scale
    covariates: CovariateInputs | None = None

    def __len__(self) -> int:
        return len(self.past)

    def rows(self, part: slice | IntArray) -> Inputs:
        """Return some of the windows: a view for a slice, copies in their order for indices."""
        return Inputs(
            past=self.past[part],
            observed=self.observed[part],
            baseline=self.baseline[part],
            changes=self.changes[part],
            pace=self.pace[part],
            scale=Scale(centre=self.scale.centre[part], spread=self.scale.spread[part]),
            covariates=self.covariates and self.covariates.rows(part),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Inputs and what truly followed them."""

    inputs: Inputs
    target: Float32Array  # [B, H] normalised, zero where not observed
    target_observed: Float32Array  # [B, H] ones and zeros

    def rows(self, part: slice) -> Windows:
        """Return a view of some of the windows."""
        return Windows(
            inputs=self.inputs.rows(part),
            target=self.target[part],
            target_observed=self.target_observed[part],
        )


def gather_past(data: SeriesSet, series: IntArray, cutoffs: IntArray, lookback: int) -> FloatArray:
    """Return the ``lookback`` values before each cutoff, [B, L]; NaN before a series' start."""
    return take(data.values, data.offsets, series, cutoffs - lookback, lookback)


def gather_future(data: SeriesSet, series: IntArray, cutoffs: IntArray, horizon: int) -> FloatArray:
    """Return the ``horizon`` values from each cutoff on, [B, H]; NaN after a series' end."""
    return take(data.values, data.offsets, series, cutoffs, horizon)


def prepare(
    past: FloatArray,
    shape: WindowShape,
    *,
    changes: bool = True,
    covariates: RawCovariates | None = None,
) -> Inputs:
    """Normalise windows [B, L] in the units of the data, NaN where not observed.

    Without ``changes``, for networks that do not see them, they are left at zero and the pace
    at one, which saves a fifth of the time. ``covariates`` are those of the same windows, for
    networks that see them.
    """
    seen = see(past)
    scale = measure(seen, shape.season)
    normalised = seen.blank(scale.normalise(seen.values))
    np.clip(normalised, -CLIP, CLIP, out=normalised)
    repeated, lags = repeat_best_season(past, shape.horizon, shape.lags)
    moved = changes_of(normalised, seen.missing, lags) if changes else no_changes(past.shape)
    beside = None
    if shape.covariates is not None and covariates is not None:
        beside = prepare_covariates(
            covariates,
            shape.covariates,
            past=normalised,
            observed=seen.observed,
            season=shape.season,
            source=repeated_steps(seen, shape.horizon, shape.lags, lags),
            lag=lags,
        )
    return Inputs(
        past=normalised.astype(np.float32),
        observed=seen.observed,
        baseline=scale.normalise(repeated).astype(np.float32),
        changes=moved.sizes,
        pace=moved.pace.astype(np.float32),
        scale=scale,
        covariates=beside,
    )


def gather(
    data: SeriesSet,
    series: IntArray,
    cutoffs: IntArray,
    shape: WindowShape,
    *,
    changes: bool = True,
) -> Windows:
    """Gather and normalise the windows at (series, cutoff) pairs, both of shape [B]."""
    return normalise_windows(
        shape.fold_past(gather_past(data, series, cutoffs, shape.steps_back)),
        shape.fold_future(gather_future(data, series, cutoffs, shape.steps_ahead)),
        shape,
        changes=changes,
        covariates=gather_covariates(data, series, cutoffs, shape),
    )


def normalise_windows(
    past: FloatArray,
    future: FloatArray,
    shape: WindowShape,
    *,
    changes: bool = True,
    covariates: RawCovariates | None = None,
) -> Windows:
    """Normalise what came before [B, L] and after [B, H] a cutoff, NaN where not observed.

    Targets are measured with the scale of their own past and clipped to twice the range
    of the inputs, so that one outlier in a flat stretch cannot own the loss.
    """
    inputs = prepare(past, shape, changes=changes, covariates=covariates)
    unknown = np.isnan(future) | ~(inputs.scale.spread > 0)[:, None]
    target = inputs.scale.normalise(future)
    np.copyto(target, 0.0, where=unknown)
    np.clip(target, -2 * CLIP, 2 * CLIP, out=target)
    return Windows(
        inputs=inputs,
        target=target.astype(np.float32),
        target_observed=(~unknown).astype(np.float32),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CutoffPool:
    """All (series, cutoff) pairs that training may draw: a range of cutoffs per series."""

    first: IntArray  # [S] first cutoff
    count: IntArray  # [S] how many follow one another; zero leaves a series out

    @property
    def total(self) -> int:
        """Return the number of windows to draw from."""
        return int(self.count.sum())

    def sample(self, size: int, generator: np.random.Generator) -> tuple[IntArray, IntArray]:
        """Return every pair once if there are at most ``size``, else draw ``size`` of them."""
        if self.total > size:
            return self.draw(size, generator)
        series = np.repeat(np.arange(len(self.count)), self.count)
        before = np.cumsum(self.count) - self.count
        return series, self.first[series] + np.arange(self.total) - before[series]

    def draw(self, size: int, generator: np.random.Generator) -> tuple[IntArray, IntArray]:
        """Draw ``size`` pairs, every window being equally likely."""
        ends = np.cumsum(self.count)
        ticket = generator.integers(0, ends[-1], size=size)
        series = np.searchsorted(ends, ticket, side="right").astype(np.int64)
        cutoffs = self.first[series] + ticket - (ends[series] - self.count[series])
        return series, cutoffs

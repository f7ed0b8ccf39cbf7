"""Scale the covariates of windows and lay them out as networks see them; plain numpy.

Every window is worked on by itself, and nothing from the cutoff on changes how it is scaled.
Legend: B windows, L lookback, H horizon; K known numbers, C known categories, P past numbers, D
past categories, J static numbers, E static categories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from lstmcast.windows.covariates import (
    ColumnShape,
    CovariateScale,
    CovariateShape,
    RawCovariates,
    categories_in,
    pick,
)
from lstmcast.windows.regression import explain_within
from lstmcast.windows.scaling import CLIP, scale_of

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateInputs:
    """What the network sees of covariates: numbers are zero where missing, as are codes."""

    ahead: Float32Array  # [B, L + H, K] known numbers, scaled; last what they explain, if any
    ahead_seen: Float32Array  # [B, L + H, K] ones and zeros
    ahead_codes: IntArray  # [B, L + H, C] known categories, 0: unknown or missing
    behind: Float32Array  # [B, L, P] past numbers, scaled
    behind_seen: Float32Array  # [B, L, P] ones and zeros
    behind_codes: IntArray  # [B, L, D] past categories
    age: Float32Array  # [B, L, 1 + P] time since the target and past numbers were observed
    static: Float32Array  # [B, J] scaled
    static_seen: Float32Array  # [B, J] ones and zeros
    static_codes: IntArray  # [B, E]
    source: IntArray  # [B, H] the step of the window that the baseline repeats
    lag: IntArray  # [B] the season that the baseline repeats

    def rows(self, part: slice | IntArray) -> CovariateInputs:
        """Return some of the windows: a view for a slice, copies in their order for indices."""
        return CovariateInputs(
            **{field.name: getattr(self, field.name)[part] for field in fields(self)}
        )


def prepare_covariates(
    raw: RawCovariates,
    shape: CovariateShape,
    *,
    past: FloatArray,
    observed: Float32Array,
    season: int,
    source: IntArray,
    lag: IntArray,
) -> CovariateInputs:
    """Scale the covariates of windows.

    ``past`` [B, L] is the normalised target, ``observed`` one where it was, else both are zero;
    for ``source`` and ``lag`` see ``CovariateInputs``.
    """
    length = observed.shape[1]
    named = [categories_in(columns) for columns in (shape.known, shape.past, shape.static)]
    ahead, ahead_seen = _scale(pick(raw.known, ~named[0]), _scales(shape.known), length)
    behind, behind_seen = _scale(pick(raw.past, ~named[1]), _scales(shape.past), length)
    static, static_seen = _scale(raw.static[:, None, ~named[2]], _scales(shape.static), 1)
    if ahead.shape[2]:
        explained = explain_within(past, observed > 0, ahead, ahead_seen > 0, season)
        ahead = np.concatenate([ahead, explained[..., None]], axis=2, dtype=np.float32)
        ahead_seen = np.concatenate([ahead_seen, ahead_seen.max(axis=2, keepdims=True)], axis=2)
    return CovariateInputs(
        ahead=ahead,
        ahead_seen=ahead_seen,
        ahead_codes=_codes(raw.known[..., named[0]]),
        behind=behind,
        behind_seen=behind_seen,
        behind_codes=_codes(raw.past[..., named[1]]),
        age=_age(np.concatenate([observed[..., None], behind_seen], axis=2) > 0),
        static=static[:, 0],
        static_seen=static_seen[:, 0],
        static_codes=_codes(raw.static[:, named[2]]),
        source=source,
        lag=lag,
    )


def _codes(values: FloatArray) -> IntArray:
    return np.where(np.isnan(values), 0.0, values).astype(np.int64)


def _age(observed: BoolArray) -> Float32Array:
    """Return how long ago each step [B, L, N] was last observed, from zero (now) to one (never).

    n steps ago is log(1 + n) / log(1 + L): the first steps of a gap tell more than later ones.
    """
    if observed.all():
        return np.zeros(observed.shape, dtype=np.float32)
    length = observed.shape[1]
    # Looked up, as logarithms of whole arrays may differ with a value's place in the array.
    ages = np.log1p(np.arange(length + 1)) / np.log1p(length)
    steps = np.arange(length)[:, None]
    last = np.maximum.accumulate(np.where(observed, steps, -1), axis=1)
    return np.where(last < 0, 1.0, ages[steps - last]).astype(np.float32)


def _scales(columns: Sequence[ColumnShape]) -> list[CovariateScale]:
    return [column.scale for column in columns if column.scale is not None]


def _scale(
    values: FloatArray, scales: Sequence[CovariateScale], length: int
) -> tuple[Float32Array, Float32Array]:
    """Return numbers [B, N, K] scaled, zero where missing, and ones where they are not.

    The first ``length`` steps are past.
    """
    seen = np.isfinite(values)
    centre = np.tile([scale.centre for scale in scales], (len(values), 1))  # [B, K]
    spread = np.tile([scale.spread for scale in scales], (len(values), 1))
    local = np.flatnonzero([scale.local for scale in scales])
    if len(local):
        past = np.where(seen[:, :length, local], values[:, :length, local], np.nan)
        floor = np.array([scale.floor for scale in scales if scale.local])
        mean, own = _measure(past, floor)
        centre[:, local] = np.where(np.isnan(mean), centre[:, local], mean)
        spread[:, local] = np.where(own > 0, own, spread[:, local])
    scaled = values - centre[:, None]
    scaled /= spread[:, None]
    np.clip(scaled, -CLIP, CLIP, out=scaled)
    np.copyto(scaled, 0.0, where=~seen)
    return scaled.astype(np.float32), seen.astype(np.float32)


def _measure(past: FloatArray, floor: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the means and spreads [B, K] of pasts [B, L, K], NaN where nothing was observed.

    ``floor`` [K] is the least spread, as a share of the size of the mean.
    """
    windows, length, columns = past.shape
    each = np.ascontiguousarray(past.transpose(0, 2, 1)).reshape(-1, length)  # [B * K, L]
    scale = scale_of(each, length)
    unknown = np.isnan(each).all(axis=1)
    mean = np.where(unknown, np.nan, scale.centre).reshape(windows, columns)
    spread = np.where(unknown, np.nan, scale.spread).reshape(windows, columns)
    return mean, np.maximum(spread, floor * np.abs(mean))

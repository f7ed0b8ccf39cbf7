"""Which other series one with no or few values rests on, and how much each of them counts.

Legend: W series that may lend, N steps, J attributes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Covariates
from lstmcast.data.evenly import choose_evenly
from lstmcast.data.offsets import sums_before
from lstmcast.data.series import SeriesSet
from lstmcast.inference.cold_start.borrowing import Loans
from lstmcast.inference.cold_start.likeness import attribute_distances, choose_sharpness, kernel
from lstmcast.inference.cold_start.pooling import effective_members
from lstmcast.windows.sampling import gather_past

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MOST = 32  # lenders of a level: enough to tell the ends of its intervals
_NEAREST = 6  # lenders of a past; chosen on validation, as 12 and 24 were no better
_CLOSEST = 0.1  # of the error of a flat line: a closer fit to a few values may be luck
_UNLIKE = 0.05  # of the weight of the likest: less counts as nothing
_TRIED = 400  # series at most by which attributes are judged
_LEAST = 12  # steps that say what a series is like now


@dataclass(frozen=True, slots=True, kw_only=True)
class Lenders:
    """The series that may lend to those whose forecasts begin at one step in time."""

    data: SeriesSet
    series: IntArray  # [W] by their keys
    ordinal: int  # the step at which forecasts begin
    recent: FloatArray  # [W, N] their newest values before it, NaN where not observed
    sharpness: FloatArray  # [J] of the kernel

    @property
    def attributes(self) -> tuple[str, ...]:
        """Return the names of the attributes that count."""
        known = self.data.covariates
        columns = () if known is None else known.static
        return tuple(
            column.name
            for column, sharp in zip(columns, self.sharpness.tolist(), strict=True)
            if sharp
        )

    def likeness(self, index: int) -> FloatArray:
        """Return the weights [W] that the attributes of the series at ``index`` give."""
        known = self.data.covariates
        if known is None or not known.static:
            return np.full(len(self.series), 1 / len(self.series))
        far = _distances(known, np.array([index]), self.series)
        return np.asarray(kernel(far, self.sharpness)[0])


def count_observed(data: SeriesSet) -> IntArray:
    """Return how many of the values [N] of all series are known before each of them, [N + 1]."""
    return sums_before(~np.isnan(data.values))


def find_lenders(
    data: SeriesSet, target: str, ordinal: int, *, season: int, whole: bool, observed: IntArray
) -> Lenders | None:
    """Return the series with values enough before a step in time; None where there is none.

    Enough is more than a season of values, one of them within the last season or so. Where a
    ``whole`` past is to be borrowed, fewer will do if none has as many, and attributes are
    judged by the level of series; else by their shape. ``observed`` [N + 1] is what
    ``count_observed`` says of the data: once for all steps in time.
    """
    steps = max(season, _LEAST)
    places = [place for place, key in enumerate(data.keys) if key.target == target]
    series = np.array(sorted(places, key=lambda place: data.keys[place]), dtype=np.int64)
    begin = data.offsets[series]
    end = begin + np.clip(ordinal - data.starts[series], 0, data.lengths[series])
    known = observed[end] - observed[begin]
    enough = known > season
    series = series[enough if enough.any() or not whole else known > 0]
    recent = gather_past(data, series, ordinal - data.starts[series], steps)
    current = ~np.isnan(recent).all(axis=1)
    series, recent = series[current], recent[current]
    if not len(series):
        return None
    return Lenders(
        data=data,
        series=series,
        ordinal=ordinal,
        recent=recent,
        sharpness=_judge(data, series, recent, whole=whole),
    )


def lend_all(lenders: Lenders, index: int) -> Loans:
    """Return what a series without any value borrows: the pasts of others as they are.

    Where lenders are many, they are drawn at even distances of weight in the order of their
    level, so that the drawn ones are spread as all of them are.
    """
    weights = lenders.likeness(index)
    weights = np.where(weights >= _UNLIKE * weights.max(), weights, 0.0)
    weights /= weights.sum()
    levels = effective_members(weights)
    chosen = np.flatnonzero(weights)
    if len(chosen) > _MOST:
        order = np.argsort(np.nanmean(lenders.recent, axis=1), kind="stable")
        shares = (np.arange(_MOST) + 0.5) / _MOST
        drawn = np.searchsorted(np.cumsum(weights[order]), shares)
        chosen, counts = np.unique(order[np.minimum(drawn, len(order) - 1)], return_counts=True)
        weights = np.zeros(len(weights))
        weights[chosen] = counts / _MOST
    return Loans(
        lenders=lenders.series[chosen],
        scale=np.ones(len(chosen)),
        shift=np.zeros(len(chosen)),
        weights=weights[chosen],
        levels=levels,
    )


def lend_past(lenders: Lenders, index: int, *, steps: int) -> Loans | None:
    """Return what a series with a few values borrows for the time before; None if nothing.

    The nearest series count, and its own past as well, each by the square of how near it comes to
    the few values; for the own past that is how near their mean comes.
    """
    data, length = lenders.data, int(lenders.data.lengths[index])
    steps = min(length, steps)
    own = gather_past(data, np.array([index]), np.array([length]), steps)[0]
    others = gather_past(data, lenders.series, lenders.ordinal - data.starts[lenders.series], steps)
    level = _bring_to_level(own, others)
    likeness = lenders.likeness(index)
    usable = np.isfinite(level.near) & (likeness >= _UNLIKE * likeness.max())
    order = np.lexsort((level.away, level.near))
    chosen = order[usable[order]][:_NEAREST]
    if not len(chosen):
        return None
    counted = likeness[chosen] / likeness.max() * np.maximum(level.near[chosen], _CLOSEST) ** -2
    counted = np.append(counted, 1.0)
    return Loans(
        lenders=np.append(lenders.series[chosen], -1),
        scale=np.append(level.scale[chosen], 1.0),
        shift=np.append(level.shift[chosen], 0.0),
        weights=counted / counted.sum(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """What brings W series to the level of another one, and how near they come then."""

    scale: FloatArray  # [W]
    shift: FloatArray  # [W]
    near: FloatArray  # [W] error, as a share of that of a flat line; infinite where none is known
    away: FloatArray  # [W] 0..1, how far their own level is from the other


def _bring_to_level(own: FloatArray, others: FloatArray) -> _Level:
    """Bring series [W, N] to the level of one [N] over the steps where both were observed.

    At least half of its values must be among them. It is done by ratio where nothing is
    negative, else by a shift. A single value is met by all alike, and values that are all equal
    need nobody else.
    """
    both = ~np.isnan(others) & ~np.isnan(own)
    count = both.sum(axis=1)
    mean = np.where(both, own, 0.0).sum(axis=1) / np.maximum(count, 1)
    level = np.where(both, others, 0.0).sum(axis=1) / np.maximum(count, 1)
    by_ratio = _never_below_zero(others) & _never_below_zero(own[None]) & (level > 0) & (mean > 0)
    scale = np.where(by_ratio, mean / np.where(level > 0, level, 1.0), 1.0)
    shift = np.where(by_ratio, 0.0, mean - level)
    error = _distance(scale[:, None] * others + shift[:, None], own, both)
    flat = _distance(np.broadcast_to(mean[:, None], others.shape), own, both)
    near = np.where(flat > 0, error / np.where(flat > 0, flat, 1.0), np.inf)
    shared = 2 * count >= np.count_nonzero(~np.isnan(own))
    size = np.abs(mean) + np.abs(level)
    return _Level(
        scale=scale,
        shift=shift,
        near=np.where(shared, np.where(count == 1, 1.0, near), np.inf),
        away=np.abs(mean - level) / np.where(size > 0, size, 1.0),
    )


def _judge(data: SeriesSet, series: IntArray, recent: FloatArray, *, whole: bool) -> FloatArray:
    """Return the sharpness [J] of each attribute, by what is usual among those who may lend."""
    known = data.covariates
    if known is None or not known.static:
        return np.zeros(0)
    tried = choose_evenly(len(series), _TRIED)
    level = np.asarray(np.nanmean(recent[tried], axis=1))
    if whole:
        # By ratio where there is one, so that a few large series do not decide alone.
        height = np.log(level) if (level > 0).all() else level
        unlike = np.abs(height[:, None] - height)
    else:
        unlike = _shape_distances(recent[tried], level)
    return choose_sharpness(_distances(known, series[tried], series[tried]), unlike)


def _shape_distances(recent: FloatArray, level: FloatArray) -> FloatArray:
    """Return how far series [W, N] are apart once each is brought to the same level, [W, W]."""
    ratio = _never_below_zero(recent) & (level > 0)
    shapes = recent / np.where(ratio, level, 1.0)[:, None] - np.where(ratio, 1.0, level)[:, None]
    known = ~np.isnan(shapes)
    zeroed = np.where(known, shapes, 0.0)
    seen = known.astype(np.float64)
    square = np.square(zeroed)
    total = square @ seen.T + seen @ square.T - 2 * zeroed @ zeroed.T
    return np.asarray(np.sqrt(np.maximum(total, 0.0) / np.maximum(seen @ seen.T, 1)))


def _distances(known: Covariates, own: IntArray, others: IntArray) -> FloatArray:
    attributes = known.attributes
    return attribute_distances(attributes[own], attributes[others], known.static)


def _distance(made: FloatArray, own: FloatArray, both: BoolArray) -> FloatArray:
    """Return the root mean squared distance [W] of rows [W, N] from a series [N]."""
    off = np.where(both, made - np.where(np.isnan(own), 0.0, own), 0.0)
    return np.asarray(np.sqrt(np.square(off).sum(axis=1) / np.maximum(both.sum(axis=1), 1)))


def _never_below_zero(values: FloatArray) -> BoolArray:
    """Return which rows [W, N] have no negative value, [W]."""
    return np.asarray(~(values < 0).any(axis=1))

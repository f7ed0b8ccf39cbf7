"""Forecast series with no or few values, by what others did at the same steps in time.

A network sees a window normalised by itself, so it cannot know the level of a series that has
none, nor the season of one that has not seen a whole one. Here such a series is given pasts to
have had, one from each of the series most like it, brought to its own level where it has one;
the network forecasts each, and the forecasts are pooled: how far the others differ is how
little is known. This is the one place where a forecast depends on other series than its own,
and no forecast of any other series changes by it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.inference.cold_start.borrowing import Loans, borrow_past, join_copies
from lstmcast.inference.cold_start.lending import (
    Lenders,
    count_observed,
    find_lenders,
    lend_all,
    lend_past,
)
from lstmcast.inference.cold_start.pooling import pool, spread_levels
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import Forecasts, forecasts_at
from lstmcast.inference.history import seasons_back
from lstmcast.inference.quantiles import mean_of

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_COPIES_AT_ONCE = 256  # shown to the networks; more are no faster, and bound to fill the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomers:
    """Forecasts of B series that rest on others."""

    series: IntArray  # [B] their indices, rising
    forecasts: Forecasts  # of these
    lenders: IntArray  # [B] on how many other series each rests
    attributes: tuple[str, ...]  # that said which others those without any value are like


@dataclass(frozen=True, slots=True, kw_only=True)
class _Borrowers:
    """Series of which the same is known, so that they have one forecast, and what they borrow."""

    series: Sequence[int]  # several only if they hold no value
    loans: Loans


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pooled:
    """The forecast of one series, and on how many others it rests."""

    quantiles: FloatArray  # [H, Q]
    mean: FloatArray  # [H]
    lenders: int


def forecast_newcomers(
    ensemble: Ensemble, data: SeriesSet, *, season: int, horizon: int
) -> Newcomers:
    """Forecast the series that have no more values than a season has steps, ``horizon`` steps.

    Only values before the end of each are read, also of the others. A series without any
    value is forecast from its start on; see ``placing.place_empty``. Left out are series that
    none can lend to. What overflows comes out not finite, and the caller finds it.
    """
    back = _steps_back(ensemble)
    made: dict[int, _Pooled] = {}
    with np.errstate(over="ignore", invalid="ignore"):
        borrowers, attributes = _find_loans(data, season=season, back=back)
        for block in _in_blocks(borrowers):
            forecasts = _forecast(ensemble, data, block, back=back, horizon=horizon)
            for those, forecast in zip(block, forecasts, strict=True):
                if forecast is not None:
                    made |= dict.fromkeys(those.series, forecast)
    series = sorted(made)
    shape = (len(series), horizon)
    return Newcomers(
        series=np.array(series, dtype=np.int64),
        forecasts=Forecasts(
            quantiles=np.array([made[index].quantiles for index in series]).reshape(
                *shape, len(ensemble.quantiles)
            ),
            mean=np.array([made[index].mean for index in series]).reshape(shape),
        ),
        lenders=np.array([made[index].lenders for index in series], dtype=np.int64),
        attributes=attributes,
    )


def few_values(data: SeriesSet, season: int, observed: IntArray) -> IntArray:
    """Return the series that have no more values than a season has steps, or none at all.

    ``observed`` is what ``count_observed`` says of the data.
    """
    return np.flatnonzero(np.diff(observed[data.offsets]) <= season)


def _find_loans(
    data: SeriesSet, *, season: int, back: int
) -> tuple[list[_Borrowers], tuple[str, ...]]:
    """Return what each series with few values borrows, and by which attributes empty ones do."""
    observed = count_observed(data)
    alike: dict[Hashable, list[int]] = {}
    for index in few_values(data, season, observed).tolist():
        alike.setdefault(_all_known(data, index), []).append(index)
    found: dict[tuple[str, int, bool], Lenders | None] = {}
    borrowers = []
    for series in alike.values():
        index, empty = series[0], bool(data.lengths[series[0]] == 0)
        about = (data.keys[index].target, int(data.starts[index] + data.lengths[index]), empty)
        if about not in found:
            found[about] = find_lenders(
                data, *about[:2], season=season, whole=empty, observed=observed
            )
        lenders = found[about]
        if lenders is None:
            continue
        loans = lend_all(lenders, index) if empty else lend_past(lenders, index, steps=back)
        if loans is not None:
            borrowers.append(_Borrowers(series=series, loans=loans))
    told_by = [each.attributes for (*_, empty), each in found.items() if empty and each]
    return borrowers, tuple(dict.fromkeys(name for names in told_by for name in names))


def _all_known(data: SeriesSet, index: int) -> Hashable:
    """Return all that is known of a series without values; of others, which one it is."""
    if data.lengths[index]:
        return index
    known = data.covariates
    own = () if known is None else (known.attributes[index], known.series(index))
    at = (data.keys[index].target, int(data.starts[index]))
    return (*at, *(each.tobytes() for each in own))


def _in_blocks(borrowers: Sequence[_Borrowers]) -> Iterator[list[_Borrowers]]:
    """Yield borrowers of few enough copies at once."""
    block: list[_Borrowers] = []
    copies = 0
    for those in borrowers:
        if block and copies + len(those.loans.lenders) > _COPIES_AT_ONCE:
            yield block
            block, copies = [], 0
        block.append(those)
        copies += len(those.loans.lenders)
    if block:
        yield block


def _forecast(
    ensemble: Ensemble, data: SeriesSet, block: Sequence[_Borrowers], *, back: int, horizon: int
) -> Iterator[_Pooled | None]:
    """Yield the forecast of each of the borrowers; None where nothing came out finite."""
    parts = [borrow_past(data, those.series[0], those.loans, steps=back) for those in block]
    copies = join_copies(parts)
    made = forecasts_at(ensemble, copies, np.arange(len(copies)), copies.lengths, horizon=horizon)
    stops = np.cumsum([len(part) for part in parts]).tolist()
    for those, part, stop in zip(block, parts, stops, strict=True):
        rows = slice(stop - len(part), stop)
        own = Forecasts(quantiles=made.quantiles[rows], mean=made.mean[rows])
        yield _pool_copies(ensemble, those.loans, own)


def _pool_copies(ensemble: Ensemble, loans: Loans, made: Forecasts) -> _Pooled | None:
    """Return one forecast out of those of all copies; None where none of them is finite."""
    kept = np.flatnonzero(np.isfinite(made.quantiles).all(axis=(1, 2)))
    if not len(kept):
        return None
    quantiles, mean = made.quantiles[kept], made.mean[kept]
    weights = loans.weights[kept] / loans.weights[kept].sum()
    if loans.levels is not None:
        centres = quantiles[..., ensemble.median].mean(axis=1)
        moved = spread_levels(centres, weights, loans.levels)
        quantiles = _move(quantiles, centres, moved)
        mean = _move(mean, centres, moved)
    return _Pooled(
        quantiles=pool(quantiles, weights, ensemble.quantiles),
        mean=_pool_means(quantiles, mean, weights, ensemble.quantiles),
        lenders=int(np.count_nonzero(loans.lenders[kept] >= 0)),
    )


def _pool_means(
    quantiles: FloatArray, means: FloatArray, weights: FloatArray, levels: tuple[float, ...]
) -> FloatArray:
    """Return the mean [H] if it is the point forecast of most members [M], else NaN."""
    unknown = np.asarray(np.isnan(means).all(axis=1))
    if weights[unknown].sum() >= 0.5:
        return np.full(means.shape[1], np.nan)
    known = np.where(unknown[:, None], mean_of(quantiles, levels), means)
    return np.asarray(weights @ known)


def _move(values: FloatArray, centres: FloatArray, moved: FloatArray) -> FloatArray:
    """Return forecasts [M, ...] about other centres [M]: by ratio where all are positive."""
    shape = (-1,) + (1,) * (values.ndim - 1)
    if (centres > 0).all():
        return values * (moved / centres).reshape(shape)
    return values + (moved - centres).reshape(shape)


def _steps_back(ensemble: Ensemble) -> int:
    """Return the steps before a cutoff that any part of the ensemble looks at."""
    windows = [member.shape.steps_back for member in ensemble.members]
    return max(*windows, seasons_back(ensemble.repeated_lags))

"""What the training data looked like, in a few plain numbers per series, for later comparison.

A series is cut into blocks of a day, or some such stretch, counted back from its end; medians
and quartiles of blocks hardly feel an outlier. Kept is how far the level ever moved within so
many blocks, so that a trend, a weekday or a random walk is no drift, and a jump is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import UNKNOWN, Column, Covariates
from lstmcast.data.evenly import choose_evenly
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.metrics import seasonal_scale

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_SHORTEST, _LONGEST = 8, 48  # steps of a block
_BLOCKS = 256  # newest ones that are looked at
_FEWEST = 4  # below this nothing is known of how blocks differ
_SERIES = 1000  # kept at most, spread evenly over the file
_OBSERVED = 0.5  # share of a block from which it has a level


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesReference:
    """One series as it was in training, in its own unit."""

    ids: tuple[str, ...]
    target: str
    change: float  # mean seasonal change; zero where there is none
    level: float | None  # median of the last block that has one
    moves: tuple[float, ...]  # largest change of the level within 1, 2, 4, 8, ... blocks
    narrowest: float | None  # least and largest distance between quartiles of a block
    widest: float | None
    missing: float  # largest share of missing values in a block

    @property
    def key(self) -> SeriesKey:
        """Return which series it is."""
        return SeriesKey(self.ids, self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateReference:
    """One covariate in training, over all series."""

    name: str
    low: float | None  # least and largest number; None for categories, and without any
    high: float | None
    unknown: float  # share of categories that have no level
    missing: float  # share of missing values


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The training data in plain numbers, for ``artifact.codec`` to store."""

    end: int  # the last ordinal of all series
    block: int  # steps
    series: tuple[SeriesReference, ...]
    covariates: tuple[CovariateReference, ...] = ()

    @property
    def units(self) -> dict[SeriesKey, float]:
        """Return the mean seasonal change of each series."""
        return {each.key: each.change for each in self.series}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Robust figures of the blocks of one series, oldest first; NaN for one with few values."""

    level: FloatArray  # [B] median
    spread: FloatArray  # [B] distance between quartiles
    missing: FloatArray  # [B] share of missing values


def reference_of(data: SeriesSet, *, season: int) -> Reference:
    """Return what is to be remembered of training data that hold a value at least.

    ``season`` is the model's, in steps. Of very many series an even sample is kept.
    """
    end = int((data.starts + data.lengths).max()) - 1
    block = block_length(season, data.calendar.frequency.seasons)
    filled = np.flatnonzero(data.lengths > 0)
    kept = filled[choose_evenly(len(filled), _SERIES)]
    return Reference(
        end=end,
        block=block,
        series=tuple(_series(data, int(place), season=season, block=block) for place in kept),
        covariates=_covariates(data.covariates, data.lengths),
    )


def block_length(season: int, usual: tuple[int, ...]) -> int:
    """Return how many steps make a block: whole short seasons, at least eight steps, at most 48.

    ``usual`` are the seasons that go with the frequency, shortest first: of a season of 168
    hours the block is the day.
    """
    shortest = min((season, *usual)) if season > 1 else 1
    return min(shortest * -(-_SHORTEST // shortest), _LONGEST)


def blocks_of(values: FloatArray, block: int) -> Blocks:
    """Return figures of the newest whole blocks of values [N], which may be NaN."""
    count = min(len(values) // block, _BLOCKS)
    rows = values[len(values) - count * block :].reshape(count, block)
    missing = np.isnan(rows).mean(axis=1) if count else np.empty(0)
    level, spread = np.full((2, count), np.nan)
    known = missing <= 1 - _OBSERVED
    if known.any():
        low, level[known], high = np.nanquantile(rows[known], (0.25, 0.5, 0.75), axis=1)
        spread[known] = high - low
    return Blocks(level=level, spread=spread, missing=missing)


def covariate_values(
    covariates: Covariates, column: int, ends: IntArray, *, steps: int = 0
) -> FloatArray:
    """Return the values of a covariate in all series up to ``ends`` [S], one after the other.

    With ``steps``, the newest so many steps of each alone.
    """
    parts = []
    for place, end in enumerate(ends.tolist()):
        rows = covariates.series(place)[:end, column]
        parts.append(rows[-steps:] if steps else rows)
    return np.concatenate([*parts, np.empty(0)])


def share(flags: npt.NDArray[np.bool_]) -> float:
    """Return the share of what is true; zero of nothing."""
    return float(flags.mean()) if len(flags) else 0.0


def _series(data: SeriesSet, place: int, *, season: int, block: int) -> SeriesReference:
    key, values = data.keys[place], data.series(place)
    blocks = blocks_of(values, block)
    level, spread = (each[~np.isnan(each)] for each in (blocks.level, blocks.spread))
    change = seasonal_scale(values, season)
    enough = len(level) >= _FEWEST
    return SeriesReference(
        ids=key.ids,
        target=key.target,
        change=0.0 if np.isnan(change) else change,
        level=float(level[-1]) if enough else None,
        moves=_moves(blocks.level) if enough else (),
        narrowest=float(spread.min()) if enough else None,
        widest=float(spread.max()) if enough else None,
        missing=float(blocks.missing.max(initial=0.0)),
    )


def _moves(level: FloatArray) -> tuple[float, ...]:
    """Return the largest change of the level within 1, 2, 4, ... blocks, up to half of them all."""
    largest, found, reach = 0.0, [], 1
    for lag in range(1, len(level) // 2 + 1):
        changes = np.abs(level[lag:] - level[:-lag])
        largest = float(np.fmax.reduce(changes, initial=largest))
        if lag == reach:
            found.append(largest)
            reach *= 2
    return tuple(found)


def _covariates(covariates: Covariates | None, ends: IntArray) -> tuple[CovariateReference, ...]:
    if covariates is None:
        return ()
    return tuple(
        _covariate(column, covariate_values(covariates, place, ends))
        for place, column in enumerate(covariates.dynamic)
    )


def _covariate(column: Column, values: FloatArray) -> CovariateReference:
    known = values[~np.isnan(values)]
    number = column.levels is None and len(known) > 0
    return CovariateReference(
        name=column.name,
        low=float(known.min()) if number else None,
        high=float(known.max()) if number else None,
        unknown=0.0 if column.levels is None else share(known == UNKNOWN),
        missing=share(np.isnan(values)),
    )

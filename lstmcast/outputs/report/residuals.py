"""Errors as a check of what a model has missed: their mean, their memory and their spread.

Errors are forecast - actual, as in the bias: above zero, too much was forecast. They are divided
by the typical change of their series (MASE's scale), so that series can be pooled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation import means
from lstmcast.evaluation.record import Record
from lstmcast.evaluation.scales import scales_of

FloatArray = npt.NDArray[np.float64]

_NORMAL = 1.96  # 95 % of a normal distribution lie within so many standard deviations
_ONE_SIDED = 1.645  # 95 % of a normal distribution lie below so many standard deviations
_LAGS = 12
_PAIRS = 10  # fewer tell nothing of a correlation
_BINS = 24  # at most; always an even number, so that zero is a border
_TAIL = 0.01  # of the errors on either side are shown in the outermost bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Bias:
    """The mean error of one cutoff and where it would lie if other series were drawn."""

    fold: int
    mean: float
    margin: float | None  # 95 %; None with fewer than three rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Autocorrelation of the errors one step ahead, from cutoff to cutoff."""

    correlations: tuple[float, ...]  # [K] at a distance of 1, 2, ... cutoffs
    band: tuple[float, ...]  # [K] ± this holds 95 % of them where errors forget each other

    @property
    def telling(self) -> bool:
        """Return whether all correlations together are more than chance makes, at 5 %.

        Source: G. Box and D. Pierce, Distribution of residual autocorrelations, J. American
        Statistical Association 65 (1970); the quantile of chi squared is that of E. Wilson and
        M. Hilferty, Proc. National Academy of Sciences 17 (1931).
        """
        pairs = zip(self.correlations, self.band, strict=True)
        statistic = sum((_NORMAL * value / band) ** 2 for value, band in pairs)
        lags = len(self.band)
        spread = 2 / (9 * lags)
        return bool(statistic > lags * (1 - spread + _ONE_SIDED * spread**0.5) ** 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How often errors of each size occur."""

    edges: tuple[float, ...]  # [N + 1]
    counts: tuple[int, ...]  # [N] the outermost also hold what lies beyond
    median: float
    above: float  # share of the errors above zero ...
    below: float  # ... and below it


def scaled_errors(record: Record) -> FloatArray:
    """Return forecast - actual [R, H] in typical changes; NaN where not observed, or no change."""
    scales = scales_of(record).absolute[:, None]
    with np.errstate(invalid="ignore", over="ignore"):
        errors = (record.forecast.point - record.actual) / scales
    return np.where(np.isfinite(errors), errors, np.nan)


def bias_by_fold(errors: FloatArray, folds: npt.NDArray[np.int64]) -> tuple[Bias, ...]:
    """Return the mean error of each fold [R], over its rows; folds without one are left out."""
    rows = means.over_steps(errors)
    found = []
    for fold in np.unique(folds).tolist():
        own = rows[(folds == fold) & np.isfinite(rows)]
        if len(own):
            margin = _NORMAL * _scatter(own) / len(own) ** 0.5 if len(own) > 2 else None
            found.append(Bias(fold=fold, mean=float(own.mean()), margin=margin))
    return tuple(found)


def memory_of(record: Record, errors: FloatArray) -> Memory | None:
    """Return how the first error of a cutoff hangs together with those of the cutoffs before.

    Pairs of one series are pooled over all series, around the mean of all: with few cutoffs a
    mean of its own for each series would itself make errors look as if they alternated.
    Returns None with too few pairs. Source: R. Hyndman and G. Athanasopoulos, Forecasting:
    Principles and Practice (3rd ed., 2021), section 5.4.
    """
    folds = int(record.folds.max(initial=-1)) + 1
    table = np.full((len(record.data), folds), np.nan)
    table[record.series, record.folds] = errors[:, 0]
    table -= np.nanmean(table) if np.isfinite(table).any() else 0.0
    table /= _largest(table)  # so that squares are numbers
    correlations, band = [], []
    for lag in range(1, min(_LAGS, folds - 1) + 1):
        before, after = table[:, :-lag], table[:, lag:]
        both = np.isfinite(before) & np.isfinite(after)
        pairs, size = int(both.sum()), float((before[both] ** 2).sum() * (after[both] ** 2).sum())
        if pairs < _PAIRS or size <= 0:
            break
        correlations.append(float((before[both] * after[both]).sum()) / size**0.5)
        band.append(_NORMAL / pairs**0.5)
    if not correlations:
        return None
    return Memory(correlations=tuple(correlations), band=tuple(band))


def spread_of(errors: FloatArray) -> Spread | None:
    """Return a histogram of all errors, symmetric around zero; None without any."""
    known = errors[np.isfinite(errors)]
    if not len(known):
        return None
    reach = float(np.max(np.abs(np.quantile(known, [_TAIL, 1 - _TAIL])))) or 1.0
    bins = min(_BINS, 2 * round(len(known) ** 0.5 / 2 + 1))
    edges = np.linspace(-reach, reach, bins + 1)
    counts, _ = np.histogram(np.clip(known, -reach, reach), edges)
    return Spread(
        edges=tuple(edges.tolist()),
        counts=tuple(counts.tolist()),
        median=float(np.median(known)),
        above=float((known > 0).mean()),
        below=float((known < 0).mean()),
    )


def _scatter(values: FloatArray) -> float:
    """Return the standard deviation of values, however large they are."""
    largest = _largest(values)
    return largest * float((values / largest).std(ddof=1))


def _largest(values: FloatArray) -> float:
    """Return the largest value without its sign, or 1 where there is nothing but zeros."""
    return float(np.fmax.reduce(np.abs(values), axis=None, initial=0.0)) or 1.0

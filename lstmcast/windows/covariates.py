"""What windows hold of covariates, and how it is gathered; plain numpy.

Legend: B windows, L lookback, H horizon; N steps before the cutoff and M from it on, which are
L and H unless a season is folded; K columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Covariates, When
from lstmcast.windows.folding import Fold, fold_columns
from lstmcast.windows.gathering import take_rows

if TYPE_CHECKING:
    from lstmcast.data.series import SeriesSet
    from lstmcast.windows.sampling import WindowShape

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateScale:
    """How the numbers of a column are scaled: (number - centre) / spread, as in training data.

    A local column is centred and scaled by the past of each window instead. Its ``floor`` is
    the least spread of a window, as a share of the size of its mean: what is usual within
    series, so that one that never moved in a window does not explode when it does.
    """

    centre: float
    spread: float  # above zero
    local: bool = False
    floor: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnShape:
    """What a window holds of one column: scaled numbers, or codes of a category."""

    when: When
    levels: int | None = None  # of a category; its codes are 0 (unknown) .. levels
    scale: CovariateScale | None = None  # of numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateShape:
    """What a window holds of covariates, column by column as in ``data.covariates``."""

    dynamic: tuple[ColumnShape, ...]
    static: tuple[ColumnShape, ...]

    @property
    def known(self) -> tuple[ColumnShape, ...]:
        """Return the columns that are known ahead, in their order."""
        return tuple(column for column in self.dynamic if column.when == "known")

    @property
    def past(self) -> tuple[ColumnShape, ...]:
        """Return the columns that are known in the past alone, in their order."""
        return tuple(column for column in self.dynamic if column.when == "past")

    def fits(self, known: Covariates) -> bool:
        """Return whether the data have these columns, as far as a shape tells columns apart."""
        return all(
            [(column.when, column.levels) for column in shapes]
            == [(column.when, _count(column.levels)) for column in columns]
            for shapes, columns in ((self.dynamic, known.dynamic), (self.static, known.static))
        )


def _count(levels: Sequence[str] | None) -> int | None:
    return None if levels is None else len(levels)


def pick(values: FloatArray, columns: BoolArray) -> FloatArray:
    """Return some columns of values [..., K]; most often these are all, and nothing is copied."""
    return values if columns.all() else values[..., columns]


def categories_in(columns: Sequence[ColumnShape]) -> BoolArray:
    """Return which columns hold categories, [K]; the others hold numbers."""
    return np.array([column.levels is not None for column in columns], dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCovariates:
    """The covariates of windows in the units of the data, NaN where not observed.

    Numbers and codes stand side by side, as do the columns in ``known``, ``past`` and
    ``static`` of the shape.
    """

    known: FloatArray  # [B, L + H, K]
    past: FloatArray  # [B, L, K]
    static: FloatArray  # [B, K]


def gather_covariates(
    data: SeriesSet,
    series: IntArray,
    cutoffs: IntArray,
    shape: WindowShape,
    *,
    ahead: int = 0,
    ends: IntArray | None = None,
) -> RawCovariates | None:
    """Return the covariates of the windows at (series, cutoff) pairs, both of shape [B].

    None for windows without any, whatever the data have. With ``ahead`` they are those of
    windows so many steps later, as a forecast that rolls forward in blocks needs them: known
    ones go on, and past ones are NaN from the cutoff on. ``ends`` [B] are the steps before
    which the pasts of the windows end, where some had to move back; what is known ahead is that
    of the true cutoffs nevertheless. NaN before the start of a series and where its rows end.
    Raises ValueError where the columns of the data are not those of the shape.
    """
    columns, known = shape.covariates, data.covariates
    if columns is None:
        return None
    if known is None or not columns.fits(known):
        raise ValueError("the covariates of the series are not those of the windows")
    back, forth = shape.steps_back, shape.steps_ahead
    flat = known.values, known.offsets
    rows = take_rows(*flat, series, cutoffs + ahead - back, back + forth)  # [B, N + M, K]
    if ends is not None and (ends != cutoffs).any():
        moved = np.flatnonzero(ends != cutoffs)
        before = take_rows(*flat, series[moved], ends[moved] - back, back)
        after = take_rows(*flat, series[moved], cutoffs[moved], ahead + forth)
        rows[moved] = np.concatenate([before, after], axis=1)[:, ahead:]
    foreseen = np.array([column.when == "known" for column in columns.dynamic], dtype=np.bool_)
    past = rows[:, :back, ~foreseen]
    past[:, max(back - ahead, 0) :] = np.nan
    raw = RawCovariates(known=pick(rows, foreseen), past=past, static=known.attributes[series])
    return raw if shape.fold is None else _fold(raw, columns, shape, shape.fold)


def _fold(
    raw: RawCovariates, columns: CovariateShape, shape: WindowShape, fold: Fold
) -> RawCovariates:
    """Return covariates of steps as those of bins."""
    codes, back = categories_in(columns.known), shape.steps_back
    behind, ahead = (-shape.lookback, 0), (0, shape.horizon)
    known = [
        fold_columns(raw.known[:, :back], fold, behind, codes),
        fold_columns(raw.known[:, back:], fold, ahead, codes),
    ]
    return RawCovariates(
        known=np.concatenate(known, axis=1),
        past=fold_columns(raw.past, fold, behind, categories_in(columns.past)),
        static=raw.static,
    )

"""A past for a series that has none, or little of it: copies of it that borrow from others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Covariates
from lstmcast.data.offsets import sums_before
from lstmcast.data.series import SeriesSet
from lstmcast.windows.gathering import take_rows
from lstmcast.windows.sampling import gather_past

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loans:
    """What a series borrows: from M others, each brought to its level, and how much they count.

    A borrowed value is ``scale * value + shift``. The own past, as short as it is, may be a
    member too.
    """

    lenders: IntArray  # [M] indices of series; -1 for none
    scale: FloatArray  # [M]
    shift: FloatArray  # [M]
    weights: FloatArray  # [M] above zero, sum 1
    levels: float | None = None  # of how many series these are the levels; None: of its own


def borrow_past(data: SeriesSet, index: int, loans: Loans, *, steps: int) -> SeriesSet:
    """Return a copy of the series at ``index`` for each of its M loans, with a past of ``steps``.

    Where it was observed a copy has its own values, and those of the lender elsewhere, always of
    the same steps in time; nothing at or after its end is read. So it is with covariates, but
    what is known of the time to come is its own, as are its attributes.
    """
    end = data.starts[[index]] + data.lengths[[index]]  # grid ordinal, [1]
    lenders = np.maximum(loans.lenders, 0)
    lent = gather_past(data, lenders, end - data.starts[lenders], steps)  # [M, steps]
    lent = loans.scale[:, None] * lent + loans.shift[:, None]
    lent[loans.lenders < 0] = np.nan
    own = gather_past(data, np.array([index]), data.lengths[[index]], steps)
    copies = len(lenders)
    return SeriesSet(
        keys=(data.keys[index],) * copies,
        values=np.where(np.isnan(own), lent, own).ravel(),
        offsets=np.arange(copies + 1, dtype=np.int64) * steps,
        starts=np.repeat(end - steps, copies),
        calendar=data.calendar,
        covariates=data.covariates and _borrow_rows(data, data.covariates, index, loans, steps),
    )


def join_copies(parts: Sequence[SeriesSet]) -> SeriesSet:
    """Return one set of all series of some, which have the same calendar and covariates."""
    known = [part.covariates for part in parts if part.covariates is not None]
    return replace(
        parts[0],
        keys=tuple(key for part in parts for key in part.keys),
        values=np.concatenate([part.values for part in parts]),
        offsets=sums_before(np.concatenate([part.lengths for part in parts])),
        starts=np.concatenate([part.starts for part in parts]),
        covariates=_join_rows(known) if known else None,
    )


def _join_rows(parts: Sequence[Covariates]) -> Covariates:
    return replace(
        parts[0],
        values=np.concatenate([part.values for part in parts]),
        offsets=sums_before(np.concatenate([part.lengths for part in parts])),
        attributes=np.concatenate([part.attributes for part in parts]),
    )


def _borrow_rows(
    data: SeriesSet, known: Covariates, index: int, loans: Loans, steps: int
) -> Covariates:
    """Return the covariates of the copies that ``borrow_past`` makes."""
    copies, lenders = len(loans.lenders), np.maximum(loans.lenders, 0)
    length = int(data.lengths[index])
    rows = steps + int(known.lengths[index]) - length
    end = data.starts[index] + length
    flat = known.values, known.offsets
    lent = take_rows(*flat, lenders, end - data.starts[lenders] - steps, rows)
    lent[:, steps:] = np.nan
    lent[loans.lenders < 0] = np.nan
    own = take_rows(*flat, np.array([index]), np.array([length - steps]), rows)
    made = np.where(np.isnan(own), lent, own)  # [M, rows, K]
    return replace(
        known,
        values=made.reshape(copies * rows, made.shape[2]),
        offsets=np.arange(copies + 1, dtype=np.int64) * rows,
        attributes=np.repeat(known.attributes[[index]], copies, axis=0),
    )

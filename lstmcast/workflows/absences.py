"""Warnings about past and static values that are not there; a forecast does without them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.future import distinct_rows
from lstmcast.data.notes import Note
from lstmcast.data.offsets import sums_before
from lstmcast.data.series import SeriesSet
from lstmcast.workflows.naming import for_series, listed

BoolArray = npt.NDArray[np.bool_]


def remark_missing_past(data: SeriesSet, newest: int) -> tuple[Note, ...]:
    """Return a warning about columns of the past without a value in the ``newest`` steps."""
    covariates = data.covariates
    if covariates is None:
        return ()
    places = [place for place, each in enumerate(covariates.dynamic) if each.when == "past"]
    observed = ~np.isnan(covariates.values[:, places])
    counted = sums_before(observed)
    end = covariates.offsets[:-1] + data.lengths
    begin = np.maximum(covariates.offsets[:-1], end - newest)
    missing = (counted[end] == counted[begin]) & (data.lengths > 0)[:, None]  # [S, P]
    names = [covariates.dynamic[place].name for place in places]
    steps = "the newest step" if newest == 1 else f"the newest {newest} steps"
    return _remark(data, missing, names, kind="past", where=f" in {steps}")


def remark_missing_static(data: SeriesSet) -> tuple[Note, ...]:
    """Return a warning about series of which a static value is not known."""
    covariates = data.covariates
    if covariates is None:
        return ()
    names = [column.name for column in covariates.static]
    missing: BoolArray = np.isnan(covariates.attributes)
    return _remark(data, missing, names, kind="static", where="")


def _remark(
    data: SeriesSet, missing: BoolArray, names: list[str], *, kind: str, where: str
) -> tuple[Note, ...]:
    """Return one warning about ``missing`` columns [S, P], and which is the first."""
    series = np.flatnonzero(missing.any(axis=1))
    if not len(series):
        return ()
    first = min(series.tolist(), key=lambda index: data.keys[index])
    whose_first = f"{names[int(missing[first].argmax())]}{for_series(data.keys[first])}"
    lacking = [name for place, name in enumerate(names) if missing[:, place].any()]
    count, of = distinct_rows(data, series), distinct_rows(data, np.arange(len(data)))
    whose = f" of {count} of {of} series, {whose_first} first" if data.keys[first].ids else ""
    text = (
        f"{kind} values are missing: {listed(lacking, 'and')}{where}{whose}; the forecast does"
        " without them"
    )
    return (Note(f"{kind}-missing", text, "warning"),)

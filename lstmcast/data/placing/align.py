"""From observations to Covariates: rows aligned with the series, missing ones as NaN."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Column, Covariates
from lstmcast.data.offsets import sums_before
from lstmcast.data.placing.duplicates import Observations
from lstmcast.data.series import SeriesSet
from lstmcast.data.text.cells import spread

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def align_covariates(
    observations: Observations,
    data: SeriesSet,
    dynamic: Sequence[Column],
    static: Sequence[Column],
    attributes: FloatArray,
) -> Covariates:
    """Return the covariates of all series of ``data``, made of the same ``observations``.

    The targets of one id have the same covariates; ``attributes`` are those of the ids, [S, J].
    A series has a row for each of its steps, and more as far as anything is known ahead. Rows
    before its first step are left out.
    """
    targets = len(observations.values)
    known = [column.name for column in dynamic if column.when == "known"]
    rows = _count_rows(observations, data, known)
    offsets = sums_before(rows)
    values = np.full((int(offsets[-1]), len(dynamic)), np.nan)
    for target in range(targets):
        own = slice(target, len(data), targets)  # the series of this target
        step = observations.ordinals - spread(data.starts[own], observations.series)
        inside = np.flatnonzero((step >= 0) & (step < spread(rows[own], observations.series)))
        places = offsets[own][observations.series[inside]] + step[inside]
        for position, column in enumerate(dynamic):
            if column.name in observations.covariates:
                values[places, position] = observations.covariates[column.name][inside]
    covariates = Covariates(
        dynamic=tuple(dynamic),
        static=tuple(static),
        values=values,
        offsets=offsets,
        attributes=np.repeat(attributes, targets, axis=0),
    )
    return covariates.until(data.lengths)


def _count_rows(observations: Observations, data: SeriesSet, known: Sequence[str]) -> IntArray:
    """Return how many steps of each series there is anything to say of, [S]."""
    targets = len(observations.values)
    filled = observations.filled(known)
    # Rows are sorted by series and step, so that the last one of a series comes last.
    owners = observations.series[filled]
    last = np.full(len(data) // targets, np.iinfo(np.int64).min // 2)
    last[owners] = observations.ordinals[filled]
    ahead = np.repeat(last, targets) - data.starts + 1
    return np.maximum(ahead, data.lengths)

"""What was known of each row at its cutoff, many rows at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.record import Record

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_VALUES_AT_ONCE = 2**16  # of histories that are looked at together: they fit a processor's cache


def histories_of(record: Record) -> Iterator[tuple[IntArray, FloatArray]]:
    """Yield rows [B] whose histories are equally long, and those histories [B, N]."""
    begins = record.data.offsets[record.series]
    for length in np.unique(record.cutoffs):
        rows = np.flatnonzero(record.cutoffs == length)
        at_once = max(1, _VALUES_AT_ONCE // max(int(length), 1))
        for start in range(0, len(rows), at_once):
            some = rows[start : start + at_once]
            yield some, record.data.values[begins[some, None] + np.arange(length)]

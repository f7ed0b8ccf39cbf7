"""Let the rows to come follow the rows of the data."""

from __future__ import annotations

import numpy as np

from lstmcast.config import DataConfig
from lstmcast.data.joining.append import Owned, append_rows
from lstmcast.data.joining.future_file import FutureRows, place_future
from lstmcast.data.joining.gather import Gathered
from lstmcast.data.joining.main_rows import MainRows
from lstmcast.data.notes import Note
from lstmcast.data.placing.duplicates import Observations, resolve_duplicates
from lstmcast.data.placing.regularity import is_sparse
from lstmcast.errors import DataError


def follow_up(
    observations: Observations, main: MainRows, gathered: Gathered, config: DataConfig
) -> tuple[Observations, tuple[Note, ...]]:
    """Return the ``observations`` of the data together with the rows to come, if there are any.

    Raises DataError for rows that are off the grid of the data, contradict them or are far away.
    """
    future = gathered.future
    if future is None:
        return observations, ()
    ahead = place_future(future, main, config)
    rule = config.duplicates
    rows, notes = resolve_duplicates(
        ahead.timeline,
        ahead.lattice.ordinals,
        {},
        rule or "error",
        covariates=gathered.ahead,
        categories=gathered.categories,
    )
    joined = append_rows(
        Owned(table=main.table, observations=observations, places=future.joint.main),
        Owned(table=future.sheet.table, observations=rows, places=future.joint.future),
        gathered.dynamic,
        rule,
        gathered.labels,
    )
    if is_sparse(joined.series, joined.ordinals):
        calendar = main.placement.lattice.calendar
        first = calendar.format(np.array([rows.ordinals.min()]))[0]
        last = calendar.format(np.array([observations.ordinals.max()]))[0]
        raise DataError(
            f"{future.sheet.table.name}: the rows to come, from {first} on, are far from those of "
            f"{main.table.name}, which end at {last}",
            hint="Correct the times, or give the rows that follow the data.",
        )
    said = main.placement.notes
    notes = (*(note for note in ahead.notes if note not in said), *notes)
    return joined, notes + _remark_past(observations, rows, main, future)


def _remark_past(
    observations: Observations, rows: Observations, main: MainRows, future: FutureRows
) -> tuple[Note, ...]:
    """Return a warning about rows to come that all lie before the ends of their series."""
    observed = np.zeros(len(observations.rows), dtype=np.bool_)
    for values in observations.values.values():
        observed |= ~np.isnan(values)
    ends = np.full(len(future.joint.ids), np.iinfo(np.int64).min)
    owners = future.joint.main[observations.series[observed]]
    np.maximum.at(ends, owners, observations.ordinals[observed])
    if (rows.ordinals > ends[future.joint.future[rows.series]]).any():
        return ()
    last, end = main.placement.lattice.calendar.format(np.array([rows.ordinals.max(), ends.max()]))
    text = (
        f"{future.sheet.table.name} ends at {last}, so none of its rows is to come: the values to "
        f"forecast end at {end}"
    )
    return (Note("future-past", text, "warning"),)

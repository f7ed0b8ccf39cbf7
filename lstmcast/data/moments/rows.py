"""When each row is, as the file says it: from time cells, or by counting rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.moments.column import collect_times
from lstmcast.data.moments.stamps import Stamps, read_stamps
from lstmcast.data.moments.wholenumbers import Meaning
from lstmcast.data.offsets import steps_within
from lstmcast.data.roles import ROW
from lstmcast.data.styles import STEP_STYLE
from lstmcast.data.tally import run_starts
from lstmcast.data.text.cells import CodeArray, spread
from lstmcast.data.text.table import Table

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowTimes:
    """The time of every row, before zones and grids."""

    column: str  # for messages
    texts: npt.NDArray[np.object_]  # [U] different time cells
    codes: CodeArray  # [R] which of them a row has
    stamps: Stamps

    @property
    def moments(self) -> IntArray:
        """Return numbers that put the rows in order of time, [R]."""
        wall, offsets = self.stamps.wall, self.stamps.offsets
        return spread(wall if offsets is None else wall - offsets, self.codes)


def read_row_times(
    table: Table, columns: Sequence[str], *, day_first: bool | None, calendar: Calendar | None
) -> RowTimes:
    """Read the time column, or several that make up a moment.

    ``calendar`` is that of a model, if there is one. Raises DataError for a cell that is no
    moment.
    """
    column = collect_times(table, columns)
    stamps = read_stamps(column, day_first=day_first, meaning=_meaning(calendar))
    texts = np.array(column.texts, dtype=object)
    return RowTimes(column=column.name, texts=texts, codes=column.codes, stamps=stamps)


def count_rows(series: CodeArray, before: IntArray | None = None) -> RowTimes:
    """Number the rows of each series 0, 1, 2, ... in the order of the file.

    ``before`` are the rows of each series that were counted already, [S].
    """
    order = np.argsort(series, kind="stable")
    first = run_starts(series[order])
    codes = np.empty(len(series), dtype=np.int64)
    codes[order] = steps_within(np.append(first, len(series)))
    if before is not None:
        codes += before[series]
    steps = np.arange(int(codes.max()) + 1, dtype=np.int64)
    stamps = Stamps(kind="step", wall=steps, offsets=None, style=STEP_STYLE, day_first=None)
    return RowTimes(column=ROW, texts=steps.astype(str).astype(object), codes=codes, stamps=stamps)


def _meaning(calendar: Calendar | None) -> Meaning | None:
    """Return what whole numbers mean to a model."""
    if calendar is None:
        return None
    known: dict[str, Meaning] = {STEP_STYLE: "step", "YYYY": "year", "YYYY-MM": "month"}
    return known.get(calendar.style)

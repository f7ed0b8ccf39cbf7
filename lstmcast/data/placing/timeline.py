"""The rows of a file in time: which series, when, and how to speak of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.moments.layouts import Kind
from lstmcast.data.moments.localise import Instants
from lstmcast.data.tally import NUMBERS_AT_ONCE, Tally, tally_blocks
from lstmcast.data.text.cells import CodeArray, spread
from lstmcast.data.units import DAY_SECONDS
from lstmcast.errors import DataError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowPlaces:
    """What messages about rows need."""

    file: str
    column: str  # the time column
    lines: CodeArray  # [R]
    texts: npt.NDArray[np.object_]  # [U] different time cells
    codes: CodeArray  # [R] which of them a row has
    labels: tuple[str, ...]  # name of each series

    def place(self, row: int) -> str:
        """Say where a row is and what its time is."""
        return f"{self.file}, line {self.lines[row]}, column {self.column!r}: {self.cell(row)!r}"

    def cell(self, row: int) -> str:
        """Return the time of a row as the file has it."""
        return str(self.texts[self.codes[row]])

    def error(self, row: int, what: str, hint: str) -> DataError:
        """Return an error about a row's time; ``what`` follows the cell."""
        return DataError(f"{self.place(row)} {what}", hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timeline:
    """All rows sorted by series, then time, then place in the file."""

    kind: Kind
    order: CodeArray  # [R] rows of the file in this order
    series: CodeArray  # [R] rising
    wall: IntArray  # [R]
    utc: IntArray  # [R]
    zone: str | None  # in which local times are
    places: RowPlaces

    @property
    def days(self) -> IntArray:
        """Return local days since 1970-01-01, shape [R]."""
        return self.wall // DAY_SECONDS

    @property
    def has_one_time_of_day(self) -> bool:
        """Return whether all rows lie at the same local time of day."""
        return bool((self.wall % DAY_SECONDS == self.wall[0] % DAY_SECONDS).all())

    def tally_steps(self, positions: IntArray) -> Tally:
        """Return the positive differences between neighbours within series."""
        starts = range(0, len(positions), NUMBERS_AT_ONCE)
        # Each row with the next one, and so the last of a block with the first behind it.
        blocks = (slice(start, start + NUMBERS_AT_ONCE + 1) for start in starts)
        found = tally_blocks(_steps_within(self.series[rows], positions[rows]) for rows in blocks)
        return found.only(found.values > 0)

    def only(self, series: int) -> Timeline:
        """Return the rows of one series."""
        edges = np.array([series, series + 1], dtype=self.series.dtype)  # else all are widened
        first, stop = np.searchsorted(self.series, edges).tolist()
        return self.select(np.arange(first, stop))

    def select(self, rows: IntArray) -> Timeline:
        """Return the rows at these sorted positions, which rise."""
        return Timeline(
            kind=self.kind,
            order=self.order[rows],
            series=self.series[rows],
            wall=self.wall[rows],
            utc=self.utc[rows],
            zone=self.zone,
            places=self.places,
        )

    def arrange(self, column: FloatArray) -> FloatArray:
        """Return what belongs to the rows of the file, [R], in the order of the timeline."""
        return spread(column, self.order)

    def first_in_file(self, where: BoolArray) -> int:
        """Return the sorted position of the marked row that comes first in the file."""
        marked = np.flatnonzero(where)
        return int(marked[np.argmin(self.order[marked])])


def sort_in_time(kind: Kind, instants: Instants, series: CodeArray, places: RowPlaces) -> Timeline:
    """Return the timeline of a file's rows."""
    wall, utc = instants.wall, instants.utc
    same = series[1:] == series[:-1]
    position = np.min_scalar_type(-len(series))  # at most 32 bits below two thousand million
    if ((series[1:] > series[:-1]) | (same & (utc[1:] >= utc[:-1]))).all():
        order = np.arange(len(series), dtype=position)  # as most files are; nothing is copied
    else:
        rows = np.lexsort((utc, series))
        series, wall = series[rows], wall[rows]
        utc = wall if instants.utc is instants.wall else utc[rows]
        order = rows.astype(position)
    return Timeline(
        kind=kind,
        order=order,
        series=series,
        wall=wall,
        utc=utc,
        zone=instants.zone,
        places=places,
    )


def _steps_within(series: CodeArray, positions: IntArray) -> IntArray:
    """Return the differences between neighbours of one series."""
    steps: IntArray = np.diff(positions)
    inside: BoolArray = series[1:] == series[:-1]
    return steps[inside]

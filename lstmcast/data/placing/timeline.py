"""The rows of a file in time: which series, when, and how to speak of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.moments.layouts import Kind
from lstmcast.data.moments.localise import Instants
from lstmcast.data.text.cells import CodeArray
from lstmcast.data.units import DAY_SECONDS
from lstmcast.errors import DataError

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
    order: IntArray  # [R] rows of the file in this order
    series: IntArray  # [R] rising
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

    def steps(self, positions: IntArray) -> IntArray:
        """Return the positive differences between neighbours within series."""
        differences: IntArray = np.diff(positions)
        inside: BoolArray = (np.diff(self.series) == 0) & (differences > 0)
        return differences[inside]

    def only(self, series: int) -> Timeline:
        """Return the rows of one series."""
        first, stop = np.searchsorted(self.series, [series, series + 1]).tolist()
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

    def first_in_file(self, where: BoolArray) -> int:
        """Return the sorted position of the marked row that comes first in the file."""
        marked = np.flatnonzero(where)
        return int(marked[np.argmin(self.order[marked])])


def sort_in_time(kind: Kind, instants: Instants, series: IntArray, places: RowPlaces) -> Timeline:
    """Return the timeline of a file's rows."""
    wall, utc = instants.wall, instants.utc
    ahead, following = np.diff(series), np.diff(utc)
    if ((ahead > 0) | ((ahead == 0) & (following >= 0))).all():
        order = np.arange(len(series))  # as most files are; then nothing is copied
    else:
        order = np.lexsort((utc, series))
        series, wall, utc = series[order], wall[order], utc[order]
    return Timeline(
        kind=kind,
        order=order,
        series=series,
        wall=wall,
        utc=utc,
        zone=instants.zone,
        places=places,
    )

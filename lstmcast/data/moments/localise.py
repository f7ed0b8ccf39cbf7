"""Time stamps of rows in local time and in UTC, whatever is known about the zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.moments.stamps import Stamps
from lstmcast.data.zones import Zone, fixed_zone, load_zone

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Instants:
    """When each row is; seconds since 1970-01-01, or step numbers."""

    wall: IntArray  # [R] local time
    utc: IntArray  # [R] equal to local time where no zone is known
    zone: str | None
    has_offsets: bool = False  # the cells carry UTC offsets
    changing: bool = False  # different ones, and no zone explains them
    skipped: IntArray  # rows whose local time the clock never showed
    unpaired: IntArray  # rows in the repeated hour of autumn that are there once only


def localise(stamps: Stamps, codes: IntArray, series: IntArray, zone: str | None) -> Instants:
    """Return when each row is.

    ``codes`` say which stamp a row has and ``series`` which series it belongs to, both [R].
    ``zone`` is the zone asked for, an IANA name or a fixed offset. Raises UsageError if there
    is none of that name.
    """
    nobody = np.empty(0, dtype=np.int64)
    wall = stamps.wall[codes]
    if stamps.kind != "time":
        return Instants(wall=wall, utc=wall, zone=None, skipped=nobody, unpaired=nobody)
    if stamps.offsets is not None:
        return _with_offsets(stamps, stamps.offsets, codes, zone)
    if zone is None:
        return Instants(wall=wall, utc=wall, zone=None, skipped=nobody, unpaired=nobody)
    return _in_zone(wall, series, zone)


def _with_offsets(stamps: Stamps, offsets: IntArray, codes: IntArray, zone: str | None) -> Instants:
    """Return when rows are whose cells carry UTC offsets."""
    utc = stamps.wall - offsets
    wall, changing = stamps.wall, False
    if zone is None:
        changing = bool((offsets != offsets[0]).any())
        zone = None if changing else fixed_zone(int(offsets[0]))
    else:
        wall = utc + load_zone(zone, int(utc.min()), int(utc.max())).offset_at(utc)
    nobody = np.empty(0, dtype=np.int64)
    return Instants(
        wall=wall[codes],
        utc=utc[codes],
        zone=zone,
        has_offsets=True,
        changing=changing,
        skipped=nobody,
        unpaired=nobody,
    )


def _in_zone(wall: IntArray, series: IntArray, name: str) -> Instants:
    """Return when rows are whose cells are local times of a zone.

    A time in the repeated hour of autumn is the earlier one where it comes first in the file.
    """
    zone: Zone = load_zone(name, int(wall.min()), int(wall.max()))
    times = zone.read_local(wall)
    utc = times.first.copy()
    repeated = np.flatnonzero((times.first != times.second) & ~times.skipped)
    unpaired = np.empty(0, dtype=np.int64)
    if len(repeated):
        occurrence, count = _count_occurrences(wall, series, repeated)
        later = repeated[occurrence > 0]
        utc[later] = times.second[later]
        unpaired = repeated[count == 1]
    return Instants(
        wall=wall,
        utc=utc,
        zone=name,
        skipped=np.flatnonzero(times.skipped),
        unpaired=unpaired,
    )


def _count_occurrences(
    wall: IntArray, series: IntArray, rows: IntArray
) -> tuple[IntArray, IntArray]:
    """Return which occurrence of its series and time each row is, and how many there are."""
    ahead = np.diff(wall)[np.diff(series) == 0]
    newest_first = np.count_nonzero(ahead < 0) > np.count_nonzero(ahead > 0)
    age = -rows if newest_first else rows
    order = np.lexsort((age, wall[rows], series[rows]))
    sorted_rows = rows[order]
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = (np.diff(wall[sorted_rows]) != 0) | (np.diff(series[sorted_rows]) != 0)
    group = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    occurrence, count = np.empty_like(rows), np.empty_like(rows)
    occurrence[order] = np.arange(len(rows)) - starts[group]
    count[order] = np.bincount(group)[group]
    return occurrence, count

"""Time stamps of rows in local time and in UTC, whatever is known about the zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.config import Ambiguous
from lstmcast.data.moments.autumn import read_autumn
from lstmcast.data.moments.stamps import Stamps
from lstmcast.data.text.cells import CodeArray, spread
from lstmcast.data.zones import fixed_zone, load_zone

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Instants:
    """When each row is; seconds since 1970-01-01, or step numbers."""

    wall: IntArray  # [R] local time
    utc: IntArray  # [R] equal to local time where no zone is known
    zone: str | None
    has_offsets: bool = False  # the cells carry UTC offsets
    changing: bool = False  # different ones, and no zone explains them
    skipped: IntArray  # rows whose local time the clock never showed
    repeated: IntArray  # rows in the hour of autumn that clocks show twice
    undecided: IntArray  # those of them that were taken as the earlier one, as nothing tells


def localise(
    stamps: Stamps,
    codes: CodeArray,
    series: CodeArray,
    zone: str | None,
    rule: Ambiguous = "infer",
) -> Instants:
    """Return when each row is.

    ``codes`` say which stamp a row has and ``series`` which series it belongs to, both [R].
    ``zone`` is the zone asked for, an IANA name or a fixed offset; ``rule`` says how times are
    read that its clocks show twice. Raises UsageError if there is no zone of that name.
    """
    wall = spread(stamps.wall, codes)
    if stamps.kind == "time" and stamps.offsets is not None:
        return _with_offsets(stamps, stamps.offsets, codes, zone)
    if stamps.kind == "time" and zone is not None:
        return _in_zone(wall, series, zone, rule)
    nobody = np.empty(0, dtype=np.int64)
    return Instants(
        wall=wall, utc=wall, zone=None, skipped=nobody, repeated=nobody, undecided=nobody
    )


def _with_offsets(
    stamps: Stamps, offsets: IntArray, codes: CodeArray, zone: str | None
) -> Instants:
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
        wall=spread(wall, codes),
        utc=spread(utc, codes),
        zone=zone,
        has_offsets=True,
        changing=changing,
        skipped=nobody,
        repeated=nobody,
        undecided=nobody,
    )


def _in_zone(wall: IntArray, series: CodeArray, name: str, rule: Ambiguous) -> Instants:
    """Return when rows are whose cells are local times of a zone."""
    zone = load_zone(name, int(wall.min()), int(wall.max()))
    times = zone.read_local(wall)
    autumn = read_autumn(times, wall, series, zone.transitions, rule)
    return Instants(
        wall=wall,
        utc=autumn.utc,
        zone=name,
        skipped=np.flatnonzero(times.skipped),
        repeated=autumn.repeated,
        undecided=autumn.undecided,
    )

"""The regular time grid of the data: from stamps to ordinals and back to text.

Ordinal n + 1 is the next step after n, whatever the unit. Steps below a day are counted in
UTC, so both days on which clocks change are right; longer ones in local dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lstmcast.data.frequency import Frequency
from lstmcast.data.grid import (
    anchor_position,
    days_of_positions,
    positions_of_days,
    step_length,
)
from lstmcast.data.styles import STEP_STYLE, check_style, format_times
from lstmcast.data.units import DAY_SECONDS
from lstmcast.data.zones import Zone, load_zone

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A time grid and the look of its stamps."""

    frequency: Frequency
    zone: str | None  # IANA name or fixed offset such as "+02:00"; None for naive stamps
    style: str  # see styles.py
    phase: int = 0  # ordinal 0 beyond the anchor: seconds, days, business days, months, steps
    time_of_day: int = 0  # seconds after local midnight, for steps of a day or longer

    def __post_init__(self) -> None:
        check_style(self.style)
        if (self.style == STEP_STYLE) != (self.frequency.unit == "step"):
            raise ValueError(f"style {self.style!r} does not go with {self.frequency}")

    def ordinals(self, wall: IntArray, utc: IntArray) -> tuple[IntArray, BoolArray]:
        """Return grid ordinals of time stamps, and which of the stamps lie on the grid.

        ``wall`` and ``utc`` are the stamps in seconds since 1970-01-01, as local clocks show
        them and in UTC, shape [N]; plain step numbers for the unit ``step``. The ordinal of a
        stamp off the grid is that of a step next to it.
        """
        fits: BoolArray
        if self.frequency.unit == "step":
            positions, fits = wall, np.ones(len(wall), dtype=np.bool_)
        elif self.frequency.seconds is not None:
            positions, fits = utc, np.ones(len(utc), dtype=np.bool_)
        else:
            days, clocks = np.divmod(wall, DAY_SECONDS)
            positions, fits = positions_of_days(self.frequency, days)
            fits = fits & self._at_time_of_day(days, clocks, utc)
        ordinals, rest = np.divmod(positions - self._origin, step_length(self.frequency))
        return ordinals, fits & (rest == 0)

    def wall(self, ordinals: IntArray) -> IntArray:
        """Return what local clocks show at grid ordinals, in seconds since 1970-01-01."""
        return self._resolve(np.asarray(ordinals, dtype=np.int64))[0]

    def instants(self, ordinals: IntArray) -> IntArray:
        """Return when grid ordinals are, in seconds since 1970-01-01 UTC; same shape.

        Stamps without a zone count as UTC. Of an hour that clocks show twice, days and longer
        steps mean the earlier one.
        """
        wall, offsets = self._resolve(np.asarray(ordinals, dtype=np.int64))
        return wall - offsets

    def first_from(self, wall: IntArray) -> IntArray:
        """Return the ordinals of the first steps at or after local times (seconds), same shape.

        Of an hour that clocks show twice, the earlier one is meant.
        """
        found, fits = self.ordinals(wall, self._zone(wall).read_local(wall).first)
        if self.frequency.seconds is not None:
            return found + ~fits
        return found + (self.wall(found) < wall)

    def format(self, ordinals: IntArray) -> list[str]:
        """Write grid ordinals as time stamps in the style of the data."""
        wall, offsets = self._resolve(np.asarray(ordinals, dtype=np.int64))
        if self.style == STEP_STYLE:
            return [str(step) for step in wall.tolist()]
        return format_times(wall, offsets, self.style)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {
            "frequency": str(self.frequency),
            "zone": self.zone,
            "style": self.style,
            "phase": self.phase,
            "time_of_day": self.time_of_day,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Calendar:
        """Rebuild from ``to_dict``; raises KeyError, ValueError or UsageError otherwise."""
        return cls(
            frequency=Frequency.parse(data["frequency"]),
            zone=data["zone"],
            style=data["style"],
            phase=data["phase"],
            time_of_day=data["time_of_day"],
        )

    @property
    def _origin(self) -> int:
        """Return the position of ordinal 0."""
        return anchor_position(self.frequency) + self.phase

    def _at_time_of_day(self, days: IntArray, clocks: IntArray, utc: IntArray) -> BoolArray:
        """Return which stamps, given as local days and seconds after midnight, have the grid's.

        Where clocks skip it, as they skip midnight in Cairo, the first time after it will do.
        """
        fits: BoolArray = clocks == self.time_of_day
        if fits.all():
            return fits
        wall = days * DAY_SECONDS + self.time_of_day
        times = self._zone(wall).read_local(wall)
        fits |= times.skipped & (times.first == utc)
        return fits

    def _resolve(self, ordinals: IntArray) -> tuple[IntArray, IntArray]:
        """Return local seconds and seconds east of UTC of grid ordinals."""
        positions = ordinals * step_length(self.frequency) + self._origin
        if self.frequency.unit == "step":
            return positions, np.zeros_like(positions)
        if self.frequency.seconds is not None:
            offsets = self._zone(positions).offset_at(positions)
            return positions + offsets, offsets
        days = days_of_positions(self.frequency, positions)
        wall = days * DAY_SECONDS + self.time_of_day
        zone = self._zone(wall)
        return wall, wall - zone.read_local(wall).first

    def _zone(self, seconds: IntArray) -> Zone:
        """Return the zone around the given times."""
        if not len(seconds):
            return load_zone("+00:00", 0, 0)
        return load_zone(self.zone or "+00:00", int(seconds.min()), int(seconds.max()))

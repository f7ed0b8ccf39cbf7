"""Time zones: from UTC to local time and back, for whole arrays.

``zoneinfo`` answers for one instant at a time; here its transitions within the span of the
data are found once, and arrays are looked up in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from lstmcast.data.units import DAY_SECONDS
from lstmcast.errors import UsageError

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_FIXED = r"(?P<sign>[+-])(?P<hours>\d{2}):(?P<minutes>\d{2})"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: One for each habit of changing clocks, places with more people first.
_WELL_KNOWN = (
    "Europe/Berlin", "America/New_York", "America/Chicago", "America/Los_Angeles",
    "Europe/London", "America/Denver", "Europe/Helsinki", "Australia/Sydney", "America/Halifax",
    "America/Santiago", "Asia/Jerusalem", "Africa/Cairo", "Pacific/Auckland", "America/Sao_Paulo",
    "America/Mexico_City", "Europe/Moscow", "Europe/Istanbul", "Asia/Tehran", "America/Anchorage",
    "America/St_Johns", "Australia/Adelaide", "Australia/Lord_Howe", "Africa/Casablanca",
)  # fmt: skip

# zoneinfo works on years 1 to 9999; two days of margin leave room for any offset.
_EARLIEST = -62_135_596_800 + 2 * DAY_SECONDS
_LATEST = 253_402_300_799 - 2 * DAY_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocalTimes:
    """What naive local times may mean in UTC; all arrays have the shape of the question."""

    first: IntArray  # UTC seconds, earlier reading
    second: IntArray  # UTC seconds, later reading; differs in the repeated hour of autumn
    skipped: BoolArray  # the clock never showed this time: the lost hour of spring


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """A zone within a span of time: ``offsets[k]`` holds from ``transitions[k - 1]`` on."""

    transitions: IntArray  # [K] UTC seconds, rising
    offsets: IntArray  # [K + 1] seconds east of UTC

    def offset_at(self, instants: IntArray) -> IntArray:
        """Return the seconds east of UTC at each instant (UTC seconds)."""
        return self.offsets[np.searchsorted(self.transitions, instants, side="right")]

    def read_local(self, wall: IntArray) -> LocalTimes:
        """Return what local times (seconds) mean in UTC."""
        before = np.searchsorted(self.transitions + self.offsets[:-1], wall, side="right")
        after = np.searchsorted(self.transitions + self.offsets[1:], wall, side="right")
        # The earlier reading has passed the fewer transitions.
        return LocalTimes(
            first=wall - self.offsets[np.minimum(before, after)],
            second=wall - self.offsets[np.maximum(before, after)],
            skipped=before > after,
        )


def load_zone(name: str, low: int, high: int) -> Zone:
    """Return a zone for instants from ``low`` to ``high`` (UTC seconds).

    ``name`` is an IANA name or a fixed offset such as ``+02:00``. Raises UsageError for
    a name that does not exist.
    """
    fixed = re.fullmatch(_FIXED, name)
    if fixed is not None:
        seconds = int(fixed["hours"]) * 3600 + int(fixed["minutes"]) * 60
        seconds = -seconds if fixed["sign"] == "-" else seconds
        return Zone(np.empty(0, np.int64), np.array([seconds], np.int64))
    zone = _find(name)
    # A margin on both sides: local times are looked up before their offset is known.
    start = min(max(low - 2 * DAY_SECONDS, _EARLIEST), _LATEST)
    stop = max(min(high + 2 * DAY_SECONDS, _LATEST), start)
    samples = [*range(start, stop, DAY_SECONDS), stop]
    offsets = [_offset(zone, instant) for instant in samples]
    transitions: list[int] = []
    found = [offsets[0]]
    for left, right, old, new in zip(samples, samples[1:], offsets, offsets[1:], strict=False):
        if old != new:
            transitions.append(_bisect(zone, left, right, old))
            found.append(new)
    return Zone(np.array(transitions, np.int64), np.array(found, np.int64))


def find_zone(instants: IntArray, offsets: IntArray) -> str | None:
    """Return a zone that had these seconds east of UTC at these instants (UTC seconds).

    It is one of many with the same habits, and only ever a suggestion; None if none is known.
    """
    low, high = int(instants.min()), int(instants.max())
    return next(
        (
            name
            for name in _WELL_KNOWN
            if (load_zone(name, low, high).offset_at(instants) == offsets).all()
        ),
        None,
    )


def fixed_zone(seconds: int) -> str:
    """Return the name of the zone that lies so many seconds east of UTC all year."""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}"


def _find(name: str) -> tzinfo:
    """Return the zone of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"there is no time zone {name!r}",
            hint="Use an IANA name such as Europe/Berlin, America/New_York or UTC.",
        ) from error


def _offset(zone: tzinfo, instant: int) -> int:
    """Return a zone's seconds east of UTC at an instant, in whole minutes.

    Local mean time, before about 1900, had seconds too, but no written offset has.
    """
    local = (_EPOCH + timedelta(seconds=instant)).astimezone(zone)
    return 60 * round((local.utcoffset() or timedelta()).total_seconds() / 60)


def _bisect(zone: tzinfo, left: int, right: int, old: int) -> int:
    """Return the first instant after ``left`` at which the offset is no longer ``old``."""
    while right - left > 1:
        middle = (left + right) // 2
        if _offset(zone, middle) == old:
            left = middle
        else:
            right = middle
    return right

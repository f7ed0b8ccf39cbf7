"""Find the frequency of the data: the step that most neighbours are apart.

Gaps are normal. Times that fit no grid, and series that fit different ones, are errors.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.frequency import Frequency
from lstmcast.data.grid import positions_of_days
from lstmcast.data.lattice import Lattice, commonest_anchor, lay_lattice
from lstmcast.data.timeline import Timeline
from lstmcast.data.units import DAY_SECONDS, WEEKDAYS
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_RARE = 0.2  # share of rows off the grid up to which they are slips, not another rhythm
_PRESENT = 0.05  # share of steps from which a finer step is believed
_FREQ_HINT = "Name the step, say --freq 1d; or take rows in file order with --time row."


def find_lattice(timeline: Timeline) -> Lattice:
    """Return the grid the rows lie on.

    Raises DataError, with the line or the series, when there is none.
    """
    _require_steps(timeline)
    frequency = find_frequency(timeline)
    lattice = lay_lattice(timeline, frequency)
    if not lattice.fits.all():
        _refuse_misfits(timeline, lattice)
    _compare_series(timeline, lattice)
    return lattice


def impose_lattice(timeline: Timeline, frequency: Frequency) -> Lattice:
    """Return the grid of a frequency that the user named.

    Raises DataError for the first row that is not on it.
    """
    if (frequency.unit == "step") != (timeline.kind == "step"):
        holds = "whole numbers, not times" if timeline.kind == "step" else "times, not steps"
        raise DataError(
            f"{timeline.places.file}: the column {timeline.places.column!r} holds {holds}, so "
            f"the frequency cannot be {frequency}",
            hint="Leave --freq away, or name another --time column.",
        )
    lattice = lay_lattice(timeline, frequency)
    if not lattice.fits.all():
        row = timeline.first_in_file(~lattice.fits)
        count = int(np.count_nonzero(~lattice.fits))
        raise timeline.places.error(
            int(timeline.order[row]),
            f"is not on the grid of --freq {lattice.calendar.frequency}{_and_more(count)}",
            "Correct the times or choose another --freq.",
        )
    return lattice


def find_frequency(timeline: Timeline) -> Frequency:
    """Return the frequency that most steps between neighbours suggest."""
    if timeline.kind == "step":
        return Frequency("step", _base_step(timeline, timeline.wall))
    by_day = timeline.kind != "time" or (
        timeline.has_one_time_of_day and _modal(timeline.steps(timeline.wall)) >= DAY_SECONDS
    )
    if by_day:
        return _calendar_frequency(timeline)
    seconds = _base_step(timeline, timeline.utc)
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds % length == 0:
            return Frequency(unit, seconds // length)  # type: ignore[arg-type]
    return Frequency("second", seconds)


def _calendar_frequency(timeline: Timeline) -> Frequency:
    """Return the frequency of rows that lie at one time of day."""
    modal = _modal(timeline.steps(timeline.days))
    if timeline.kind in {"month", "quarter", "year"}:
        return _month_frequency(timeline, "start")
    if modal >= 28:
        anchor = commonest_anchor(timeline.days)
        _, fits = positions_of_days(Frequency("month", 1, anchor), timeline.days)
        if np.count_nonzero(~fits) <= _RARE * len(fits):
            return _month_frequency(timeline, anchor)
    step = _base_step(timeline, timeline.days)
    if step % 7 == 0:
        weekday = WEEKDAYS[int((timeline.days[0] + 3) % 7)]
        weekdays = (timeline.days + 3) % 7
        weekday = WEEKDAYS[int(np.bincount(weekdays).argmax())]
        return Frequency("week", step // 7, weekday)
    if step == 1 and _skips_weekends(timeline.days):
        return Frequency("business-day")
    return Frequency("day", step)


def _month_frequency(timeline: Timeline, anchor: str) -> Frequency:
    """Return months, quarters or years, whichever the steps are multiples of."""
    months, fits = positions_of_days(Frequency("month", 1, anchor), timeline.days)
    if not fits.all():  # a slip is not to hide what the others say
        months = timeline.days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    step = _base_step(timeline, months)
    first = np.bincount(months % 12).argmax()
    lattice_of = {12: "year", 3: "quarter"}
    for cycle, unit in lattice_of.items():
        if step % cycle == 0 and (cycle == 12 or step == 3):
            loose = Frequency(unit, step // cycle, anchor)  # type: ignore[arg-type]
            del first
            return lay_lattice(timeline, loose).calendar.frequency
    return Frequency("month", step, anchor)

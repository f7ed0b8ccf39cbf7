"""From steps between neighbours to the frequency they suggest; no row is refused here."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.civil import EPOCH_WEEKDAY, weekdays_of
from lstmcast.data.frequency import Frequency
from lstmcast.data.grid import positions_of_days
from lstmcast.data.placing.lattice import commonest_anchor, settle_anchor, tally_days
from lstmcast.data.placing.timeline import Timeline
from lstmcast.data.tally import tally
from lstmcast.data.units import DAY_SECONDS, Unit
from lstmcast.data.weekmask import Week, anchor_of_week

IntArray = npt.NDArray[np.int64]

#: Share of rows off the grid up to which they are slips rather than another rhythm.
RARE = 0.2

_PRESENT = 0.05  # share of steps from which a finer step than the usual one is believed
_CLOCK_UNITS: tuple[tuple[Unit, int], ...] = (("hour", 3600), ("minute", 60), ("second", 1))
_SHORTEST_MONTH = 28
_SLIPS = 0.02  # share of days on a weekend up to which they are slips
_FEW_DAYS = 10  # fewer do not show that weekends are left out on purpose
_FEW_WEEKS = 4  # fewer do not show that other days are
_REGULAR = 0.8  # share of its weeks in which a day has to be there, to be one that is worked on


def find_frequency(timeline: Timeline) -> Frequency:
    """Return the frequency that most steps within series suggest.

    At least one series must have two rows at different times.
    """
    if timeline.kind == "step":
        return Frequency("step", _base_step(timeline, timeline.wall))
    if timeline.kind != "time" or _lies_on_days(timeline):
        return _calendar_frequency(timeline)
    seconds = _base_step(timeline, timeline.utc)
    unit, length = next(pair for pair in _CLOCK_UNITS if seconds % pair[1] == 0)
    return Frequency(unit, seconds // length)


def _lies_on_days(timeline: Timeline) -> bool:
    """Return whether rows lie at one time of day (save slips), a day or more apart."""
    wall = tally(timeline.wall)
    clocks = wall.turned_into(wall.values % DAY_SECONDS)
    slips = clocks.count(clocks.values != clocks.commonest)
    if slips > RARE * clocks.total:
        return False
    return timeline.tally_steps(timeline.wall).commonest >= DAY_SECONDS


def _base_step(timeline: Timeline, positions: IntArray) -> int:
    """Return the usual step, or a finer one that fits all rows and occurs often enough."""
    steps = timeline.tally_steps(positions)
    usual = steps.commonest
    places = tally(positions).values
    rest = places - places[0]
    if (rest % usual == 0).all():
        return usual
    finest = int(np.gcd.reduce(rest))
    is_present = steps.count(steps.values == finest) >= _PRESENT * steps.total
    return finest if is_present else usual


def _calendar_frequency(timeline: Timeline) -> Frequency:
    """Return the frequency of rows that are a day or more apart."""
    if timeline.kind in {"month", "quarter", "year"}:
        return _month_frequency(timeline, "start")
    days = tally_days(timeline)
    if timeline.tally_steps(timeline.days).commonest >= _SHORTEST_MONTH:
        anchor = commonest_anchor(days)
        _, fits = positions_of_days(Frequency("month", 1, anchor), days.values)
        if days.count(~fits) <= RARE * days.total:
            return _month_frequency(timeline, anchor)
    step = _base_step(timeline, timeline.days)
    if step % 7 == 0:
        return settle_anchor(timeline, Frequency("week", step // 7))
    week = _find_week(days.values)
    if week is not None:
        return Frequency("business-day", 1, anchor_of_week(week))
    if step == 1 and _skips_weekends(days.values):
        return Frequency("business-day")
    return Frequency("day", step)


def _month_frequency(timeline: Timeline, anchor: str) -> Frequency:
    """Return months, quarters or years, whichever the steps are multiples of."""
    months, _ = positions_of_days(Frequency("month"), timeline.days)
    step = _base_step(timeline, months)
    if step % 12 == 0:
        return settle_anchor(timeline, Frequency("year", step // 12, anchor))
    if step == 3:
        return settle_anchor(timeline, Frequency("quarter", 1, anchor))
    return Frequency("month", step, anchor)


def _skips_weekends(distinct: IntArray) -> bool:
    """Return whether there are enough days, over two weekends, and none on them save slips."""
    weeks, weekdays = np.divmod(distinct + EPOCH_WEEKDAY, 7)
    weekend = int(np.count_nonzero(weekdays >= 5))
    if weekend > _SLIPS * len(distinct):
        return False
    return len(distinct) >= _FEW_DAYS and int(weeks[-1] - weeks[0]) >= 2


def _find_week(distinct: IntArray) -> Week | None:
    """Return the days of the week that alone are used, and regularly; None if there are none.

    Unlike Saturdays and Sundays, other days are not left out by custom, so there must be enough
    weeks, and no slip at all: shops that open on a few Sundays have days, with gaps.
    """
    counts = np.bincount(weekdays_of(distinct), minlength=7)
    used = np.flatnonzero(counts)
    weeks = int(distinct[-1] - distinct[0]) // 7  # whole ones: each day comes once in each
    if weeks < _FEW_WEEKS or len(used) in {1, 7} or counts[used].min() < _REGULAR * weeks:
        return None
    return tuple(used.tolist())

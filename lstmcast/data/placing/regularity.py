"""Put the rows on one regular grid, or say which row or series does not fit."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.civil import weekdays_of
from lstmcast.data.frequency import Frequency
from lstmcast.data.placing.lattice import Lattice, lay_lattice, place_on
from lstmcast.data.placing.rhythm import RARE, find_frequency
from lstmcast.data.placing.timeline import Timeline
from lstmcast.data.tally import run_starts, tally
from lstmcast.data.text.cells import CodeArray
from lstmcast.data.units import DAY_SECONDS, SECONDS
from lstmcast.errors import DataError

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_HINT = "Name the step with --freq, say --freq 1d, or take rows in file order with --time row."
_ENOUGH_STEPS = 4  # of a series before its own rhythm is compared with the others'
_MOST = 0.8  # share of steps that make a rhythm
_SPARSE = 50  # grid steps per row from which the grid is taken for a mistake
_HOUR = SECONDS["hour"]
_SMALL = 1000  # grid steps that are never too many


def find_lattice(timeline: Timeline) -> Lattice:
    """Return the grid on which the rows lie, its frequency found from their distances.

    Raises DataError, with the line or the series, when there is none.
    """
    if not timeline.tally_steps(timeline.utc).total:
        rows = "one row" if len(timeline.wall) == 1 else "no series with two rows"
        raise DataError(
            f"{timeline.places.file} has {rows}, so the frequency cannot be told",
            hint="Give a series two rows at least; one value is too little, with --freq too.",
        )
    lattice = lay_lattice(timeline, find_frequency(timeline))
    if not lattice.fits.all():
        _refuse_misfits(timeline, lattice)
    _compare_rhythms(timeline, lattice)
    return lattice


def impose_lattice(timeline: Timeline, frequency: Frequency) -> Lattice:
    """Return the grid of a frequency that the user named.

    Raises DataError for the first row that is not on it.
    """
    if (frequency.unit == "step") != (timeline.kind == "step"):
        holds = "whole numbers, no times" if timeline.kind == "step" else "times, no steps"
        raise DataError(
            f"{timeline.places.file}: the column {timeline.places.column!r} holds {holds}; "
            f"the frequency cannot be {frequency}",
            hint="Leave out --freq or name another --time column.",
        )
    lattice = lay_lattice(timeline, frequency)
    named = f"is not on the grid of --freq {lattice.calendar.frequency}"
    hint = "Correct the times or choose another --freq."
    if frequency.unit == "business-day":
        hint = "Name all days worked on with --weekmask, or choose another --freq such as 1d."
    _require_fit(timeline, lattice.fits, named, hint)
    return lattice


def match_lattice(timeline: Timeline, calendar: Calendar, owner: str, hint: str) -> Lattice:
    """Return the rows' places on a grid that is given; ``owner`` says whose it is.

    Raises DataError for the first row that is not on it.
    """
    lattice = place_on(calendar, timeline)
    example = calendar.format(lattice.ordinals[:1])[0] if len(lattice.ordinals) else ""
    named = f"is not on {owner}'s grid ({calendar.frequency}, for instance {example})"
    _require_fit(timeline, lattice.fits, named, hint)
    return lattice


def require_density(timeline: Timeline, lattice: Lattice) -> None:
    """Raise DataError when the grid would be far longer than the data."""
    if is_sparse(timeline.series, lattice.ordinals):
        rows, steps = len(timeline.series), _count_steps(timeline.series, lattice.ordinals)
        raise DataError(
            f"{timeline.places.file}: {rows} rows would take {steps} steps of "
            f"{lattice.calendar.frequency}; nearly all would be empty",
            hint="Name a longer step with --freq, or take rows in file order with --time row.",
        )


def is_sparse(series: CodeArray, ordinals: IntArray) -> bool:
    """Return whether rows, sorted by series and step, would take a grid far longer than they."""
    return _count_steps(series, ordinals) > max(_SPARSE * len(series), _SMALL)


def _count_steps(series: CodeArray, ordinals: IntArray) -> int:
    """Return how many grid steps all series have from their first to their last row."""
    first = run_starts(series)
    last = np.append(first, len(series))[1:] - 1
    return int((ordinals[last] - ordinals[first] + 1).sum())


def _require_fit(timeline: Timeline, fits: BoolArray, what: str, hint: str) -> None:
    """Raise DataError for the row off the grid that comes first in the file."""
    if fits.all():
        return
    more = int(np.count_nonzero(~fits)) - 1
    rest = f" (and {more} more)" if more else ""
    row = int(timeline.order[timeline.first_in_file(~fits)])
    raise timeline.places.error(row, what + rest, hint)


def _refuse_misfits(timeline: Timeline, lattice: Lattice) -> None:
    """Raise the DataError that explains best why rows lie off the grid."""
    misfit = timeline.first_in_file(~lattice.fits)
    series = int(timeline.series[misfit])
    others = lattice.fits & (timeline.series != series)
    if others.any():
        _compare_pair(timeline, series, int(timeline.series[timeline.first_in_file(others)]))
    found = lattice.calendar.frequency
    if _is_midnight_elsewhere(timeline):
        raise timeline.places.error(
            int(timeline.order[misfit]),
            f"is not on the grid of the other rows ({found}): the time of day shifts by an hour",
            "If it is midnight where the data come from, name the zone: --tz Europe/Berlin.",
        )
    if np.count_nonzero(~lattice.fits) > RARE * len(lattice.fits):
        raise timeline.places.error(
            int(timeline.order[misfit]),
            f"and other times are irregular: no step fits them (the commonest is {found})",
            "Sum up or average the rows per hour, day or month first; or name a step that holds "
            "all times with --freq, or take rows in file order with --time row.",
        )
    hint = _HINT
    if found.unit == "business-day" and weekdays_of(timeline.days)[misfit] not in found.week:
        hint = "Leave such rows out with --weekmask Mon-Fri, or keep them with --freq 1d."
    _require_fit(timeline, lattice.fits, f"is not on the grid of the other rows ({found})", hint)


def _is_midnight_elsewhere(timeline: Timeline) -> bool:
    """Return whether stamps in UTC have two times of day, as local midnight has in a year."""
    clocks = np.unique(tally(timeline.wall).values % DAY_SECONDS)
    if len(clocks) != 2 or int(clocks[1] - clocks[0]) not in {_HOUR, DAY_SECONDS - _HOUR}:
        return False
    cell = timeline.places.cell(int(timeline.order[0]))
    apart = bool((timeline.tally_steps(timeline.utc).values >= DAY_SECONDS - _HOUR).all())
    return apart and re.search(r"(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$", cell) is not None


def _compare_pair(timeline: Timeline, one: int, other: int) -> None:
    """Raise DataError if each of two series has a regular grid, but not the same."""
    found, examples = [], []
    for series in (one, other):
        part = timeline.only(series)
        if not part.tally_steps(part.utc).total:
            return
        lattice = lay_lattice(part, find_frequency(part))
        if not lattice.fits.all():
            return
        found.append(lattice.calendar)
        examples.append(timeline.places.cell(int(part.order[0])))
    if found[0] == found[1]:
        return
    labels = timeline.places.labels
    if found[0].frequency == found[1].frequency:
        apart = f"lie on different grids of {found[0].frequency}, {examples[1]} and {examples[0]}"
    else:
        apart = f"have different frequencies: {found[1].frequency} and {found[0].frequency}"
    raise _different(timeline, labels[other], labels[one], apart)


def _compare_rhythms(timeline: Timeline, lattice: Lattice) -> None:
    """Raise DataError if a series keeps to a multiple of the step of the others."""
    first = run_starts(timeline.series)
    ahead, one_ahead = np.zeros((2, len(timeline.series)), dtype=np.bool_)
    np.greater(lattice.ordinals[1:], lattice.ordinals[:-1], out=ahead[:-1])
    np.equal(np.diff(lattice.ordinals), 1, out=one_ahead[:-1])
    ahead[first[1:] - 1] = False  # from one series to the next
    counts = np.add.reduceat(ahead, first, dtype=np.int64)
    if not counts[1:].any():
        return
    singles = np.add.reduceat(ahead & one_ahead, first, dtype=np.int64)
    doubtful = np.flatnonzero((counts >= _ENOUGH_STEPS) & (singles <= (1 - _MOST) * counts))
    for candidate in doubtful.tolist():
        part = timeline.only(candidate)
        rows = slice(first[candidate], first[candidate] + len(part.series))
        own = part.tally_steps(lattice.ordinals[rows])
        usual = own.commonest
        if usual > 1 and own.counts.max() >= _MOST * own.total:
            regular = int(np.argmax(singles))
            labels = timeline.places.labels
            apart = (
                f"have different frequencies: {lattice.calendar.frequency} and {usual} times that"
            )
            raise _different(timeline, labels[regular], labels[candidate], apart)
        # Months are 28 to 31 days long: steps that differ can be one rhythm all the same.
        own_lattice = lay_lattice(part, find_frequency(part))
        if own_lattice.fits.all() and _is_regular(own_lattice):
            _compare_pair(timeline, candidate, int(np.argmax(singles)))


def _is_regular(lattice: Lattice) -> bool:
    """Return whether most rows of one series are one step after the row before."""
    steps = np.diff(lattice.ordinals)
    return bool(np.count_nonzero(steps == 1) >= _MOST * np.count_nonzero(steps > 0))


def _different(timeline: Timeline, one: str, other: str, how: str) -> DataError:
    """Return the error about two series that cannot share a grid."""
    return DataError(
        f"{timeline.places.file}: the series {one!r} and {other!r} {how}",
        hint="Put series of different frequency into files of their own.",
    )

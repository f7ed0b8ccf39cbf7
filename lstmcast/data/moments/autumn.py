"""Which of two hours a local time means where clocks were put back: by a rule, order or grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.config import Ambiguous
from lstmcast.data.tally import tally
from lstmcast.data.text.cells import CodeArray
from lstmcast.data.zones import LocalTimes

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Autumn:
    """Rows whose local time came twice, and how they were read."""

    utc: IntArray  # [R] of all rows of the file
    repeated: IntArray  # rows whose local time came twice
    undecided: IntArray  # those of them that were taken as the earlier one, as nothing tells


def read_autumn(
    times: LocalTimes, wall: IntArray, series: CodeArray, transitions: IntArray, rule: Ambiguous
) -> Autumn:
    """Read local times; a rule other than ``infer`` and ``later`` takes the earlier one.

    ``wall`` and ``series`` are those of the rows in the order of the file, [R], ``transitions``
    the instants at which clocks change.
    """
    repeated = np.flatnonzero((times.first != times.second) & ~times.skipped)
    nobody = repeated[:0]
    if rule == "later":
        utc = np.where(times.skipped, times.first, times.second)
        return Autumn(utc=utc, repeated=repeated, undecided=nobody)
    if rule != "infer" or not len(repeated):
        return Autumn(utc=times.first, repeated=repeated, undecided=nobody)
    rows, night = _by_night(times, wall, series, transitions, repeated)
    is_later, decided = _tell_apart(wall[rows], night)
    by_step = rows[~decided]
    fits_later = _fit_later_alone(times, series, by_step)
    later = np.concatenate([rows[is_later], by_step[fits_later]])
    utc = times.first.copy()
    utc[later] = times.second[later]
    return Autumn(utc=utc, repeated=repeated, undecided=np.sort(by_step[~fits_later]))


def _by_night(
    times: LocalTimes, wall: IntArray, series: CodeArray, transitions: IntArray, rows: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the rows by night of a series, in each the oldest first; and numbers of the nights.

    In files that are newest first the last row is the oldest.
    """
    by_series = np.argsort(series, kind="stable")
    ahead = np.diff(wall[by_series])[np.diff(series[by_series]) == 0]
    newest_first = np.count_nonzero(ahead < 0) > np.count_nonzero(ahead > 0)
    change = np.searchsorted(transitions, times.first[rows], side="right")
    order = np.lexsort((-rows if newest_first else rows, change, series[rows]))
    new = np.diff(change[order], prepend=-1) != 0
    new |= np.diff(series[rows][order], prepend=-1) != 0
    return rows[order], np.cumsum(new) - 1


def _tell_apart(wall: IntArray, night: IntArray) -> tuple[BoolArray, BoolArray]:
    """Return which times are the later ones, and which are decided, by order within a night.

    Where the times of a night go back once, all from there on are the later ones. Where they
    go back more often (sorted by their text, or shuffled), the second of two equal times is;
    where they never do, nothing tells.
    """
    same = np.diff(night, prepend=-1) == 0
    back = same & (np.diff(wall, prepend=wall[:1]) <= 0)
    before = np.cumsum(back)
    before -= before[np.flatnonzero(~same)][night]  # each night begins with no step back
    steps_back = np.bincount(night, weights=back)[night]
    occurrence, count = _occurrences(wall, night)
    is_later = np.where(steps_back == 1, before > 0, occurrence > 0)
    return is_later, (steps_back == 1) | (count > 1)


def _fit_later_alone(times: LocalTimes, series: CodeArray, rows: IntArray) -> BoolArray:
    """Return which rows lie a whole number of usual steps from the others as later times alone.

    Clocks that go back by half an hour move hours from 01:00 to 01:30.
    """
    by_series = np.argsort(series, kind="stable")
    steps = np.abs(np.diff(times.first[by_series]))[np.diff(series[by_series]) == 0]
    others = times.first[(times.first == times.second) | times.skipped]
    if not steps.any() or not len(others):
        return np.zeros(len(rows), dtype=np.bool_)
    usual = tally(steps[steps > 0]).commonest
    rest = tally(others % usual).commonest
    fits: BoolArray = times.second[rows] % usual == rest
    fits &= times.first[rows] % usual != rest
    return fits


def _occurrences(wall: IntArray, night: IntArray) -> tuple[IntArray, IntArray]:
    """Return which occurrence of its time in its night each row is, and how many there are."""
    order = np.lexsort((np.arange(len(wall)), wall, night))
    new = np.ones(len(wall), dtype=np.bool_)
    new[1:] = (np.diff(wall[order]) != 0) | (np.diff(night[order]) != 0)
    group = np.cumsum(new) - 1
    occurrence, count = np.empty_like(wall), np.empty_like(wall)
    occurrence[order] = np.arange(len(wall)) - np.flatnonzero(new)[group]
    count[order] = np.bincount(group)[group]
    return occurrence, count

"""Score earlier forecasts against what has happened since, late and corrected values included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.baselines import seasonal_naive
from lstmcast.jobs.ledger.rows import ForecastRow, ScoreRow
from lstmcast.jobs.runkey import newest_step

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Name: TypeAlias = tuple[tuple[str, ...], str, int, str, int]  # series, target, cutoff, model, step

_MOST = float(np.finfo(np.float64).max)
_HORIZONS = 90  # newest ones whose scores count


class ForecastLedger(Protocol):
    """The part of a ledger that scoring needs."""

    def open_forecasts(self, until: int) -> Iterable[ForecastRow]:
        """Return forecasts of times up to ``until`` that have no score."""

    def forecasts(self, since: int) -> Iterable[ForecastRow]:
        """Return all forecasts of times from ``since`` on."""

    def scores(self, since: int) -> Iterable[ScoreRow]:
        """Return the scores of times from ``since`` on."""

    def add_scores(self, rows: Iterable[ScoreRow]) -> None:
        """Store scores; one of the same name is replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What scoring came to."""

    new: tuple[ScoreRow, ...]
    corrected: tuple[ScoreRow, ...]  # their actual value is another one than it was
    waiting: int  # forecasts of times that have passed, without an actual value


@dataclass(frozen=True, slots=True)
class Truth:
    """Actual values by series and time, and what was known at a cutoff."""

    data: SeriesSet
    places: dict[SeriesKey, int] = field(init=False)
    times: IntArray = field(init=False)  # of all grid steps that any series has, rising
    first: int = field(init=False)  # the ordinal of the first of them

    def __post_init__(self) -> None:
        """Index the series, and the steps of their grid by time."""
        filled = self.data.lengths > 0
        starts = self.data.starts[filled]
        ends = starts + self.data.lengths[filled]
        first, end = (int(starts.min()), int(ends.max())) if filled.any() else (0, 0)
        places = {key: place for place, key in enumerate(self.data.keys)}
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "times", self.data.calendar.instants(np.arange(first, end)))

    @property
    def last(self) -> int | None:
        """Return the newest time of all; None where there is no value."""
        return int(self.times[-1]) if len(self.times) else None

    def step_of(self, place: int, time: int) -> int | None:
        """Return which step of a series a time is; negative before its start, None off the grid."""
        found = int(np.searchsorted(self.times, time))
        if found == len(self.times) or self.times[found] != time:
            return None
        return self.first + found - int(self.data.starts[place])

    def actual(self, key: SeriesKey, time: int) -> float | None:
        """Return the value of a series at a time; None where none was observed."""
        place = self.places.get(key)
        step = None if place is None else self.step_of(place, time)
        if place is None or step is None or not 0 <= step < self.data.lengths[place]:
            return None
        value = float(self.data.series(place)[step])
        return None if np.isnan(value) else value

    def naive(self, key: SeriesKey, cutoff: int, *, steps: int, season: int) -> FloatArray:
        """Return what the repeated season forecast at a cutoff, [steps]; NaN if it could not."""
        place = self.places.get(key)
        step = None if place is None else self.step_of(place, cutoff)
        if place is None or step is None or not 0 <= step < self.data.lengths[place]:
            return np.full(steps, np.nan)
        known = self.data.series(place)[: step + 1]
        if np.isnan(known).all():
            return np.full(steps, np.nan)
        return seasonal_naive(known, steps, season)


def score_earlier(
    ledger: ForecastLedger, data: SeriesSet, *, run: int, season: int, since: int
) -> Scored:
    """Score forecasts whose time has come, and those again whose actual value was corrected.

    ``run`` is the one that scores, ``season`` in steps that of the naive forecast to compare
    with. Corrections are looked for from the time ``since`` on (seconds in UTC, or step
    numbers). A value that was taken back keeps its score. The ledger is added to.
    """
    truth = Truth(data)
    if truth.last is None:
        return Scored(new=(), corrected=(), waiting=0)
    opened = list(ledger.open_forecasts(truth.last))
    new = score(opened, truth, run=run, season=season)
    outdated = {
        name_of(row)
        for row in ledger.scores(since)
        if _is_other(truth.actual(_key(row), row.time), row)
    }
    again = [row for row in ledger.forecasts(since) if name_of(row) in outdated] if outdated else []
    corrected = score(again, truth, run=run, season=season)
    if new or corrected:
        ledger.add_scores(new + corrected)
    return Scored(new=new, corrected=corrected, waiting=len(opened) - len(new))


def since_of(data: SeriesSet, horizon: int) -> int:
    """Return from when on scores count, by the newest value and the steps of a forecast.

    In seconds since 1970-01-01 UTC, or step numbers. Raises DataError for data without a value.
    """
    first = newest_step(data) - _HORIZONS * horizon
    return int(data.calendar.instants(np.array([first]))[0])


def score(
    forecasts: Sequence[ForecastRow], truth: Truth, *, run: int, season: int
) -> tuple[ScoreRow, ...]:
    """Return the scores of those forecasts whose actual value is known, in their order."""
    farthest: dict[tuple[SeriesKey, int], int] = {}
    for row in forecasts:
        origin = (_key(row), row.cutoff)
        farthest[origin] = max(row.step, farthest.get(origin, 0))
    repeated = {
        (key, cutoff): truth.naive(key, cutoff, steps=steps, season=season)
        for (key, cutoff), steps in farthest.items()
    }
    scored = []
    for row in forecasts:
        actual = truth.actual(_key(row), row.time)
        if actual is not None:
            naive = float(repeated[_key(row), row.cutoff][row.step - 1])
            scored.append(_score(row, actual, naive, run))
    return tuple(scored)


def name_of(row: ForecastRow | ScoreRow) -> Name:
    """Return what tells one forecast from all others."""
    return row.series, row.target, row.cutoff, row.model, row.step


def _score(row: ForecastRow, actual: float, naive: float, run: int) -> ScoreRow:
    return ScoreRow(
        run=run,
        series=row.series,
        target=row.target,
        cutoff=row.cutoff,
        model=row.model,
        step=row.step,
        time=row.time,
        actual=actual,
        error=_difference(row.value, actual),
        naive_error=None if np.isnan(naive) else _difference(naive, actual),
        covered={level: low <= actual <= row.upper[level] for level, low in row.lower.items()},
    )


def _difference(made: float, actual: float) -> float:
    """Return an error that is finite, as everything in the ledger is."""
    return min(max(made - actual, -_MOST), _MOST)


def _is_other(actual: float | None, row: ScoreRow) -> bool:
    return actual is not None and actual != row.actual


def _key(row: ForecastRow | ScoreRow) -> SeriesKey:
    return SeriesKey(row.series, row.target)

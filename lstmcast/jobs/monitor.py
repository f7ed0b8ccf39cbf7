"""Whether a job still does what its model promised, on data such as the model has learnt from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.metrics import seasonal_scale
from lstmcast.evaluation.sequential import watch
from lstmcast.jobs.drift import find_drift
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.ledger.rows import ScoreRow
from lstmcast.jobs.pooling import Nights, pool
from lstmcast.jobs.promise import Promise
from lstmcast.jobs.reference import Reference

FloatArray = npt.NDArray[np.float64]

#: One false alarm in so many nights on average, or fewer, however series hang together.
NIGHTS_PER_FALSE_ALARM = 365.0


class ScoreLedger(Protocol):
    """The part of a ledger that monitoring needs."""

    def scores(self, since: int) -> Iterable[ScoreRow]:
        """Return the scores of times from ``since`` on."""


def monitor(
    ledger: ScoreLedger,
    data: SeriesSet,
    reference: Reference | None,
    *,
    promise: Promise,
    model: str,
    season: int,
    since: int,
) -> tuple[Finding, ...]:
    """Return what is not as it was promised, or as it was in training; nothing if all is well.

    ``model`` is the version whose forecasts of times from ``since`` on are held to the promise:
    seconds in UTC, or step numbers. ``season`` is the model's. Without a ``reference`` the data
    are not judged. Nothing is written.
    """
    rows = [row for row in ledger.scores(since) if row.model == model]
    units = _units(data, season) if reference is None else reference.units
    nights = pool(rows, levels=promise.levels, units=units)
    drifted = () if reference is None else find_drift(data, reference)
    return find_broken(nights, promise) + drifted


def find_broken(nights: Nights, promise: Promise) -> tuple[Finding, ...]:
    """Return which promises the forecasts of some nights have broken, by more than chance.

    That intervals are too wide is none: they are narrowed online, and nobody has to get up.
    """
    kept = [place for place, missed in enumerate(promise.missed) if 0 < missed < 1]
    figures, most = nights.missed[:, kept], [promise.missed[place] for place in kept]
    if promise.error is not None:
        figures = np.column_stack([figures, nights.error])
        most.append(promise.error)
    watched = watch(figures, np.array(most), nights=NIGHTS_PER_FALSE_ALARM)
    found = []
    for place, first in enumerate(watched.since):
        if first is None:
            continue
        late = slice(first, None)
        if place < len(kept):
            share = _mean(nights.missed[late, kept[place]], nights.points[late])
            found.append(_too_narrow(promise.levels[kept[place]], 1 - share, nights, first))
        else:
            error = _mean(nights.error[late], nights.points[late])
            found.append(_too_far_off(error, most[-1], nights, first))
    return tuple(found)


def _too_narrow(level: float, share: float, nights: Nights, first: int) -> Finding:
    return Finding(
        code="coverage",
        subject=f"{level:g}",
        message=f"{level:g} % intervals held {share:.0%} of {_evidence(nights, first)}.",
        suggestion="Intervals are being widened online; if the error grows as well, train again.",
    )


def _too_far_off(error: float, most: float, nights: Nights, first: int) -> Finding:
    return Finding(
        code="error",
        message=f"Forecasts were off by {error:.2f} seasonal changes on average over"
        f" {_evidence(nights, first)}; by the test of the model up to {most:.2f} were to be"
        " expected.",
        suggestion="Look at the newest data, then train again.",
    )


def _evidence(nights: Nights, first: int) -> str:
    """Return "48 values in the last 2 nights"."""
    points, count = int(nights.points[first:].sum()), len(nights) - first
    return f"{points} values in the last {f'{count} nights' if count > 1 else 'night'}"


def _mean(figures: FloatArray, points: npt.NDArray[np.int64]) -> float:
    known = ~np.isnan(figures)
    return float(np.average(figures[known], weights=points[known])) if known.any() else 0.0


def _units(data: SeriesSet, season: int) -> dict[SeriesKey, float]:
    changes: Sequence[float] = [
        seasonal_scale(data.series(place), season) for place in range(len(data))
    ]
    return {key: change for key, change in zip(data.keys, changes, strict=True) if change > 0}

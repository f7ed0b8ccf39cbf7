"""Series with no or few values: their forecasts, put among the others, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.config import ForecastConfig
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.inference.cold_start.newcomers import Newcomers, forecast_newcomers
from lstmcast.inference.forecast import ForecastSet, join_forecasts, summarise
from lstmcast.inference.limits import Limits, join_limits, limits_of
from lstmcast.workflows.naming import listed, some_series
from lstmcast.workflows.preparation import Prepared

IntArray = npt.NDArray[np.int64]

#: Remarks about newcomers, and those on reading the file that tell less of the same series.
_BETTER_SAID = {"no-values": "empty-series", "few-values": "short-series"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """Forecasts of all series that have one, in the order of the file."""

    series: SeriesSet  # the history the forecasts follow
    forecast: ForecastSet
    notes: tuple[Note, ...]


def add_newcomers(prepared: Prepared, made: ForecastSet, config: ForecastConfig) -> Completed:
    """Return forecasts ``made`` of series with values, and those of newcomers among them.

    Where a series has a few values, its forecast is replaced by the one that rests on others as
    well. All others stay as they are, to the bit.
    """
    data = prepared.everyone
    found = forecast_newcomers(
        prepared.ensemble, data, season=prepared.season, horizon=prepared.horizon
    )
    if not len(found.series):
        return Completed(series=prepared.series, forecast=made, notes=())
    new = summarise(
        found.forecasts,
        prepared.ensemble.quantiles,
        data.select(found.series),
        levels=config.level,
        limits=_limits(prepared, found.series, config),
        keep_whole=made.whole is not None,
    )
    served = np.union1d(np.flatnonzero(data.lengths > 0), found.series)
    return Completed(
        series=data.select(served),
        forecast=_joined(made, new, [data.keys[index] for index in served.tolist()]),
        notes=_remark(data, found, prepared.season),
    )


def remark_unlearnt(data: SeriesSet) -> tuple[Note, ...]:
    """Return which series hold nothing to learn from, and that they are forecast nevertheless."""
    empty = np.flatnonzero(data.lengths == 0)
    if not len(empty) or len(empty) == len(data):
        return ()
    them = "it" if len(empty) == 1 else "them"
    text = (
        f"nothing to learn from in {some_series(data, empty)}: `lstmcast predict` forecasts {them}"
        " from the others"
    )
    return (Note("no-values", text),)


def said_once(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Return remarks without those on the file that one about newcomers says better."""
    again = {_BETTER_SAID[note.code] for note in notes if note.code in _BETTER_SAID}
    return tuple(note for note in notes if note.code not in again)


def _limits(prepared: Prepared, series: IntArray, config: ForecastConfig) -> Limits:
    """Return what forecasts of newcomers keep to: one without values, to what all others do."""
    known = limits_of(
        prepared.series, prepared.bounds, allow_negative=config.allow_negative is True
    )
    keys = prepared.series.keys
    own = {key: place for place, key in enumerate(keys)}
    alike: dict[str, list[int]] = {}
    for key, place in own.items():
        alike.setdefault(key.target, []).append(place)
    either = join_limits(
        [known, *(_loosest(known.select(np.array(places))) for places in alike.values())]
    )
    shared = {target: len(keys) + place for place, target in enumerate(alike)}
    newcomers = [prepared.everyone.keys[index] for index in series.tolist()]
    return either.select(np.array([own.get(key, shared[key.target]) for key in newcomers]))


def _loosest(limits: Limits) -> Limits:
    """Return the limits of one series, no tighter than any of these."""
    return Limits(
        least=np.array([limits.least.min()]),
        most=np.array([limits.most.max()]),
        whole=np.array([limits.whole.all()]),
        whole_mean=np.array([limits.whole_mean.all()]),
    )


def _joined(made: ForecastSet, new: ForecastSet, keys: Sequence[SeriesKey]) -> ForecastSet:
    """Return the forecasts of ``keys``: the new one where there is one, else the one made."""
    both = join_forecasts([made, new])
    last = {key: place for place, key in enumerate(both.keys)}
    return both.select(np.array([last[key] for key in keys], dtype=np.int64))


def _remark(data: SeriesSet, found: Newcomers, season: int) -> tuple[Note, ...]:
    """Return whose forecasts rest on other series, and by what these were chosen."""
    notes: tuple[Note, ...] = ()
    empty = data.lengths[found.series] == 0
    if empty.any():
        series, lenders = found.series[empty], found.lenders[empty]
        by = f", by {listed(found.attributes, 'and')}" if found.attributes else ""
        verb, them = ("holds", "it") if len(series) == 1 else ("hold", "them")
        text = (
            f"{some_series(data, series)} {verb} no value: the forecast is that of the others most"
            f" like {them}{by}"
        )
        if (lenders == 1).any():
            text += "; a single other does not show how far series differ, so the interval is"
            text += " too narrow"
        notes += (Note("no-values", text, "warning"),)
    if not empty.all():
        series = found.series[~empty]
        most = "a single value" if season == 1 else f"at most {season} values"
        verb, its = ("holds", "its") if len(series) == 1 else ("hold", "their")
        text = (
            f"{some_series(data, series)} {verb} {most}: the past of others, at {its} level,"
            f" completes {its} own"
        )
        notes += (Note("few-values", text),)
    return notes

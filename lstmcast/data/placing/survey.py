"""Remarks on the series as they are: gaps, constants, empty and very short ones."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from lstmcast.data.civil import weekdays_of
from lstmcast.data.notes import Note
from lstmcast.data.offsets import steps_within
from lstmcast.data.placing.duplicates import Observations
from lstmcast.data.series import SeriesSet
from lstmcast.data.styles import DATE_STYLE
from lstmcast.data.text.cells import spread
from lstmcast.data.units import DAY_SECONDS
from lstmcast.data.weekmask import anchor_of_week

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_SHOWN = 3  # names in a remark
_LATE_STEPS = 3  # behind the other series that nobody has to know of
_LATE_SHARE = 0.1  # of the longest series, likewise, but
_LATE_MOST = 30  # steps at most
_HARDLY = 0.2  # of its days, a weekday has a value or none
_FEW_WEEKS = 4  # before that is remarked on
_FEW_DAYS = 14  # with values, before weekdays without any are remarked on
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def survey_series(data: SeriesSet) -> tuple[Note, ...]:
    """Return what a person should know about the series."""
    lengths = data.lengths
    notes = [_describe_gaps(data), _describe_early_ends(data)]
    empty, single = lengths == 0, lengths == 1
    if empty.any():
        notes.append(Note("empty-series", _remark(data, empty, "no value at all"), "warning"))
    constant = _constant(data) & (lengths > 1)
    if constant.any():
        notes.append(Note("constant-series", _remark(data, constant, "one value throughout")))
    if single.any():
        notes.append(Note("short-series", _remark(data, single, "a single value")))
    return tuple(note for note in notes if note is not None)


def remark_empty_ends(
    observations: Observations, data: SeriesSet, known: Iterable[str] = ()
) -> tuple[Note, ...]:
    """Return a remark on rows behind the last value of a series; the forecast starts there.

    Rows to come with a value in a ``known`` column are as they should be.
    """
    useless = ~observations.filled(known)
    ends = np.where(data.lengths > 0, data.starts + data.lengths - 1, np.iinfo(np.int64).max)
    targets = len(observations.values)
    count, where, owners = 0, [], []
    for position in range(targets):
        behind = observations.ordinals > spread(ends[position::targets], observations.series)
        rows = np.flatnonzero(behind & useless)
        if len(rows):
            count += len(rows)
            where.append(int(observations.ordinals[rows[0]]))
            owners.append(np.unique(observations.series[rows]) * targets + position)
    if not count:
        return ()
    series = np.concatenate(owners)
    first = data.calendar.format(np.array(where[:1]))[0]
    of = "" if len(data) == 1 else f" of {len(series)} of {len(data)} series"
    label = "" if len(data) == 1 else f", {data.labels[int(series[0])]!r}"
    text = (
        f"{count} {'row' if count == 1 else 'rows'} behind the last value{of} "
        f"{'is' if count == 1 else 'are'} empty (first: {first}{label}); forecasts start "
        "right after the last value"
    )
    return (Note("empty-end", text),)


def _describe_gaps(data: SeriesSet) -> Note | None:
    """Return a remark on the steps without a value, if there are any."""
    missing = np.isnan(data.values)
    count = int(np.count_nonzero(missing))
    if not count:
        return None
    edges = np.diff(missing.astype(np.int8), prepend=0, append=0)
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    # A series begins and ends with a value, so no gap reaches over the border of two.
    owners = np.searchsorted(data.offsets, starts, side="right") - 1
    longest = int(np.argmax(stops - starts))
    owner = int(owners[longest])
    length = int(stops[longest] - starts[longest])
    first = int(data.starts[owner] + starts[longest] - data.offsets[owner])
    span = data.calendar.format(np.array([first, first + length - 1], dtype=np.int64))
    where = span[0] if length == 1 else f"{span[0]} to {span[1]}"
    series = len(np.unique(owners))
    among = "" if len(data) == 1 else f", in {series} of {len(data)} series"
    label = "" if len(data) == 1 else f" in {data.labels[owner]!r}"
    text = (
        f"{count} of {len(data.values)} values are missing: {len(starts)} "
        f"{'gap' if len(starts) == 1 else 'gaps'}{among}, the longest of {length} "
        f"{'step' if length == 1 else 'steps'} ({where}){label}; left out, not invented"
    )
    if 2 * count <= len(data.values):
        return Note("gaps", text + _explain_days_off(data, missing))
    return Note("gaps", f"{text}; {_explain_sparse(data, missing)}", "warning")


def _explain_days_off(data: SeriesSet, missing: BoolArray) -> str:
    """Say how days are left out on which there is hardly ever a value; nothing if there are none.

    They look like the days off of a shop that opened on one of them nevertheless.
    """
    if str(data.calendar.frequency) != "1d":
        return ""
    ordinals = np.repeat(data.starts, data.lengths) + steps_within(data.offsets)
    weekdays = weekdays_of(data.calendar.wall(ordinals) // DAY_SECONDS)
    steps = np.bincount(weekdays, minlength=len(_WEEKDAYS))
    share = np.bincount(weekdays, weights=missing, minlength=len(_WEEKDAYS)) / np.maximum(steps, 1)
    off = np.flatnonzero(share >= 1 - _HARDLY)
    if steps.min() < _FEW_WEEKS or not len(off) or np.delete(share, off).max() > _HARDLY:
        return ""
    week = anchor_of_week(tuple(np.delete(np.arange(len(_WEEKDAYS)), off).tolist())) or "mon-fri"
    return (
        f"; hardly any value is on a {' or '.join(_WEEKDAYS[day] for day in off)}: --weekmask"
        f" {week.title()} leaves such days out"
    )


def _explain_sparse(data: SeriesSet, missing: BoolArray) -> str:
    """Say what may be wrong where most of the grid is empty."""
    advice = "if they were never to be there, take rows in file order with --time row"
    frequency = data.calendar.frequency
    has_days = frequency.unit in {"day", "hour", "minute", "second"}
    if not has_days or not data.calendar.style.startswith(DATE_STYLE):
        return advice
    where = np.flatnonzero(~missing)
    owners = np.searchsorted(data.offsets, where, side="right") - 1
    ordinals = np.unique(data.starts[owners] + where - data.offsets[owners])
    dates = [time[: len(DATE_STYLE)] for time in data.calendar.format(ordinals)]
    weekdays = weekdays_of(np.array(dates, dtype="datetime64[D]").astype(np.int64))
    never = [name for day, name in enumerate(_WEEKDAYS) if not (weekdays == day).any()]
    if not never or len(ordinals) < _FEW_DAYS:
        return advice
    if str(frequency) == "1d" and never == list(_WEEKDAYS[5:]):
        advice = "--freq B leaves weekends out"
    return f"none of the others is on a {' or '.join(never)}; {advice}"


def _describe_early_ends(data: SeriesSet) -> Note | None:
    """Return a warning about series that end well before the others."""
    filled = data.lengths > 0
    if np.count_nonzero(filled) < 2:
        return None
    ends = data.starts + data.lengths - 1
    behind = np.where(filled, ends[filled].max() - ends, 0)
    limit = max(_LATE_STEPS, min(_LATE_MOST, _LATE_SHARE * int(data.lengths.max())))
    late = np.flatnonzero(behind > limit)
    if not len(late):
        return None
    worst = int(late[np.argmax(behind[late])])
    first = data.calendar.format(ends[[worst]] + 1)[0]
    label = data.labels[worst]
    whose = f"{len(late)} of {len(data)} series"
    if len(late) == 1:
        text = (
            f"{whose} ends {behind[worst]} steps before the others ({label!r}); its forecast "
            f"starts at {first}"
        )
    else:
        text = (
            f"{whose} end up to {behind[worst]} steps before the last ones ({label!r} first of "
            f"all); forecasts start where each series ends, that of {label!r} at {first}"
        )
    return Note("early-end", text, "warning")


def _constant(data: SeriesSet) -> BoolArray:
    """Return which series have one and the same value throughout, [S]."""
    filled = np.flatnonzero(data.lengths)
    result = np.zeros(len(data), dtype=np.bool_)
    if len(filled):
        starts = data.offsets[filled]
        lowest = np.fmin.reduceat(data.values, starts)
        result[filled] = lowest == np.fmax.reduceat(data.values, starts)
    return result


def _remark(data: SeriesSet, which: BoolArray, what: str) -> str:
    """Say that some series have this or that, and name the first of them."""
    if len(data) == 1:
        return f"the series has {what}"
    chosen = np.flatnonzero(which)
    labels = data.labels
    names = ", ".join(labels[index] for index in chosen[:_SHOWN].tolist())
    more = f" and {len(chosen) - _SHOWN} more" if len(chosen) > _SHOWN else ""
    verb = "has" if len(chosen) == 1 else "have"
    return f"{len(chosen)} of {len(data)} series {verb} {what}: {names}{more}"

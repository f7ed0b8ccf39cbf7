"""Remarks on the series as they are: gaps, constants, empty and very short ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_SHOWN = 3  # names in a remark


def survey_series(data: SeriesSet) -> tuple[Note, ...]:
    """Return what a person should know about the series."""
    lengths = data.lengths
    notes = [_describe_gaps(data)]
    empty, single = lengths == 0, lengths == 1
    if empty.any():
        notes.append(Note("empty-series", _remark(data, empty, "no value at all"), "warning"))
    constant = _constant(data) & (lengths > 1)
    if constant.any():
        notes.append(Note("constant-series", _remark(data, constant, "one value throughout")))
    if single.any():
        notes.append(Note("short-series", _remark(data, single, "a single value")))
    return tuple(note for note in notes if note is not None)


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
    label = "" if len(data) == 1 else f" in {data.keys[owner].label!r}"
    text = (
        f"{count} of {len(data.values)} values are missing: {len(starts)} "
        f"{'gap' if len(starts) == 1 else 'gaps'}{among}, the longest of {length} "
        f"{'step' if length == 1 else 'steps'} ({where}){label}; left out, not invented"
    )
    return Note("gaps", text)


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
    names = ", ".join(data.keys[index].label for index in chosen[:_SHOWN].tolist())
    more = f" and {len(chosen) - _SHOWN} more" if len(chosen) > _SHOWN else ""
    verb = "has" if len(chosen) == 1 else "have"
    return f"{len(chosen)} of {len(data)} series {verb} {what}: {names}{more}"

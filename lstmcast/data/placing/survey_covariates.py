"""Remarks on covariates as they are: what is missing, and what ends too early."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Covariates
from lstmcast.data.notes import Note
from lstmcast.data.offsets import steps_within
from lstmcast.data.series import SeriesSet

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

_NAMED = 6  # columns named in a remark


def survey_covariates(data: SeriesSet, *, training: bool) -> tuple[Note, ...]:
    """Return what a person should know about the covariates of ``data``.

    That a column known ahead ends early matters in ``training`` alone; a forecast asks for the
    very steps it needs.
    """
    covariates = data.covariates
    if covariates is None:
        return ()
    lengths = covariates.lengths
    row = steps_within(covariates.offsets)
    owners = np.repeat(np.arange(len(data)), lengths)
    inside: BoolArray = row < data.lengths[owners]
    notes = _describe_gaps(data, covariates, inside)
    if training:
        for position, column in enumerate(covariates.dynamic):
            if column.when == "known":
                filled = ~np.isnan(covariates.values[:, position])
                last = np.full(len(data), -1)
                last[owners[filled]] = row[filled]  # rows are in order: the last one stays
                notes += _describe_early_end(data, column.name, last)
    return notes


def _describe_gaps(data: SeriesSet, covariates: Covariates, inside: BoolArray) -> tuple[Note, ...]:
    """Return a remark on missing values at the steps of the series, and of whole series."""
    steps, shares = int(np.count_nonzero(inside)), []
    for position, column in enumerate(covariates.dynamic):
        values = covariates.values[:, position]
        missing = int(np.count_nonzero(np.isnan(values[inside])))
        if missing and not np.isnan(values).all():
            shares.append(f"{column.name} {_share(missing, steps)}")
    for position, column in enumerate(covariates.static):
        missing = int(np.count_nonzero(np.isnan(covariates.attributes[:, position])))
        if 0 < missing < len(data):
            shares.append(f"{column.name} for {missing} of {len(data)} series")
    if not shares:
        return ()
    more = f" and {len(shares) - _NAMED} more columns" if len(shares) > _NAMED else ""
    text = f"missing among the covariates: {', '.join(shares[:_NAMED])}{more}; masked, not invented"
    return (Note("covariate-gaps", text),)


def _share(missing: int, steps: int) -> str:
    """Return a part of all steps in percent, never 0 % for some."""
    return f"{max(100 * missing / steps, 0.1):.2g} %"


def _describe_early_end(data: SeriesSet, name: str, last: IntArray) -> tuple[Note, ...]:
    """Return a warning about a column known ahead that ends before the values to forecast.

    ``last`` is its last filled step in each series, [S]; -1 where it has none.
    """
    early = np.flatnonzero((last >= 0) & (last < data.lengths - 1))
    if not len(early):
        return ()
    first = early[0]
    end = data.calendar.format(np.array([data.starts[first] + last[first]]))[0]
    target = data.keys[first].target
    if len(data) == 1:
        text = f"{name} ends {end}, before the last value of {target}"
    else:
        text = (
            f"{name} ends before the last value of {target} in {len(early)} of {len(data)} series "
            f"(first: {data.keys[first].label!r}, {end})"
        )
    return (Note("early-covariate", text, "warning"),)

"""Which bounds forecasts keep to: by flags, by the model file, or by what the values are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

import numpy as np

from lstmcast.config import ForecastConfig
from lstmcast.data.bounds import Bounds, bounds_for, find_outside
from lstmcast.data.notes import Note
from lstmcast.data.percentages import whole_of
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError, UsageError


def bounds_from_data(data: SeriesSet, config: ForecastConfig) -> tuple[Bounds, ...]:
    """Return the bounds of each target: those that are set, for all alike, or those of shares.

    An infinite bound says that there is none. Raises UsageError for settings that contradict
    each other.
    """
    return tuple(_settled(_recognised(data, target), config) for target in _targets(data))


def bounds_of_model(
    kept: Sequence[Bounds], targets: Sequence[str], config: ForecastConfig
) -> tuple[Bounds, ...]:
    """Return what a model file keeps to for its targets, changed as far as settings say so.

    Raises UsageError for settings that contradict each other, or the model.
    """
    return tuple(_settled(bounds_for(kept, target), config) for target in targets)


def bounds_to_learn(data: SeriesSet, config: ForecastConfig) -> tuple[Bounds, ...]:
    """Return what ``bounds_from_data`` does, for data to learn from.

    Raises DataError besides, where values lie outside of their bounds.
    """
    bounds = bounds_from_data(data, config)
    found = _tell_outside(data, bounds)
    if found is not None:
        raise DataError(found, hint="correct the values, or give wider bounds with --min, --max")
    return bounds


def remark_outside(data: SeriesSet, bounds: Sequence[Bounds]) -> tuple[Note, ...]:
    """Return a warning about values to forecast from that lie outside of their bounds."""
    found = _tell_outside(data, bounds)
    return () if found is None else (Note("outside-bounds", found, "warning"),)


def remark_shares(
    data: SeriesSet, bounds: Sequence[Bounds], config: ForecastConfig
) -> tuple[Note, ...]:
    """Return which targets were recognised as shares of a whole, and so are bounded."""
    notes = []
    for each in bounds:
        own = _recognised(data, each.target)
        if own.max is None or (own.min, own.max) != (each.min, each.max) or config.max == own.max:
            continue
        text = (
            f"{each.target} holds percentages: forecasts stay within {own.min:g} and {own.max:g};"
            f" --max inf lifts that"
        )
        notes.append(Note("percentages", text))
    return tuple(notes)


def _targets(data: SeriesSet) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.target for key in data.keys))


def _recognised(data: SeriesSet, target: str) -> Bounds:
    """Return the bounds that values of a target have by their nature."""
    values = [data.series(index) for index, key in enumerate(data.keys) if key.target == target]
    whole = whole_of(target, np.concatenate([*values, np.empty(0)]))
    if whole is None:
        return Bounds(target=target)
    return Bounds(target=target, min=0.0, max=whole)


def _settled(own: Bounds, config: ForecastConfig) -> Bounds:
    """Return bounds with what is set in place of what they say."""
    if config.max is not None and not isfinite(config.max) and config.min is None:
        own = replace(own, min=None if own.min == 0 else own.min)  # a share no more
    low, high = _set(config.min, own.min), _set(config.max, own.max)
    if config.allow_negative and config.min is None and low == 0:
        low = None
    _refuse_contradiction(config, low, high)
    made = Bounds(
        target=own.target,
        min=low,
        max=high,
        integer=own.integer if config.integer is None else config.integer,
    )
    if made.integer and made.whole[0] > made.whole[1]:
        raise UsageError(
            f"--integer finds no whole number from {low:g} to {high:g}",
            hint="give wider bounds with --min and --max, or use --no-integer",
        )
    return made


def _set(wanted: float | None, own: float | None) -> float | None:
    if wanted is None:
        return own
    return wanted if isfinite(wanted) else None


def _refuse_contradiction(config: ForecastConfig, low: float | None, high: float | None) -> None:
    if low is not None and high is not None and low >= high:
        whose = ["--min" if config.min is not None else "the model's lower bound of",
                 "--max" if config.max is not None else "the model's upper bound of"]  # fmt: skip
        raise UsageError(
            f"{whose[0]} {low:g} is not below {whose[1]} {high:g}",
            hint="give a lower --min or a higher --max; inf stands for none",
        )
    if config.min is None:
        return
    if config.allow_negative and config.min >= 0:
        raise UsageError(
            f"--allow-negative contradicts --min {config.min:g}",
            hint="leave --allow-negative out, or give a --min below zero",
        )
    if config.allow_negative is False and config.min < 0:
        raise UsageError(
            f"--no-allow-negative contradicts --min {config.min:g}",
            hint="leave --no-allow-negative out, or give --min 0",
        )


def _tell_outside(data: SeriesSet, bounds: Sequence[Bounds]) -> str | None:
    found = find_outside(data, bounds)
    if found is None:
        return None
    key, its = data.keys[found.series], bounds_for(bounds, found.bounds.target)
    value = data.series(found.series)[found.step]
    stamp = data.calendar.format(data.starts[[found.series]] + found.step)[0]
    where = f"in {key.target}" + (f" of {key.label!r}" if key.ids else "")
    within = [f"below --min {its.min:g}" if value < its.least else f"above --max {its.max:g}"]
    more = f"; {found.count} values are outside in all" if found.count > 1 else ""
    return f"the value {value:g} {where} at {stamp} is {within[0]}{more}"

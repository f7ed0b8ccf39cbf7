"""Which bounds forecasts keep to: by flags, by the model file, or by what the values are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

import numpy as np
import numpy.typing as npt

from lstmcast.config import ForecastConfig
from lstmcast.data.bounds import Bounds, bounds_for, find_outside
from lstmcast.data.notes import Note
from lstmcast.data.percentages import whole_of
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError, UsageError
from lstmcast.workflows.naming import listed

FloatArray = npt.NDArray[np.float64]


def bounds_from_data(data: SeriesSet, config: ForecastConfig) -> tuple[Bounds, ...]:
    """Return the bounds of each target: those that are set, for all alike, or those of shares.

    An infinite bound says that there is none. Raises UsageError for settings that contradict
    each other.
    """
    return tuple(_settled(own, config, whose="the recognised") for own in _recognised(data))


def bounds_of_model(
    kept: Sequence[Bounds], targets: Sequence[str], config: ForecastConfig
) -> tuple[Bounds, ...]:
    """Return what a model file keeps to for its targets, changed as far as settings say so.

    Raises UsageError for settings that contradict each other, or the model.
    """
    return tuple(
        _settled(bounds_for(kept, target), config, whose="the model's") for target in targets
    )


def bounds_to_learn(data: SeriesSet, config: ForecastConfig) -> tuple[Bounds, ...]:
    """Return what ``bounds_from_data`` does, for data to learn from.

    Raises DataError besides, where values lie outside of their bounds.
    """
    bounds = bounds_from_data(data, config)
    found = _tell_outside(data, bounds, config)
    if found is not None:
        raise DataError(found, hint="correct the values, or give wider bounds with --min, --max")
    return bounds


def remark_outside(
    data: SeriesSet, bounds: Sequence[Bounds], config: ForecastConfig
) -> tuple[Note, ...]:
    """Return a warning about values to forecast from that lie outside of their bounds."""
    found = _tell_outside(data, bounds, config)
    return () if found is None else (Note("outside-bounds", found, "warning"),)


def remark_shares(bounds: Sequence[Bounds], config: ForecastConfig) -> tuple[Note, ...]:
    """Return which targets were recognised as shares of a whole, and so are bounded.

    ``bounds`` are those from data: where no upper one is set, one that is there was recognised.
    """
    found: dict[float, list[str]] = {}  # targets by what they are shares of
    for each in bounds:
        if config.max is None and each.max is not None:
            found.setdefault(each.max, []).append(each.target)
    return tuple(
        Note(
            "percentages",
            f"{listed(names, 'and')} {'holds' if len(names) == 1 else 'hold'} percentages:"
            f" forecasts do not exceed {whole:g}; --max inf lifts that",
        )
        for whole, names in found.items()
    )


def _recognised(data: SeriesSet) -> tuple[Bounds, ...]:
    """Return the bounds that the values of each target have by their nature."""
    values: dict[str, list[FloatArray]] = {}
    for index, key in enumerate(data.keys):
        values.setdefault(key.target, []).append(data.series(index))
    wholes = {target: whole_of(target, np.concatenate(each)) for target, each in values.items()}
    return tuple(
        Bounds(target=target, min=None if whole is None else 0.0, max=whole)
        for target, whole in wholes.items()
    )


def _settled(own: Bounds, config: ForecastConfig, *, whose: str) -> Bounds:
    """Return bounds with what is set in place of what they say; ``whose`` they are."""
    if config.max is not None and not isfinite(config.max) and config.min is None:
        own = replace(own, min=None if own.min == 0 else own.min)  # a share no more
    low, high = _set(config.min, own.min), _set(config.max, own.max)
    if config.allow_negative and config.min is None and low == 0:
        low = None
    _refuse_contradiction(config, low, high, whose=whose)
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


def _refuse_contradiction(
    config: ForecastConfig, low: float | None, high: float | None, *, whose: str
) -> None:
    if low is not None and high is not None and low >= high:
        lower = "--min" if config.min is not None else f"{whose} lower bound of"
        upper = "--max" if config.max is not None else f"{whose} upper bound of"
        raise UsageError(
            f"{lower} {low:g} is not below {upper} {high:g}",
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


def _tell_outside(data: SeriesSet, bounds: Sequence[Bounds], config: ForecastConfig) -> str | None:
    """Return which value lies outside of its bounds first, and how many do; None if none does."""
    found = find_outside(data, bounds)
    if found is None:
        return None
    key, its = data.keys[found.series], found.bounds
    value = data.series(found.series)[found.step]
    stamp = data.calendar.format(data.starts[[found.series]] + found.step)[0]
    where = f"in {key.target}" + (f" of {key.label!r}" if key.ids else "")
    if value < its.least:
        beyond = f"below {'the lower bound of' if config.min is None else '--min'} {its.least:.12g}"
    else:
        beyond = f"above {'the upper bound of' if config.max is None else '--max'} {its.most:.12g}"
    more = f"; {found.count} values are outside in all" if found.count > 1 else ""
    return f"the value {value:.12g} {where} at {stamp} is {beyond}{more}"

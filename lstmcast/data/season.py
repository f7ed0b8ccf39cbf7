"""Find the seasonal period of the data: usual ones first, then whatever stands out.

A period m counts as a season when, after removing a moving average over m steps, values
m steps apart agree clearly better than values half a period apart. Plain autocorrelation
would call every trend seasonal.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from lstmcast.data.evenly import choose_evenly
from lstmcast.data.offsets import sums_before
from lstmcast.data.series import SeriesSet

FloatArray = npt.NDArray[np.float64]

_CLEAR = 0.06  # contrast from which one of the usual seasons is believed, in much data
_PER_CYCLE = 1.5  # divided by the cycles seen: a random walk of three cycles reaches a half
_STRIKING = 0.40  # contrast from which an unusual one is
_SAMPLE = 100  # series looked at
_CYCLES = 6  # full cycles wanted before an unusual season is believed


def find_seasons(data: SeriesSet, usual: tuple[int, ...]) -> tuple[int, ...]:
    """Return the seasons found, shortest first; ``(1,)`` when there is none.

    ``usual`` are the periods that go with the frequency. When the series are too short to
    test even the shortest of them (fewer than two cycles), it is taken on trust if a whole
    cycle is there.
    """
    sample = _sample(data)
    lengths = np.array([len(values) for values in sample])
    typical = np.median(lengths) if len(lengths) else 0
    if usual and usual[0] < typical < 2 * usual[0] + 2:
        return (usual[0],)
    found = [
        period
        for period in usual
        if typical >= 2 * period + 2
        and _contrast_of_all(sample, period) >= _believable(period, lengths)
    ]
    return tuple(found or _unusual(sample)) or (1,)


def _believable(period: int, lengths: npt.NDArray[np.int64]) -> float:
    """Return the contrast from which a usual season is believed, given the series' lengths [S].

    Pure noise reaches two standard errors of an autocorrelation; wandering series swing
    like a season for a few cycles, so few cycles have to agree better. A median over several
    series may be half as clear as a single one.
    """
    steps = int(lengths.sum())
    clear = _CLEAR / sqrt(min(len(lengths), 4))
    return max(clear, 2 / sqrt(steps), _PER_CYCLE * period / steps)


def _sample(data: SeriesSet) -> list[FloatArray]:
    """Return at most ``_SAMPLE`` series, spread evenly over the file, each in -1..1."""
    picked = choose_evenly(len(data), _SAMPLE)
    return [_unit(data.series(int(index))) for index in picked if data.lengths[index] > 0]


def _unit(values: FloatArray) -> FloatArray:
    """Return values around zero with a largest size of one, so that no square overflows."""
    for _ in range(2):  # a large level first, then what is left around it
        largest = np.nanmax(np.abs(values))
        if largest > 0:
            values = values / largest
        values = values - np.nanmean(values)
    return values


def _contrast_of_all(sample: list[FloatArray], period: int) -> float:
    """Return the median contrast over the series that hold at least two cycles."""
    contrasts = [_contrast(values, period) for values in sample if len(values) >= 2 * period + 2]
    known = [contrast for contrast in contrasts if np.isfinite(contrast)]
    return float(np.median(known)) if known else 0.0


def _contrast(values: FloatArray, period: int) -> float:
    """Return autocorrelation at ``period`` less that at half of it, trend removed."""
    rest = values - _moving_average(values, period)
    half = (_autocorrelation(rest, period // 2) + _autocorrelation(rest, (period + 1) // 2)) / 2
    whole = _autocorrelation(rest, period)
    return min(whole, whole - half)


def _moving_average(values: FloatArray, width: int) -> FloatArray:
    """Return the centred moving average over observed values, narrower at the ends."""
    observed = ~np.isnan(values)
    total = np.concatenate([[0.0], np.cumsum(np.where(observed, values, 0.0))])
    count = sums_before(observed)
    steps = np.arange(len(values))
    low = np.maximum(steps - width // 2, 0)
    high = np.minimum(steps + (width + 1) // 2, len(values))
    seen = count[high] - count[low]
    return np.where(seen > 0, (total[high] - total[low]) / np.maximum(seen, 1), np.nan)


def _autocorrelation(values: FloatArray, lag: int) -> float:
    """Return the correlation of observed values ``lag`` steps apart; NaN if undefined."""
    if lag < 1 or lag >= len(values):
        return float("nan")
    centred = values - np.nanmean(values) if np.isfinite(values).any() else values
    early, late = centred[:-lag], centred[lag:]
    both = ~np.isnan(early) & ~np.isnan(late)
    energy = np.sqrt((early[both] ** 2).sum() * (late[both] ** 2).sum())
    return float((early[both] * late[both]).sum() / energy) if energy > 0 else float("nan")


def _unusual(sample: list[FloatArray]) -> list[int]:
    """Return the one period that strikes the eye in the periodogram, or nothing."""
    periods = [period for values in sample if (period := _peak_period(values))]
    if not periods or len(periods) < len(sample) / 2:
        return []
    period = int(np.median(periods))
    step = max(1, period // 100)
    nearby = range(max(4, round(period * 0.9)), round(period * 1.1) + 1, step)
    best = max(nearby, key=lambda candidate: _contrast_of_all(sample, candidate))
    return [best] if _contrast_of_all(sample, best) >= _STRIKING else []


def _peak_period(values: FloatArray) -> int | None:
    """Return the strongest period between 4 steps and a ``_CYCLES``-th of the series."""
    if len(values) < 4 * _CYCLES:
        return None
    steps = np.arange(len(values))
    observed = ~np.isnan(values)
    if observed.sum() < len(values) / 2 or np.ptp(values[observed]) == 0:
        return None
    slope, level = np.polyfit(steps[observed], values[observed], 1)
    rest = np.where(observed, values - level - slope * steps, 0.0)
    power = np.abs(np.fft.rfft(rest * np.hanning(len(rest)))) ** 2
    few, many = _CYCLES, len(values) // 4
    strongest = few + int(np.argmax(power[few : many + 1]))
    return round(len(values) / strongest) if power[strongest] > 0 else None

"""Make the two invented files of this folder; the same bytes on every machine.

    python sample_data/make_samples.py [FOLDER]

``station_load.csv`` is the hourly load of six stations over six weeks, 2024-05-06 to
2024-06-16, with what real loggers do: single rows are missing, one station was down for 14
hours, some cells are empty, and one station was set up two weeks after the others.

``museum_visitors.csv`` is the number of visitors per day of 2023 and 2024, with the price of
a ticket. The price is decided ahead: it is filled in for 28 days after the last count. Its
true effect is known, because it was put in: **at 15 instead of 20 there come 1.30 times as
many visitors**, on the same day, whatever the season.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

SEED = 1949
DISCOUNT_EFFECT = 1.30
_STATIONS = ("airport", "harbour", "hill", "market", "mill", "north")
_LATE_STATION, _LATE_HOURS = "airport", 14 * 24
_BROKEN_STATION, _BROKEN_FROM, _BROKEN_HOURS = "hill", 24 * 24 + 3, 14
_MISSING_ROWS, _EMPTY_CELLS = 0.004, 0.006
_MUSEUM_DAYS, _DAYS_AHEAD = 731, 28


def main(folder: Path) -> None:
    """Write both files into a folder."""
    _write(folder / "station_load.csv", "station,time,load", _station_rows())
    _write(folder / "museum_visitors.csv", "date,visitors,price", _museum_rows())


def _station_rows() -> Iterable[str]:
    # RandomState, not default_rng: numpy promises that its numbers never change.
    random = np.random.RandomState(SEED)
    hours = np.arange("2024-05-06T00", "2024-06-17T00", dtype="datetime64[h]")
    for name in _STATIONS:
        load = _station_load(random, len(hours))
        kept = random.uniform(size=len(hours)) >= _MISSING_ROWS
        empty = random.uniform(size=len(hours)) < _EMPTY_CELLS
        empty[[0, -1]] = False
        if name == _LATE_STATION:
            kept[:_LATE_HOURS] = False
        if name == _BROKEN_STATION:
            kept[_BROKEN_FROM : _BROKEN_FROM + _BROKEN_HOURS] = False
        for step in np.flatnonzero(kept):
            cell = "" if empty[step] else f"{load[step]:.1f}"
            yield f"{name},{hours[step]}:00,{cell}"


def _station_load(random: np.random.RandomState, length: int) -> FloatArray:
    """Return a load of ``length`` hours that begin on a Monday: day, week, slow noise."""
    hour = np.arange(length)
    level = random.uniform(80.0, 900.0)
    peak = random.uniform(11.0, 19.0)
    day = 0.25 * np.cos(2 * np.pi * (hour - peak) / 24) + 0.08 * np.cos(4 * np.pi * hour / 24)
    weekend = np.where(hour // 24 % 7 >= 5, random.uniform(0.70, 0.95), 1.0)
    shocks = random.normal(scale=0.02, size=length)
    slow = np.empty(length)
    state = 0.0
    for step in range(length):
        state = 0.9 * state + shocks[step]
        slow[step] = state
    return np.asarray(level * (1 + day) * weekend * np.exp(slow), dtype=np.float64)


def _museum_rows() -> Iterable[str]:
    random = np.random.RandomState(SEED + 1)
    total = _MUSEUM_DAYS + _DAYS_AHEAD
    dates = np.datetime64("2023-01-01") + np.arange(total)
    discounted = _discounts(random, total)
    day = np.arange(total)
    week = np.array([0.0, 0.55, 0.70, 0.80, 0.85, 1.10, 1.60])  # closed on Mondays
    weekday = (day + 6) % 7  # 2023-01-01 was a Sunday
    year = 1 + 0.30 * np.cos(2 * np.pi * (day - 200) / 365.25)
    growth = 1 + 0.10 * day / 365.25
    noise = np.exp(random.normal(scale=0.06, size=total))
    effect = np.where(discounted, DISCOUNT_EFFECT, 1.0)
    visitors = np.round(600 * week[weekday] * year * growth * effect * noise)
    for step in range(total):
        count = f"{visitors[step]:.0f}" if step < _MUSEUM_DAYS else ""
        yield f"{dates[step]},{count},{15 if discounted[step] else 20}"


def _discounts(random: np.random.RandomState, total: int) -> npt.NDArray[np.bool_]:
    """Return which days are cheap: runs of 2 to 6 days, 6 to 18 days apart."""
    cheap = np.zeros(total, dtype=np.bool_)
    step = int(random.randint(6, 19))
    while step < total:
        length = int(random.randint(2, 7))
        cheap[step : step + length] = True
        step += length + int(random.randint(6, 19))
    return cheap


def _write(path: Path, header: str, rows: Iterable[str]) -> None:
    path.write_bytes("".join(f"{row}\n" for row in (header, *rows)).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)

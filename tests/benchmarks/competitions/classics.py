"""The nine classics: how each file is read, its season, and the horizon chosen for it.

A horizon is a year of months (half a year for shampoo, which has three years in all), four
weeks of days, two days of hours, one day of half-hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.benchmarks.competitions.cases import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Classic:
    """One file with one series."""

    file: str
    step: str  # a frequency of pandas
    season: int
    horizon: int
    value: str
    time: tuple[str, ...]
    first_year: int | None = None  # where the file counts years from one


CLASSICS: tuple[Classic, ...] = (
    Classic(file="airline-passengers.csv", step="MS", season=12, horizon=12,
            value="Passengers", time=("Month",)),
    Classic(file="shampoo.csv", step="MS", season=12, horizon=6,
            value="Sales", time=("Month",), first_year=2001),
    Classic(file="daily-min-temperatures.csv", step="D", season=365, horizon=28,
            value="Temp", time=("Date",)),
    Classic(file="monthly-sunspots.csv", step="MS", season=132, horizon=12,
            value="Sunspots", time=("Month",)),
    Classic(file="daily-total-female-births.csv", step="D", season=7, horizon=28,
            value="Births", time=("Date",)),
    Classic(file="pollution.csv", step="h", season=24, horizon=48,
            value="pm2.5", time=("year", "month", "day", "hour")),
    Classic(file="peyton_manning.csv", step="D", season=7, horizon=28,
            value="value", time=("timestamp",)),
    Classic(file="monthly-milk-incomplete.csv", step="MS", season=12, horizon=12,
            value="Pounds per cow", time=("Month",)),
    Classic(file="nyc_taxi.csv", step="30min", season=48, horizon=48,
            value="value", time=("timestamp",)),
)  # fmt: skip


def read_classic(classic: Classic, folder: Path) -> Line:
    """Read one file on its regular grid, from its first value to its last."""
    rows = pd.read_csv(folder / classic.file)
    values = pd.Series(rows[classic.value].to_numpy(dtype=float), index=_times(rows, classic))
    values = values.dropna()
    grid = pd.date_range(values.index[0], values.index[-1], freq=classic.step)
    regular = values.reindex(grid)
    if regular.count() != len(values):
        raise ValueError(f"{classic.file} does not lie on a grid of {classic.step}")
    return Line(
        name=classic.file.removesuffix(".csv"),
        times=tuple(grid.strftime("%Y-%m-%d %H:%M:%S")),
        values=regular.to_numpy(),
        season=classic.season,
        scoring_season=classic.season,
    )


def _times(rows: pd.DataFrame, classic: Classic) -> pd.DatetimeIndex:
    if len(classic.time) > 1:
        return pd.DatetimeIndex(pd.to_datetime(rows[list(classic.time)]))
    texts = rows[classic.time[0]].astype(str)
    if classic.first_year is not None:
        parts = texts.str.split("-", expand=True).astype(int)
        years = (parts[0] + classic.first_year - 1).astype(str)
        texts = years + "-" + parts[1].astype(str).str.zfill(2)
    return pd.DatetimeIndex(pd.to_datetime(texts, format="ISO8601"))

"""What a chart of one series shows: the end of its history, and forecasts that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.record import Record
from lstmcast.inference.forecast import ForecastSet

FloatArray = npt.NDArray[np.float64]

_COVERED = 320  # steps that windows may cover, where there is more than one
_SHOWN = 420  # steps of a chart, unless the forecasts alone need more
_LEAST = 60
_WHOLE = 2  # times as long, a history is still shown as a whole
_BEFORE = 24  # steps of history before the first forecast, at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One forecast of a series."""

    at: int  # its first step, counted from the left of the view
    point: FloatArray  # [H]
    lower: FloatArray  # [V, H] one row per level, rising
    upper: FloatArray  # [V, H]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A series from step ``first`` on: what was observed, and what had been forecast."""

    series: int
    first: int
    ordinal: int  # of step ``first`` on the grid
    observed: int  # steps of the whole series
    values: FloatArray  # [N], NaN where not observed, and after the end
    windows: tuple[Window, ...]  # of the backtest, the earliest first
    ahead: Window | None  # after the end of the data
    left_out: int  # windows that overlap others, or are older than a chart can show

    @property
    def forecasts(self) -> tuple[Window, ...]:
        """Return all windows, the one after the end last."""
        return self.windows if self.ahead is None else (*self.windows, self.ahead)


def view_of(
    record: Record, series: int, ahead: ForecastSet | None = None, *, most: int = 5
) -> View:
    """Return what to show of one series of a record, and what is forecast beyond its end.

    At most so many forecasts of the record, the last ones that do not overlap.
    """
    rows = np.flatnonzero(record.series == series)
    rows = rows[np.argsort(record.cutoffs[rows], kind="stable")]
    kept = _apart(record.cutoffs[rows].tolist(), record.horizon, most)
    key, start = record.data.keys[series], int(record.data.starts[series])
    beyond = ahead is not None and key in ahead.keys
    return _view(
        record.data,
        series,
        [_window(record.forecast, int(rows[place]), start) for place in kept],
        _window(ahead, ahead.keys.index(key), start) if ahead is not None and beyond else None,
        season=record.season,
        left_out=len(rows) - len(kept),
    )


def view_ahead(data: SeriesSet, forecast: ForecastSet, row: int, *, season: int = 1) -> View:
    """Return what to show of one series of a forecast after the end of the data."""
    series = data.keys.index(forecast.keys[row])
    window = _window(forecast, row, int(data.starts[series]))
    return _view(data, series, [], window, season=season, left_out=0)


def _view(
    data: SeriesSet,
    series: int,
    windows: list[Window],
    ahead: Window | None,
    *,
    season: int,
    left_out: int,
) -> View:
    """Return a view that begins where its windows, counted from the first step, can be read."""
    observed = int(data.lengths[series])
    every = windows if ahead is None else [*windows, ahead]
    end = max([observed, *(window.at + len(window.point) for window in every)])
    shown = _steps_shown(end - min([observed, *(window.at for window in every)]), season)
    first = 0 if end <= _WHOLE * shown else end - shown
    values = np.full(end - first, np.nan)
    values[: observed - first] = data.series(series)[first:]
    return View(
        series=series,
        first=first,
        ordinal=int(data.starts[series]) + first,
        observed=observed,
        values=values,
        windows=tuple(replace(window, at=window.at - first) for window in windows),
        ahead=None if ahead is None else replace(ahead, at=ahead.at - first),
        left_out=left_out,
    )


def _apart(cutoffs: Sequence[int], horizon: int, most: int) -> list[int]:
    """Return the places of the last cutoffs whose windows do not overlap, the earliest first."""
    kept: list[int] = []
    for place in range(len(cutoffs) - 1, -1, -1):
        apart = not kept or cutoffs[place] + horizon <= cutoffs[kept[-1]]
        covered = cutoffs[-1] + horizon - cutoffs[place]
        if apart and (not kept or (len(kept) < most and covered <= _COVERED)):
            kept.append(place)
    return kept[::-1]


def _steps_shown(covered: int, season: int) -> int:
    """Return how many steps are legible and yet tell where the forecasts come from."""
    wanted = max(2 * covered, 3 * season, _LEAST)
    return max(min(wanted, _SHOWN), covered + _BEFORE)


def _window(forecast: ForecastSet, row: int, start: int) -> Window:
    """Return one forecast, counted from the first step of its series."""
    return Window(
        at=int(forecast.ordinals[row, 0]) - start,
        point=forecast.point[row],
        lower=forecast.lower[:, row],
        upper=forecast.upper[:, row],
    )

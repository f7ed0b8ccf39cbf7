"""What the forecast of one series rests on: inside of each network, and in the past it sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.calendar import Calendar
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.activity import NetworkActivity, activity_of
from lstmcast.evaluation.importance import Importance, importance_of
from lstmcast.inference.ensemble import Ensemble

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One series, looked at from the end of its data."""

    key: SeriesKey
    calendar: Calendar
    end: int  # grid ordinal of the first step that is forecast
    horizon: int
    season: int  # in steps, 1 when there is none
    networks: tuple[NetworkActivity, ...]  # the members, each by itself
    importance: Importance  # for all of them together

    @property
    def parts(self) -> tuple[IntArray, IntArray]:
        """Return the grid ordinals [K] of the first and the last step of each part of the past."""
        begins = self.end - self.importance.edges
        return begins[:-1], begins[1:] - 1


def explain_series(
    ensemble: Ensemble, data: SeriesSet, index: int, *, season: int, horizon: int
) -> Explanation:
    """Explain the forecast of ``horizon`` steps after the end of the series at ``index``.

    ``season`` is in steps. Raises ValueError for a series without any value.
    """
    return Explanation(
        key=data.keys[index],
        calendar=data.calendar,
        end=int(data.starts[index] + data.lengths[index]),
        horizon=horizon,
        season=season,
        networks=tuple(activity_of(member, data, index) for member in ensemble.members),
        importance=importance_of(ensemble, data, index, season=season, horizon=horizon),
    )

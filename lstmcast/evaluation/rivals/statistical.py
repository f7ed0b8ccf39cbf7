"""Theta, exponential smoothing and ARIMA of statsforecast, one series at a time.

The library is optional, wants series without gaps, and gives up on some: all of that is dealt
with here, so that the answer is always a forecast of every series.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.errors import MissingDependencyError
from lstmcast.evaluation.rivals.rival import RivalForecast, complete, with_values
from lstmcast.evaluation.rivals.threads import one_thread

FloatArray = npt.NDArray[np.float64]

#: From here on ARIMA is fitted by conditional sums of squares first, as ``auto.arima`` in R does.
_LONG_FOR_ARIMA = 150
_LONG_SEASON_FOR_ARIMA = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticalRival:
    """A model of statsforecast, which chooses its own form for each series by itself.

    Gaps are filled on a straight line; a gap before the end is forecast as well. Without two
    whole seasons in the history, or with a season too long for the method, there is none.
    """

    name: str
    method: Literal["AutoTheta", "AutoETS", "AutoARIMA"]
    newest: int  # values that are looked at; more would take minutes for a series
    longest_season: int

    def forecast(self, known: SeriesSet, *, horizon: int, season: int) -> RivalForecast:
        """Forecast all series from where they end; raises MissingDependencyError."""
        require_statsforecast([self.name])
        point = np.full((len(known), horizon), np.nan)
        with one_thread(), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # about fits that did not settle: scores will tell
            for index in with_values(known):
                point[index] = self._continue(known.series(int(index)), horizon, season)
        return complete(point, known, season=season)

    def _continue(self, history: FloatArray, horizon: int, season: int) -> FloatArray:
        """Return the forecast [H] of one history [N]; NaN where the library gives up."""
        observed = np.flatnonzero(~np.isnan(history))
        steps = np.arange(observed[-1] + 1)
        values = np.interp(steps, observed, history[observed])[-self.newest :]
        unseen = len(history) - len(steps)
        seasonal = season <= self.longest_season and 2 * season <= len(values)
        model = self._model(season if seasonal else 1, len(values))
        try:
            made = model.forecast(values, unseen + horizon)["mean"]
        except Exception:  # noqa: BLE001 - it raises plain Exception too; told as replaced
            return np.full(horizon, np.nan)
        return np.asarray(made, dtype=np.float64)[unseen:]

    def _model(self, season: int, length: int) -> Any:
        from statsforecast import models  # noqa: PLC0415 - optional, and takes seconds

        if self.method == "AutoTheta":
            return models.AutoTheta(season_length=season)
        if self.method == "AutoETS":
            return models.AutoETS(season_length=season)
        quick = length > _LONG_FOR_ARIMA or season > _LONG_SEASON_FOR_ARIMA
        return models.AutoARIMA(season_length=season, approximation=quick)


def require_statsforecast(rivals: Sequence[str]) -> None:
    """Raise MissingDependencyError, naming the ``rivals``, when statsforecast is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it says of its own libraries helps nobody here
            import statsforecast.models  # noqa: F401, PLC0415 - optional
    except ImportError:
        verb = "needs" if len(rivals) == 1 else "need"
        raise MissingDependencyError(
            f"{', '.join(rivals)} {verb} the package statsforecast, which is not installed",
            hint='pip install "lstmcast[rivals]"',
        ) from None

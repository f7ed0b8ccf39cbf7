"""Where a forecast meets a condition that somebody wants to hear of, and how likely that is.

Legend: S series, H steps ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lstmcast.condition import Condition
from lstmcast.data.series import SeriesKey
from lstmcast.inference.distribution import Distribution
from lstmcast.inference.forecast import ForecastSet

FloatArray = npt.NDArray[np.float64]

_SAME = 1e-12  # two probabilities closer than this are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The first step at which the forecast of a series meets a condition.

    ``chance`` is that of the value itself, not of the part of the forecast that is compared: at
    a step where ``hi-90`` exceeds 95 first, a value above 95 may be as unlikely as 5 %.
    ``at_least`` and ``at_most`` bound the chance that any value of the whole horizon meets it.
    How steps hang together is not forecast, and these bounds hold however they do (Fréchet
    1935): no less than at the likeliest step, no more than the sum over all of them.
    """

    key: SeriesKey
    condition: Condition
    step: int  # ahead, from 1
    time: str  # as in the forecast
    value: float  # of what is compared
    chance: float  # in 0..1
    at_least: float
    at_most: float

    def to_dict(self) -> dict[str, Any]:
        """Return what documents say of it; steps count from 1, chances are in 0..1."""
        return {
            "ids": self.key.ids,
            "target": self.key.target,
            "condition": self.condition.text,
            "step": self.step,
            "time": self.time,
            "value": self.value,
            "probability": self.chance,
            "probability_anywhere": {"at_least": self.at_least, "at_most": self.at_most},
        }


def find_alerts(made: ForecastSet, conditions: Sequence[Condition]) -> tuple[Alert, ...]:
    """Return the alerts of each series in the order of the forecast, then of the conditions.

    Raises ValueError for a forecast without its distributions, and UsageError where a network
    that has the median only is asked for an interval.
    """
    if not conditions:
        return ()
    if made.whole is None:
        raise ValueError("alerts need the distributions of a forecast")
    found = [_find(made, made.whole, condition) for condition in conditions]
    return tuple(
        alerts[index] for index in range(len(made.keys)) for alerts in found if index in alerts
    )


def _find(made: ForecastSet, whole: Distribution, condition: Condition) -> dict[int, Alert]:
    """Return the alerts of one condition by the place of their series."""
    compared = _compared(made, whole, condition.quantile)
    met = _meet(compared, condition)  # [S, H]
    series = np.flatnonzero(met.any(axis=1))
    steps = met[series].argmax(axis=1)
    chances = _chances(whole.select(series), condition)  # of these series alone
    times = made.calendar.format(made.ordinals[series, steps])
    return {
        index: Alert(
            key=made.keys[index],
            condition=condition,
            step=step + 1,
            time=times[place],
            value=float(compared[index, step]),
            chance=float(chances[place, step]),
            at_least=float(chances[place].max()),
            at_most=min(1.0, float(chances[place].sum())),
        )
        for place, (index, step) in enumerate(zip(series.tolist(), steps.tolist(), strict=True))
    }


def _compared(made: ForecastSet, whole: Distribution, wanted: float | None) -> FloatArray:
    """Return the point forecast or a quantile [S, H], as the forecast has it where it does."""
    if wanted is None:
        return made.point
    for place, level in enumerate(made.levels):
        if abs(abs(wanted - 0.5) - level / 200) < _SAME:
            ends = made.upper if wanted > 0.5 else made.lower
            return np.asarray(ends[place])
    return whole.quantile(wanted)


def _meet(values: FloatArray, condition: Condition) -> npt.NDArray[np.bool_]:
    if condition.rises:
        met = values > condition.threshold if condition.strict else values >= condition.threshold
    else:
        met = values < condition.threshold if condition.strict else values <= condition.threshold
    return np.asarray(met)


def _chances(whole: Distribution, condition: Condition) -> FloatArray:
    """Return the probability [S, H] that a value meets the condition."""
    # Above is what is not below or equal; at or above, what is not below.
    inclusive = condition.rises == condition.strict
    below = whole.chance_below(condition.threshold, inclusive=inclusive)
    return 1 - below if condition.rises else below

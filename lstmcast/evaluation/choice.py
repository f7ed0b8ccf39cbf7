"""Which networks forecast, alone or together, and how far they are trusted: by validation.

Every candidate is scored on the same rolling windows. Simple comes first: a candidate that
needs more learning replaces a simpler one only if it is better by more than chance explains.
So the choice is never worse, on validation, than the simplest candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.validation import ValidationWindows, measure, repeated_errors
from lstmcast.inference.ensemble import Ensemble, combine, repeat_before, shrink
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster

FloatArray = npt.NDArray[np.float64]

#: Candidates from the simplest to the one that has learnt most from few data.
SIMPLICITY = ("pretrained", "given", "fine-tuned", "median", "scratch")
#: How much of the move away from the repeated season is kept, fullest first.
TRUST = (1.0, 0.75, 0.5, 0.25, 0.0)

_CONVINCING = 0.05  # distrust has to pay this much, or it is chance in a few windows
_MARGIN = 0.01  # by this much a candidate has to beat a simpler one
_FEW_WINDOWS = 8  # below this chance rules,
_MARGIN_IF_FEW = 0.03  # so more is asked
_ROWS_AT_ONCE = 256  # windows whose forecasts are held at the same time


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """A network that may forecast, and what it is called."""

    name: str
    forecaster: Forecaster


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredCandidate:
    """One way to a forecast: a network, or the median of all."""

    name: str
    members: tuple[int, ...]  # positions of the entrants
    loss: float  # pinball, in units of the seasonal change, at full trust
    skill: float  # of the median, against the repeated season, at full trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What validation says."""

    candidates: tuple[ScoredCandidate, ...]
    chosen: ScoredCandidate
    trust: float  # what to give the ensemble of the chosen members
    loss: float  # with that trust


def choose(entrants: Sequence[Entrant], windows: ValidationWindows) -> Choice:
    """Score each entrant, and the median of all where there are several, and choose.

    All entrants forecast the same quantiles. Where a forecast is not finite the loss is
    infinite.
    """
    lineups: list[tuple[str, tuple[int, ...]]]
    lineups = [(entrant.name, (place,)) for place, entrant in enumerate(entrants)]
    if len(entrants) > 1:
        lineups.append(("median", tuple(range(len(entrants)))))
    lineups.sort(key=lambda lineup: SIMPLICITY.index(lineup[0]))
    losses, errors = _scores(entrants, [members for _, members in lineups], windows)
    reference = _mean(repeated_errors(windows))
    candidates = tuple(
        ScoredCandidate(
            name=name,
            members=members,
            loss=float(losses[place, 0]),
            skill=1 - float(errors[place]) / reference if reference > 0 else 0.0,
        )
        for place, (name, members) in enumerate(lineups)
    )
    best = prefer([candidate.loss for candidate in candidates], windows=windows.scored)
    degree = _trust(losses[best])
    return Choice(
        candidates=candidates,
        chosen=candidates[best],
        trust=TRUST[degree],
        loss=float(losses[best, degree]),
    )


def prefer(losses: Sequence[float], *, windows: int) -> int:
    """Return the position of the loss to choose; the first is that of the simplest candidate.

    A later one replaces an earlier one that it beats by more than the margin, which is wider
    where ``windows`` are few.
    """
    margin = _MARGIN if windows >= _FEW_WINDOWS else _MARGIN_IF_FEW
    best = 0
    for place, loss in enumerate(losses):
        if loss < (1 - margin) * losses[best]:
            best = place
    return best


def _trust(losses: FloatArray) -> int:
    """Return the position of the degree of trust to take, given the loss at each."""
    best = int(np.argmin(losses))
    return best if losses[best] <= (1 - _CONVINCING) * losses[0] else 0


def _scores(
    entrants: Sequence[Entrant], lineups: Sequence[tuple[int, ...]], windows: ValidationWindows
) -> tuple[FloatArray, FloatArray]:
    """Return losses at every degree of trust [C, T], and errors of the median line [C]."""
    count = len(windows.series)
    losses = np.empty((len(lineups), len(TRUST), count))
    errors = np.empty((len(lineups), count))
    for start in range(0, count, _ROWS_AT_ONCE):
        rows = slice(start, min(start + _ROWS_AT_ONCE, count))
        where = (windows.data, windows.series[rows], windows.cutoffs[rows])
        alone = [Ensemble(members=(entrant.forecaster,)) for entrant in entrants]
        made = [forecast_at(each, *where, horizon=windows.horizon) for each in alone]
        for place, members in enumerate(lineups):
            ensemble = alone[members[0]]
            quantiles = combine([made[member] for member in members])
            repeated = repeat_before(ensemble.members[0], *where, horizon=windows.horizon)
            for degree, trust in enumerate(TRUST):
                moved = shrink(quantiles, repeated, trust=trust, median=ensemble.median)
                found = measure(moved, windows, rows, ensemble.quantiles)
                losses[place, degree, rows] = found.pinball
                if trust == 1:
                    errors[place, rows] = found.median
    return (
        np.array([[_mean(each) for each in degrees] for degrees in losses]),
        np.array([_mean(each) for each in errors]),
    )


def _mean(values: FloatArray) -> float:
    """Return the mean over the windows that count; infinite where a forecast is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else 0.0

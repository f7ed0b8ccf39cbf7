"""Which networks forecast, alone or together, how far trusted, how calibrated: by validation.

Every candidate is scored on the same rolling windows. Simple comes first: a candidate that
needs more learning replaces a simpler one only if it is better by more than chance explains.
So the choice is never worse, on validation, than the simplest candidate. What the chosen one is
given besides on the same windows is for ``finish`` to say, and has no say in the choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.evidence import MARGIN, Margin, blocks_of, clearly_better, prefer
from lstmcast.evaluation.finish import finish_with
from lstmcast.evaluation.validation import ValidationWindows, measure, repeated_errors
from lstmcast.inference.calibration import Calibration
from lstmcast.inference.ensemble import Ensemble, combine, shrink
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.training.names import CandidateName, Origin

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Candidates in the order in which one gives way to the next: by how much was learnt from these
#: data. The median has learnt as much as its last member; it comes before a network from
#: scratch alone because the others hold it back. Covariates come last: what is chosen without
#: them is what would be chosen if there were none, and they stay only where they improve it.
SIMPLICITY: tuple[CandidateName, ...] = (
    "pretrained",
    "given",
    "fine-tuned",
    "median",
    "scratch",
    "covariates",
)
#: How much of the move away from the repeated season is kept, fullest first.
TRUST = (1.0, 0.75, 0.5, 0.25, 0.0)

_CONVINCING = Margin(tested=0.05, untested=0.15)  # for less trust to beat full trust
_ROWS_AT_ONCE = 256  # windows whose forecasts are held at the same time


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """Networks that may forecast, as one: mostly a single one, or those of a whole model."""

    name: Origin
    members: tuple[Forecaster, ...]
    trust: float = 1.0  # that they come with


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredCandidate:
    """One way to a forecast: an entrant, or the median of the networks of several."""

    name: CandidateName
    entrants: tuple[int, ...]  # positions
    loss: float  # pinball, in units of the seasonal change, with the trust it comes with
    skill: float  # of the median, against the repeated season, with that trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What validation says."""

    candidates: tuple[ScoredCandidate, ...]
    chosen: ScoredCandidate
    trust: float  # what to give the ensemble of the chosen members
    loss: float  # with that trust
    calibration: Calibration  # of those members with that trust
    intermittent: float  # their share in series with many zeros, beside their own past
    lost: tuple[int, ...]  # series in which the repeated season did better in every window


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lineup:
    """Who forecasts together, before it is known how well."""

    name: CandidateName
    entrants: tuple[int, ...]
    members: tuple[int, ...]  # positions among the networks of all entrants
    trust: float


def choose(entrants: Sequence[Entrant], windows: ValidationWindows) -> Choice:
    """Score each entrant, and the median of several, and choose.

    All entrants forecast the same quantiles. Where a forecast is not finite the loss is
    infinite.
    """
    lineups = _lineups(entrants)
    networks = [member for entrant in entrants for member in entrant.members]
    losses, errors = _scores(networks, lineups, windows)
    reference = _mean(repeated_errors(windows))
    candidates = tuple(
        ScoredCandidate(
            name=lineup.name,
            entrants=lineup.entrants,
            loss=_mean(losses[place, 0]),
            skill=1 - _mean(errors[place]) / reference if reference > 0 else 0.0,
        )
        for place, lineup in enumerate(lineups)
    )
    blocks = blocks_of(windows.series, windows.cutoffs, windows.horizon)
    best = prefer(losses[:, 0], blocks, MARGIN)
    degree = _trust(losses[best], blocks)
    trust = lineups[best].trust * TRUST[degree]
    members = [networks[member] for member in lineups[best].members]
    finish = finish_with(members, trust, windows)
    lost = _lost(losses[best, degree], losses[best, TRUST.index(0.0)], windows.series)
    return Choice(
        candidates=candidates,
        chosen=candidates[best],
        trust=trust,
        loss=_mean(losses[best, degree]),
        calibration=finish.calibration,
        intermittent=finish.share,
        lost=tuple(sorted(set(lost) - finish.series)),
    )


def _trust(losses: FloatArray, blocks: IntArray) -> int:
    """Return the position of the degree of trust to take, given the losses [T, V] at each."""
    best = int(np.argmin([_mean(each) for each in losses]))
    return best if clearly_better(losses[best], losses[0], blocks, _CONVINCING) else 0


def _lost(own: FloatArray, repeated: FloatArray, series: IntArray) -> tuple[int, ...]:
    """Return the series [V] in which the repeated season has less loss [V] in every window.

    A single window says nothing of a series.
    """
    counted = ~(np.isnan(own) | np.isnan(repeated))
    seen, won = series[counted], own[counted] <= repeated[counted]
    several, windows = np.unique(seen, return_counts=True)
    return tuple(np.setdiff1d(several[windows > 1], seen[won]).tolist())


def _lineups(entrants: Sequence[Entrant]) -> list[_Lineup]:
    """Return who forecasts together, the simplest first; the median trusts its members fully."""
    lineups, first = [], 0
    for place, entrant in enumerate(entrants):
        members = tuple(range(first, first + len(entrant.members)))
        first += len(members)
        lineups.append(
            _Lineup(name=entrant.name, entrants=(place,), members=members, trust=entrant.trust)
        )
    together = _averaged(entrants)
    if len(together) > 1:
        everyone = tuple(member for place in together for member in lineups[place].members)
        lineups.append(_Lineup(name="median", entrants=together, members=everyone, trust=1.0))
    return sorted(lineups, key=lambda lineup: SIMPLICITY.index(lineup.name))


def _averaged(entrants: Sequence[Entrant]) -> tuple[int, ...]:
    """Return the positions of the entrants whose median contends.

    One that sees covariates is on trial where others see none: a median may be better because
    more networks agree in it, which says nothing for covariates.
    """
    blind = tuple(
        place
        for place, entrant in enumerate(entrants)
        if all(member.spec.covariates is None for member in entrant.members)
    )
    return blind or tuple(range(len(entrants)))


def _scores(
    networks: Sequence[Forecaster], lineups: Sequence[_Lineup], windows: ValidationWindows
) -> tuple[FloatArray, FloatArray]:
    """Return losses at every degree of trust [C, T, V], and errors of the median line [C, V]."""
    count = len(windows.series)
    losses = np.empty((len(lineups), len(TRUST), count))
    errors = np.empty((len(lineups), count))
    alone = [Ensemble(members=(network,)) for network in networks]
    quantiles, median = alone[0].quantiles, alone[0].median
    for start in range(0, count, _ROWS_AT_ONCE):
        rows = slice(start, min(start + _ROWS_AT_ONCE, count))
        where = (windows.data, windows.series[rows], windows.cutoffs[rows])
        made = [forecast_at(each, *where, horizon=windows.horizon) for each in alone]
        for place, lineup in enumerate(lineups):
            together = combine([made[member] for member in lineup.members])
            for degree, share in enumerate(TRUST):
                trust = share * lineup.trust
                moved = shrink(together, windows.repeated[rows], trust=trust, median=median)
                found = measure(moved, windows, rows, quantiles)
                losses[place, degree, rows] = found.pinball
                if degree == 0:
                    errors[place, rows] = found.median
    return losses, errors


def _mean(values: FloatArray) -> float:
    """Return the mean over the windows that count; infinite where a forecast is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else 0.0

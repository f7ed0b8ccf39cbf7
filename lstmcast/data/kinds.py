"""What kind of numbers a series holds: counts, demand that comes now and then, percentages.

Each is recognised in one series alone, from what is known of it, so that the same past is always
of the same kind. Legend: N steps of a history, NaN where not observed.

Source of the classes of demand: A. Syntetos, J. Boylan and J. Croston, On the categorization of
demand patterns, J. Operational Research Society 56 (2005).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

Pattern = Literal["smooth", "erratic", "intermittent", "lumpy"]

_FEWEST = 10  # values that tell a kind
_INTERVAL = 1.32  # mean steps from one demand to the next ...
_VARIATION = 0.49  # ... and squared coefficient of variation of its size, between the classes
_SMALL = 20.0  # the median of counts that are worth printing as whole numbers
_BY_CHANCE = 0.5  # of the changes between zero and something that chance alone would make


def newest(history: FloatArray, steps: int) -> FloatArray:
    """Return at most so many of the last steps of a history [N]."""
    return history[max(len(history) - steps, 0) :]


def pattern_of(history: FloatArray) -> Pattern | None:
    """Return the class of demand of a history [N]; None where it is no demand.

    That is where values are negative, all zero, or too few to tell.
    """
    observed = history[~np.isnan(history)]
    sizes = observed[observed > 0]
    if len(observed) < _FEWEST or not len(sizes) or observed.min() < 0:
        return None
    often = len(observed) <= _INTERVAL * len(sizes)
    shares = sizes / sizes.max()  # squares of huge sizes would overflow
    steady = np.var(shares) < _VARIATION * np.mean(shares) ** 2
    if often:
        return "smooth" if steady else "erratic"
    return "intermittent" if steady else "lumpy"


def is_intermittent(history: FloatArray, season: int) -> bool:
    """Return whether a history [N] is demand with many zeros that come by chance.

    Zeros that come by the clock (nights of a solar panel, a shop's Sundays) are a season, and
    long runs of them are pauses: whether something comes would be the same one step or one
    ``season`` before far more often than chance explains. With a share p of steps that hold
    something, chance changes 2 p (1 - p) of all pairs.
    """
    if pattern_of(history) not in {"intermittent", "lumpy"}:
        return False
    comes = np.where(np.isnan(history), np.nan, history > 0)
    share = float(np.nanmean(comes))
    chance = 2 * share * (1 - share)
    return all(_changes(comes, lag) >= _BY_CHANCE * chance for lag in {1, season})


def _changes(comes: FloatArray, lag: int) -> float:
    """Return the share of pairs ``lag`` steps apart that differ; one where there are too few."""
    differ = np.abs(comes[lag:] - comes[:-lag])
    known = differ[~np.isnan(differ)]
    return float(known.mean()) if len(known) >= _FEWEST else 1.0


def are_small_counts(history: FloatArray) -> bool:
    """Return whether all of a history [N] are whole numbers, none negative, half of them small."""
    observed = history[~np.isnan(history)]
    if len(observed) < _FEWEST or observed.min() < 0 or np.median(observed) > _SMALL:
        return False
    return bool((observed == np.rint(observed)).all())

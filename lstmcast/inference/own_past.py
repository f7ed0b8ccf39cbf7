"""Forecast a series by the distribution of its own past values, as suits many zeros.

Where most values are zero there is no line to follow: a repeated season repeats accidents, and
nothing but how often and how much is worth knowing. So each past value gets a weight, and the
weighted values are the forecast: a distribution of values that did occur. Weights are an average
of nine rules: all of the past alike, or what is older less; all phases of the season alike, or
the same phase more. Each rule counts by how well it would have forecast this series before.

Nothing here is learnt from other series. Legend: N steps of a history, C past steps that rules
are tried on, U different values that occurred, H horizon, Q quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.evenly import choose_evenly

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_HALF_LIVES = (np.inf, 60.0, 20.0)  # steps after which a value counts half
_SAME_PHASE = (0.5, 0.9)  # of the weight for steps of the same phase, beside a rule without
_TRIED = 64  # steps at most
_REACH = 400  # steps of the past that are looked at ...
_SEASONS = 6  # ... or so many seasons, where that is more
_AT_ONCE = 16  # steps ahead
_ROUNDING = 1e-9  # of a probability


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDistribution:
    """A distribution for each step ahead."""

    quantiles: FloatArray  # [H, Q] values that occurred, rising
    mean: FloatArray  # [H] of the whole distribution


def steps_of_past(season: int) -> int:
    """Return how many steps before a cutoff count, for a season of some steps."""
    return max(_REACH, _SEASONS * season)


def distribution_of_past(
    history: FloatArray, levels: tuple[float, ...], *, horizon: int, season: int
) -> PastDistribution:
    """Return the distribution that follows a history [N], NaN where not observed.

    ``levels`` are the quantiles, in 0..1; ``season`` is in steps, 1 for none. A longer horizon
    only appends. The history must hold a value.
    """
    observed = ~np.isnan(history)
    values, places = np.unique(history[observed], return_inverse=True)
    reached = np.zeros((len(history), len(values)))  # [N, U] one where a value is at most u
    reached[observed] = places[:, None] <= np.arange(len(values))
    tried = _steps_to_try(observed, season)
    trials = _by_rule(tried, tried, observed, reached, season)  # [K, C, U]
    rules = _share_of_rules(trials, reached[tried], values)
    below = np.concatenate(
        [
            np.tensordot(rules, _block_ahead(first, observed, reached, season), axes=1)
            for first in range(0, min(horizon, season), _AT_ONCE)
        ]
    )  # [phases, U] probability of at most u
    phases = np.arange(horizon) % season
    chosen = (below[:, :, None] < np.array(levels) - _ROUNDING).sum(axis=1)
    mean = (np.diff(below, axis=1, prepend=0.0) * values).sum(axis=1)
    return PastDistribution(
        quantiles=values[np.minimum(chosen, len(values) - 1)][phases],
        mean=np.clip(mean, values[0], values[-1])[phases],
    )


def _block_ahead(first: int, observed: BoolArray, reached: FloatArray, season: int) -> FloatArray:
    """Return the probability [K, 16, U] by each rule of steps ahead from ``first`` on.

    Always as many steps, asked for or not: what a matrix product makes of a row may depend in
    the last bit on how many there are.
    """
    ends = np.full(_AT_ONCE, len(observed))
    return _by_rule(ends, ends + first + np.arange(_AT_ONCE), observed, reached, season)


def _steps_to_try(observed: BoolArray, season: int) -> IntArray:
    """Return observed steps [C], evenly chosen, with enough of a past to forecast them from."""
    length = len(observed)
    first = max(length // 3, min(2 * season, length // 2), int(np.argmax(observed)) + 1)
    steps = first + np.flatnonzero(observed[first:])
    return np.asarray(steps[choose_evenly(len(steps), _TRIED)], dtype=np.int64)


def _by_rule(
    ends: IntArray, targets: IntArray, observed: BoolArray, reached: FloatArray, season: int
) -> FloatArray:
    """Return the probability [K, C, U] by each rule that a step is at most u.

    ``targets`` [C] are forecast from what was observed before ``ends`` [C].
    """
    steps = np.arange(len(observed))
    age = ends[:, None] - 1 - steps  # [C, N]
    known = ((age >= 0) & observed).astype(np.float64)
    same = ((targets[:, None] - steps) % season == 0).astype(np.float64)
    found = []
    for half_life in _HALF_LIVES:
        weights = (0.5 ** (steps / half_life))[np.maximum(age, 0)] * known
        everywhere, _ = _weighted(weights, reached)
        found.append(everywhere)
        if season == 1:
            continue
        here, there = _weighted(weights * same, reached)
        for share in _SAME_PHASE:
            mixed = share * here + (1 - share) * everywhere
            found.append(np.where(there[:, None], mixed, everywhere))
    return np.stack(found)


def _weighted(weights: FloatArray, reached: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Return weighted shares [C, U] of what was ``reached`` [N, U], and which have a weight [C]."""
    total = weights.sum(axis=1)
    there = total > 0
    return weights @ reached / np.where(there, total, 1.0)[:, None], there


def _share_of_rules(trials: FloatArray, reached: FloatArray, values: FloatArray) -> FloatArray:
    """Return how much each rule [K] counts, given what it made of C steps [K, C, U].

    With L_k the mean ranked probability score of a rule and L the least of them, a rule counts
    exp(C (1 - L_k / L)), as a likelihood would have it.
    Source: E. Epstein, A scoring system for probability forecasts of ranked categories, J.
    Applied Meteorology 8 (1969).
    """
    rules, tried, _ = trials.shape
    gaps = np.diff(values) / max(values[-1] - values[0], np.finfo(np.float64).tiny)
    losses = (((trials - reached)[..., :-1] ** 2) * gaps).sum(axis=(1, 2)) / max(tried, 1)
    least = losses.min()
    if not least > 0:  # nothing was tried, or one rule was never wrong
        shares = (losses == least).astype(np.float64)
    else:
        shares = np.exp(tried * (1 - losses / least))
    return np.asarray(shares / shares.sum()).reshape(rules)

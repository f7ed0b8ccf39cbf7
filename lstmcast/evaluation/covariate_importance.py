"""Of what use each covariate is: how much worse forecasts are once its values are shuffled.

Windows before the held-out horizon are forecast again with one column shuffled: stretches of
about one horizon change places within a series, and attributes change series. A column that
means nothing costs nothing; columns that say the same, such as the sine and the cosine of an
hour, stand in for each other, and each alone costs less than both would. Source: L. Breiman,
Random Forests, Machine Learning 45 (2001).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import Covariates
from lstmcast.data.evenly import choose_evenly
from lstmcast.evaluation.evidence import blocks_of, standard_error
from lstmcast.evaluation.validation import ValidationWindows, measure
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_SHUFFLES = 2  # of each column; their mean counts
_MOST_WINDOWS = 512  # evenly chosen: each column costs a forecast of all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateImportance:
    """What a column is worth to a model."""

    name: str
    rise: float  # of the loss when shuffled, as a share of the loss
    uncertainty: float | None  # standard error of the rise; None where chance cannot be told


def covariate_importance(
    ensemble: Ensemble, windows: ValidationWindows, *, seed: int
) -> tuple[CovariateImportance, ...]:
    """Return the importance of each covariate that the networks see, in the order of columns.

    Losses are pinball losses in units of the seasonal change. Empty where no network sees any.
    """
    known = windows.data.covariates
    if known is None or all(member.spec.covariates is None for member in ensemble.members):
        return ()
    count = len(windows.series)
    rows = choose_evenly(count, _MOST_WINDOWS)
    fewer = replace(
        windows,
        series=windows.series[rows],
        cutoffs=windows.cutoffs[rows],
        actual=windows.actual[rows],
        repeated=windows.repeated[rows],
        units=windows.units[rows],
    )
    blocks = blocks_of(fewer.series, fewer.cutoffs, fewer.horizon)
    whole = _losses(ensemble, fewer, known)
    counted = np.isfinite(whole)
    reference = float(whole[counted].mean()) if counted.any() else 0.0
    found = []
    for place, column in enumerate(known.columns):
        rng = np.random.default_rng([seed, place])
        shuffled = [
            _losses(ensemble, fewer, _shuffle(known, place, fewer.data.lengths, fewer.horizon, rng))
            for _ in range(_SHUFFLES)
        ]
        rises = (np.mean(shuffled, axis=0) - whole)[counted]
        error = standard_error(rises, blocks[counted]) if reference > 0 else None
        found.append(
            CovariateImportance(
                name=column.name,
                rise=float(rises.mean()) / reference if reference > 0 else 0.0,
                uncertainty=None if error is None else error / reference,
            )
        )
    return tuple(found)


def _losses(ensemble: Ensemble, windows: ValidationWindows, known: Covariates) -> FloatArray:
    """Return the loss [V] of each window with these covariates; NaN where it does not count."""
    data = replace(windows.data, covariates=known)
    made = forecast_at(ensemble, data, windows.series, windows.cutoffs, horizon=windows.horizon)
    return measure(made, windows, slice(None), ensemble.quantiles).pinball


def _shuffle(
    known: Covariates, place: int, steps: IntArray, length: int, rng: np.random.Generator
) -> Covariates:
    """Return covariates with the column at ``place`` shuffled, in the ``steps`` [S] of series.

    No window reaches further, and where a column ends before others nothing is known of it.
    """
    if place >= len(known.dynamic):
        attributes = known.attributes.copy()
        column = place - len(known.dynamic)
        order = rng.permutation(len(attributes))
        attributes[order, column] = known.attributes[np.roll(order, 1), column]  # none its own
        return replace(known, attributes=attributes)
    values = known.values.copy()
    for begin, count in zip(known.offsets[:-1].tolist(), steps.tolist(), strict=True):
        own = values[begin : begin + count, place]
        values[begin : begin + count, place] = _shuffle_stretches(own, length, rng)
    return replace(known, values=values)


def _shuffle_stretches(values: FloatArray, length: int, rng: np.random.Generator) -> FloatArray:
    """Return values whose stretches of ``length`` steps on average have changed places.

    They are cut anywhere: stretches of one length each would often be whole days, and change
    places without moving an hour.
    """
    between = np.arange(1, len(values))
    cuts = rng.choice(between, size=-(-len(between) // length), replace=False)
    parts = np.split(values, np.sort(cuts))
    return np.concatenate([parts[part] for part in rng.permutation(len(parts))])

"""Whether the newest covariates are still such as the model has learnt from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import UNKNOWN, Column
from lstmcast.data.series import SeriesSet
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.reference import CovariateReference, Reference, covariate_values, share

FloatArray = npt.NDArray[np.float64]

_MARGIN = 0.25  # of the range of training: what lies beyond by less is still in range
_OUTSIDE = 0.5  # share of the newest values out of range
_MORE = 0.25  # unknown or missing, as a share of all, than in training


def find_covariate_drift(data: SeriesSet, reference: Reference) -> tuple[Finding, ...]:
    """Return how the covariates of the newest block of each series differ from the reference.

    Covariates that only one of the two has are passed over.
    """
    covariates = data.covariates
    if covariates is None:
        return ()
    places = {column.name: place for place, column in enumerate(covariates.dynamic)}
    found: list[Finding] = []
    for each in reference.covariates:
        if each.name in places:
            place = places[each.name]
            newest = covariate_values(covariates, place, data.lengths, steps=reference.block)
            column = covariates.dynamic[place]
            kinds = (_range(newest, each), _unknown(newest, each, column), _missing(newest, each))
            found += [finding for finding in kinds if finding is not None]
    return tuple(found)


def _range(values: FloatArray, reference: CovariateReference) -> Finding | None:
    if reference.low is None or reference.high is None:
        return None
    known, margin = values[~np.isnan(values)], _MARGIN * (reference.high - reference.low)
    outside = share((known < reference.low - margin) | (known > reference.high + margin))
    if outside <= _OUTSIDE:
        return None
    name = reference.name
    return Finding(
        code="covariate-range",
        subject=name,
        message=f"{outside:.0%} of the newest values of {name} are out of the range of training,"
        f" {reference.low:.4g} to {reference.high:.4g}.",
        suggestion=f"Look whether the unit of {name} has changed; if not, train again.",
    )


def _unknown(values: FloatArray, reference: CovariateReference, column: Column) -> Finding | None:
    unknown = 0.0 if column.levels is None else share(values[~np.isnan(values)] == UNKNOWN)
    if unknown <= reference.unknown + _MORE:
        return None
    name = reference.name
    return Finding(
        code="covariate-unknown",
        subject=name,
        message=f"{unknown:.0%} of the newest values of {name} were not there in training.",
        suggestion=f"Look how {name} is spelt now; if the categories are new, train again.",
    )


def _missing(values: FloatArray, reference: CovariateReference) -> Finding | None:
    missing = share(np.isnan(values))
    if missing <= reference.missing + _MORE:
        return None
    name = reference.name
    return Finding(
        code="covariate-missing",
        subject=name,
        message=f"{missing:.0%} of the newest values of {name} are missing,"
        f" {reference.missing:.0%} in training.",
        suggestion=f"See whether the source of {name} delivers everything, and on time.",
    )

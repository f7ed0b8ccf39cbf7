"""How far chance explains a skill or a coverage, with 95 % confidence."""

from __future__ import annotations

from math import isfinite, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.chance.diebold_mariano import standard_error
from lstmcast.evaluation.chance.origins import Origins
from lstmcast.evaluation.chance.resampling import DRAWS, drawn_sums
from lstmcast.evaluation.chance.student import student_point
from lstmcast.evaluation.metrics import skill_score
from lstmcast.evaluation.scores import Interval

FloatArray = npt.NDArray[np.float64]
Bounds = tuple[float, float]  # low, high

_UPPER = 0.975  # of a two-sided interval of 95 %
_TELLING = 0.9  # of the draws have to hold an error at all


def skill_intervals(
    errors: FloatArray, reference: FloatArray, origins: Origins
) -> tuple[Interval | None, ...]:
    """Return the interval of each forecaster's skill against the reference.

    ``errors`` [F, R] and ``reference`` [R] are the mean errors of rows, NaN where a row does not
    count. Skill is 1 - the ratio of their means, and it is the logarithm of that ratio whose
    scatter is measured: so no skill is above one, and who of two is the reference makes no
    difference. None where chance cannot be told: with fewer than five series and cutoffs from
    fewer than three stretches of one horizon, or where the reference makes no error to speak of.
    """
    counted = ~np.isnan(reference)
    origins = origins.at(counted)
    skills = [skill_score(own, reference) for own in errors]
    if origins.rule == "untold" or not reference[counted].any():
        return (None,) * len(errors)
    columns = np.vstack([reference[None], errors])[:, counted].T
    find = _by_bootstrap if origins.rule == "bootstrap" else _by_scatter
    found = find(columns / columns.max(), origins)  # so that no sum overflows
    return tuple(_interval(skill, bounds) for skill, bounds in zip(skills, found, strict=True))


def coverage_errors(
    shares: FloatArray, levels: tuple[float, ...], origins: Origins
) -> tuple[float | None, ...]:
    """Return how far chance lets coverage, a share, differ from each level, a percentage.

    ``shares`` [V, R] are those of the points of each row that lie inside, NaN without an actual
    value. To their scatter the chance of two rows more is added, each of which lies inside or
    outside as one: so a few rows that agree do not pass for certainty. None where chance cannot
    be told.
    """
    counted = np.asarray(np.isfinite(shares).all(axis=0))
    origins, shares = origins.at(counted), shares[:, counted]
    if origins.rule == "untold":
        return (None,) * len(levels)
    count = origins.independent
    found = []
    for (scatter, degrees), level in zip(_scatters(shares, origins), levels, strict=True):
        more = 2 * (level / 100) * (1 - level / 100) / (count * (count + 1))
        found.append(student_point(_UPPER, degrees) * sqrt(scatter**2 + more))
    return tuple(found)


def _scatters(shares: FloatArray, origins: Origins) -> list[tuple[float, int]]:
    """Return standard error and degrees of freedom of the mean of each of the shares [V, R]."""
    parts = (shares - shares.mean(axis=1, keepdims=True)) / shares.shape[1]
    if origins.rule == "Diebold-Mariano":
        return [(standard_error(each, origins), origins.stretch_count - 1) for each in parts]
    *sums, weights = drawn_sums(np.vstack([shares, np.ones(shares.shape[1])]).T, origins).T
    drawn = weights > 0
    found = []
    for each, part in zip(sums, parts, strict=True):
        degrees = _degrees(part, origins)
        widened = sqrt((degrees + 1) / degrees)
        found.append((widened * float(np.std(each[drawn] / weights[drawn])), degrees))
    return found


def _by_bootstrap(columns: FloatArray, origins: Origins) -> list[Bounds | None]:
    """Return low and high skill from errors [R, 1 + F], the reference's first.

    Percentiles of the draws, further out than 2.5 and 97.5 where what errors depend on, series or
    stretches of time, are few. Source: T. Hesterberg, What teachers should know about the
    bootstrap, American Statistician 69 (2015), 4.3: the expanded percentile interval.
    """
    base, *others = drawn_sums(columns, origins).T
    shares = columns / np.maximum(columns.sum(axis=0), np.finfo(np.float64).tiny)
    found: list[Bounds | None] = []
    for own, share in zip(others, shares.T[1:], strict=True):
        degrees = _degrees(share - shares[:, 0], origins)
        reach = sqrt((degrees + 1) / degrees) * student_point(_UPPER, degrees)
        skipped = max(round(NormalDist().cdf(-reach) * DRAWS), 1) - 1
        telling = (own > 0) | (base > 0)
        with np.errstate(divide="ignore", over="ignore"):
            ratios = np.sort(own[telling] / base[telling])
        tells = len(ratios) >= _TELLING * DRAWS
        found.append(
            (1 - float(ratios[-1 - skipped]), 1 - float(ratios[skipped])) if tells else None
        )
    return found


def _degrees(parts: FloatArray, origins: Origins) -> int:
    """Return the degrees of freedom of a scatter over both series and stretches of time.

    ``parts`` [R] of what scatters sum to zero. Source: F. Satterthwaite, An approximate
    distribution of estimates of variance components, Biometrics Bulletin 2 (1946).
    """
    of_series = float(np.square(np.bincount(origins.series, weights=parts)).sum())
    of_times = float(np.square(np.bincount(origins.stretches, weights=parts)).sum())
    if origins.stretch_count < 2 or of_times == 0:
        return origins.series_count - 1
    least = of_series**2 / (origins.series_count - 1) + of_times**2 / (origins.stretch_count - 1)
    return max(round((of_series + of_times) ** 2 / least), 1)


def _by_scatter(columns: FloatArray, origins: Origins) -> list[Bounds | None]:
    """Return low and high skill from errors [R, 1 + F], the reference's first.

    The delta method: the logarithm of a ratio of sums A / B varies as the sum of a / A - b / B.
    """
    reach = student_point(_UPPER, origins.stretch_count - 1)
    base, *others = columns.T
    found: list[Bounds | None] = []
    for own in others:
        with np.errstate(divide="ignore", over="ignore"):
            ratio = float(own.sum() / base.sum())
        if ratio == 0 or not isfinite(ratio):  # no scatter of what is never, or beyond all bounds
            found.append((1 - ratio, 1 - ratio))
            continue
        error = standard_error(own / own.sum() - base / base.sum(), origins)
        with np.errstate(over="ignore"):
            factor = float(np.exp(reach * error))
        found.append((1 - ratio * factor, 1 - ratio / factor))
    return found


def _interval(estimate: float | None, bounds: Bounds | None) -> Interval | None:
    if estimate is None or bounds is None or not isfinite(bounds[0]):
        return None
    return Interval(estimate=estimate, low=min(bounds[0], estimate), high=max(bounds[1], estimate))

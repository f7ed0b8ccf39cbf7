"""How much series that share attributes are alike, found out on series that have values.

Two series are as like as a kernel of the distances of their attributes says. How sharp it is in
which attribute, if at all, is chosen by leaving out one series after the other: attributes that
say nothing of the series get no weight. Legend: S series, J attributes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

from lstmcast.data.covariates import UNKNOWN, Column

FloatArray = npt.NDArray[np.float64]

_SHARPNESS = (0.5, 1.0, 2.0, 4.0, 8.0)  # candidates besides none at all
_SURE = 2.0  # standard errors by which a sharper kernel must do better
_SPREAD = sqrt(12)  # one over the standard deviation of places evenly spread over 0..1


def attribute_distances(
    attributes: FloatArray, known: FloatArray, columns: Sequence[Column]
) -> FloatArray:
    """Return distances [J, S', S] of ``attributes`` [S', J] from the ``known`` ones [S, J].

    A category is 0 from itself and 1 from any other. A number counts by its place among the
    known ones, so that their unit does not matter, in standard deviations of places. What is
    not known, or a category that was never seen, is 1 from everything.
    """
    made = np.ones((len(columns), len(attributes), len(known)))
    for place, column in enumerate(columns):
        own, others = attributes[:, place], known[:, place]
        if column.levels is not None:
            same = own[:, None] == others[None]
            made[place] = np.where(same & (own != UNKNOWN)[:, None], 0.0, 1.0)
            continue
        seen = np.sort(others[~np.isnan(others)])
        far = np.abs(_places(own, seen)[:, None] - _places(others, seen)[None])
        made[place] = np.where(np.isnan(far), 1.0, _SPREAD * far)
    return made


def kernel(distances: FloatArray, sharpness: FloatArray) -> FloatArray:
    """Return weights [S', S] of distances [J, S', S]; each row sums to one."""
    weights = np.exp(-np.tensordot(sharpness, distances, axes=1))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def choose_sharpness(distances: FloatArray, unlike: FloatArray) -> FloatArray:
    """Return the sharpness [J] of the kernel by which series forecast one another best.

    ``distances`` [J, S, S] are those of attributes, ``unlike`` [S, S] those of the series
    themselves. Attributes are taken in one by one, the most useful first, as long as each makes
    the energy score of what the others say of a left-out series better by more than twice its
    standard error. Source: T. Gneiting and A. Raftery, Strictly Proper Scoring Rules,
    Prediction, and Estimation, JASA 102 (2007).
    """
    count, chosen = len(distances), np.zeros(len(distances))
    if len(unlike) < 3:
        return chosen  # without one of two there is nothing to choose from
    scores = _left_out(distances, chosen, unlike)
    while (chosen == 0).any():
        tried = []
        for place in np.flatnonzero(chosen == 0).tolist():
            for sharp in _SHARPNESS:
                sharper = np.where(np.arange(count) == place, sharp, chosen)
                tried.append((sharper, _left_out(distances, sharper, unlike)))
        sharper, better = min(tried, key=lambda each: float(each[1].mean()))
        gain = scores - better
        if not gain.mean() > _SURE * gain.std(ddof=1) / sqrt(len(gain)):
            break
        chosen, scores = sharper, better
    return chosen


def _left_out(distances: FloatArray, sharpness: FloatArray, unlike: FloatArray) -> FloatArray:
    """Return the energy score [S] of each series under the weights of the others."""
    far = np.tensordot(sharpness, distances, axes=1)
    np.fill_diagonal(far, np.inf)
    weights = np.exp(-far)
    weights /= weights.sum(axis=1, keepdims=True)
    apart = (weights @ unlike * weights).sum(axis=1)
    return np.asarray((weights * unlike).sum(axis=1) - apart / 2)


def _places(values: FloatArray, seen: FloatArray) -> FloatArray:
    """Return the places 0..1 of values among the ``seen`` ones, which rise; NaN of NaN."""
    if not len(seen):
        return np.full(len(values), np.nan)
    middle = (np.searchsorted(seen, values, "left") + np.searchsorted(seen, values, "right")) / 2
    return np.where(np.isnan(values), np.nan, middle / len(seen))

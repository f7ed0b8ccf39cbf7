"""The scatter of a mean over cutoffs in time, where there are too few series to draw from.

Sources: F. Diebold and R. Mariano, Comparing predictive accuracy, J. Business & Economic
Statistics 13 (1995); its small-sample correction by D. Harvey, S. Leybourne and P. Newbold,
Testing the equality of prediction mean squared errors, Int. J. Forecasting 13 (1997).
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.chance.origins import Origins

FloatArray = npt.NDArray[np.float64]


def standard_error(parts: FloatArray, origins: Origins) -> float:
    """Return the standard error of the sum of ``parts`` [R], whose sum is zero.

    Rows of the same time count as one. Rows whose forecasts overlap, being less than a horizon
    apart, may go together: the long-run variance adds their products, all alike as Diebold and
    Mariano do, or the less the further apart (Bartlett's weights) where that gives more, since
    only the latter is never negative. With n cutoffs of which up to h overlap the correction is
    (n - h) (n - h + 1) / n^2. Needs at least two stretches of time.
    """
    moments, moment = np.unique(origins.times, return_inverse=True)
    sums = np.bincount(moment, weights=parts)
    alike = tapered = float(sums @ sums)
    count, together = len(moments), 1
    while together < count:
        gaps = moments[together:] - moments[:-together]
        overlap = 1 - gaps / origins.horizon
        if not (overlap > 0).any():
            break
        products = sums[together:] * sums[:-together]
        alike += 2 * float(products[overlap > 0].sum())
        tapered += 2 * float((products * np.maximum(overlap, 0)).sum())
        together += 1
    correction = (count - together) * (count - together + 1) / count**2
    return sqrt(max(alike, tapered, 0.0) / correction)

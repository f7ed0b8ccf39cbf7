"""By how much intervals have to be stretched to hold their level, learnt as actual values come.

Adaptive conformal inference moves the level at which an interval is taken after every truth, by
a little when it was held and by more when it was missed, and thereby has the promised coverage
in the long run whatever the data do. Here it is the logarithm of a factor that moves, as an
interval can be stretched beyond the outermost quantile of a network:

    log f_{t+1} = log f_t + rate (missed_t - (1 - level)).

Summed up over T nights, the mean of ``missed`` is off from 1 - level by the difference
(log f_{T+1} - log f_1) / (rate T), so by 2 log(widest) / (rate T) at most, as long as f does not
have to be wider, or narrower, than it may be.

Sources: I. Gibbs and E. Candès, Adaptive Conformal Inference Under Distribution Shift, NeurIPS
(2021), proposition 4.1; A. Angelopoulos, E. Candès and R. Tibshirani, Conformal PID Control for
Time Series Prediction, NeurIPS (2023), who move the threshold rather than the level.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

WIDEST = 4.0  # factor; the narrowest is its inverse

# After twice the noise, 80 % intervals are wide enough again within three weeks, while nights
# with a tenth more or less of misses move them by 1.5 %.
_RATE = 0.15


def adapt(missed: FloatArray, levels: Sequence[float]) -> FloatArray:
    """Return the factors [T + 1, V] of intervals of ``levels`` before and after each of T nights.

    ``missed`` [T, V] is the share of truths of a night that intervals missed which had been
    stretched by the factors before it; NaN for a night that tells nothing. The last factors are
    those for the night to come.
    """
    allowed = 1 - np.asarray(levels, dtype=np.float64) / 100
    moves = np.where(np.isnan(missed), 0.0, _RATE * (missed - allowed))
    limit = np.log(WIDEST)
    path = np.zeros((len(missed) + 1, len(allowed)))
    for night, move in enumerate(moves):
        path[night + 1] = np.clip(path[night] + move, -limit, limit)
    return np.asarray(np.exp(path))

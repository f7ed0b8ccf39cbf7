"""How much wider, or narrower, intervals have to be to hold what they promise: by validation.

Split-conformal calibration of the network's own quantiles: on windows that it did not learn
from, the distance of a quantile from the median is stretched until the share of truths within it
is the one it stands for. Those below and those above the median are stretched by themselves.
Distances relative to the forecast's own can be compared between series, so all series are pooled.

Source: Y. Romano, E. Patterson and E. Candès, Conformalized Quantile Regression, NeurIPS (2019),
with the quantiles' own distance from the median as the unit of the score; V. Vovk, A. Gammerman
and G. Shafer, Algorithmic Learning in a Random World (2005), for the finite-sample rank.

That guarantee is for windows which could be exchanged for one another. Those of one series
overlap, and all series of a stretch of time share its surprises: quiet years were followed by
others. So factors are drawn back towards one, the more the less evidence there is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation.evidence import FEWEST_BLOCKS
from lstmcast.inference.calibration import UNCALIBRATED, Calibration

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_WIDEST = 3.0  # factor; the narrowest is its inverse
_DIGITS = 4  # of a factor: more are noise

# How many blocks of windows, and how many stretches of time, weigh as much as knowing nothing.
# From rolling forecasts of the last thirty horizons of the training files: see the log of
# experiments in lstmcast/model/README.md.
_BLOCKS = 60.0
_TIMES_TO_WIDEN = 1.0
_TIMES_TO_NARROW = 3.0  # a calm stretch of time tells less than a wild one


def fit_calibration(
    made: FloatArray,
    actual: FloatArray,
    quantiles: tuple[float, ...],
    *,
    blocks: IntArray,
    times: IntArray,
) -> Calibration:
    """Return the factors under which sorted ``made`` [V, H, Q] would have held ``actual`` [V, H].

    ``actual`` is NaN where nothing was observed. Windows with the same number in ``blocks`` [V]
    tell nearly the same, and those with the same one in ``times`` [V] share their surprises.

    With f the factor that conformal prediction gives one step and g that of all steps together,
    B blocks and T times, counted by their weight (1 / sum of squared shares, so that one time
    with nearly all windows is hardly more than one), the factor of that step is

        exp(w (log g + v (log f - log g))),  v = B / (B + 60),  w = 1 / (1 + 60 / B + k / T)

    with k = 1 for a factor above one and k = 3 for one below, so that intervals are narrowed
    less readily than widened. f and g lie between 1/3 and 3. With fewer than three blocks
    nothing is calibrated.
    """
    needed = _stretch_needed(made, actual, quantiles.index(0.5))
    telling = np.isfinite(needed).any(axis=(1, 2))
    needed, blocks, times = needed[telling], blocks[telling], times[telling]
    known = len(np.unique(blocks))
    if known < FEWEST_BLOCKS:
        return UNCALIBRATED
    shares = np.maximum(quantiles, 1 - np.array(quantiles))  # [Q] of truths within each distance
    together = needed.reshape(-1, needed.shape[-1])
    windows = np.isfinite(needed).any(axis=1).sum(axis=0)  # [Q]
    pooled = conformal_quantile(together, shares, windows)
    counted = np.isfinite(needed).sum(axis=0)  # [H, Q]
    by_step = conformal_quantile(needed, shares, counted)
    here = known * counted / len(needed)  # blocks that tell something of a step
    stretch = pooled + here / (here + _BLOCKS) * (by_step - pooled)
    doubt = np.where(stretch > 0, _TIMES_TO_WIDEN, _TIMES_TO_NARROW) / effective_number(times)
    factors = np.exp(stretch / (1 + _BLOCKS / known + doubt))
    return Calibration(
        factors=tuple(tuple(round(float(each), _DIGITS) for each in step) for step in factors)
    )


def _stretch_needed(made: FloatArray, actual: FloatArray, median: int) -> FloatArray:
    """Return the logarithm [V, H, Q] of the factor that brings each quantile to the truth.

    A truth on the other side of the median needs the least factor there is. NaN where there is
    no truth, or no distance to stretch.
    """
    centre = made[..., [median]]
    with np.errstate(all="ignore"):
        factor = (actual[..., None] - centre) / (made - centre)
    factor[~np.isfinite(made - centre) | (made == centre)] = np.nan
    return np.log(np.clip(factor, 1 / _WIDEST, _WIDEST))


def conformal_quantile(scores: FloatArray, shares: FloatArray, known: IntArray) -> FloatArray:
    """Return the score [...] which the next one exceeds in a share of 1 - ``shares`` at most.

    Of N ``scores`` [N, ...], NaN left out, it is the ceil((n + 1) share)-th smallest, and the
    largest where there are too few for that. Where scores are several to each of n = ``known``
    windows, that rank counts as a share of n. Zero without any score.
    """
    values = np.isfinite(scores).sum(axis=0)
    reached = np.minimum(shares * (known + 1) / np.maximum(known, 1), 1.0)
    rank = np.ceil(np.round(values * reached, 9)).astype(np.int64)  # 18.000000000000004 is 18
    place = np.maximum(rank - 1, 0)
    ordered = np.sort(scores, axis=0)  # NaN last
    found = np.take_along_axis(ordered, place[None], axis=0)[0]
    return np.where(values > 0, found, 0.0)


def effective_number(labels: IntArray) -> float:
    """Return how many groups there are, counted by weight: 1 / sum of squared shares.

    Source: E. H. Simpson, Measurement of Diversity, Nature 163 (1949).
    """
    _, sizes = np.unique(labels, return_counts=True)
    return float(sizes.sum() ** 2 / (sizes**2).sum())

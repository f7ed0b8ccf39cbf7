"""All that a forecast says of each step: how likely its value is below any number.

A network knows a few quantiles. Between two of them, and beyond the outermost, the forecast is
taken to be normal there, the rule by which ``quantiles.py`` makes intervals: what is read off
here and what stands in a forecast file are parts of one distribution.

Legend: S series, H steps ahead, Q quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from lstmcast.inference.limits import Limits, join_limits
from lstmcast.inference.quantiles import quantile

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The forecast distribution of each step of S series."""

    quantiles: tuple[float, ...]  # Q of them in 0..1, rising
    values: FloatArray  # [S, H, Q] sorted, before they are cut to size
    limits: Limits

    def select(self, indices: IntArray) -> Distribution:
        """Return the distributions of the series at ``indices``, in that order."""
        return Distribution(
            quantiles=self.quantiles,
            values=self.values[indices],
            limits=self.limits.select(indices),
        )

    def quantile(self, wanted: float) -> FloatArray:
        """Return the ``wanted`` quantile [S, H] as an interval would show it, within limits.

        Raises UsageError where a network that has the median only is asked for another.
        """
        return self.limits.keep(quantile(self.values, self.quantiles, wanted))

    def chance_below(self, number: float, *, inclusive: bool) -> FloatArray:
        """Return the probability [S, H] of a value below ``number``; or equal, if inclusive.

        Values are as forecasts are: where these are whole, the chance of 3 is that of 2.5 to
        3.5, and nothing lies beyond the limits of a series.
        """
        whole = self.limits.whole
        # Rounded values are at most 3 where the others are below 3.5.
        rounded = np.floor(number) + 0.5 if inclusive else np.ceil(number) - 0.5
        chances = _chance_below(self.values, self.quantiles, number, inclusive=inclusive)
        if whole.any():
            chances[whole] = _chance_below(
                self.values[whole], self.quantiles, float(rounded), inclusive=inclusive
            )
        least, most = self.limits.least, self.limits.most
        chances[(number < least) | ((number == least) & (not inclusive))] = 0.0
        chances[(number > most) | ((number == most) & inclusive)] = 1.0
        return chances


def join_distributions(parts: Sequence[Distribution]) -> Distribution:
    """Return the distributions of the series of all parts, which have the same quantiles."""
    return Distribution(
        quantiles=parts[0].quantiles,
        values=np.concatenate([part.values for part in parts]),
        limits=join_limits([part.limits for part in parts]),
    )


def _chance_below(
    values: FloatArray, quantiles: Sequence[float], number: float, *, inclusive: bool
) -> FloatArray:
    """Return how likely [...] a value is below ``number`` by sorted quantiles [..., Q].

    Where several quantiles are equal, their value has the probability that lies between them.
    """
    normal = NormalDist()
    scale = np.array([normal.inv_cdf(share) for share in quantiles])
    known = (values <= number) if inclusive else (values < number)
    right = known.sum(axis=-1)  # the first quantile that is not below
    if len(quantiles) == 1:
        return np.where(right == 1, 1.0, 0.0)
    upper = np.clip(right, 1, len(quantiles) - 1)
    above = np.take_along_axis(values, upper[..., None], axis=-1)[..., 0]
    below = np.take_along_axis(values, upper[..., None] - 1, axis=-1)[..., 0]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        share = (number - below) / (above - below)
    score = scale[upper - 1] + share * (scale[upper] - scale[upper - 1])
    beyond = np.where(right == 0, -np.inf, np.inf)  # on one side of two that are the same
    score = np.where(above > below, score, beyond)
    return normal_below(score)


def normal_below(scores: FloatArray) -> FloatArray:
    """Return the standard normal probability below each score; infinite ones are 0 and 1."""
    normal = NormalDist()
    different, places = np.unique(scores, return_inverse=True)
    chances = np.array([normal.cdf(score) for score in different.tolist()], dtype=np.float64)
    return np.asarray(chances[places.reshape(scores.shape)])

"""Targets that are shares of a whole: recognised by their name, or as values pile up at the end."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: Words for a share of a whole, in a column's name.
_NAMED = re.compile(
    r"%|(?<![a-z])(?:pct|percent(?:age)?|prozent(?:satz)?|pourcent(?:age)?|porcentaje|percentuale"
    r"|procent)(?![a-z])",
    re.I,
)
_WHOLES = (1.0, 100.0)
_TOUCHING = 3  # values at the upper end, for values alone to tell
_PART = 0.01  # of all values, likewise


def whole_of(target: str, values: FloatArray) -> float | None:
    """Return what the values [N] of a target are shares of: 1, 100, or None for no share.

    The smaller of the two that no value is above, where none is negative. A name with a word for
    percent, or its sign, is enough for shares of 100, but not of 1: half a percent of inflation
    may become two. Otherwise several values have to lie at the end exactly, and more than at the
    next one below, as those of what cannot go further do; and not all may be whole numbers up to
    one, which say yes and no.
    """
    observed = values[np.isfinite(values)]
    if not len(observed) or observed.min() < 0 or observed.max() > _WHOLES[-1]:
        return None
    whole = next(end for end in _WHOLES if observed.max() <= end)
    if whole > 1 and _NAMED.search(target):
        return whole
    return whole if _pile_up(observed, whole) else None


def _pile_up(values: FloatArray, end: float) -> bool:
    """Return whether values [N], of which none is above the end, cannot go further than that."""
    below = values[values < end]
    if not len(below) or (end == 1 and (values == np.rint(values)).all()):
        return False
    at_the_end, next_to_it = len(values) - len(below), int((below == below.max()).sum())
    return at_the_end >= max(_TOUCHING, _PART * len(values)) and at_the_end > next_to_it

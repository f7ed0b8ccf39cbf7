"""Figures of which some are not there, as numbers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def floats(figures: Iterable[float | None]) -> FloatArray:
    """Return the figures [N]; NaN where there is none."""
    return np.array([np.nan if figure is None else figure for figure in figures], dtype=np.float64)

"""What the network sees of a series, whatever else is known."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor


class Window(NamedTuple):
    """Normalised windows and the season that they repeat; B windows, L lookback, H horizon."""

    past: Tensor  # [B, L] zero where nothing was observed
    observed: Tensor  # [B, L] ones and zeros
    baseline: Tensor  # [B, H] the repeated season, in the same units
    changes: Tensor  # [B, L] from season to season, in units of their typical size
    pace: Tensor  # [B] that size

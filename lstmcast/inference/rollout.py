"""Forecasts beyond the horizon a network was trained for, block after block.

A network forecasts H steps at once. For more, the median of those H steps is taken as if
it had happened, the network forecasts the next H, and so on. The network believes that
path, so its later intervals forget how unsure the path was; ``roll_out`` puts that back.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from lstmcast.errors import UsageError
from lstmcast.inference.quantiles import sort_quantiles

FloatArray = npt.NDArray[np.float64]

#: Windows [B, L] in data units, NaN where nothing was observed, and how many steps after the
#: history they end -> quantiles [B, H, Q].
ForecastBlock = Callable[[FloatArray, int], FloatArray]


def roll_out(
    forecast_block: ForecastBlock, history: FloatArray, *, horizon: int, median: int
) -> FloatArray:
    """Return sorted quantiles [B, horizon, Q] of the steps after history [B, L], data units.

    ``forecast_block`` sees as many steps as ``history`` has, the newest, each time;
    ``median`` is the position of the 0.5 quantile. The first block is the network's own
    forecast. In block k a quantile's distance from the median is

        offset_k(h) = sqrt(own_k(h)² + offset_{k-1}(H)²)

    where own_k(h) is what the network says and offset_{k-1}(H) the same quantile's
    distance at the last step of the block before. Squares add up when the error of the
    path and that of the new steps are independent; errors that push each other on would
    need more, so far horizons are a lower bound of what is unknown. No interval is
    narrower than the one before the border of its block.

    A longer horizon only appends: the steps of a shorter one stay the same.

    Raises UsageError when ``horizon`` is less than 1.
    """
    if horizon < 1:
        raise UsageError(
            f"horizon must be at least 1, not {horizon}", hint="give --horizon a number of steps"
        )
    window = history
    blocks = [sort_quantiles(forecast_block(window, 0))]  # [B, H, Q]
    while (done := sum(block.shape[1] for block in blocks)) < horizon:
        window = _append(window, blocks[-1][:, :, median])
        own = sort_quantiles(forecast_block(window, done))
        blocks.append(_widen(own, blocks[-1][:, -1], median=median))
    return np.concatenate(blocks, axis=1)[:, :horizon]


def _append(window: FloatArray, path: FloatArray) -> FloatArray:
    """Return the newest L steps of a window [B, L] followed by a path [B, H]."""
    return np.concatenate([window, path], axis=1)[:, -window.shape[1] :]


def _widen(block: FloatArray, before: FloatArray, *, median: int) -> FloatArray:
    """Add to a block [B, H, Q] the spread of the step before it, [B, Q], in quadrature."""
    centre = block[:, :, median, None]  # [B, H, 1]
    carried = (before - before[:, median, None])[:, None]  # [B, 1, Q]
    distance = np.hypot(block - centre, carried)  # [B, H, Q]
    distance[:, :, :median] *= -1
    return sort_quantiles(centre + distance)  # rounding must not make quantiles cross

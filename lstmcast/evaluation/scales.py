"""What counts as one unit of error in each row: how much its history changes over a season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation import means
from lstmcast.evaluation.histories import histories_of
from lstmcast.evaluation.metrics import absolute_errors, root_mean_squares
from lstmcast.evaluation.record import Record
from lstmcast.windows.scaling import NEGLIGIBLE

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """Units of each row, from its history before the cutoff alone."""

    absolute: FloatArray  # [R] mean seasonal change, MASE's scale; NaN if undefined
    quadratic: FloatArray  # [R] root of the mean squared one, RMSSE's; NaN where the other is
    size: FloatArray  # [R] largest value of the history, without its sign


def scales_of(record: Record) -> Scales:
    """Return the scales of each row.

    A row has none where its history is no longer than a season, never has both values of a
    seasonal change, or changes by next to nothing (see ``scaling.NEGLIGIBLE``).
    """
    absolute, quadratic, size = np.empty((3, len(record)))
    for rows, histories in histories_of(record):
        changes = absolute_errors(histories[:, record.season :], histories[:, : -record.season])
        absolute[rows] = means.over_steps(changes)
        quadratic[rows] = root_mean_squares(changes)
        size[rows] = np.fmax.reduce(np.abs(histories), axis=1, initial=0.0)
    usable = absolute > NEGLIGIBLE * size  # False for NaN
    return Scales(
        absolute=np.where(usable, absolute, np.nan),
        quadratic=np.where(usable, quadratic, np.nan),
        size=size,
    )

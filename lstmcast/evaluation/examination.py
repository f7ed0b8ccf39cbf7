"""What networks that are compared are asked: the validation windows, and the held-out horizon."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.errors import NumericalError
from lstmcast.evaluation import metrics
from lstmcast.evaluation.baselines import seasonal_naive
from lstmcast.evaluation.comparison import Errors, Yardstick
from lstmcast.evaluation.validation import ValidationWindows, measure, validation_windows
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.limits import floors
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import Splits

FloatArray = npt.NDArray[np.float64]

_ROWS_AT_ONCE = 256  # windows whose forecasts are held at the same time


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """The same questions for every network; none of them was trained on the answers."""

    validation: ValidationWindows
    holdout: ValidationWindows  # one window for each of the S series that are scored
    scale: FloatArray  # [S] of MASE, from what is known of the series at their cutoffs
    floor: FloatArray  # [S] below which no forecast of them may go
    yardstick: Yardstick


def prepare_examination(
    data: SeriesSet, splits: Splits, shape: WindowShape, *, allow_negative: bool
) -> Examination:
    """Return what to ask networks that forecast as many steps as ``shape`` and knew ``splits``.

    Losses have the same unit in both parts, so that they can be compared.
    """
    held_out = replace(
        splits,
        before_holdout=data.lengths,
        validation_series=splits.holdout_series,
        validation_cutoffs=splits.holdout_cutoffs,
    )
    holdout = validation_windows(data, held_out, shape)
    known = data.select(splits.holdout_series).until(splits.holdout_cutoffs)
    histories = [known.series(place) for place in range(len(known))]
    scale = np.array([metrics.seasonal_scale(history, shape.season) for history in histories])
    repeated = [seasonal_naive(history, shape.horizon, shape.season) for history in histories]
    naive = np.reshape(repeated, holdout.actual.shape)  # also where nothing is scored
    return Examination(
        validation=validation_windows(data, splits, shape),
        holdout=holdout,
        scale=scale,
        floor=np.full(len(known), -np.inf) if allow_negative else floors(known),
        yardstick=Yardstick(
            mae=metrics.mean_absolute_error(holdout.actual, naive),
            mase=metrics.mean_absolute_scaled_error(holdout.actual, naive, scale),
        ),
    )


def examine(network: Forecaster, examination: Examination) -> Errors:
    """Return how wrong a network is when it is trusted fully; see ``Errors``.

    Raises NumericalError where a forecast is not a finite number.
    """
    ensemble, holdout = Ensemble(members=(network,)), examination.holdout
    made = np.maximum(
        _forecast(ensemble, holdout, slice(None)), examination.floor[:, None, None]
    )  # [S, H, Q]
    pinball = float(np.nanmean(measure(made, holdout, slice(None), ensemble.quantiles).pinball))
    validated = _validated_loss(ensemble, examination.validation)
    if not np.isfinite([pinball, validated]).all():
        raise NumericalError(
            f"a forecast of the {network.spec.cell.upper()} is not a finite number",
            hint="look for extreme values with `lstmcast inspect`",
        )
    point = made[..., ensemble.median]
    mae = metrics.mean_absolute_error(holdout.actual, point)
    mase = metrics.mean_absolute_scaled_error(holdout.actual, point, examination.scale)
    rival = examination.yardstick.decisive
    return Errors(
        mae=mae,
        mase=mase,
        skill=1 - (mae if mase is None else mase) / rival if rival > 0 else None,
        pinball=pinball,
        validated=validated,
    )


def _validated_loss(ensemble: Ensemble, windows: ValidationWindows) -> float:
    losses = []
    for start in range(0, len(windows.series), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        made = _forecast(ensemble, windows, rows)
        losses.append(measure(made, windows, rows, ensemble.quantiles).pinball)
    return float(np.nanmean(np.concatenate(losses)))


def _forecast(ensemble: Ensemble, windows: ValidationWindows, rows: slice) -> FloatArray:
    series, cutoffs = windows.series[rows], windows.cutoffs[rows]
    return forecast_at(ensemble, windows.data, series, cutoffs, horizon=windows.horizon)

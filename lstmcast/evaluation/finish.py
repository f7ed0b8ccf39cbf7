"""What the chosen networks are given besides: calibrated intervals, and a share in demand.

Both by the windows that chose them. Series with many zeros are forecast by the distribution of
their own past unless networks are better at it by more than chance; the others calibrate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.data.bounds import Bounds
from lstmcast.data.evenly import choose_evenly
from lstmcast.evaluation.calibration import fit_calibration
from lstmcast.evaluation.chance.origins import origins
from lstmcast.evaluation.evidence import MARGIN, blocks_of, prefer
from lstmcast.evaluation.validation import ValidationWindows, measure
from lstmcast.inference.calibration import UNCALIBRATED, Calibration, calibrate
from lstmcast.inference.ensemble import Ensemble, combine, shrink
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.intermittent import Demand, blend, forecast_demand, season_of
from lstmcast.inference.limits import limits_of

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Shares of the networks in the forecast of demand, the one without them first.
SHARES = (0.0, 0.5, 1.0)

_MOST_VALUES = 2**21  # of forecasts, of windows evenly chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """What the chosen networks are given."""

    calibration: Calibration
    share: float  # of the networks in series with many zeros
    series: frozenset[int]  # that have many zeros in some window


def finish_with(members: Sequence[Forecaster], trust: float, windows: ValidationWindows) -> Finish:
    """Return what to give networks that forecast together with this trust."""
    alone = [Ensemble(members=(member,)) for member in members]
    quantiles, median = alone[0].quantiles, alone[0].median
    most = max(1, _MOST_VALUES // (windows.horizon * len(quantiles)))
    count = len(windows.series)
    rows = choose_evenly(count, most)
    series, cutoffs = windows.series[rows], windows.cutoffs[rows]
    where = (windows.data, series, cutoffs)
    together = combine([forecast_at(each, *where, horizon=windows.horizon) for each in alone])
    made = shrink(together, windows.repeated[rows], trust=trust, median=median)
    demand = forecast_demand(
        *where, quantiles, horizon=windows.horizon, season=season_of(windows.lags)
    )
    others = np.setdiff1d(np.arange(len(rows)), demand.rows)
    calibration = _calibration(made[others], windows, rows[others], quantiles)
    stretched = calibrate(made[demand.rows], calibration, median=median)
    return Finish(
        calibration=calibration,
        share=_share(demand, stretched, windows, rows[demand.rows], quantiles),
        series=frozenset(series[demand.rows].tolist()),
    )


def _calibration(
    made: FloatArray, windows: ValidationWindows, rows: IntArray, quantiles: tuple[float, ...]
) -> Calibration:
    """Return how intervals of quantiles [v, H, Q] have to be stretched, as their windows say."""
    if not len(rows):
        return UNCALIBRATED
    series, cutoffs = windows.series[rows], windows.cutoffs[rows]
    return fit_calibration(
        made,
        windows.actual[rows],
        quantiles,
        blocks=blocks_of(series, cutoffs, windows.horizon),
        times=origins(series, windows.data.starts[series] + cutoffs, windows.horizon).stretches,
    )


def _share(
    demand: Demand,
    made: FloatArray,
    windows: ValidationWindows,
    rows: IntArray,
    quantiles: tuple[float, ...],
) -> float:
    """Return which share of the networks' quantiles [I, H, Q] serves demand best.

    All are cut to whole numbers where series are counts, as they will be unless told otherwise.
    More of the networks replaces less where it is better by more than chance.
    """
    if not len(rows):
        return SHARES[0]
    series, cutoffs = windows.series[rows], windows.cutoffs[rows]
    targets = dict.fromkeys(key.target for key in windows.data.keys)
    limits = limits_of(windows.data, [Bounds(target=target) for target in targets])
    losses = []
    for share in SHARES:
        cut = limits.select(series).keep(blend(demand, made, share))
        losses.append(measure(cut, windows, rows, quantiles).pinball)
    blocks = blocks_of(series, cutoffs, windows.horizon)
    return SHARES[prefer(np.stack(losses), blocks, MARGIN)]

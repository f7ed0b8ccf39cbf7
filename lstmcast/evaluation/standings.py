"""How the forecasters stand: all error measures of each, and its skill with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.evaluation import means, metrics
from lstmcast.evaluation.backtest_scores import PointScores, Standing
from lstmcast.evaluation.chance.origins import Origins
from lstmcast.evaluation.naive2 import naive2_of
from lstmcast.evaluation.parts import forecasters
from lstmcast.evaluation.record import Record
from lstmcast.evaluation.scales import Scales
from lstmcast.evaluation.scores import REFERENCE
from lstmcast.evaluation.significance import skill_intervals

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def judged_rows(actual: FloatArray, made: FloatArray, scale: FloatArray) -> FloatArray:
    """Return the error of each row that skill is made of, [R]; NaN where a row does not count.

    Mean error in units of MASE's ``scale`` [R]; where no row has one, the sum of errors over the
    horizon, so that their mean goes as MAE.
    """
    errors = metrics.absolute_errors(actual, made)
    scaled = means.over_steps(metrics.in_units(errors, scale))
    if not np.isnan(scaled).all():
        return scaled
    observed = np.isfinite(actual).mean(axis=1)  # share of the horizon
    return np.asarray(means.over_steps(errors) * observed)


def standings_of(record: Record, scales: Scales, origins: Origins) -> tuple[Standing, ...]:
    """Return how the model stands, then each rival as in the record.

    Seasonal naive, which all skill is against, has no interval of its own.
    """
    everyone = forecasters(record)
    rows = {
        name: judged_rows(record.actual, made, scales.absolute) for name, made in everyone.items()
    }
    others = [name for name in rows if name != REFERENCE]
    errors = np.stack([rows[name] for name in others])
    intervals = dict(zip(others, skill_intervals(errors, rows[REFERENCE], origins), strict=True))
    judge = _judge_of(record, scales)
    return tuple(
        Standing(
            name=name,
            scores=judge.score(made),
            skill=metrics.skill_score(rows[name], rows[REFERENCE]),
            skill_interval=intervals.get(name),
        )
        for name, made in everyone.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """What the point forecasts of everyone are measured with."""

    actual: FloatArray  # [R, H]
    scales: Scales
    counted: BoolArray  # [R, H] points that an error can be a share of
    naive2: tuple[float | None, float | None]  # its sMAPE and MASE
    undefined: Mapping[str, int]

    def score(self, made: FloatArray) -> PointScores:
        """Return all error measures of point forecasts [R, H]."""
        smape = metrics.symmetric_percentage_error(self.actual, made)
        mase = metrics.mean_absolute_scaled_error(self.actual, made, self.scales.absolute)
        return PointScores(
            points=int(np.isfinite(self.actual).sum()),
            mae=means.known(metrics.mean_absolute_error(self.actual, made)),
            rmse=means.known(metrics.root_mean_squared_error(self.actual, made)),
            bias=means.known(metrics.mean_error(self.actual, made)),
            mape=metrics.percentage_error(self.actual, made, self.counted),
            smape=smape,
            wape=metrics.weighted_percentage_error(self.actual, made),
            mase=mase,
            rmsse=metrics.root_mean_squared_scaled_error(self.actual, made, self.scales.quadratic),
            owa=metrics.overall_weighted_average((smape, mase), self.naive2),
            undefined=self.undefined,
        )


def _judge_of(record: Record, scales: Scales) -> _Judge:
    made = naive2_of(record)
    observed = np.isfinite(record.actual)
    counted = metrics.worth_a_share(record.actual, scales.size)
    unscaled = int((observed.any(axis=1) & np.isnan(scales.absolute)).sum())
    undefined = {
        "mape": int((observed & ~counted).sum()),
        "mase": unscaled,
        "rmsse": unscaled,
        "owa": unscaled,
    }
    return _Judge(
        actual=record.actual,
        scales=scales,
        counted=counted,
        naive2=(
            metrics.symmetric_percentage_error(record.actual, made),
            metrics.mean_absolute_scaled_error(record.actual, made, scales.absolute),
        ),
        undefined={measure: count for measure, count in undefined.items() if count},
    )

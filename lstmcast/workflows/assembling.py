"""From the forecasts of single cutoffs to the record of a whole backtest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lstmcast.config import ForecastConfig
from lstmcast.data.notes import Note
from lstmcast.errors import NumericalError
from lstmcast.evaluation.record import Record
from lstmcast.inference.forecast import Forecasts, ForecastSet, join_forecasts, summarise
from lstmcast.inference.limits import limits_of
from lstmcast.windows.sampling import gather_future
from lstmcast.workflows.bounding import bounds_from_data
from lstmcast.workflows.rounds import FoldForecasts, Scene

FloatArray = npt.NDArray[np.float64]


def assemble(
    scene: Scene, forecasts: Sequence[FoldForecasts], config: ForecastConfig
) -> tuple[Record, tuple[Note, ...]]:
    """Return the record of all forecasts, rows by cutoff, and remarks on what it lacks.

    Forecasts that are not finite are left out; raises NumericalError where none is left.
    """
    quantiles = forecasts[0].quantiles
    series = np.concatenate([each.fold.series for each in forecasts])
    cutoffs = np.concatenate([each.fold.cutoffs for each in forecasts])
    names = list(forecasts[0].rivals)
    parts = [_summarise(scene, each, config) for each in forecasts]
    record = Record(
        name="+".join(dict.fromkeys(part for each in forecasts for part in each.name.split("+"))),
        season=scene.season,
        data=scene.data,
        series=series,
        cutoffs=cutoffs,
        folds=np.repeat(
            [each.fold.number for each in forecasts], [len(each.made) for each in forecasts]
        ),
        actual=gather_future(scene.data, series, cutoffs, scene.horizon),
        forecast=join_forecasts([made for made, _ in parts]),
        quantiles=quantiles,
        made=np.concatenate([floored for _, floored in parts]),
        rivals={name: np.concatenate([each.rivals[name] for each in forecasts]) for name in names},
    )
    return _finite(record, _remark_replaced(forecasts, names))


def _summarise(
    scene: Scene, each: FoldForecasts, config: ForecastConfig
) -> tuple[ForecastSet, FloatArray]:
    """Return the forecasts of a fold, and its quantiles cut within limits in the same way."""
    everyone = scene.known(each.fold)  # as much as `train` would have been given
    bounds = scene.bounds or bounds_from_data(everyone, config)
    known = everyone.select(each.fold.series)
    limits = limits_of(known, bounds, allow_negative=config.allow_negative is True)
    made = summarise(
        Forecasts(quantiles=each.made, mean=each.mean),
        each.quantiles,
        known,
        levels=config.level,
        limits=limits,
    )
    return made, limits.keep(each.made)


def _finite(record: Record, notes: tuple[Note, ...]) -> tuple[Record, tuple[Note, ...]]:
    """Leave out the rows whose forecast is not finite."""
    points = [record.forecast.point, *record.rivals.values()]
    good = np.asarray(np.isfinite(record.made).all(axis=(1, 2)))
    good &= np.isfinite(points).all(axis=(0, 2))
    if good.all():
        return record, notes
    if not good.any():
        raise NumericalError(
            "no forecast is a finite number",
            hint="look for extreme values with `lstmcast inspect`",
        )
    lost = int((~good).sum())
    remark = Note("not-finite", f"{lost} of {len(good)} forecasts are no numbers", "warning")
    return record.select(np.flatnonzero(good)), (*notes, remark)


def _remark_replaced(forecasts: Sequence[FoldForecasts], names: Sequence[str]) -> tuple[Note, ...]:
    """Say where seasonal naive stood in for a rival that had no forecast."""
    rows = sum(len(each.made) for each in forecasts)
    counts = {name: sum(each.replaced[name] for each in forecasts) for name in names}
    return tuple(
        Note("rival-replaced", f"{name} had no forecast in {count} of {rows} cases: seasonal naive")
        for name, count in counts.items()
        if count
    )

"""Series with every kind of covariate, ragged and with gaps, and how windows hold them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from builders import NAN, series_set, with_covariates

from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet
from lstmcast.windows.covariates import ColumnShape, CovariateScale, CovariateShape

FloatArray = npt.NDArray[np.float64]

LEVELS = ("mon", "tue", "wed")
DYNAMIC = (
    Column(name="promotion", when="known"),
    Column(name="visitors", when="past"),
    Column(name="weekday", when="known", levels=LEVELS),
    Column(name="price", when="known"),
    Column(name="weather", when="past", levels=LEVELS),
    Column(name="stock", when="past"),
)
STATIC = (Column(name="region", when="static", levels=LEVELS), Column(name="size", when="static"))
AS_IT_IS = CovariateScale(centre=0.0, spread=1.0)
BY_TRAINING = CovariateScale(centre=2.0, spread=3.0)
BY_WINDOW = CovariateScale(centre=5.0, spread=4.0, local=True, floor=0.05)
SHAPE = CovariateShape(
    dynamic=(
        ColumnShape(when="known", scale=AS_IT_IS),
        ColumnShape(when="past", scale=BY_TRAINING),
        ColumnShape(when="known", levels=3),
        ColumnShape(when="known", scale=BY_WINDOW),
        ColumnShape(when="past", levels=3),
        ColumnShape(when="past", scale=BY_WINDOW),
    ),
    static=(ColumnShape(when="static", levels=3), ColumnShape(when="static", scale=BY_TRAINING)),
)


def random_panel(*lengths: int, ahead: int = 9, missing: float = 0.2, seed: int = 0) -> SeriesSet:
    """Return series of every kind of column, known up to ``ahead`` steps after each end."""
    random = np.random.default_rng(seed)
    values, rows = [], []
    for length in lengths:
        series = random.normal(size=length).cumsum()
        series[random.random(length) < missing] = NAN
        known = length + int(random.integers(0, ahead + 1))
        each = np.stack([_column(column, known, random) for column in DYNAMIC], axis=1)
        each[random.random(each.shape) < missing] = NAN
        each[length:, [column.when == "past" for column in DYNAMIC]] = NAN
        values.append(series)
        rows.append(each)
    codes = random.integers(0, 4, len(lengths)).astype(np.float64)
    attributes = np.stack([codes, random.normal(size=len(lengths))], axis=1)
    attributes[random.random(attributes.shape) < missing] = NAN
    return with_covariates(series_set(*values), DYNAMIC + STATIC, rows, attributes)


def _column(column: Column, length: int, random: np.random.Generator) -> FloatArray:
    if column.levels is not None:
        return random.integers(0, len(column.levels) + 1, length).astype(np.float64)
    if column.name == "promotion":
        return (random.random(length) < 0.3).astype(np.float64)
    walk = 10 ** random.uniform(-2, 3) * (5 + random.normal(size=length).cumsum())
    return np.round(walk) if random.random() < 0.3 else walk

"""Gradient-boosted trees on lags: one model of all series and steps, the honest rival of a network.

It sees the same normalised windows as the networks do, gaps and all, and mends the repeated
season as they do. Legend: S series, N steps of windows, H steps ahead, F features.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.rivals.lag_features import lag_features
from lstmcast.evaluation.rivals.rival import RivalForecast, complete, with_values
from lstmcast.evaluation.rivals.threads import one_thread
from lstmcast.inference.history import newest_windows
from lstmcast.windows.design import choose_lookback
from lstmcast.windows.sampling import WindowShape, gather, prepare
from lstmcast.windows.splits import training_cutoffs

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

# Chosen on the last horizons of the training parts of sixteen public data sets (M3, M4, ETT,
# classics): against seasonal naive, the absolute error as loss comes to 0.80 and the squared error
# to 0.87, in the mean over sets. Half as many rows, or eight steps of a window, cost 1.5 to 2 %;
# other settings of the trees change less than 1 % and are scikit-learn's own.
_LOSS = "absolute_error"
_MOST_ROWS = 20_000  # to learn from; one is one step of one window
_STEPS = 4  # of a window at least: other windows tell more than other steps of the same
_FEWEST_WINDOWS = 30  # to learn from; from fewer, single series of M3 err a third more than naive
_FEATURES = 30  # of a step, at most
_NUMBERS_AT_ONCE = 4_000_000  # in memory: a few dozen megabytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BoostedLags:
    """HistGradientBoosting of scikit-learn; the step ahead is a feature, so no error feeds back.

    Series learn from one another; their order does not matter, as they are sorted first. It runs
    in one thread: sums of several may differ in the last bit.
    """

    name: str = "boosted lags"

    def forecast(self, known: SeriesSet, *, horizon: int, season: int) -> RivalForecast:
        """Forecast all series from where they end; too little to learn from: seasonal naive."""
        # Loaded first, as only threads of what is loaded can be held back; it takes a second.
        from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415

        trees = HistGradientBoostingRegressor(loss=_LOSS, early_stopping=False, random_state=0)
        order = np.array(
            sorted(with_values(known).tolist(), key=known.keys.__getitem__), dtype=np.int64
        )
        point = np.full((len(known), horizon), np.nan)
        data = known.select(order)
        shape = WindowShape(
            lookback=choose_lookback(season, horizon, data.lengths),
            horizon=horizon,
            season=season,
            lags=(season, 1),
        )
        with one_thread(), np.errstate(over="ignore", invalid="ignore"):  # replaced then
            if _learn(trees, data, shape):
                point[order] = _forecast(trees, data, shape)
        return complete(point, known, season=season)


def _learn(trees: Any, data: SeriesSet, shape: WindowShape) -> bool:
    """Teach the trees how the repeated season errs; tell whether there was enough to learn from."""
    pool = training_cutoffs(data.lengths, horizon=shape.horizon, season=shape.season)
    if pool.total < _FEWEST_WINDOWS:
        return False
    random = np.random.default_rng(0)
    each = min(shape.horizon, max(_STEPS, -(-_MOST_ROWS // pool.total)))
    series, cutoffs = pool.sample(_MOST_ROWS // each, random)
    rows = [
        _examples(data, series[block], cutoffs[block], shape, each=each, random=random)
        for block in _blocks(len(series), shape)
    ]
    features, errors = (np.concatenate(blocks) for blocks in zip(*rows, strict=True))
    if not len(errors):
        return False
    features[:, np.isnan(features).all(axis=0)] = 0.0  # scikit-learn cannot bin nothing at all
    trees.fit(features, errors)
    return True


def _examples(
    data: SeriesSet,
    series: IntArray,
    cutoffs: IntArray,
    shape: WindowShape,
    *,
    each: int,
    random: np.random.Generator,
) -> tuple[Float32Array, Float32Array]:
    """Return features [N, F] and errors of the repeated season [N] where those are known.

    Of every window ``each`` different steps are drawn.
    """
    windows = gather(data, series, cutoffs, shape, changes=False)
    steps = np.argsort(random.random(windows.target.shape), axis=1)[:, :each]
    known = np.take_along_axis(windows.target_observed, steps, axis=1).ravel() > 0
    errors = np.take_along_axis(windows.target - windows.inputs.baseline, steps, axis=1).ravel()
    return lag_features(windows.inputs, steps, shape.season)[known], errors[known]


def _forecast(trees: Any, data: SeriesSet, shape: WindowShape) -> FloatArray:
    """Return the forecast [S, H] of every series from its end on, in the unit of the data."""
    made = np.empty((len(data), shape.horizon))
    for block in _blocks(len(data), shape):
        series = np.arange(len(data))[block]
        past = newest_windows(data, series, data.lengths[block], shape)
        inputs = prepare(past, shape, changes=False)
        steps = np.broadcast_to(np.arange(shape.horizon), (len(series), shape.horizon))
        errors = trees.predict(lag_features(inputs, steps, shape.season)).reshape(steps.shape)
        made[block] = inputs.scale.restore(inputs.baseline + errors)
    return made


def _blocks(windows: int, shape: WindowShape) -> Iterator[slice]:
    """Yield parts of so many windows that what is made of them fits in memory."""
    size = max(1, _NUMBERS_AT_ONCE // (shape.lookback + _FEATURES * shape.horizon))
    for begin in range(0, windows, size):
        yield slice(begin, begin + size)

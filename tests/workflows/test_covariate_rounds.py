"""Backtests with covariates: what was not known at a cutoff leaves its forecast as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN, series_set, with_covariates

from lstmcast.config import Config, NetworkConfig, TrainingConfig, WindowConfig
from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.folds import plan_folds
from lstmcast.evaluation.rivals.registry import choose_rivals
from lstmcast.inference.ensemble import Ensemble
from lstmcast.training.events import Listener, StopFlag, TrainingEvent
from lstmcast.workflows.rounds import (
    FoldForecasts,
    Maker,
    Ready,
    Scene,
    Trained,
    forecastable,
    plan_rounds,
    play,
)

HORIZON, SEASON, AHEAD = 4, 4, 8
COLUMNS = (
    Column(name="price", when="known"),
    Column(name="guests", when="past"),
    Column(name="weather", when="known", levels=("sun", "rain")),
    Column(name="kind", when="static", levels=("big", "small")),
)
TRAINED = Trained(
    config=Config(
        window=WindowConfig(horizon=HORIZON, season=SEASON, lookback=12),
        network=NetworkConfig(hidden=6),
        training=TrainingConfig(steps=10, batch_size=32, learning_rate=1e-2),
    )
)


def panel(*lengths: int) -> SeriesSet:
    """Return series that follow their prices, and what else is known of them."""
    random = np.random.default_rng(3)
    series, rows = [], []
    for length in lengths:
        steps = length + AHEAD
        price = random.normal(size=steps)
        guests = np.r_[random.normal(size=length), np.full(AHEAD, NAN)]
        weather = random.integers(1, 3, steps).astype(np.float64)
        values = random.normal(size=SEASON)[np.arange(length) % SEASON] - 3 * price[:length]
        series.append(10 + values + 0.1 * random.normal(size=length))
        rows.append(np.stack([price, guests, weather], axis=1))
    kinds = np.array([[1.0 + index % 2] for index in range(len(lengths))])
    return with_covariates(series_set(*series), COLUMNS, rows, kinds)


DATA = panel(60, 60, 56)


def played(
    data: SeriesSet, maker: Maker = TRAINED, *, windows: int = 3, history: int | None = None
) -> list[FoldForecasts]:
    """Return the forecasts of all windows by the model that is made at the first one."""
    folds = plan_folds(data.lengths, data.starts, horizon=HORIZON, step=HORIZON, windows=windows)
    scene = Scene(
        data=data,
        horizon=HORIZON,
        season=SEASON,
        history=history,
        maker=maker,
        rivals=choose_rivals(("none",)),
    )
    (turn,) = plan_rounds(forecastable(data, folds, history), "never")
    return list(play(scene, turn, listen=ignore, stop=StopFlag()))


def ignore(event: TrainingEvent) -> None:
    del event


def spoil(
    data: SeriesSet, ends: npt.NDArray[np.int64], columns: Sequence[int], *, target: bool = False
) -> SeriesSet:
    """Return data with garbage from these ends on, in some columns and perhaps the target."""
    known = data.covariates
    assert known is not None
    spoilt = replace(
        data,
        values=data.values.copy(),
        covariates=replace(known, values=known.values.copy()),
    )
    assert spoilt.covariates is not None
    for index, end in enumerate(ends):
        rest = spoilt.series(index)[end:]
        if target:
            rest[:] = np.where(np.arange(len(rest)) % 3, -1e7, NAN)
        beside = spoilt.covariates.series(index)[end:]
        for column in columns:
            levels = COLUMNS[column].levels
            wrong = -1e7 if levels is None else 1.0
            beside[:, column] = np.where(np.arange(len(beside)) % 3, wrong, NAN)
    return spoilt


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """A maker that keeps what another one made."""

    made: list[Ensemble]

    def make(self, known: SeriesSet, *, listen: Listener, stop: StopFlag) -> Ensemble:
        self.made.append(TRAINED.make(known, listen=listen, stop=stop))
        return self.made[-1]


@pytest.fixture(scope="module")
def truth() -> tuple[Ensemble, list[FoldForecasts]]:
    """Return a model that uses covariates, and its forecasts."""
    maker = Keeping(made=[])
    forecasts = played(DATA, maker)
    (ensemble,) = maker.made
    assert [member.spec.covariates is None for member in ensemble.members] == [False]
    return ensemble, forecasts


def same(one: FoldForecasts, other: FoldForecasts) -> bool:
    return one.fold.number == other.fold.number and one.made.tobytes() == other.made.tobytes()


def unknown(ends: npt.NDArray[np.int64]) -> SeriesSet:
    """Return data with garbage in all that a forecast from these ends on must not see."""
    return spoil(spoil(DATA, ends, [1], target=True), ends + HORIZON, [0, 2])


def test_a_training_sees_nothing_that_was_not_known(
    truth: tuple[Ensemble, list[FoldForecasts]],
) -> None:
    """Neither values nor past covariates after the cutoff, nor what is known behind a horizon."""
    _, (before, *_) = truth
    after = played(unknown(before.fold.ends))[0]
    assert same(after, before)
    for name, made in before.rivals.items():
        np.testing.assert_array_equal(after.rivals[name], made, err_msg=name)


@pytest.mark.parametrize("place", range(3))
def test_a_forecast_sees_nothing_that_was_not_known(
    place: int, truth: tuple[Ensemble, list[FoldForecasts]]
) -> None:
    ensemble, before = truth
    after = played(unknown(before[place].fold.ends), Ready(ensemble=ensemble))
    assert same(after[place], before[place])


def test_but_it_sees_what_was_known(truth: tuple[Ensemble, list[FoldForecasts]]) -> None:
    ensemble, (before, *_) = truth
    ends, ready = before.fold.ends, Ready(ensemble=ensemble)
    for spoilt in (spoil(DATA, ends, [0]), spoil(DATA, ends, [2]), spoil(DATA, ends - 1, [1])):
        assert not same(played(spoilt, ready)[0], before)


@pytest.mark.parametrize("step", range(1, HORIZON))
def test_what_is_known_of_a_step_changes_nothing_before_it(
    step: int, truth: tuple[Ensemble, list[FoldForecasts]]
) -> None:
    ensemble, (before, *_) = truth
    spoilt = spoil(DATA, before.fold.ends + step, [0, 2])
    after = played(spoilt, Ready(ensemble=ensemble))[0]
    np.testing.assert_array_equal(after.made[:, :step], before.made[:, :step])
    assert (after.made[:, step] != before.made[:, step]).all()


def test_a_short_history_has_its_covariates() -> None:
    """What is older says nothing, of either."""
    data = panel(70, 66)
    (before,) = played(data, windows=1, history=36)
    known = data.covariates
    assert known is not None
    for index, end in enumerate(before.fold.ends):
        data.series(index)[: end - 36] = 1e6
        known.series(index)[: end - 36, :2] = -1e6
    (after,) = played(data, windows=1, history=36)
    assert same(before, after)

"""Rounds of a backtest: who shares a model, and that nothing after a cutoff can matter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from builders import seasonal_panel, small_model

from lstmcast.config import Config, NetworkConfig, TrainingConfig, WindowConfig
from lstmcast.data.series import SeriesSet
from lstmcast.errors import RunInterruptedError
from lstmcast.evaluation.folds import plan_folds
from lstmcast.evaluation.rivals.registry import choose_rivals
from lstmcast.training.events import StopFlag, TrainingEvent
from lstmcast.workflows.rounds import (
    FoldForecasts,
    Maker,
    Ready,
    Round,
    Scene,
    Trained,
    forecastable,
    plan_rounds,
    play,
)

HORIZON = 4
TRAINED = Trained(
    config=Config(
        window=WindowConfig(horizon=HORIZON, season=4, lookback=12),
        network=NetworkConfig(hidden=6),
        training=TrainingConfig(steps=6),
    )
)


def rounds_of(data: SeriesSet, refit: str, history: int | None = None) -> tuple[Round, ...]:
    folds = plan_folds(data.lengths, data.starts, horizon=HORIZON, step=HORIZON, windows=3)
    return plan_rounds(forecastable(data, folds, history), refit)


def scene_of(data: SeriesSet, maker: Maker = TRAINED, history: int | None = None) -> Scene:
    return Scene(
        data=data,
        horizon=HORIZON,
        season=4,
        history=history,
        maker=maker,
        rivals=choose_rivals(None),
    )


def ignore(event: TrainingEvent) -> None:
    del event


def played(scene: Scene, refit: str) -> Iterator[FoldForecasts]:
    for turn in rounds_of(scene.data, refit, scene.history):
        yield from play(scene, turn, listen=ignore, stop=StopFlag())


@pytest.mark.parametrize(
    ("refit", "sizes"), [("each", [1, 1, 1]), ("never", [3]), ("2", [2, 1]), ("9", [3])]
)
def test_who_shares_a_model(refit: str, sizes: list[int]) -> None:
    rounds = rounds_of(seasonal_panel(80, season=4), refit)
    assert [len(turn.folds) for turn in rounds] == sizes
    assert [fold.number for turn in rounds for fold in turn.folds] == [0, 1, 2]


@pytest.mark.parametrize("refit", ["each", "never", "2"])
@pytest.mark.parametrize("history", [None, 40])
def test_nothing_after_a_cutoff_matters(refit: str, history: int | None) -> None:
    """Garbage in its place leaves every forecast of the cutoff as it was, to the bit."""
    data = seasonal_panel(70, 70, 66, season=4, noise=0.5)
    truth = list(played(scene_of(data, history=history), refit))
    for place, fold in enumerate(each.fold for each in truth):
        spoilt = SeriesSet(
            keys=data.keys,
            values=data.values.copy(),
            offsets=data.offsets,
            starts=data.starts,
            calendar=data.calendar,
        )
        for index, end in enumerate(fold.ends):
            rest = spoilt.series(index)[end:]
            rest[:] = np.where(np.arange(len(rest)) % 3, -1e7, np.nan)
        again = list(played(scene_of(spoilt, history=history), refit))[place]
        assert again.fold.number == fold.number
        np.testing.assert_array_equal(again.made, truth[place].made)
        assert list(again.rivals) == list(truth[place].rivals)
        for name, made in truth[place].rivals.items():
            np.testing.assert_array_equal(again.rivals[name], made, err_msg=name)


def test_only_the_newest_history_is_known() -> None:
    data = seasonal_panel(90, 90, season=4)
    before = list(played(scene_of(data, history=24), "each"))
    data.series(0)[: 90 - 3 * HORIZON - 24] = 1e6
    for one, other in zip(before, played(scene_of(data, history=24), "each"), strict=True):
        np.testing.assert_array_equal(one.made, other.made)


def test_a_model_that_is_there_forecasts_as_it_is() -> None:
    ensemble = small_model().ensemble
    data = seasonal_panel(80, 77, season=12)
    scene = scene_of(data, Ready(ensemble=ensemble))
    for each in played(scene, "each"):
        assert each.name == "LSTM"
        assert each.quantiles == ensemble.quantiles
        assert each.made.shape == (2, HORIZON, len(ensemble.quantiles))
        assert (np.diff(each.made, axis=-1) >= 0).all()
        assert next(iter(each.rivals)) == "seasonal naive"


def test_a_series_in_a_gap_is_left_out() -> None:
    data = seasonal_panel(80, 80, season=4)
    data.series(1)[30:79] = np.nan
    for each in played(scene_of(data, Ready(ensemble=small_model().ensemble), 20), "each"):
        assert each.fold.series.tolist() == [0]
        assert np.isfinite(each.made).all()


def test_a_window_before_which_nothing_is_known_is_left_out() -> None:
    data = seasonal_panel(80, season=4)
    data.series(0)[48:74] = np.nan
    folds = plan_folds(data.lengths, data.starts, horizon=HORIZON, step=HORIZON, windows=3)
    (only,) = forecastable(data, folds, 20)
    assert (only.number, only.cutoffs.tolist()) == (0, [76])
    assert forecastable(data, folds, None) == folds


def test_an_interrupted_training_is_given_up() -> None:
    data, stop = seasonal_panel(80, season=4), StopFlag()

    def interrupt(event: TrainingEvent) -> None:
        del event
        stop.requested = 15

    (turn, *_) = rounds_of(data, "each")
    with pytest.raises(RunInterruptedError) as caught:
        play(scene_of(data), turn, listen=interrupt, stop=stop)
    assert caught.value.exit_code == 143

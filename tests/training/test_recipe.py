"""Recipe and network follow the amount of data, and settings win."""

from __future__ import annotations

import pytest

from lstmcast.config import NetworkConfig, TrainingConfig
from lstmcast.model.spec import CELLS
from lstmcast.training.recipe import (
    choose_network,
    choose_recipe,
    covariates_recipe,
    fine_tuning_recipe,
)


def test_more_windows_more_steps() -> None:
    few, many = (choose_recipe(windows, TrainingConfig()) for windows in (100, 1_000_000))
    assert few.steps < many.steps
    assert few.batch_size < many.batch_size
    assert few.learning_rate == many.learning_rate


@pytest.mark.parametrize("windows", [10, 5_000, 1_000_000])
def test_fine_tuning_is_shorter_and_gentler(windows: int) -> None:
    tuning = fine_tuning_recipe(windows, TrainingConfig())
    scratch = choose_recipe(windows, TrainingConfig())
    assert tuning.steps < scratch.steps
    assert tuning.learning_rate < scratch.learning_rate
    assert tuning.steps % tuning.validate_every == 0


def test_more_windows_more_fine_tuning() -> None:
    steps = [fine_tuning_recipe(windows, TrainingConfig()).steps for windows in (9, 5_000, 99_000)]
    assert steps == sorted(set(steps))


def test_a_network_that_sees_covariates_goes_on_doing_without_them() -> None:
    config = TrainingConfig()
    assert fine_tuning_recipe(9, config).withheld == 0
    beside = fine_tuning_recipe(9, config, covariates=True)
    assert beside.withheld == covariates_recipe(choose_recipe(9, config), config).withheld > 0


def test_fewer_windows_are_trusted_less() -> None:
    few, enough = (fine_tuning_recipe(windows, TrainingConfig()) for windows in (999, 1_000))
    assert 0.5 == enough.drawn_back < few.drawn_back < 1


@pytest.mark.parametrize("windows", [10, 1_000_000])
def test_settings_win(windows: int) -> None:
    for choose in (choose_recipe, fine_tuning_recipe):
        recipe = choose(windows, TrainingConfig(steps=7, batch_size=3, learning_rate=0.5))
        assert (recipe.steps, recipe.batch_size, recipe.learning_rate) == (7, 3, 0.5)
    config = NetworkConfig(cell="gru", bidirectional=True, hidden=5, layers=3, dropout=0.0)
    spec = choose_network(horizon=2, lookback=8, patch=4, windows=windows, config=config)
    assert (spec.horizon, spec.lookback, spec.patch) == (2, 8, 4)
    assert (spec.cell, spec.bidirectional) == ("gru", True)
    assert (spec.hidden, spec.layers, spec.dropout) == (5, 3, 0.0)


@pytest.mark.parametrize("cell", CELLS)
def test_defaults_make_a_network(cell: str) -> None:
    sizes = [
        choose_network(
            horizon=12, lookback=36, patch=12, windows=windows, config=NetworkConfig(cell=cell)
        )
        for windows in (100, 1_000_000)
    ]
    assert sizes[0].cell == cell
    assert sizes[0].hidden * sizes[0].layers < sizes[1].hidden * sizes[1].layers

"""Recipe and network follow the amount of data, and settings win."""

from __future__ import annotations

import pytest

from lstmcast.config import NetworkConfig, TrainingConfig
from lstmcast.model.spec import CELLS
from lstmcast.training.recipe import choose_network, choose_recipe


def test_more_windows_more_steps() -> None:
    few, many = (choose_recipe(windows, TrainingConfig()) for windows in (100, 1_000_000))
    assert few.steps < many.steps
    assert few.batch_size < many.batch_size
    assert few.learning_rate == TrainingConfig().learning_rate


@pytest.mark.parametrize("windows", [10, 1_000_000])
def test_settings_win(windows: int) -> None:
    recipe = choose_recipe(windows, TrainingConfig(steps=7, batch_size=3, learning_rate=0.5))
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

"""One network being trained: repeatable, resumable to the bit, and honest before it learns."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
import torch
from builders import NAN, random_weights, seasonal_panel, series_set
from training_plans import material_of, same_arrays, small_plan, small_recipe, trainer_of

from lstmcast.artifact.checkpoint_file import read_checkpoint, write_checkpoint
from lstmcast.errors import NumericalError
from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, QUANTILES, ModelSpec
from lstmcast.training.tensors import network_inputs
from lstmcast.training.trainer import Panel, Trainer, learning_rate
from lstmcast.windows.sampling import CutoffPool, Windows, gather


def deep_spec(cell: str, *, bidirectional: bool = False) -> ModelSpec:
    return ModelSpec(
        horizon=4,
        lookback=12,
        patch=4,
        cell=cell,
        bidirectional=bidirectional,
        hidden=6,
        layers=2,
        dropout=0.3,
    )


def spec_with_changes() -> ModelSpec:
    return ModelSpec(horizon=4, lookback=12, patch=4, hidden=8, changes=True, filters=3)


def loss_of(trainer: Trainer, network: Network, batch: Windows) -> float:
    with torch.no_grad():
        return float(trainer.loss(network, batch))


def advanced(trainer: Trainer, steps: int) -> Trainer:
    for _ in range(steps):
        trainer.advance()
    return trainer


def test_same_seed_same_weights_to_the_bit() -> None:
    first = advanced(trainer_of(small_plan(seed=3)), 6)
    second = advanced(trainer_of(small_plan(seed=3)), 6)
    other = advanced(trainer_of(small_plan(seed=4)), 6)
    assert same_arrays(first.weights(), second.weights())
    assert same_arrays(first.state(), second.state())
    assert not same_arrays(first.weights(), other.weights())


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_continued_from_a_file_is_as_if_never_interrupted(
    cell: str, bidirectional: bool, tmp_path: Path
) -> None:
    plan = small_plan(spec=deep_spec(cell, bidirectional=bidirectional))
    straight = advanced(trainer_of(plan), 9)
    path = tmp_path / "state"
    write_checkpoint(path, advanced(trainer_of(plan), 4).state(), {})
    torch.manual_seed(999)  # another process, another state
    resumed = trainer_of(plan)
    resumed.load_state(read_checkpoint(path)[0])
    assert resumed.step == 4
    advanced(resumed, 5)
    assert same_arrays(resumed.weights(), straight.weights())
    assert same_arrays(resumed.state(), straight.state())


class _Recording(Trainer):
    """Keeps the batches it was shown."""

    @cached_property
    def seen(self) -> list[Windows]:
        return []

    def loss(self, network: Network, windows: Windows) -> torch.Tensor:
        self.seen.append(windows)
        return super().loss(network, windows)


@pytest.mark.parametrize("batch_size", [7, 64, 256, 300])
def test_batches_are_those_that_single_draws_would_give(batch_size: int) -> None:
    """Small batches are gathered several at once; a seed must not draw others for that."""
    plan = small_plan(recipe=small_recipe(batch_size=batch_size))
    material, draws = material_of(plan), np.random.default_rng(plan.seed)
    material.sample(2048, draws)  # what an untrained network starts from
    trainer = _Recording(plan.spec, plan.recipe, material, seed=plan.seed, device=plan.device)
    advanced(trainer, 6)
    assert len(trainer.seen) == 6
    for batch in trainer.seen:
        expected = material.draw(batch_size, draws)
        np.testing.assert_array_equal(batch.inputs.past, expected.inputs.past)
        np.testing.assert_array_equal(batch.inputs.scale.centre, expected.inputs.scale.centre)
        np.testing.assert_array_equal(batch.target, expected.target)


def test_a_state_that_was_just_loaded_is_the_state_that_was_saved() -> None:
    state = advanced(trainer_of(small_plan()), 3).state()
    resumed = trainer_of(small_plan(seed=9))
    resumed.load_state(state)
    assert same_arrays(resumed.state(), state)


def test_state_is_a_copy() -> None:
    trainer = advanced(trainer_of(small_plan()), 2)
    before = {name: array.copy() for name, array in trainer.state().items()}
    state = trainer.state()
    advanced(trainer, 2)
    assert same_arrays(state, before)


def test_dropout_is_at_work_while_training_and_only_then() -> None:
    plan = small_plan(spec=deep_spec("lstm"))
    trainer = advanced(trainer_of(plan), 3)
    batch = gather(plan.data, np.zeros(4, dtype=np.int64), np.arange(20, 24), plan.shape)
    losses = {loss_of(trainer, trainer.network, batch) for _ in range(4)}
    averaged = {loss_of(trainer, trainer.average, batch) for _ in range(4)}
    assert len(losses) > 1
    assert len(averaged) == 1


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_learns_a_batch_by_heart(cell: str, bidirectional: bool) -> None:
    spec = ModelSpec(
        horizon=4, lookback=12, patch=4, cell=cell, bidirectional=bidirectional, hidden=24
    )
    plan = small_plan(
        series_set(np.random.default_rng(0).normal(size=26)),
        spec=spec,
        recipe=small_recipe(steps=150, learning_rate=2e-2, weight_decay=0.0),
    )
    data = plan.data
    trainer = trainer_of(plan)
    batch = gather(data, np.zeros(4, dtype=np.int64), np.arange(13, 17), plan.shape)
    pool = CutoffPool(first=np.array([13]), count=np.array([4]))  # these four windows
    trainer.material = Panel(data=data, pool=pool, shape=plan.shape)
    before = loss_of(trainer, trainer.average, batch)
    advanced(trainer, 150)
    assert loss_of(trainer, trainer.average, batch) < 0.15 * before


def test_untrained_it_is_the_repeated_season_with_the_quantiles_of_its_errors() -> None:
    plan = small_plan(seasonal_panel(400, season=4, noise=2.0))
    material = material_of(plan)
    trainer = trainer_of(plan)
    pool = material.pool
    every = np.arange(pool.first[0], pool.first[0] + pool.count[0])
    windows = gather(material.data, np.zeros_like(every), every, plan.shape)
    with torch.no_grad():
        made = trainer.average(*network_inputs(windows.inputs, plan.device)).numpy()
    offsets = made - windows.inputs.baseline[..., None]  # [B, H, Q]
    np.testing.assert_allclose(offsets, np.broadcast_to(offsets[:1], offsets.shape), atol=1e-6)
    assert (np.diff(offsets[0], axis=1) > 0).all()
    errors = windows.target - windows.inputs.baseline
    below = (errors[..., None] <= offsets).mean(axis=0)  # [H, Q] share of errors below
    np.testing.assert_allclose(below, np.broadcast_to(QUANTILES, below.shape), atol=0.03)


def test_with_nothing_to_draw_from_intervals_are_as_wide_as_the_window() -> None:
    plan = small_plan(series_set([1.0, 2.0]))
    trainer = trainer_of(plan)
    assert material_of(plan).pool.total == 0
    offsets = trainer.weights()["head.output.bias"].reshape(4, len(QUANTILES))
    normal = [NormalDist().inv_cdf(quantile) for quantile in QUANTILES]
    np.testing.assert_allclose(offsets, np.tile(normal, (4, 1)), rtol=1e-6)


def test_with_changes_it_starts_at_errors_in_units_of_the_pace() -> None:
    plan = small_plan(seasonal_panel(400, season=4, noise=2.0), spec=spec_with_changes())
    trainer = trainer_of(plan)
    pool = material_of(plan).pool
    every = np.arange(pool.first[0], pool.first[0] + pool.count[0])
    windows = gather(plan.data, np.zeros_like(every), every, plan.shape)
    with torch.no_grad():
        made = trainer.average(*network_inputs(windows.inputs, plan.device)).numpy()
    offsets = (made - windows.inputs.baseline[..., None]) / windows.inputs.pace[:, None, None]
    bias = trainer.weights()["head.output.bias"].reshape(4, len(QUANTILES))
    np.testing.assert_allclose(offsets, np.broadcast_to(bias, offsets.shape), atol=1e-5)
    errors = (windows.target - windows.inputs.baseline) / windows.inputs.pace[:, None]
    below = (errors[..., None] <= bias).mean(axis=0)
    np.testing.assert_allclose(below, np.broadcast_to(QUANTILES, below.shape), atol=0.03)


def test_a_network_that_sees_changes_minds_windows_by_their_pace() -> None:
    """One over the root of the pace: windows of paces 1/4 and 4 weigh two and a half."""
    plan = small_plan(spec=spec_with_changes())
    trainer = trainer_of(plan)
    two = gather(plan.data, np.zeros(2, dtype=np.int64), np.array([20, 21]), plan.shape)
    pace = np.array([0.25, 4.0], dtype=np.float32)
    batch = replace(two, inputs=replace(two.inputs, pace=pace))
    single = [
        loss_of(trainer, trainer.average, replace(batch, target_observed=row * np.ones((2, 4))))
        for row in (np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]]))
    ]
    expected = (2 * single[0] + 0.5 * single[1]) / 2.5
    assert loss_of(trainer, trainer.average, batch) == pytest.approx(expected, rel=1e-5)


def test_a_network_without_changes_minds_all_windows_alike() -> None:
    plan = small_plan()
    trainer = trainer_of(plan)
    batch = gather(plan.data, np.zeros(2, dtype=np.int64), np.array([20, 21]), plan.shape)
    other = replace(batch, inputs=replace(batch.inputs, pace=np.float32([0.25, 4.0])))
    assert loss_of(trainer, trainer.average, other) == loss_of(trainer, trainer.average, batch)


@pytest.mark.parametrize("seed", [0, 5])
def test_it_starts_exactly_at_weights_that_are_given(seed: int) -> None:
    plan = small_plan(spec=spec_with_changes(), seed=seed)
    start = random_weights(plan.spec, seed=3)
    before = {name: array.copy() for name, array in start.items()}
    trainer = Trainer(
        plan.spec,
        plan.recipe,
        material_of(plan),
        seed=seed,
        device=plan.device,
        start=start,
    )
    assert same_arrays(trainer.weights(), before)
    network = {name: weight.numpy() for name, weight in trainer.network.state_dict().items()}
    assert same_arrays(network, before)
    advanced(trainer, 2)
    assert same_arrays(start, before)  # what was given is left alone
    assert not same_arrays(trainer.weights(), before)


def test_weights_of_another_shape_are_no_start() -> None:
    plan = small_plan()
    start = random_weights(spec_with_changes())
    with pytest.raises(RuntimeError, match="head"):
        Trainer(plan.spec, plan.recipe, material_of(plan), seed=0, device=plan.device, start=start)


def test_missing_values_never_reach_the_loss() -> None:
    values = seasonal_panel(80, season=4).values
    values[np.random.default_rng(0).random(80) < 0.3] = NAN
    trainer = trainer_of(small_plan(series_set(values)))
    assert np.isfinite([trainer.advance() for _ in range(10)]).all()


@pytest.mark.parametrize("extreme", [float("inf"), -float("inf")])
def test_windows_with_infinities_are_left_out(extreme: float) -> None:
    """Reading a file refuses them; whoever brings them another way loses those windows."""
    data = seasonal_panel(60, season=4)
    data.values[20] = extreme
    with np.errstate(all="ignore"):
        trainer = trainer_of(small_plan(data))
        assert np.isfinite([trainer.advance() for _ in range(10)]).all()


def test_weights_without_end_are_a_numerical_error() -> None:
    trainer = trainer_of(small_plan())
    with torch.no_grad():
        trainer.network.head.output.weight.fill_(float("inf"))
    with pytest.raises(NumericalError, match="at step 1 ") as caught:
        trainer.advance()
    assert caught.value.exit_code == 8
    assert "learning_rate" in caught.value.hint
    assert trainer.step == 0


def test_gradients_without_end_are_a_numerical_error() -> None:
    trainer = trainer_of(small_plan())
    trainer.network.head.output.bias.register_hook(lambda grad: grad * float("nan"))
    before = trainer.weights()
    with pytest.raises(NumericalError):
        trainer.advance()
    assert same_arrays(trainer.weights(), before)


def test_average_starts_as_a_mean_and_follows_the_weights() -> None:
    trainer = trainer_of(small_plan(recipe=small_recipe(averaging=0.0)))
    advanced(trainer, 3)
    for mean, weight in zip(
        trainer.average.parameters(), trainer.network.parameters(), strict=True
    ):
        torch.testing.assert_close(mean, weight)
    slow = advanced(trainer_of(small_plan(recipe=small_recipe(averaging=0.999))), 1)
    start = trainer_of(small_plan()).weights()
    network = {name: weight.numpy() for name, weight in slow.network.state_dict().items()}
    decay = 2 / 11
    for name, mean in slow.weights().items():
        expected = decay * start[name] + (1 - decay) * network[name]
        np.testing.assert_allclose(mean, expected, atol=1e-6)


@pytest.mark.parametrize(("steps", "warm_up"), [(300, 0.2), (1000, 0.2), (50, 0.3)])
def test_learning_rate_is_one_cycle(steps: int, warm_up: float) -> None:
    """As torch's OneCycleLR, whose arms end one step earlier, and never quite zero."""
    recipe = small_recipe(steps=steps, warm_up=warm_up, learning_rate=2e-3)
    weight = torch.nn.Parameter(torch.zeros(1))
    optimiser = torch.optim.SGD([weight], lr=1.0)
    # One step more, with the peak where ours is: the arms then span the same steps.
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        max_lr=2e-3,
        total_steps=steps + 1,
        pct_start=(warm_up * steps + 1) / (steps + 1),
        final_div_factor=400,
    )
    expected = []
    for _ in range(steps):
        expected.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        cycle.step()
    made = [learning_rate(recipe, step) for step in range(steps)]
    assert np.abs(np.subtract(made, expected)).max() < 1e-3 * 2e-3
    assert max(made) == pytest.approx(2e-3, rel=1e-3)
    assert made[0] == 2e-3 / 25
    assert min(made) > 0


def test_fine_tuned_weights_are_drawn_back_to_where_they_came_from() -> None:
    plan = small_plan()
    start = random_weights(plan.spec, seed=3)
    recipe = replace(plan.recipe, drawn_back=0.25)
    trainer = Trainer(plan.spec, recipe, material_of(plan), seed=0, device=plan.device, start=start)
    assert same_arrays(trainer.weights(), start)
    for _ in range(3):
        trainer.advance()
    average = {name: value.numpy() for name, value in trainer.average.state_dict().items()}
    candidate = trainer.candidate(trainer.weights()).state_dict()
    for name, weight in trainer.weights().items():
        np.testing.assert_allclose(
            weight, 0.75 * average[name] + 0.25 * start[name], rtol=1e-5, atol=1e-7
        )
        assert np.array_equal(candidate[name].numpy(), weight)


def test_asking_for_the_candidate_changes_nothing_that_comes_after() -> None:
    left_alone = trainer_of(small_plan())
    expected = [left_alone.advance() for _ in range(2)]
    asked = trainer_of(small_plan())
    asked.candidate(asked.weights())
    assert [asked.advance() for _ in range(2)] == expected

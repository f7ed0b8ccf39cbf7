"""The tasks ask for memory and nothing else, and gradients are those of the trained layers."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, Cell, ModelSpec
from tests.benchmarks.memory.gradients import gradient_shares
from tests.benchmarks.memory.learning import Remembering, begin, learn
from tests.benchmarks.memory.measure import memory_table
from tests.benchmarks.memory.tasks import Adding, Copying, Task
from tests.benchmarks.memory.trials import allowed_updates
from tests.benchmarks.memory.variants import CHANGED, HIDDEN, SHIPPED, Variant, build_encoder
from tests.benchmarks.speed import training_flops

TASKS: tuple[Task, ...] = (Adding(), Copying(3))


def _generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("lag", [2, 10, 31])
def test_the_sum_is_that_of_the_marked_numbers(lag: int) -> None:
    inputs, answer = Adding().draw(lag, 50, _generator())
    values, marks = inputs.unbind(dim=2)
    assert inputs.shape == (50, lag, 2)
    assert answer.shape == (50, 1, 1)
    torch.testing.assert_close((values * marks).sum(dim=1), answer.flatten())
    assert (marks[:, : lag // 2].sum(dim=1) == 1).all()
    assert (marks[:, lag // 2 :].sum(dim=1) == 1).all()


@pytest.mark.parametrize("lag", [1, 10])
def test_the_symbols_were_shown_a_lag_before_they_are_asked_for(lag: int) -> None:
    task = Copying(4)
    inputs, answer = task.draw(lag, 50, _generator())
    codes = inputs.argmax(dim=2)
    assert inputs.shape == (50, lag + 8, task.features)
    assert (inputs.sum(dim=2) == 1).all()
    assert torch.equal(codes[:, :4], answer)
    assert (codes[:, 4 : lag + 3] == task.symbols).all()
    assert (codes[:, lag + 3] == task.symbols + 1).all()
    assert (codes[:, -4:] == task.symbols).all()


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_seed_names_its_sequences(task: Task) -> None:
    one, again, other = (task.draw(20, 8, _generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(one.inputs, again.inputs)
    assert torch.equal(one.answer, again.answer)
    assert not torch.equal(one.inputs, other.inputs)


def test_the_guess_is_the_loss_of_the_best_answer_without_memory() -> None:
    adding, copying = TASKS
    total = adding.draw(10, 20_000, _generator()).answer
    assert float(adding.loss(torch.ones_like(total), total)) == pytest.approx(1 / 6, rel=0.03)
    shown = copying.draw(10, 8, _generator()).answer
    assert float(copying.loss(torch.zeros(8, 3, 8), shown)) == pytest.approx(copying.guess)
    assert copying.guess == pytest.approx(math.log(8))


@pytest.mark.parametrize("variant", SHIPPED + CHANGED, ids=lambda variant: variant.name)
def test_one_rule_of_the_start_is_changed_and_no_other(variant: Variant) -> None:
    shipped = dict(
        build_encoder(Variant(cell=variant.cell), 2, 50, _generator()).named_parameters()
    )
    built = dict(build_encoder(variant, 2, 50, _generator()).named_parameters())
    differing = {name for name, weight in built.items() if not torch.equal(weight, shipped[name])}
    expected = {
        "shipped": set(),
        "uniform recurrent": {"weight_hh_l0"},
        "forget bias 0": {"bias_ih_l0"},
        "chrono bias": {"bias_ih_l0"},
    }
    assert differing == expected[variant.change]


def test_chrono_biases_remember_between_one_step_and_the_whole_lag() -> None:
    encoder = build_encoder(Variant(cell="lstm", change="chrono bias"), 2, 50, _generator())
    write, keep = dict(encoder.named_parameters())["bias_ih_l0"][: 2 * HIDDEN].chunk(2)
    assert torch.equal(write, -keep)
    assert 0 <= float(keep.min().detach()) < float(keep.max().detach()) <= math.log(49)


@pytest.mark.parametrize("cell", CELLS)
def test_gradients_are_those_of_the_fused_layers_restarted_midway(cell: Cell) -> None:
    model = begin(Variant(cell=cell), Adding(), 12, 0)
    shares = gradient_shares(model, cell, 12, seed=3)
    inputs = Adding().draw(12, 64, _generator(3)).inputs.double()
    model.double()
    norms = {step: _norm_after(model, inputs, step) for step in (1, 7, 11)}
    last = float(model.readout.weight.detach().norm())  # the answer is linear in the last state
    for step, norm in norms.items():
        assert shares[step - 1] == pytest.approx(float(norm.median()) / last, rel=1e-6)
    assert shares[-1] == 1.0


def _norm_after(model: Remembering, inputs: Tensor, step: int) -> Tensor:
    """Return |d answer / d state| after a step, [B], of a second walk that starts there."""
    _, state = model.encoder(inputs[:, :step])
    parts = state if isinstance(state, tuple) else (state,)  # [1, B, D] each
    leaves = tuple(part.detach().requires_grad_() for part in parts)
    states, _ = model.encoder(inputs[:, step:], leaves if len(leaves) == 2 else leaves[0])
    found = torch.autograd.grad(model.readout(states[:, -1]).sum(), leaves)
    norm: Tensor = torch.linalg.vector_norm(torch.cat(found, dim=2), dim=2)  # [1, B]
    return norm.squeeze(0)


def test_a_cell_learns_what_it_is_asked_and_repeats_itself() -> None:
    variant = Variant(cell="gru")
    short = learn(variant, Adding(), 4, updates=300, seed=0)
    again = learn(variant, Adding(), 4, updates=300, seed=0)
    assert short.learnt
    assert (short.share, short.updates) == (again.share, again.updates)
    assert not learn(variant, Adding(), 4, updates=1, seed=0).learnt


def test_long_lags_are_allowed_fewer_updates() -> None:
    assert allowed_updates(10) == allowed_updates(100) > allowed_updates(300)


def test_the_table_has_a_row_per_cell_and_a_column_per_lag() -> None:
    row = {"task": "copy", "cell": "rnn", "guess": 2.0, "loss": 1.0, "updates": 100, "seeds": 1}
    trials = [{**row, "lag": 10, "learnt": 1}, {**row, "lag": 30, "learnt": 0}]
    drawn = memory_table(trials, (10, 30, 100))
    assert [column.header for column in drawn.columns][-3:] == ["10", "30", "100"]
    assert [[*column.cells] for column in drawn.columns][-3:] == [["[bold]100[/]"], ["50 %"], ["·"]]
    assert drawn.row_count == 1


@pytest.mark.parametrize(("changes", "filters"), [(False, 0), (True, 3)])
def test_a_training_step_counts_three_passes_but_for_the_data(changes: bool, filters: int) -> None:
    spec = ModelSpec(horizon=2, lookback=12, patch=3, hidden=8, changes=changes, filters=filters)
    weights = sum(
        weight.numel() for weight in Network(spec).encoder.parameters() if weight.ndim > 1
    )
    bank = filters * 2 * (12 + 12)  # steps ahead, from values and changes
    head = 8 * (spec.context + 2 * len(spec.quantiles)) + filters * 8 + bank
    to_data = 4 * 4 * 8 * spec.features + bank  # patches, gates, hidden, a patch
    assert training_flops(spec, 5) == 2 * 5 * (3 * (4 * weights + head) - to_data)

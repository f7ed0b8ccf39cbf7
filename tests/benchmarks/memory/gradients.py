"""How much of a gradient comes back through time: |d answer / d state_t| over t.

The state is all that one step hands to the next: h_t, and for an LSTM c_t beside it.
Legend: B sequences, T steps, D hidden.
"""

from __future__ import annotations

import torch
from torch import Tensor

from lstmcast.model.cells import HiddenState, LstmState, gru_step, lstm_step, rnn_step
from lstmcast.model.gates import CellWeights
from lstmcast.model.recurrence import layer_weights
from lstmcast.model.spec import Cell
from tests.benchmarks.memory.learning import Remembering
from tests.benchmarks.memory.tasks import Adding

_SEQUENCES = 64


def gradient_shares(model: Remembering, cell: Cell, steps: int, *, seed: int) -> list[float]:
    """Return the norm at each step 1 .. T over the norm at the last, the median sequence's.

    On the adding problem, which asks once, after the last step: its loss is a function of
    that one answer, and the loss's own factor cancels in the ratio. In double precision,
    because a logarithmic axis should show what single precision takes for zero.
    """
    inputs = Adding().draw(steps, _SEQUENCES, torch.Generator().manual_seed(seed)).inputs
    named = {name: value.detach().double() for name, value in model.encoder.named_parameters()}
    states = _walk(inputs.double(), layer_weights(named, 0), cell)
    answer = states[-1].hidden @ model.readout.weight.detach().double().T  # [B, 1]
    parts = [torch.stack(_gradients(answer, [state.hidden for state in states]))]  # [T, B, D]
    memories = [state.memory for state in states if isinstance(state, LstmState)]
    if memories:
        parts.append(torch.stack(_gradients(answer, memories)))
    norms = torch.cat(parts, dim=2).norm(dim=2)  # [T, B]
    shares: list[float] = (norms / norms[-1]).median(dim=1).values.tolist()
    return shares


def _walk(inputs: Tensor, weights: CellWeights, cell: Cell) -> list[LstmState | HiddenState]:
    """Return the states after each step of inputs [B, T, F], as the next step takes them up.

    h_t is made from c_t, so the gradient by c_t would hold what came through h_t and count
    it twice. Each is copied before it is handed on: the copies do not depend on each other.
    """
    zeros = inputs.new_zeros(len(inputs), weights.weight_hh.shape[1]).requires_grad_()  # [B, D]
    state: LstmState | HiddenState
    state = LstmState(zeros, zeros) if cell == "lstm" else HiddenState(zeros)
    states: list[LstmState | HiddenState] = []
    for x_t in inputs.unbind(dim=1):  # [B, F]
        if isinstance(state, LstmState):
            stepped, _ = lstm_step(x_t, state, weights)
            state = LstmState(hidden=stepped.hidden.clone(), memory=stepped.memory.clone())
        else:
            after, _ = (gru_step if cell == "gru" else rnn_step)(x_t, state, weights)
            state = HiddenState(hidden=after.hidden.clone())
        states.append(state)
    return states


def _gradients(answer: Tensor, reached: list[Tensor]) -> list[Tensor]:
    """Return d answer / d each [B, D]; zero where the answer does not depend on it."""
    found = torch.autograd.grad(answer.sum(), reached, retain_graph=True, allow_unused=True)
    return [
        torch.zeros_like(tensor) if gradient is None else gradient
        for gradient, tensor in zip(found, reached, strict=True)
    ]

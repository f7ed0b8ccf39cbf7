"""One step of each cell: from x_t and the state before it to the state after it.

Every step returns the new state and the gates that led to it, so that a forecast can be
explained by what the network kept, wrote and showed. Time, layers and directions are
not known here; see ``recurrence``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lstmcast.model.gates import (
    CellWeights,
    GruGates,
    LstmGates,
    gru_gates,
    lstm_gates,
    rnn_candidate,
)

if TYPE_CHECKING:
    from torch import Tensor


class LstmState(NamedTuple):
    """What an LSTM carries from step to step, each [B, D]."""

    hidden: Tensor  # h_t: what the next step and the next layer see
    memory: Tensor  # c_t: what only the gates change


class HiddenState(NamedTuple):
    """What a GRU or a plain RNN carries from step to step: h_t [B, D]."""

    hidden: Tensor


def lstm_step(x_t: Tensor, state: LstmState, weights: CellWeights) -> tuple[LstmState, LstmGates]:
    """Return state and gates of an LSTM after x_t [B, F].

        c_t = f_t * c_{t-1} + i_t * g_t
        h_t = o_t * tanh(c_t)

    The memory changes by sums and by factors near one, so gradients survive many steps.
    """
    gates = lstm_gates(x_t, state.hidden, weights)
    memory = gates.forget * state.memory + gates.input * gates.candidate  # [B, D]
    hidden = gates.output * memory.tanh()  # [B, D]
    return LstmState(hidden=hidden, memory=memory), gates


def gru_step(x_t: Tensor, state: HiddenState, weights: CellWeights) -> tuple[HiddenState, GruGates]:
    """Return state and gates of a GRU after x_t [B, F].

    h_t = (1 - z_t) * n_t + z_t * h_{t-1}
    """
    gates = gru_gates(x_t, state.hidden, weights)
    hidden = (1 - gates.update) * gates.candidate + gates.update * state.hidden  # [B, D]
    return HiddenState(hidden=hidden), gates


def rnn_step(x_t: Tensor, state: HiddenState, weights: CellWeights) -> tuple[HiddenState, None]:
    """Return the state of a plain RNN after x_t [B, F]; it has no gates: h_t = n_t."""
    return HiddenState(hidden=rnn_candidate(x_t, state.hidden, weights)), None

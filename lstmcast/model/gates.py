"""The gate equations of each cell, as pure functions; they hold no state and no weights.

A gate looks at the new input x_t and at the hidden state h_{t-1} through one linear map
each. torch stacks the maps of all gates of a cell into one matrix, in the order in which
the named tuples below list them, so that one product serves all gates:

    weight_ih [G * D, F]    weight_hh [G * D, D]    bias_ih, bias_hh [G * D]

with G = 4 gates for an LSTM, 3 for a GRU and 1 for a plain RNN.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional


class CellWeights(NamedTuple):
    """The stacked weights of one cell, in the layout of torch's recurrent layers."""

    weight_ih: Tensor  # [G * D, F]
    weight_hh: Tensor  # [G * D, D]
    bias_ih: Tensor  # [G * D]
    bias_hh: Tensor  # [G * D]


class LstmGates(NamedTuple):
    """What an LSTM decides at one step, each [B, D]."""

    input: Tensor  # i_t: how much of the candidate to write, 0..1
    forget: Tensor  # f_t: how much of the old memory to keep, 0..1
    candidate: Tensor  # g_t: what could be written, -1..1
    output: Tensor  # o_t: how much of the memory to show, 0..1


class GruGates(NamedTuple):
    """What a GRU decides at one step, each [B, D]."""

    reset: Tensor  # r_t: how much of the old state the candidate may see, 0..1
    update: Tensor  # z_t: how much of the old state to keep, 0..1
    candidate: Tensor  # n_t: what replaces the rest, -1..1


def lstm_gates(x_t: Tensor, hidden: Tensor, weights: CellWeights) -> LstmGates:
    """Return the gates of an LSTM for x_t [B, F] and hidden h_{t-1} [B, D].

        i_t = sigmoid(W_i x_t + b_i + U_i h_{t-1} + d_i)
        f_t = sigmoid(W_f x_t + b_f + U_f h_{t-1} + d_f)
        g_t =    tanh(W_g x_t + b_g + U_g h_{t-1} + d_g)
        o_t = sigmoid(W_o x_t + b_o + U_o h_{t-1} + d_o)

    Source: S. Hochreiter and J. Schmidhuber, Long Short-Term Memory, Neural Computation 9
    (1997), with the forget gate of F. Gers, J. Schmidhuber and F. Cummins (2000).
    """
    from_input, from_hidden = _linear_maps(x_t, hidden, weights)  # [B, 4D] each
    i, f, g, o = (from_input + from_hidden).chunk(4, dim=1)
    return LstmGates(
        input=torch.sigmoid(i),
        forget=torch.sigmoid(f),
        candidate=torch.tanh(g),
        output=torch.sigmoid(o),
    )


def gru_gates(x_t: Tensor, hidden: Tensor, weights: CellWeights) -> GruGates:
    """Return the gates of a GRU for x_t [B, F] and hidden h_{t-1} [B, D].

        r_t = sigmoid(W_r x_t + b_r + U_r h_{t-1} + d_r)
        z_t = sigmoid(W_z x_t + b_z + U_z h_{t-1} + d_z)
        n_t =    tanh(W_n x_t + b_n + r_t * (U_n h_{t-1} + d_n))

    This is torch's (and cuDNN's) variant: the reset gate acts after the recurrent product,
    which is why the candidate needs both its biases.

    Source: K. Cho et al., Learning Phrase Representations using RNN Encoder-Decoder (2014).
    """
    from_input, from_hidden = _linear_maps(x_t, hidden, weights)  # [B, 3D] each
    input_r, input_z, input_n = from_input.chunk(3, dim=1)
    hidden_r, hidden_z, hidden_n = from_hidden.chunk(3, dim=1)
    reset = torch.sigmoid(input_r + hidden_r)
    return GruGates(
        reset=reset,
        update=torch.sigmoid(input_z + hidden_z),
        candidate=torch.tanh(input_n + reset * hidden_n),
    )


def rnn_candidate(x_t: Tensor, hidden: Tensor, weights: CellWeights) -> Tensor:
    """Return the next state [B, D] of an ungated RNN for x_t [B, F] and hidden h_{t-1} [B, D].

        n_t = tanh(W x_t + b + U h_{t-1} + d)

    Source: J. Elman, Finding Structure in Time, Cognitive Science 14 (1990).
    """
    from_input, from_hidden = _linear_maps(x_t, hidden, weights)  # [B, D] each
    return torch.tanh(from_input + from_hidden)


def _linear_maps(x_t: Tensor, hidden: Tensor, weights: CellWeights) -> tuple[Tensor, Tensor]:
    """Return what all gates see of the input and of the hidden state, [B, G * D] each."""
    return (
        functional.linear(x_t, weights.weight_ih, weights.bias_ih),
        functional.linear(hidden, weights.weight_hh, weights.bias_hh),
    )

"""All initialisation of weights, in one table.

| weights             | rule                          | why                         |
|---------------------|-------------------------------|-----------------------------|
| input weights       | Xavier uniform, per gate      | keeps the inputs' variance  |
| recurrent weights   | orthogonal, per gate          | keeps the norm over time    |
| biases              | zero                          |                             |
| forget gate's bias  | one (lstm)                    | remembers from the start    |
| head, hidden layer  | Xavier uniform, zero bias     |                             |
| head, output layer  | zero                          | starts as the baseline      |
| filters             | zero                          | the same                    |
| gate of the filters | Xavier uniform, zero bias     | sets the filters apart      |
| covariates          | as above                      |                             |
| ... at the encoder  | zero                          | starts as if without        |
| ... last layers     | zero                          | the same                    |

Sources: Saxe et al. (2014) for orthogonal, Jozefowicz et al. (2015) for the forget bias.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from lstmcast.model.covariates import CovariateBranch
from lstmcast.model.network import Network
from lstmcast.model.spec import GATES, Cell


def initialise(network: Network, generator: torch.Generator) -> None:
    """Draw all weights of a network from ``generator``, as the table above says.

    With covariates, all other weights are those of the same network without.
    """
    spec = network.spec
    _recurrent(network.encoder, spec.cell, generator, inputs=spec.features)
    nn.init.xavier_uniform_(network.head.hidden.weight, generator=generator)
    nn.init.zeros_(network.head.hidden.bias)
    nn.init.zeros_(network.head.output.weight)
    nn.init.zeros_(network.head.output.bias)
    if network.head.filters is not None:
        nn.init.xavier_uniform_(network.head.filters.gate.weight, generator=generator)
        nn.init.zeros_(network.head.filters.gate.bias)
        nn.init.zeros_(network.head.filters.bank.weight)
    if network.covariates is not None:
        _covariates(network.covariates, generator)


def _recurrent(
    layers: nn.LSTM | nn.GRU | nn.RNN, cell: Cell, generator: torch.Generator, *, inputs: int
) -> None:
    """Draw the weights of recurrent layers; the first ignores what follows ``inputs``."""
    gates, units = GATES[cell], layers.hidden_size
    for name, weight in layers.named_parameters():
        if name.startswith("weight_ih"):
            seen = inputs if "_l0" in name else weight.shape[1]
            nn.init.zeros_(weight)
            _per_gate(weight.data[:, :seen], gates, nn.init.xavier_uniform_, generator)
        elif name.startswith("weight_hh"):
            _per_gate(weight, gates, nn.init.orthogonal_, generator)
        else:
            nn.init.zeros_(weight)
        if cell == "lstm" and name.startswith("bias_ih"):
            nn.init.ones_(weight.data[units : 2 * units])


def _covariates(branch: CovariateBranch, generator: torch.Generator) -> None:
    """Draw the weights of what covariates add."""
    ends = [branch.slope]
    if branch.covariates.of_steps:
        ends.append(branch.effect)
    if branch.covariates.ahead:
        _recurrent(branch.decoder, branch.spec.cell, generator, inputs=branch.decoder.input_size)
        ends.append(branch.output)
    for layer in branch.modules():
        if isinstance(layer, nn.Linear | nn.Embedding):
            if any(layer is end for end in ends):
                nn.init.zeros_(layer.weight)
            else:
                nn.init.xavier_uniform_(layer.weight, generator=generator)
        if isinstance(layer, nn.Linear) and layer.bias is not None:
            nn.init.zeros_(layer.bias)


def _per_gate(
    weight: Tensor, gates: int, rule: Callable[..., Tensor], generator: torch.Generator
) -> None:
    """Apply a rule to each gate's block of a stacked weight [gates * D, F]."""
    for block in weight.data.chunk(gates):
        rule(block, generator=generator)

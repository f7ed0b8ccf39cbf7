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

Sources: Saxe et al. (2014) for orthogonal, Jozefowicz et al. (2015) for the forget bias.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from lstmcast.model.network import Network


def initialise(network: Network, generator: torch.Generator) -> None:
    """Draw all weights of a network from ``generator``, as the table above says."""
    spec = network.spec
    for name, weight in network.encoder.named_parameters():
        if name.startswith("weight_ih"):
            _per_gate(weight, spec.gates, nn.init.xavier_uniform_, generator)
        elif name.startswith("weight_hh"):
            _per_gate(weight, spec.gates, nn.init.orthogonal_, generator)
        else:
            nn.init.zeros_(weight)
        if spec.cell == "lstm" and name.startswith("bias_ih"):
            nn.init.ones_(weight.data[spec.hidden : 2 * spec.hidden])
    nn.init.xavier_uniform_(network.head.hidden.weight, generator=generator)
    nn.init.zeros_(network.head.hidden.bias)
    nn.init.zeros_(network.head.output.weight)
    nn.init.zeros_(network.head.output.bias)
    if network.head.filters is not None:
        nn.init.xavier_uniform_(network.head.filters.gate.weight, generator=generator)
        nn.init.zeros_(network.head.filters.gate.bias)
        nn.init.zeros_(network.head.filters.bank.weight)


def _per_gate(
    weight: Tensor, gates: int, rule: Callable[..., Tensor], generator: torch.Generator
) -> None:
    """Apply a rule to each gate's block of a stacked weight [gates * D, F]."""
    for block in weight.data.chunk(gates):
        rule(block, generator=generator)

"""From what the encoder remembers to quantiles of the whole horizon at once."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstmcast.model.spec import ModelSpec


class QuantileHead(nn.Module):
    """Two layers; the last starts at zero, so that an untrained network *is* the baseline."""

    def __init__(self, spec: ModelSpec) -> None:
        super().__init__()
        self.spec = spec
        self.hidden = nn.Linear(spec.context, spec.hidden)
        self.dropout = nn.Dropout(spec.dropout)
        self.output = nn.Linear(spec.hidden, spec.horizon * len(spec.quantiles))

    def forward(self, context: Tensor, baseline: Tensor) -> Tensor:
        """Return quantiles [B, H, Q] from context [B, C] and baseline [B, H]."""
        activated = functional.silu(self.hidden(context))  # [B, D]
        added: Tensor = self.output(self.dropout(activated))  # [B, H * Q]
        shape = (-1, self.spec.horizon, len(self.spec.quantiles))
        return baseline.unsqueeze(-1) + added.reshape(shape)

    def centre_on(self, offsets: Tensor) -> None:
        """Let the untrained head add ``offsets`` [H, Q] to the baseline.

        With the quantiles of the baseline's own past errors, training starts from the
        baseline and its honest intervals.
        """
        with torch.no_grad():
            self.output.bias.copy_(offsets.reshape(-1))

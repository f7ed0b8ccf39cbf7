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
        self.filters = FilterBank(spec) if spec.filters else None

    def forward(self, context: Tensor, baseline: Tensor, window: Tensor, pace: Tensor) -> Tensor:
        """Return quantiles [B, H, Q] from context [B, C].

        baseline [B, H] and pace [B], the typical size of a seasonal change, are in units of
        the window's spread; window [B, 2L] is what the filters see.
        """
        activated = self.dropout(functional.silu(self.hidden(context)))  # [B, D]
        added: Tensor = self.output(activated)  # [B, H * Q]
        added = added.reshape(-1, self.spec.horizon, len(self.spec.quantiles))
        if self.filters is not None:
            added = added + self.filters(activated, window).unsqueeze(-1)
        if self.spec.changes:
            added = added * pace[:, None, None]
        return baseline.unsqueeze(-1) + added

    def centre_on(self, offsets: Tensor) -> None:
        """Let the untrained head add ``offsets`` [H, Q] to the baseline.

        With the quantiles of the baseline's own past errors, training starts from the
        baseline and its honest intervals. The unit is what the head answers in: the
        window's spread, or the pace where it sees changes.
        """
        with torch.no_grad():
            self.output.bias.copy_(offsets.reshape(-1))


class FilterBank(nn.Module):
    """K linear forecasts from a window, mixed as the network sees fit.

    Exponential smoothing, a seasonal mean and the extrapolation of a line are, for given
    constants, the last season plus a linear function of the values and the changes before;
    which constants fit is for the network to tell. A mixture of experts (Jacobs et al.
    1991) whose experts are linear filters. Like all that the head adds, their forecasts are
    in units of the pace: little where little changes from season to season.
    """

    def __init__(self, spec: ModelSpec) -> None:
        super().__init__()
        self.shape = (-1, spec.filters, spec.horizon)
        self.gate = nn.Linear(spec.hidden, spec.filters)
        self.bank = nn.Linear(2 * spec.lookback, spec.filters * spec.horizon, bias=False)

    def forward(self, activated: Tensor, window: Tensor) -> Tensor:
        """Return the mixed forecast [B, H].

        activated [B, D] decides on the mixture; window [B, 2L] holds the values and, after
        them, the changes.
        """
        share = torch.softmax(self.gate(activated), dim=1)  # [B, K]
        forecasts = self.bank(window).reshape(self.shape)  # [B, K, H]
        mixed: Tensor = (forecasts * share.unsqueeze(-1)).sum(dim=1)
        return mixed

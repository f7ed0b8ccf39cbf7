"""The network: patches -> recurrent encoder -> head, around a repeated season."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lstmcast.model.heads import QuantileHead
from lstmcast.model.spec import ModelSpec

_ENCODERS: dict[str, type[nn.LSTM | nn.GRU | nn.RNN]] = {
    "lstm": nn.LSTM,
    "gru": nn.GRU,
    "rnn": nn.RNN,
}


class Network(nn.Module):
    """Forecast quantiles of a normalised window.

    Training runs on torch's fused recurrent layers; ``recurrence`` has the same
    arithmetic in readable form, and tests hold the two equal.
    """

    quantiles: Tensor  # [Q]

    def __init__(self, spec: ModelSpec) -> None:
        super().__init__()
        self.spec = spec
        self.encoder = _ENCODERS[spec.cell](
            input_size=spec.features,
            hidden_size=spec.hidden,
            num_layers=spec.layers,
            bidirectional=spec.bidirectional,
            dropout=spec.dropout if spec.layers > 1 else 0.0,
            batch_first=True,
        )
        self.head = QuantileHead(spec)
        self.register_buffer("quantiles", torch.tensor(spec.quantiles), persistent=False)

    def forward(
        self, past: Tensor, observed: Tensor, baseline: Tensor, changes: Tensor, pace: Tensor
    ) -> Tensor:
        """Return normalised quantiles [B, H, Q].

        past [B, L] is zero where nothing was observed, observed [B, L] holds zeros and
        ones, baseline [B, H] is the repeated season in the same units as past. changes
        [B, L] are those from season to season in units of their typical size, pace [B];
        a spec without ``changes`` looks at neither.
        """
        patches = self.fold(past, observed, changes)  # [B, T, F]
        seen = [self.remember(patches), patches[:, -1], baseline]
        if self.spec.changes:
            seen.append(torch.log(pace).unsqueeze(1))
        window = torch.cat([past, changes], dim=1)  # [B, 2L]
        quantiles: Tensor = self.head(torch.cat(seen, dim=1), baseline, window, pace)
        return quantiles

    def fold(self, past: Tensor, observed: Tensor, changes: Tensor) -> Tensor:
        """Fold a window into patches of values beside their mask and changes, [B, T, F]."""
        shape = (-1, self.spec.patches, self.spec.patch)
        channels = (past, observed, changes) if self.spec.changes else (past, observed)
        return torch.cat([channel.reshape(shape) for channel in channels], dim=2)

    def remember(self, patches: Tensor) -> Tensor:
        """Return the encoder's last hidden state, [B, D] or both directions' [B, 2D]."""
        _, state = self.encoder(patches)
        hidden = state[0] if self.spec.cell == "lstm" else state  # [layers * dirs, B, D]
        if self.spec.bidirectional:
            return torch.cat([hidden[-2], hidden[-1]], dim=1)
        last: Tensor = hidden[-1]
        return last

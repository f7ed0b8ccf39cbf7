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
            input_size=2 * spec.patch,
            hidden_size=spec.hidden,
            num_layers=spec.layers,
            bidirectional=spec.bidirectional,
            dropout=spec.dropout if spec.layers > 1 else 0.0,
            batch_first=True,
        )
        self.head = QuantileHead(spec)
        self.register_buffer("quantiles", torch.tensor(spec.quantiles), persistent=False)

    def forward(self, past: Tensor, observed: Tensor, baseline: Tensor) -> Tensor:
        """Return normalised quantiles [B, H, Q].

        past [B, L] is zero where nothing was observed, observed [B, L] holds zeros and
        ones, baseline [B, H] is the repeated season in the same units as past.
        """
        patches = self.fold(past, observed)  # [B, T, 2p]
        context = torch.cat([self.remember(patches), patches[:, -1], baseline], dim=1)
        quantiles: Tensor = self.head(context, baseline)
        return quantiles

    def fold(self, past: Tensor, observed: Tensor) -> Tensor:
        """Fold a window into patches of values beside their mask, [B, T, 2p]."""
        shape = (-1, self.spec.patches, self.spec.patch)
        return torch.cat([past.reshape(shape), observed.reshape(shape)], dim=2)

    def remember(self, patches: Tensor) -> Tensor:
        """Return the encoder's last hidden state, [B, D] or both directions' [B, 2D]."""
        _, state = self.encoder(patches)
        hidden = state[0] if self.spec.cell == "lstm" else state  # [layers * dirs, B, D]
        if self.spec.bidirectional:
            return torch.cat([hidden[-2], hidden[-1]], dim=1)
        last: Tensor = hidden[-1]
        return last

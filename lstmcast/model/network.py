"""The network: patches -> recurrent encoder -> head, around a repeated season."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lstmcast.model.covariates import CovariateBranch, CovariateTensors
from lstmcast.model.fused import FUSED
from lstmcast.model.heads import QuantileHead
from lstmcast.model.spec import ModelSpec
from lstmcast.model.window import Window


class Network(nn.Module):
    """Forecast quantiles of a normalised window.

    Training runs on torch's fused recurrent layers; ``recurrence`` has the same
    arithmetic in readable form, and tests hold the two equal.
    """

    quantiles: Tensor  # [Q]

    def __init__(self, spec: ModelSpec) -> None:
        super().__init__()
        self.spec = spec
        self.encoder = FUSED[spec.cell](
            input_size=spec.encoded,
            hidden_size=spec.hidden,
            num_layers=spec.layers,
            bidirectional=spec.bidirectional,
            dropout=spec.dropout if spec.layers > 1 else 0.0,
            batch_first=True,
        )
        self.head = QuantileHead(spec)
        self.covariates = CovariateBranch(spec, spec.covariates) if spec.covariates else None
        self.register_buffer("quantiles", torch.tensor(spec.quantiles), persistent=False)

    def forward(self, window: Window, covariates: CovariateTensors | None = None) -> Tensor:
        """Return normalised quantiles [B, H, Q].

        A spec without ``changes`` looks neither at those nor at the pace, and one without
        covariates needs none.
        """
        if self.covariates is None or covariates is None:
            patches = self.fold(window)
            return self._answer(window, patches, self.remember(patches))
        return self._forward_with(self.covariates, window, covariates)

    def _forward_with(
        self, branch: CovariateBranch, window: Window, seen: CovariateTensors
    ) -> Tensor:
        """Return quantiles [B, H, Q] of a window and what is known besides."""
        lookback, effect, steps = self.spec.lookback, None, None
        if branch.covariates.ahead:
            steps = branch.embed(seen)  # [B, S, W]
        if branch.covariates.of_steps and steps is not None:
            effect = branch.explain(steps, seen)  # [B, S]
            window = branch.remove(effect[:, :lookback], window, seen)
        patches = self.fold(window)
        beside = branch.encode(seen).reshape(len(patches), self.spec.patches, -1)
        memory = self.remember(torch.cat([patches, beside], dim=2))
        quantiles = self._answer(window, patches, memory)
        if steps is not None:
            added = branch.decode(steps[:, lookback:], memory)
            quantiles = quantiles + (
                added * window.pace[:, None, None] if self.spec.changes else added
            )
        return quantiles if effect is None else quantiles + effect[:, lookback:, None]

    def _answer(self, window: Window, patches: Tensor, memory: Tensor) -> Tensor:
        """Return quantiles [B, H, Q] of a window, given its patches and what is remembered."""
        seen = [memory, patches[:, -1], window.baseline]
        if self.spec.changes:
            seen.append(torch.log(window.pace).unsqueeze(1))
        values = torch.cat([window.past, window.changes], dim=1)  # [B, 2L]
        quantiles: Tensor = self.head(torch.cat(seen, dim=1), window.baseline, values, window.pace)
        return quantiles

    def fold(self, window: Window) -> Tensor:
        """Fold a window into patches of values beside their mask and changes, [B, T, F]."""
        shape = (-1, self.spec.patches, self.spec.patch)
        channels = [window.past, window.observed]
        channels += [window.changes] if self.spec.changes else []
        return torch.cat([channel.reshape(shape) for channel in channels], dim=2)

    def remember(self, patches: Tensor) -> Tensor:
        """Return the encoder's last hidden state, [B, D] or both directions' [B, 2D]."""
        _, state = self.encoder(patches)
        hidden = state[0] if self.spec.cell == "lstm" else state  # [layers * dirs, B, D]
        if self.spec.bidirectional:
            return torch.cat([hidden[-2], hidden[-1]], dim=1)
        last: Tensor = hidden[-1]
        return last

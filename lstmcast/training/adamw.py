"""Adam with decoupled weight decay, on plain tensors.

torch.optim.AdamW does the same (a test holds them equal) but imports a compiler first,
which takes longer than training on one short series.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

_BETAS = (0.9, 0.999)
_EPSILON = 1e-8


class AdamW:
    """Moves parameters along their gradients; its whole state are two moments each.

    Source: I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, ICLR 2019.
    """

    def __init__(
        self,
        parameters: Mapping[str, Tensor],
        *,
        weight_decay: float,
        haste: Mapping[str, float] | None = None,
    ) -> None:
        """Take parameters by name; those in ``haste`` have so many times the learning rate."""
        self._parameters = dict(parameters)
        self._weight_decay = weight_decay
        self._haste = dict(haste or {})
        self.first = {name: torch.zeros_like(value) for name, value in parameters.items()}
        self.second = {name: torch.zeros_like(value) for name, value in parameters.items()}

    @torch.no_grad()
    def advance(self, step: int, learning_rate: float) -> None:
        """Take step number ``step``, counted from 1, and forget the gradients."""
        beta1, beta2 = _BETAS
        correction = (1 - beta2**step) ** 0.5
        for name, value in self._parameters.items():
            gradient = value.grad
            if gradient is None:
                continue
            rate = learning_rate * self._haste.get(name, 1.0)
            value.mul_(1 - rate * self._weight_decay)
            self.first[name].lerp_(gradient, 1 - beta1)
            self.second[name].mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
            spread = (self.second[name].sqrt() / correction).add_(_EPSILON)
            value.addcdiv_(self.first[name], spread, value=-rate / (1 - beta1**step))
            value.grad = None

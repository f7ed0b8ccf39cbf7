"""Training losses; each takes a mask and returns one number."""

from __future__ import annotations

from torch import Tensor


def pinball_loss(forecast: Tensor, target: Tensor, observed: Tensor, quantiles: Tensor) -> Tensor:
    """Return twice the mean pinball loss over observed steps and all quantiles.

    Twice, so that the median's share is the absolute error. forecast [B, H, Q], target
    [B, H], observed [B, H] of zeros and ones, quantiles [Q].

    Source: R. Koenker and G. Bassett, Regression Quantiles, Econometrica 46 (1978).
    """
    gap = target.unsqueeze(-1) - forecast  # [B, H, Q]
    loss = 2 * (quantiles - (gap < 0).to(gap.dtype)) * gap
    weight = observed.unsqueeze(-1)
    return (loss * weight).sum() / (weight.sum() * len(quantiles)).clamp(min=1.0)

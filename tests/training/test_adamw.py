"""Our AdamW takes the steps of torch's."""

from __future__ import annotations

import torch

from lstmcast.training.adamw import AdamW


def test_equals_torchs() -> None:
    generator = torch.Generator().manual_seed(0)
    shapes = ((5, 3), (7,))
    own = [torch.randn(shape, generator=generator, requires_grad=True) for shape in shapes]
    theirs = [value.detach().clone().requires_grad_() for value in own]
    reference = torch.optim.AdamW(theirs, lr=0.01, weight_decay=0.1)
    optimiser = AdamW({str(i): value for i, value in enumerate(own)}, weight_decay=0.1)
    for step in range(1, 31):
        rate = 0.01 / step
        for group in reference.param_groups:
            group["lr"] = rate
        for mine, other in zip(own, theirs, strict=True):
            mine.grad = torch.randn(mine.shape, generator=generator)
            other.grad = mine.grad.clone()
        optimiser.advance(step, rate)
        reference.step()
    for mine, other in zip(own, theirs, strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-6, atol=1e-7)
        assert mine.grad is None

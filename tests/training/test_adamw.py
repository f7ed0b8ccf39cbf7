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


def test_haste_is_a_group_with_a_learning_rate_of_its_own() -> None:
    generator = torch.Generator().manual_seed(1)
    names = ("head", "effect", "decoder")
    haste = {"effect": 30.0, "decoder": 3.0}
    own = {name: torch.randn(4, generator=generator, requires_grad=True) for name in names}
    theirs = {name: value.detach().clone().requires_grad_() for name, value in own.items()}
    groups = [{"params": [value], "lr": 1.0} for value in theirs.values()]
    reference = torch.optim.AdamW(groups, weight_decay=0.1)
    optimiser = AdamW(own, weight_decay=0.1, haste=haste)
    for step in range(1, 31):
        rate = 1e-3 / step
        for name, group in zip(names, reference.param_groups, strict=True):
            group["lr"] = rate * haste.get(name, 1.0)
        for name in names:
            own[name].grad = torch.randn(4, generator=generator)
            theirs[name].grad = own[name].grad.clone()
        optimiser.advance(step, rate)
        reference.step()
    for name in names:
        torch.testing.assert_close(own[name], theirs[name], rtol=1e-6, atol=1e-7)

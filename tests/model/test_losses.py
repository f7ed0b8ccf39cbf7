"""The pinball loss: its formula, its oracle, its mask, and what it is least at."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import mean_pinball_loss

from lstmcast.model.losses import pinball_loss

QUANTILES = (0.1, 0.5, 0.9)


def test_equals_scikit_learns_loss_twice() -> None:
    random = np.random.default_rng(0)
    target, forecast = random.normal(size=(6, 4)), random.normal(size=(6, 4, 3))
    expected = np.mean(
        [
            2 * mean_pinball_loss(target.ravel(), forecast[:, :, k].ravel(), alpha=quantile)
            for k, quantile in enumerate(QUANTILES)
        ]
    )
    loss = pinball_loss(
        torch.from_numpy(forecast),
        torch.from_numpy(target),
        torch.ones(6, 4),
        torch.tensor(QUANTILES, dtype=torch.float64),
    )
    assert loss.item() == pytest.approx(expected)


def test_steps_that_were_not_observed_count_for_nothing() -> None:
    forecast = torch.zeros(1, 3, 1)
    target = torch.tensor([[1.0, 1e6, -3.0]])
    observed = torch.tensor([[1.0, 0.0, 1.0]])
    loss = pinball_loss(forecast, target, observed, torch.tensor([0.5]))
    assert loss.item() == pytest.approx(2.0)  # the mean of |1| and |-3|


def test_windows_may_weigh_more_or_less() -> None:
    target = torch.tensor([[1.0, 1.0], [5.0, 5.0]])
    weight = torch.tensor([[3.0, 3.0], [1.0, 0.0]])
    loss = pinball_loss(torch.zeros(2, 2, 1), target, weight, torch.tensor([0.5]))
    assert loss.item() == pytest.approx((3 + 3 + 5) / 7)


def test_nothing_observed_is_no_loss_and_no_gradient() -> None:
    forecast = torch.ones(2, 3, 3, requires_grad=True)
    loss = pinball_loss(forecast, torch.zeros(2, 3), torch.zeros(2, 3), torch.tensor(QUANTILES))
    loss.backward()
    assert loss.item() == 0
    assert forecast.grad is not None
    assert not forecast.grad.any()


def test_is_least_at_the_quantile_of_the_targets() -> None:
    target = torch.arange(1001.0)[:, None]
    guesses = torch.arange(0, 1001, 25.0)
    for quantile in QUANTILES:
        losses = [
            pinball_loss(
                guess.expand(1001, 1, 1), target, torch.ones(1001, 1), torch.tensor([quantile])
            )
            for guess in guesses
        ]
        best = guesses[int(torch.stack(losses).argmin())]
        assert best.item() == pytest.approx(quantile * 1000, abs=25)

"""Covariates in the network: their effect at every step, and what they add to the horizon.

What covariates explain is taken out of the past before the network looks at it, and put back
where they are known ahead: a regression whose errors the network forecasts. So the promotion of
last week is not repeated, and the one that is planned is added. A decoder walks over the
horizon besides, from its first step to its last, and adds what depends on the order of steps
and on what the encoder remembers; no step knows of later ones. What is known of the past alone
reaches the encoder alone. All of it ends in zeros: before the first step of training the
network forecasts as if there were no covariates.

Legend: B windows, L lookback, H horizon, S = L + H, K numbers, C categories, W width of what
is said of a step, E channels that the encoder sees, D units, Q quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstmcast.model.fused import FUSED
from lstmcast.model.spec import CovariateSpec, ModelSpec
from lstmcast.model.window import Window


class CovariateTensors(NamedTuple):
    """What a network sees of covariates; zero where nothing was observed, as code too."""

    ahead: Tensor  # [B, S, K] numbers that are known ahead
    ahead_seen: Tensor  # [B, S, K] ones and zeros
    ahead_codes: Tensor  # [B, S, C] categories that are known ahead
    behind: Tensor  # [B, L, K] numbers that are known in the past alone
    behind_seen: Tensor  # [B, L, K]
    behind_codes: Tensor  # [B, L, C]
    age: Tensor  # [B, L, 1 + K] since the target and those numbers were observed, from 0 to 1
    static: Tensor  # [B, K] numbers of whole series
    static_seen: Tensor  # [B, K]
    static_codes: Tensor  # [B, C]
    source: Tensor  # [B, H] which step of the window the baseline repeats
    lag: Tensor  # [B] steps over which changes are taken


class Embedding(nn.Module):
    """Numbers and categories as one vector: the sum of what each of them says.

    Of a number that was not observed its mask speaks; a category that is unknown, or was not
    observed, has a vector of its own, at code 0.
    """

    def __init__(self, numbers: int, levels: tuple[int, ...], width: int) -> None:
        super().__init__()
        self.numbers = nn.Linear(2 * numbers, width) if numbers else None
        self.categories = nn.ModuleList(nn.Embedding(count + 1, width) for count in levels)

    def forward(self, numbers: Tensor, seen: Tensor, codes: Tensor) -> Tensor:
        """Return vectors [..., W] of numbers [..., K], their masks [..., K], codes [..., C]."""
        said = [] if self.numbers is None else [self.numbers(torch.cat([numbers, seen], dim=-1))]
        said += [table(codes[..., place]) for place, table in enumerate(self.categories)]
        return sum_of(said)


class CovariateBranch(nn.Module):
    """All that a network does with covariates."""

    def __init__(self, spec: ModelSpec, covariates: CovariateSpec) -> None:
        super().__init__()
        self.spec, self.covariates = spec, covariates
        width, levels = covariates.width, covariates.known_levels + covariates.past_levels
        self.age = nn.Linear(1 + covariates.past, covariates.channels)
        self.behind = (
            Embedding(covariates.known + covariates.past, levels, covariates.channels)
            if covariates.behind
            else None
        )
        self.steps = self.series = self.slope = None
        if covariates.of_steps:
            self.steps = Embedding(covariates.known, covariates.known_levels, width)
            self.effect = nn.Linear(width, 1)
        if covariates.known:
            self.slope = nn.Linear(covariates.known, 1, bias=False)
        if covariates.of_series:
            self.series = Embedding(covariates.static, covariates.static_levels, width)
        if covariates.ahead:
            self.mix = nn.Linear(width, width)
            self.memory = nn.Linear(spec.hidden * spec.directions, width)
            self.decoder = FUSED[spec.cell](2 * width, width, batch_first=True)
            self.output = nn.Linear(width, len(spec.quantiles))

    def embed(self, seen: CovariateTensors) -> Tensor:
        """Return what is said of each step, behind and ahead, [B, S, W]."""
        said = []
        if self.steps is not None:
            said.append(self.steps(seen.ahead, seen.ahead_seen, seen.ahead_codes))
        if self.series is not None:
            of_series = self.series(seen.static, seen.static_seen, seen.static_codes)  # [B, W]
            length = self.spec.lookback + self.spec.horizon
            said.append(of_series.unsqueeze(1).expand(-1, length, -1))
        return functional.silu(self.mix(functional.silu(sum_of(said))))

    def explain(self, steps: Tensor, seen: CovariateTensors) -> Tensor:
        """Return the effect of covariates at each step [B, S], in units of the window.

        Linear in the numbers, and anything else in what is said of the step [B, S, W].
        """
        effect: Tensor = self.effect(steps).squeeze(2)
        return effect if self.slope is None else effect + self.slope(seen.ahead).squeeze(2)

    def remove(self, effect: Tensor, window: Window, seen: CovariateTensors) -> Window:
        """Return a window without an effect [B, L]: its values, its season and its changes."""
        past = window.past - window.observed * effect
        baseline = window.baseline - torch.gather(effect, 1, seen.source)
        if not self.spec.changes:
            return window._replace(past=past, baseline=baseline)
        before = torch.arange(self.spec.lookback, device=effect.device) - seen.lag.unsqueeze(1)
        earlier = before.clamp(min=0)  # [B, L]
        known = window.observed * torch.gather(window.observed, 1, earlier) * (before >= 0)
        moved = (effect - torch.gather(effect, 1, earlier)) / window.pace.unsqueeze(1)
        return window._replace(past=past, baseline=baseline, changes=window.changes - known * moved)

    def encode(self, seen: CovariateTensors) -> Tensor:
        """Return what the encoder sees of each past step, [B, L, E]."""
        said = self.age(seen.age)
        if self.behind is not None:
            back = slice(0, self.spec.lookback)
            said = said + self.behind(
                torch.cat([seen.ahead[:, back], seen.behind], dim=2),
                torch.cat([seen.ahead_seen[:, back], seen.behind_seen], dim=2),
                torch.cat([seen.ahead_codes[:, back], seen.behind_codes], dim=2),
            )
        return torch.tanh(said)

    def decode(self, steps: Tensor, memory: Tensor) -> Tensor:
        """Return what is added to the quantiles [B, H, Q], step by step.

        steps [B, H, W] say what is known of each, memory [B, D] what the encoder remembers.
        """
        remembered = self.memory(memory).unsqueeze(1).expand(-1, steps.shape[1], -1)
        walked, _ = self.decoder(torch.cat([steps, remembered], dim=2))
        added: Tensor = self.output(walked)
        return added


def sum_of(said: Sequence[Tensor]) -> Tensor:
    """Return the sum of what is said, of which there is mostly one thing."""
    total = said[0]
    for other in said[1:]:
        total = total + other
    return total

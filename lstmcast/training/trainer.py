"""One network being trained: its step, its averaged weights, and its whole state as tensors.

The state holds everything the next step depends on, random generators included, so that a
resumed run takes the very steps the interrupted one would have taken.
"""

from __future__ import annotations

import copy
import json
import math
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from lstmcast.data.series import SeriesSet
from lstmcast.errors import NumericalError
from lstmcast.model.initialisation import initialise
from lstmcast.model.losses import pinball_loss
from lstmcast.model.network import Network
from lstmcast.model.spec import ModelSpec
from lstmcast.training.adamw import AdamW
from lstmcast.training.arrays import Arrays, part
from lstmcast.training.baseline_errors import error_quantiles
from lstmcast.training.precision import NumberFormat
from lstmcast.training.recipe import Recipe
from lstmcast.training.tensors import network_inputs, take_over, to_arrays
from lstmcast.training.withholding import withhold
from lstmcast.windows.sampling import CutoffPool, Windows, WindowShape, gather

IntArray = npt.NDArray[np.int64]

_ERROR_WINDOWS = 2048
_GATHERED_AT_ONCE = 256  # windows; so many cost little more per window than more would
#: Longer gradients are shortened to this.
CLIP_NORM = 1.0


class Material(Protocol):
    """Where training windows come from; every draw from one generator, so that it repeats."""

    def draw(self, size: int, generator: np.random.Generator) -> Windows:
        """Return ``size`` windows drawn at random."""

    def sample(self, size: int, generator: np.random.Generator) -> Windows:
        """Return all windows if there are at most ``size``, else as many drawn at random.

        The values alone, for the errors of their repeated season; they may have no covariates.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Series as material: cut where training must stop looking, every window equally likely."""

    data: SeriesSet
    pool: CutoffPool
    shape: WindowShape
    changes: bool = True  # whether the network sees them

    def draw(self, size: int, generator: np.random.Generator) -> Windows:
        """Return ``size`` windows drawn at random."""
        return self._gather(*self.pool.draw(size, generator), shape=self.shape)

    def sample(self, size: int, generator: np.random.Generator) -> Windows:
        """Return all windows if there are at most ``size``, else as many drawn at random.

        Without their covariates, which take many times the memory and tell nothing of a season.
        """
        shape = replace(self.shape, covariates=None)
        return self._gather(*self.pool.sample(size, generator), shape=shape)

    def _gather(self, series: IntArray, cutoffs: IntArray, *, shape: WindowShape) -> Windows:
        return gather(self.data, series, cutoffs, shape, changes=self.changes)


class Trainer:
    """Trains one network on one material with one recipe, step by step.

    It starts from weights of the same shape where some are given, else at the baseline. With a
    ``precision`` of bfloat16 only the matrix products of a step are: weights, their average,
    gradients, loss and optimiser stay float32.
    """

    def __init__(
        self,
        spec: ModelSpec,
        recipe: Recipe,
        material: Material,
        *,
        seed: int,
        device: torch.device,
        precision: NumberFormat = "float32",
        start: Arrays | None = None,
    ) -> None:
        self.recipe = recipe
        self.material = material
        self.device = device
        self.precision = precision
        self.step = 0
        self._seed = seed
        self._draws = np.random.default_rng(seed)
        self._batches = batches_at_once(recipe.batch_size)
        self._drawn: Windows | None = None
        self._before_drawn = self._draws.bit_generator.state
        torch.manual_seed(seed)
        self.network = Network(spec)
        if start is None or spec.covariates is not None:
            initialise(self.network, torch.Generator().manual_seed(seed))
        if start is None:
            self._start: Arrays = {}
            self.network.head.centre_on(self._baseline_errors())
        else:
            self._start = take_over(self.network, start)
        self.network.to(device)
        self.average = Network(spec).to(device)
        self.average.load_state_dict(self.network.state_dict())
        self.average.eval()
        parameters = dict(self.network.named_parameters())
        self._optimiser = AdamW(
            parameters,
            weight_decay=recipe.weight_decay,
            haste={name: haste_of(name, recipe) for name in parameters},
        )

    def advance(self) -> float:
        """Take one optimiser step and return its loss; raise NumericalError if not finite."""
        draws = (self._seed, self.step)
        batch = withhold(self._next_batch(), self.recipe.withheld, draws)
        self.network.train()
        loss = self.loss(self.network, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.network.parameters(), CLIP_NORM)
        value = float(loss.detach())
        if not (math.isfinite(value) and math.isfinite(float(norm))):
            raise NumericalError(
                f"training went to infinity at step {self.step + 1} (loss {value})",
                hint="lower learning_rate in lstmcast.toml, table [training], and look for "
                "extreme values with `lstmcast inspect`",
            )
        rate = learning_rate(self.recipe, self.step)
        self.step += 1
        self._optimiser.advance(self.step, rate)
        self._update_average()
        return value

    def _next_batch(self) -> Windows:
        """Return the batch of this step; small ones are gathered several at once."""
        size, position = self.recipe.batch_size, self.step % self._batches
        if position == 0 or self._drawn is None:
            self._before_drawn = self._draws.bit_generator.state
            self._drawn = self.material.draw(size * self._batches, self._draws)
        return self._drawn.rows(slice(size * position, size * (position + 1)))

    def loss(self, network: Network, windows: Windows) -> Tensor:
        """Return the pinball loss of a network on windows.

        A network that sees changes minds them: a window counts by one over the root of its
        pace, half way between errors in units of its spread and in units of its changes.
        """
        rounded = self.precision == "bfloat16"
        with torch.autocast(self.device.type, torch.bfloat16, enabled=rounded):
            forecast = network(*network_inputs(windows.inputs, self.device))
        target = torch.from_numpy(windows.target).to(self.device)
        weight = torch.from_numpy(windows.target_observed).to(self.device)
        if network.spec.changes:
            pace = torch.from_numpy(windows.inputs.pace).to(self.device)
            weight = weight * pace.rsqrt().unsqueeze(1)
        return pinball_loss(forecast, target, weight, network.quantiles)

    @torch.no_grad()
    def _update_average(self) -> None:
        """Move the averaged weights: a plain mean at first, exponential later."""
        decay = min(self.recipe.averaging, (1 + self.step) / (10 + self.step))
        for mean, weight in zip(self.average.parameters(), self.network.parameters(), strict=True):
            mean.lerp_(weight, 1 - decay)

    def _baseline_errors(self) -> Tensor:
        """Return quantiles [H, Q] of the repeated season's errors, in the windows' units."""
        windows = self.material.sample(_ERROR_WINDOWS, self._draws)
        unit = windows.inputs.pace if self.network.spec.changes else None
        return torch.from_numpy(error_quantiles(windows, self.network.spec.quantiles, unit))

    def weights(self) -> Arrays:
        """Return a copy of the weights that are validated and published.

        They are the averaged ones, drawn back towards the start by the recipe's share. Half
        way between a network that knows much and the same network after it has seen the data
        lies one that is better than both, on these data and on others. Source: M. Wortsman
        et al., Robust Fine-Tuning of Zero-Shot Models (2022).
        """
        weights, share = to_arrays(self.average.state_dict()), self.recipe.drawn_back
        if not share or not self.step:
            return weights
        return weights | {
            name: ((1 - share) * weights[name] + share * begun).astype(begun.dtype)
            for name, begun in self._start.items()
        }

    def candidate(self, weights: Arrays) -> Network:
        """Return a network with ``weights``, to be validated."""
        network = copy.deepcopy(self.average)  # a new one would draw random numbers
        network.load_state_dict({k: torch.from_numpy(v) for k, v in weights.items()})
        return network

    def state(self) -> Arrays:
        """Return all that the next step depends on."""
        named = {f"network.{k}": v for k, v in self.network.state_dict().items()}
        named |= {f"average.{k}": v for k, v in self.average.state_dict().items()}
        named |= {f"first.{k}": v for k, v in self._optimiser.first.items()}
        named |= {f"second.{k}": v for k, v in self._optimiser.second.items()}
        if self.device.type == "cuda":
            named["random.cuda"] = torch.cuda.get_rng_state(self.device)
        named["random.torch"] = torch.get_rng_state()
        # Batches that wait for their step are drawn again by whoever continues from here.
        waiting = self.step % self._batches > 0
        draws = json.dumps(
            self._before_drawn if waiting else self._draws.bit_generator.state
        ).encode()
        arrays = to_arrays(named)
        arrays["random.draws"] = np.frombuffer(draws, dtype=np.uint8)
        arrays["step"] = np.array(self.step)
        return arrays

    def load_state(self, arrays: Arrays) -> None:
        """Continue from what ``state`` returned."""
        tensors = {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}
        self.network.load_state_dict(part(tensors, "network."))
        self.average.load_state_dict(part(tensors, "average."))
        for name, moment in part(tensors, "first.").items():
            self._optimiser.first[name].copy_(moment)
        for name, moment in part(tensors, "second.").items():
            self._optimiser.second[name].copy_(moment)
        if self.device.type == "cuda":
            torch.cuda.set_rng_state(tensors["random.cuda"], self.device)
        torch.set_rng_state(tensors["random.torch"])
        self._before_drawn = json.loads(bytes(arrays["random.draws"]))
        self._draws.bit_generator.state = self._before_drawn
        self.step = int(arrays["step"])
        self._drawn = None


def haste_of(name: str, recipe: Recipe) -> float:
    """Return how many times the learning rate a parameter learns with.

    The effect of covariates has few weights, and all of the way to go; the decoder has many.
    """
    if not name.startswith("covariates."):
        return 1.0
    decodes = name.split(".")[1] in {"memory", "decoder", "output"}
    return max(1.0, recipe.haste / 10) if decodes else recipe.haste


def batches_at_once(size: int) -> int:
    """Return how many batches of ``size`` windows are gathered together."""
    return max(1, _GATHERED_AT_ONCE // size)


def learning_rate(recipe: Recipe, step: int) -> float:
    """Return the one-cycle rate at ``step``: a cosine up to the peak, a cosine down to zero.

    Source: L. Smith and N. Topin, Super-Convergence (2018); cosine arms as in torch's
    OneCycleLR, which keeps state of its own and so is not used.
    """
    rise = max(1.0, recipe.warm_up * recipe.steps)
    low, high = recipe.learning_rate / 25, recipe.learning_rate
    if step < rise:
        return low + (high - low) * (1 - math.cos(math.pi * step / rise)) / 2
    fall = min(1.0, (step - rise) / max(1.0, recipe.steps - rise))
    return high * (1 + math.cos(math.pi * fall)) / 2 + high * 1e-4

"""How far back a kind of network can learn to look, measured on a task that asks for nothing else.

The encoder is the one that forecasts, started by the same rules and read out in the same way. It is
led from short lags to long ones: what it has learnt at one lag it takes along to the next, with the
same number of updates at each, until it fails. Led in this way, gated cells learn lags at which
they would not begin to learn by themselves. Source: Y. Bengio et al., Curriculum Learning,
ICML 2009.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstmcast.model.initialisation import initialise
from lstmcast.model.network import Network
from lstmcast.model.spec import Cell, ModelSpec
from lstmcast.training.adamw import AdamW
from lstmcast.training.events import StopFlag
from lstmcast.training.recall import FEATURES, SYMBOLS, draw_recollections
from lstmcast.training.trainer import CLIP_NORM

#: Steps between what is shown and what is asked for.
LAGS = (5, 10, 20, 50, 100)
#: Share of right answers, on sequences not trained on, from which on a lag counts as solved.
SOLVED = 0.9
#: At each lag at most; what is solved at all mostly takes fewer than 130.
UPDATES = 200

_BATCH = 32
_HELD_OUT = 200  # sequences
_LEARNING_RATE = 1e-2  # with half of it LSTMs of 64 units got to lag 20, with this to 50 and 100
_CHECK_EVERY = 10  # updates


class Recalled(NamedTuple):
    """How a network did at one lag."""

    lag: int
    accuracy: float  # share of right answers; 1/8 is guessing
    updates: int  # until it was solved, or all there were


class Pupil:
    """Parameters that are taught; what the optimiser knows of them stays from task to task."""

    def __init__(self, parameters: Mapping[str, Tensor], *, learning_rate: float) -> None:
        self._parameters = list(parameters.values())
        self._optimiser = AdamW(parameters, weight_decay=0.0)
        self._learning_rate = learning_rate
        self._updates = 0

    def learn(self, loss: Tensor) -> None:
        """Take one step against the gradient of a loss."""
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._parameters, CLIP_NORM)
        self._updates += 1
        self._optimiser.advance(self._updates, self._learning_rate)


class _Remembering(nn.Module):
    """The encoder of a network, and one linear map from what it remembers to a symbol."""

    def __init__(
        self, cell: Cell, *, bidirectional: bool, hidden: int, generator: torch.Generator
    ) -> None:
        super().__init__()
        patch = FEATURES // 2  # the encoder sees values and their mask, twice a patch
        spec = ModelSpec(
            horizon=1,
            lookback=patch,
            patch=patch,
            cell=cell,
            bidirectional=bidirectional,
            hidden=hidden,
        )
        self.network = Network(spec)
        initialise(self.network, generator)
        self.readout = nn.Linear(hidden * spec.directions, SYMBOLS)
        nn.init.xavier_uniform_(self.readout.weight, generator=generator)
        nn.init.zeros_(self.readout.bias)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores [B, SYMBOLS] of each symbol after inputs [B, T, FEATURES]."""
        answered: Tensor = self.readout(self.network.remember(inputs))
        return answered


def probe_memory(
    cell: Cell, *, bidirectional: bool, hidden: int, seed: int, stop: StopFlag
) -> tuple[Recalled, ...] | None:
    """Return how a network of one layer did at each lag it tried: the last one may be unsolved.

    With one seed all kinds of networks meet the same sequences. None once ``stop`` is set: what
    was not tried would look like what was not solved.
    """
    with _own_arithmetic():
        generator = torch.Generator().manual_seed(seed)
        model = _Remembering(cell, bidirectional=bidirectional, hidden=hidden, generator=generator)
        pupil = Pupil(dict(model.named_parameters()), learning_rate=_LEARNING_RATE)
        tried: list[Recalled] = []
        for lag in LAGS:
            tried.append(_teach(model, pupil, lag, seed=seed, stop=stop))
            if stop.requested is not None:
                return None
            if tried[-1].accuracy < SOLVED:
                break
    return tuple(tried)


def _teach(model: _Remembering, pupil: Pupil, lag: int, *, seed: int, stop: StopFlag) -> Recalled:
    """Teach one lag until it is solved, or the updates are used up."""
    draws = torch.Generator().manual_seed(seed + 1_000)
    unseen = draw_recollections(lag, _HELD_OUT, torch.Generator().manual_seed(seed + 2_000))
    accuracy, update = 0.0, 0
    while update < UPDATES and accuracy < SOLVED and stop.requested is None:
        update += 1
        inputs, marked = draw_recollections(lag, _BATCH, draws)
        pupil.learn(functional.cross_entropy(model(inputs), marked))
        if update % _CHECK_EVERY == 0:
            with torch.no_grad():
                right = model(unseen.inputs).argmax(dim=1) == unseen.marked
            accuracy = float(right.double().mean())
    return Recalled(lag=lag, accuracy=accuracy, updates=update)


@contextmanager
def _own_arithmetic() -> Iterator[None]:
    """Leave the caller's random numbers and arithmetic alone.

    Gradients that have vanished are denormal numbers, which processors are slow at; in here they
    count as zero.
    """
    with torch.random.fork_rng(devices=[]):
        torch.set_flush_denormal(True)
        try:
            yield
        finally:
            torch.set_flush_denormal(False)

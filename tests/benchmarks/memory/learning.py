"""Train one cell on one task at one lag until it answers, or its steps are used up."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lstmcast.training.remembering import Pupil
from tests.benchmarks.memory.tasks import Task
from tests.benchmarks.memory.variants import HIDDEN, Variant, build_encoder

LEARNT = 0.1  # of the guess's loss is left
_HELD_OUT = 256  # sequences
_BATCH = 32
_LEARNING_RATE = 5e-3
_CHECK_EVERY = 25  # updates


class Remembering(nn.Module):
    """An encoder, and one linear map from its last states to the answers."""

    def __init__(self, encoder: nn.RNNBase, task: Task, generator: torch.Generator) -> None:
        super().__init__()
        self.encoder = encoder
        self.answers = task.answers
        self.readout = nn.Linear(HIDDEN, task.outputs)
        nn.init.xavier_uniform_(self.readout.weight, generator=generator)
        nn.init.zeros_(self.readout.bias)

    def forward(self, inputs: Tensor) -> Tensor:
        """Answer [B, A, O] at the last steps of inputs [B, T, F]."""
        states, _ = self.encoder(inputs)  # [B, T, D]
        answered: Tensor = self.readout(states[:, -self.answers :])
        return answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """What came of one training."""

    share: float  # of the guess's loss that is left, on sequences not trained on
    updates: int
    model: Remembering

    @property
    def learnt(self) -> bool:
        """Return whether the answers are no longer guesses."""
        return self.share <= LEARNT


def begin(variant: Variant, task: Task, lag: int, seed: int) -> Remembering:
    """Return the untrained model."""
    generator = torch.Generator().manual_seed(seed)
    encoder = build_encoder(variant, task.features, lag, generator)
    return Remembering(encoder, task, generator)


def learn(variant: Variant, task: Task, lag: int, *, updates: int, seed: int) -> Learning:
    """Train on fresh sequences at every update; with one seed all variants meet the same ones."""
    model = begin(variant, task, lag, seed)
    pupil = Pupil(dict(model.named_parameters()), learning_rate=_LEARNING_RATE)
    draws = torch.Generator().manual_seed(seed + 1_000)
    held_out = task.draw(lag, _HELD_OUT, torch.Generator().manual_seed(seed + 2_000))
    share, update = float("inf"), 0
    while update < updates and share > LEARNT:
        update += 1
        inputs, answer = task.draw(lag, _BATCH, draws)
        pupil.learn(task.loss(model(inputs), answer))
        if update % _CHECK_EVERY == 0 or update == updates:
            with torch.no_grad():
                loss = task.loss(model(held_out.inputs), held_out.answer)
            share = float(loss) / task.guess
    return Learning(share=share, updates=update, model=model)

"""Synthetic tasks that cannot be answered without memory, with inputs of any length.

Legend: B sequences, T steps, F features, A answered steps (the last ones), O outputs each.
"""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

import torch
from torch import Tensor
from torch.nn import functional


class Sample(NamedTuple):
    """Sequences and what is to be answered at their end."""

    inputs: Tensor  # [B, T, F]
    answer: Tensor  # what the task's loss compares with: [B, 1, 1] numbers or [B, A] classes


class Task(Protocol):
    """Something to remember."""

    @property
    def name(self) -> str:
        """Return what tables call it."""

    @property
    def features(self) -> int:
        """Return F, an even number, as the encoder's patches have."""

    @property
    def answers(self) -> int:
        """Return A, how many of the last steps are answered."""

    @property
    def outputs(self) -> int:
        """Return O, how many numbers an answer takes."""

    @property
    def guess(self) -> float:
        """Return the loss of the best answer without memory: the thing to beat."""

    def draw(self, lag: int, batch: int, generator: torch.Generator) -> Sample:
        """Draw ``batch`` sequences at one lag."""

    def loss(self, answered: Tensor, answer: Tensor) -> Tensor:
        """Return the mean loss of answered [B, A, O]."""


class Adding:
    """Add the two marked numbers of a sequence of ``lag`` steps.

    Feature 0 is uniform in 0..1, feature 1 marks one step of the first half and one of the
    second; the sum is asked for after the last step, so that the first number is at least
    half a lag old. Always answering 1 has a mean squared error of 1/6.

    Sources: S. Hochreiter and J. Schmidhuber, Long Short-Term Memory (1997), experiment 4;
    in this form M. Arjovsky, A. Shah and Y. Bengio, Unitary Evolution RNNs, ICML 2016.
    """

    name = "adding"
    features = 2
    answers = 1
    outputs = 1
    guess = 1 / 6

    def draw(self, lag: int, batch: int, generator: torch.Generator) -> Sample:
        """Draw ``batch`` sequences [B, lag, 2] and sums [B, 1, 1]."""
        values = torch.rand(batch, lag, generator=generator)  # [B, T]
        half = lag // 2
        first = torch.randint(0, half, (batch, 1), generator=generator)
        second = torch.randint(half, lag, (batch, 1), generator=generator)
        marked = torch.cat([first, second], dim=1)  # [B, 2] steps
        marks = torch.zeros(batch, lag).scatter_(1, marked, 1.0)
        total = values.gather(1, marked).sum(dim=1)
        return Sample(torch.stack([values, marks], dim=2), total.reshape(batch, 1, 1))

    def loss(self, answered: Tensor, answer: Tensor) -> Tensor:
        """Return the mean squared error."""
        return functional.mse_loss(answered, answer)


class Copying:
    """Repeat the first symbols of a sequence, ``lag`` steps after they were shown.

    One-hot features: eight symbols, a blank, and the sign to begin. ``length`` symbols, then
    ``lag - 1`` blanks, the sign, and ``length`` blanks at which the symbols are to be said
    in their order. Only those last steps are scored; without memory every symbol is as
    likely, a cross-entropy of log 8.

    Sources: Hochreiter and Schmidhuber (1997); in this form Arjovsky, Shah and Bengio (2016),
    who score the trivial blanks as well and ask for ten symbols.
    """

    name = "copy"
    symbols = 8
    features = symbols + 2
    outputs = symbols
    guess = math.log(symbols)

    def __init__(self, length: int) -> None:
        self.answers = length

    def draw(self, lag: int, batch: int, generator: torch.Generator) -> Sample:
        """Draw ``batch`` sequences [B, lag + 2 * length, 10] and their symbols [B, length]."""
        shown = torch.randint(0, self.symbols, (batch, self.answers), generator=generator)
        blank, sign = self.symbols, self.symbols + 1
        codes = torch.full((batch, lag + 2 * self.answers), blank)  # [B, T]
        codes[:, : self.answers] = shown
        codes[:, self.answers + lag - 1] = sign
        return Sample(functional.one_hot(codes, self.features).float(), shown)

    def loss(self, answered: Tensor, answer: Tensor) -> Tensor:
        """Return the mean cross-entropy per symbol, in nats."""
        return functional.cross_entropy(answered.flatten(0, 1), answer.flatten())

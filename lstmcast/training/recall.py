"""A task that asks for memory and nothing else: which symbol was marked, ``lag`` steps ago?

Every step shows one of eight symbols at random, so whatever is kept has to be kept against what
comes in. One step is marked; the first and the last step carry the sign that asks for its symbol.
The mark is ``lag`` steps from either end, because a bidirectional network reads from both: in each
direction the symbol is as old as the lag when the walk ends. Without memory one answer in eight is
right.

After experiment 2c of S. Hochreiter and J. Schmidhuber, Long Short-Term Memory, Neural Computation
9 (1997): one symbol to keep, random ones in between. Legend: B sequences, T = 2 lag + 1 steps.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

SYMBOLS = 8
#: Of each step: which symbol (one-hot), whether it is marked, whether it asks.
FEATURES = SYMBOLS + 2
_MARK, _ASK = SYMBOLS, SYMBOLS + 1


class Recollections(NamedTuple):
    """Sequences, and the symbol that was marked in each."""

    inputs: Tensor  # [B, T, FEATURES]
    marked: Tensor  # [B] 0 .. SYMBOLS - 1


def draw_recollections(lag: int, batch: int, generator: torch.Generator) -> Recollections:
    """Draw ``batch`` sequences whose marked symbol is ``lag`` steps from either end."""
    shown = torch.randint(0, SYMBOLS, (batch, 2 * lag + 1), generator=generator)  # [B, T]
    inputs = functional.one_hot(shown, FEATURES).float()
    inputs[:, lag, _MARK] = 1
    inputs[:, [0, -1], _ASK] = 1
    return Recollections(inputs=inputs, marked=shown[:, lag])

"""The encoders compared: the shipped ones, and some with one rule of the start changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from lstmcast.model.initialisation import initialise
from lstmcast.model.network import Network
from lstmcast.model.spec import CELLS, Cell, ModelSpec

HIDDEN = 64  # of the small network that `lstmcast train` chooses by default

Change = Literal["shipped", "forget bias 0", "uniform recurrent", "chrono bias"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A cell and how it starts."""

    cell: Cell
    change: Change = "shipped"

    @property
    def name(self) -> str:
        """Return what tables call it."""
        return self.cell if self.change == "shipped" else f"{self.cell}, {self.change}"


SHIPPED = tuple(Variant(cell=cell) for cell in reversed(CELLS))
CHANGED = (
    Variant(cell="rnn", change="uniform recurrent"),
    Variant(cell="lstm", change="uniform recurrent"),
    Variant(cell="lstm", change="forget bias 0"),
    Variant(cell="lstm", change="chrono bias"),
)


def build_encoder(
    variant: Variant, features: int, lag: int, generator: torch.Generator
) -> nn.RNNBase:
    """Return the shipped network's encoder of inputs [B, T, F], started as the variant says."""
    patch = features // 2  # the encoder sees values and their mask, twice a patch
    network = Network(
        ModelSpec(horizon=1, lookback=patch, patch=patch, cell=variant.cell, hidden=HIDDEN)
    )
    initialise(network, generator)
    with torch.no_grad():
        _change(network.encoder, variant.change, lag, generator)
    return network.encoder


def _change(encoder: nn.RNNBase, change: Change, lag: int, generator: torch.Generator) -> None:
    weights: dict[str, Tensor] = dict(encoder.named_parameters())
    forget = weights["bias_ih_l0"][HIDDEN : 2 * HIDDEN]  # gates: input, forget, ...
    match change:
        case "shipped":
            pass
        case "forget bias 0":
            forget.zero_()
        case "uniform recurrent":  # torch's own default
            bound = HIDDEN**-0.5
            weights["weight_hh_l0"].uniform_(-bound, bound, generator=generator)
        case "chrono bias":
            # C. Tallec and Y. Ollivier, Can Recurrent Neural Networks Warp Time?, ICLR 2018:
            # memories that last between one step and the whole sequence.
            forget.uniform_(1, lag - 1, generator=generator).log_()
            weights["bias_ih_l0"][:HIDDEN] = -forget

"""The training recipe: sizes and rates that follow from how much there is to learn from.

``lstmcast/model/README.md`` says which of the numbers were tried and which taken over.
"""

from __future__ import annotations

from dataclasses import dataclass

from lstmcast.config import NetworkConfig, TrainingConfig
from lstmcast.model.spec import ModelSpec

#: From here on there is enough to learn for a wider, deeper network and larger batches.
_MANY_WINDOWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one network is trained."""

    steps: int  # of the whole one-cycle schedule
    batch_size: int
    learning_rate: float  # peak
    weight_decay: float
    averaging: float  # decay of the running average of weights
    validate_every: int  # steps
    patience: int  # validations without improvement before stopping
    warm_up: float  # share of the schedule before the peak


def choose_recipe(windows: int, config: TrainingConfig) -> Recipe:
    """Return the recipe for a number of training windows; settings in ``config`` win."""
    small = windows < _MANY_WINDOWS
    steps = config.steps or (300 if small else 1000)
    return Recipe(
        steps=steps,
        batch_size=config.batch_size or (64 if small else 256),
        learning_rate=config.learning_rate,
        weight_decay=0.01,
        averaging=0.95 if small else 0.98,
        validate_every=10 if small else 50,
        patience=10,
        warm_up=0.2,
    )


def choose_network(
    *, horizon: int, lookback: int, patch: int, windows: int, config: NetworkConfig
) -> ModelSpec:
    """Return the network for a number of training windows; settings in ``config`` win."""
    small = windows < _MANY_WINDOWS
    return ModelSpec(
        horizon=horizon,
        lookback=lookback,
        patch=patch,
        cell=config.cell,
        bidirectional=config.bidirectional,
        hidden=config.hidden or (64 if small else 128),
        layers=config.layers or (1 if small else 2),
        dropout=0.1 if config.dropout is None else config.dropout,
    )

"""The training recipe: sizes and rates that follow from how much there is to learn from.

``lstmcast/model/README.md`` says which of the numbers were tried and which taken over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lstmcast.config import NetworkConfig, TrainingConfig
from lstmcast.model.spec import CovariateSpec, ModelSpec
from lstmcast.windows.covariates import CovariateShape

#: From here on there is enough to learn for a wider, deeper network and larger batches, and
#: training from scratch is worth a try beside a network that has learnt before.
MANY_WINDOWS = 20_000
#: Below this even a little fine-tuning has seen every window many times.
_FEW_WINDOWS = 1_000

_SCRATCH_RATE = 2e-3
_FINE_TUNING_RATE = 1e-3
#: A network that covariates are added to moves less than one that has nothing else to learn,
#: lest it win over that one by its size, with columns that say nothing ...
_BESIDE_COVARIATES = 0.3
#: ... than their effect, whose learning rate is this.
_EFFECT_RATE = 1e-2
_WITHHELD = 0.05
_STEPS_BESIDE = 150


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
    drawn_back: float = 0.0  # share of the starting weights in what is published
    haste: float = 1.0  # what covariates learn faster, as they have to start from nothing
    withheld: float = 0.0  # share of windows in which a covariate is hidden


def choose_recipe(windows: int, config: TrainingConfig) -> Recipe:
    """Return the recipe from scratch for a number of windows; settings in ``config`` win."""
    small = windows < MANY_WINDOWS
    steps = config.steps or (300 if small else 1000)
    return Recipe(
        steps=steps,
        batch_size=config.batch_size or (64 if small else 256),
        learning_rate=config.learning_rate or _SCRATCH_RATE,
        weight_decay=0.01,
        averaging=0.95 if small else 0.98,
        validate_every=10 if small else 50,
        patience=10,
        warm_up=0.2,
    )


def fine_tuning_recipe(windows: int, config: TrainingConfig, *, covariates: bool = False) -> Recipe:
    """Return the recipe for a network that has learnt before; settings in ``config`` win.

    One that has learnt from ``covariates`` goes on doing without them now and then.
    """
    few, many = windows < _FEW_WINDOWS, windows >= MANY_WINDOWS
    return Recipe(
        steps=config.steps or (60 if few else 400 if many else 200),
        batch_size=config.batch_size or (64 if few else 256 if many else 128),
        learning_rate=config.learning_rate or _FINE_TUNING_RATE,
        weight_decay=0.01,
        averaging=0.98 if many else 0.95,
        validate_every=10 if few else 50 if many else 20,
        patience=5,
        warm_up=0.1,
        drawn_back=0.75 if few else 0.5,
        withheld=_WITHHELD if covariates else 0.0,
    )


def covariates_recipe(recipe: Recipe, config: TrainingConfig) -> Recipe:
    """Return the recipe for a network that sees covariates besides, from the one without.

    Their effect has further to go than a network that has learnt before. Steps that are set in
    ``config`` win; a learning rate that is set is that of the network without.
    """
    rate = _BESIDE_COVARIATES * recipe.learning_rate
    return replace(
        recipe,
        steps=config.steps or max(recipe.steps, _STEPS_BESIDE),
        learning_rate=rate,
        haste=max(1.0, _EFFECT_RATE / rate),
        withheld=_WITHHELD,
    )


def covariate_spec(shape: CovariateShape) -> CovariateSpec:
    """Return what a network has to be made for to see these covariates."""
    known, past, static = (
        [column.levels for column in columns] for columns in (shape.known, shape.past, shape.static)
    )
    numbers = known.count(None)
    return CovariateSpec(
        known=numbers + 1 if numbers else 0,  # and what they explain
        past=past.count(None),
        static=static.count(None),
        known_levels=tuple(levels for levels in known if levels is not None),
        past_levels=tuple(levels for levels in past if levels is not None),
        static_levels=tuple(levels for levels in static if levels is not None),
    )


def choose_network(
    *, horizon: int, lookback: int, patch: int, windows: int, config: NetworkConfig
) -> ModelSpec:
    """Return the network for a number of training windows; settings in ``config`` win."""
    small = windows < MANY_WINDOWS
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

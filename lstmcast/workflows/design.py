"""Decide what to train from the data and the settings; shared by `train` and `inspect`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from lstmcast.config import Config, TrainingConfig
from lstmcast.data.horizon import most_steps
from lstmcast.data.load import LoadedData
from lstmcast.data.notes import Note
from lstmcast.data.season import find_seasons
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError, UsageError
from lstmcast.model.spec import ModelSpec
from lstmcast.training.recipe import (
    Recipe,
    choose_network,
    choose_recipe,
    covariate_spec,
    covariates_recipe,
)
from lstmcast.windows.covariate_scales import fit_scales
from lstmcast.windows.design import choose_horizon, choose_lags, design_window
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import Splits, plan_splits, training_cutoffs
from lstmcast.workflows.remarks import remark_assumed_season

if TYPE_CHECKING:  # it needs torch, and only its plain fields are read
    from lstmcast.training.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Everything that is decided before the first step of training.

    ``spec`` and ``recipe`` are those of a network that is trained from scratch.
    """

    shape: WindowShape
    spec: ModelSpec
    recipe: Recipe
    splits: Splits
    windows: int  # to train on
    notes: tuple[Note, ...]  # what was taken on trust


Seeing = TypeVar("Seeing", Design, "Plan")


def with_values(loaded: LoadedData) -> SeriesSet:
    """Return the series that hold at least one value; raise DataError when none does."""
    data = loaded.series
    filled = np.flatnonzero(data.lengths > 0)
    if not len(filled):
        raise DataError(
            f"no value in column {', '.join(loaded.roles.targets)} to learn from",
            hint="name the column to forecast with --target",
        )
    return data if len(filled) == len(data) else data.select(filled)


def design_training(data: SeriesSet, config: Config) -> Design:
    """Choose season, horizon, window, network and recipe; settings in ``config`` win.

    Raises DataError when the wanted horizon leaves nothing to learn from, and UsageError
    when the wanted season is longer than any series.
    """
    frequency = data.calendar.frequency
    wanted = config.window
    usual = choose_horizon(frequency.horizon, data.lengths)
    horizon = most_steps(wanted.horizon or usual, data.calendar)
    longest = int(data.lengths.max())
    if longest < 2:
        raise DataError("the longest series has a single value: there is nothing to learn from")
    if longest <= horizon:
        raise DataError(
            f"a horizon of {horizon} steps needs longer series: the longest has {longest} steps",
            hint=f"try --horizon {max(1, longest // 6)}",
        )
    refuse_long_season(wanted.season, data)
    seasons = _choose_seasons(data, horizon, wanted.season)
    season = seasons[0]
    splits = plan_splits(data.lengths, data.starts, horizon=horizon, season=season)
    shape, patch = design_window(
        season=season,
        lags=choose_lags(data, splits, seasons, horizon),
        horizon=horizon,
        lookback=wanted.lookback,
        lengths=data.lengths,
    )
    windows = training_cutoffs(data.lengths, horizon=horizon, season=season).total
    spec = choose_network(
        horizon=horizon,
        lookback=shape.lookback,
        patch=patch,
        windows=windows,
        config=config.network,
    )
    recipe = choose_recipe(windows, config.training)
    notes = () if wanted.season else remark_assumed_season(season, splits.before_holdout)
    return Design(
        shape=shape, spec=spec, recipe=recipe, splits=splits, windows=windows, notes=notes
    )


def see_covariates(network: Seeing, data: SeriesSet, config: TrainingConfig) -> Seeing:
    """Return the design or the plan of the same network that sees the covariates of the data.

    They are scaled by what is before the held-out horizon. Raises ValueError without any.
    """
    seen = fit_scales(data.until(network.splits.before_holdout))
    return replace(
        network,
        shape=replace(network.shape, covariates=seen),
        spec=replace(network.spec, covariates=covariate_spec(seen)),
        recipe=covariates_recipe(network.recipe, config),
    )


def refuse_long_season(wanted: int | None, data: SeriesSet, *, usual: tuple[int, ...] = ()) -> None:
    """Raise UsageError when no series is longer than the wanted season.

    Seasons that are ``usual`` need no data: the calendar knows of them.
    """
    longest = int(data.lengths.max())
    if wanted and wanted >= longest and wanted not in usual:
        raise UsageError(
            f"a season of {wanted} steps does not fit: the longest series has {longest}",
            hint="give a shorter --season, or leave it out",
        )


def _choose_seasons(data: SeriesSet, horizon: int, wanted: int | None) -> tuple[int, ...]:
    """Return the seasons to work with, the wanted one first.

    A week that was found beside a wanted day still counts; a wanted season of 1 means none.
    """
    if wanted == 1:
        return (1,)
    found = _seasons_before_holdout(data, horizon)
    if wanted is None:
        return found
    return (wanted, *(season for season in found if season > wanted and season % wanted == 0))


def _seasons_before_holdout(data: SeriesSet, horizon: int) -> tuple[int, ...]:
    """Return the seasons found without what is held out, which must not guide any choice."""
    splits = plan_splits(data.lengths, data.starts, horizon=horizon, season=1)
    known = data.until(splits.before_holdout)
    return find_seasons(known, data.calendar.frequency.seasons)

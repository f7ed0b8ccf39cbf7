"""Decide what to train from the data and the settings; shared by `train` and `inspect`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstmcast.config import Config
from lstmcast.data.season import find_seasons
from lstmcast.data.series import SeriesSet
from lstmcast.errors import DataError
from lstmcast.model.spec import ModelSpec
from lstmcast.training.recipe import Recipe, choose_network, choose_recipe
from lstmcast.windows.design import choose_horizon, choose_lags, design_window
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import Splits, plan_splits, training_cutoffs


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Everything that is decided before the first step of training."""

    shape: WindowShape
    spec: ModelSpec
    recipe: Recipe
    splits: Splits


def design_training(data: SeriesSet, config: Config) -> Design:
    """Choose season, horizon, window, network and recipe; settings in ``config`` win.

    Raises DataError when the wanted horizon leaves nothing to learn from.
    """
    frequency = data.calendar.frequency
    wanted = config.window
    horizon = wanted.horizon or choose_horizon(frequency.horizon, data.lengths)
    longest = int(data.lengths.max())
    if longest <= horizon:
        raise DataError(
            f"a horizon of {horizon} steps needs longer series: the longest has {longest} steps",
            hint=f"try --horizon {max(1, longest // 6)}",
        )
    seasons = (wanted.season,) if wanted.season else _seasons_before_holdout(data, horizon)
    season = seasons[0]
    splits = plan_splits(data.lengths, horizon=horizon, season=season)
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
    return Design(shape=shape, spec=spec, recipe=recipe, splits=splits)


def _seasons_before_holdout(data: SeriesSet, horizon: int) -> tuple[int, ...]:
    """Return the seasons found without the last horizon, which must not guide any choice."""
    ends = np.where(data.lengths > 2 * horizon, data.lengths - horizon, data.lengths)
    return find_seasons(data.until(ends), data.calendar.frequency.seasons)

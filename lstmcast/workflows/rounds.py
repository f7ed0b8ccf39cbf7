"""The parts of a backtest that stand alone: make a model at one cutoff, forecast from some.

A round is the work of one model: it is made from what was known at the cutoff of its first
fold, and forecasts that fold and those after it, until the next round makes a new one. Nothing
after a cutoff is handed to whatever forecasts from it, so that nothing can leak.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lstmcast.config import BacktestConfig, CheckConfig, Config
from lstmcast.data.bounds import Bounds
from lstmcast.data.offsets import sums_before
from lstmcast.data.series import SeriesSet
from lstmcast.errors import RunInterruptedError
from lstmcast.evaluation.folds import Fold
from lstmcast.evaluation.rivals.rival import Rival
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecasts_at
from lstmcast.model.spec import name_of
from lstmcast.training.events import Listener, StopFlag

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Folds that one model forecasts, the earliest first."""

    folds: tuple[Fold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldForecasts:
    """What was forecast from one cutoff, for F series."""

    fold: Fold
    name: str  # of the model
    quantiles: tuple[float, ...]
    made: FloatArray  # [F, H, Q] sorted
    mean: FloatArray  # [F, H] where that is the point forecast; NaN where the median is
    rivals: Mapping[str, FloatArray]  # [F, H] by name
    replaced: Mapping[str, int]  # series in which a rival had no forecast of its own


class Maker(Protocol):
    """Makes the model of a round from what is known."""

    def make(self, known: SeriesSet, *, listen: Listener, stop: StopFlag) -> Ensemble:
        """Return a model; raises RunInterruptedError once ``stop`` is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A model that was there before: of a file, or a pretrained one."""

    ensemble: Ensemble

    def make(self, known: SeriesSet, *, listen: Listener, stop: StopFlag) -> Ensemble:
        """Return the model as it is."""
        del known, listen, stop
        return self.ensemble


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A model trained as `lstmcast train` does, every choice made from what is known."""

    config: Config

    def make(self, known: SeriesSet, *, listen: Listener, stop: StopFlag) -> Ensemble:
        """Return a model trained on all that is known; see ``Maker``."""
        from lstmcast.workflows.design import design_training
        from lstmcast.workflows.shelf import NoShelf
        from lstmcast.workflows.start import choose_start
        from lstmcast.workflows.training import train_networks

        design = design_training(known, self.config)
        start = choose_start(self.config, known, season=design.shape.season, windows=design.windows)
        outcome = train_networks(
            known,
            design,
            start,
            self.config.training,
            shelf=NoShelf(),
            listen=listen,
            stop=stop,
        )
        if outcome is None:
            raise RunInterruptedError("interrupted", signal_number=stop.requested or 2)
        return outcome.published(design.shape.lags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that the rounds of one backtest have in common; processes hand it to each other."""

    data: SeriesSet
    horizon: int
    season: int  # of the rivals
    history: int | None  # newest steps known at a cutoff; None: all
    maker: Maker
    rivals: tuple[Rival, ...]
    bounds: tuple[Bounds, ...] = ()  # of a model file; empty: found in what is known at a cutoff

    def known(self, fold: Fold) -> SeriesSet:
        """Return what is known at the cutoff of a fold, of all series in it."""
        return _known(self.data, fold, self.history)


def forecastable(data: SeriesSet, folds: Sequence[Fold], history: int | None) -> tuple[Fold, ...]:
    """Return the folds without series of which no value is known, and without empty ones."""
    kept: list[Fold] = []
    for fold in folds:
        seen = _seen(_known(data, fold, history))
        series = fold.series[np.isin(fold.series, seen)]
        if len(series):
            kept.append(replace(fold, number=len(kept), series=series))
    return tuple(kept)


def plan_rounds(folds: Sequence[Fold], refit: str) -> tuple[Round, ...]:
    """Return which folds share a model: each its own, all one ("never"), or so many in a row."""
    together = {"each": 1, "never": max(1, len(folds))}.get(refit) or int(refit)
    return tuple(
        Round(folds=tuple(folds[first : first + together]))
        for first in range(0, len(folds), together)
    )


def play(
    scene: Scene, turn: Round, *, listen: Listener, stop: StopFlag
) -> tuple[FoldForecasts, ...]:
    """Make the model of a round and forecast its folds; raises RunInterruptedError.

    Every series in a fold has a value that is known: see ``forecastable``.
    """
    known = scene.known(turn.folds[0])
    ensemble = scene.maker.make(known.select(_seen(known)), listen=listen, stop=stop)
    return tuple(_forecast(scene, fold, ensemble) for fold in turn.folds)


def _forecast(scene: Scene, fold: Fold, ensemble: Ensemble) -> FoldForecasts:
    known = scene.known(fold)
    seen = _seen(known)
    everyone, rows = known.select(seen), np.searchsorted(seen, fold.series)
    made = forecasts_at(ensemble, everyone, rows, everyone.lengths[rows], horizon=scene.horizon)
    found = {
        rival.name: rival.forecast(everyone, horizon=scene.horizon, season=scene.season)
        for rival in scene.rivals
    }
    return FoldForecasts(
        fold=fold,
        name=name_of(member.spec for member in ensemble.members),
        quantiles=ensemble.quantiles,
        made=made.quantiles,
        mean=made.mean,
        rivals={name: each.point[rows] for name, each in found.items()},
        replaced={name: int(each.replaced[rows].sum()) for name, each in found.items()},
    )


def _known(data: SeriesSet, fold: Fold, history: int | None) -> SeriesSet:
    known = data.until(fold.ends)
    return known if history is None else known.newest(history)


def _seen(known: SeriesSet) -> IntArray:
    """Return which series have a value that is known: not all have begun, some are in a gap."""
    count = sums_before(np.isfinite(known.values))
    return np.flatnonzero(np.diff(count[known.offsets]) > 0).astype(np.int64)


def without_backtest(config: Config, *, horizon: int) -> Config:
    """Return the settings that a model of one round is trained with."""
    return replace(
        config,
        window=replace(config.window, horizon=horizon),
        training=replace(config.training, time_limit=None),
        backtest=BacktestConfig(),
        check=CheckConfig(),
    )

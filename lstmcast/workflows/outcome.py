"""What came of a training, before it is scored and written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lstmcast.artifact.manifest import Candidate
from lstmcast.data.series import SeriesKey
from lstmcast.inference.calibration import Calibration
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import name_of
from lstmcast.training.names import Origin
from lstmcast.training.recipe import Recipe

Ended = Literal["finished", "time limit", "interrupted", "too short"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeMember:
    """One network of the model, and how it was made."""

    origin: Origin
    validated: Forecaster  # has seen nothing of the held-out horizon
    published: Forecaster  # refitted on everything, or the validated one
    recipe: Recipe | None = None  # None: nothing was trained
    steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The chosen networks, and what else there was to choose from."""

    members: tuple[MadeMember, ...]
    trust: float
    calibration: Calibration
    candidates: tuple[Candidate, ...]  # empty where there was no choice
    windows: int  # to train on, all data counted
    refitted: bool  # what was trained has seen everything
    ended: Ended
    unfinished: bool  # a checkpoint was left
    lost: tuple[SeriesKey, ...] = ()  # series in which the repeated season does better
    fallback: tuple[SeriesKey, ...] | None = None  # those of them left to it; None: not asked
    intermittent: float = 0.0  # the networks' share in series with many zeros

    def validated(self, lags: tuple[int, ...]) -> Ensemble:
        """Return the ensemble to test on the held-out horizon; ``lags`` are the design's."""
        return self._together(tuple(member.validated for member in self.members), lags)

    def published(self, lags: tuple[int, ...]) -> Ensemble:
        """Return the ensemble that forecasts; ``lags`` are the design's."""
        return self._together(tuple(member.published for member in self.members), lags)

    def _together(self, members: tuple[Forecaster, ...], lags: tuple[int, ...]) -> Ensemble:
        return Ensemble(
            members=members,
            lags=lags,
            trust=self.trust,
            calibration=self.calibration,
            fallback=frozenset(self.fallback or ()),
            intermittent=self.intermittent,
        )

    @property
    def uses_covariates(self) -> bool:
        """Return whether a chosen network sees anything besides the values."""
        return any(member.published.spec.covariates is not None for member in self.members)

    @property
    def steps(self) -> int:
        """Return the optimiser steps behind the published networks."""
        return sum(member.steps for member in self.members)

    @property
    def name(self) -> str:
        """Return what the model is called beside others: "LSTM", or "LSTM+GRU"."""
        return name_of(member.published.spec for member in self.members)

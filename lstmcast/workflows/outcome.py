"""What came of a training, before it is scored and written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lstmcast.artifact.manifest import Candidate
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
    candidates: tuple[Candidate, ...]  # empty where there was no choice
    windows: int  # to train on, all data counted
    refitted: bool  # what was trained has seen everything
    ended: Ended
    unfinished: bool  # a checkpoint was left

    def validated(self, lags: tuple[int, ...]) -> Ensemble:
        """Return the ensemble to test on the held-out horizon; ``lags`` are the design's."""
        members = tuple(member.validated for member in self.members)
        return Ensemble(members=members, lags=lags, trust=self.trust)

    @property
    def steps(self) -> int:
        """Return the optimiser steps behind the published networks."""
        return sum(member.steps for member in self.members)

    @property
    def name(self) -> str:
        """Return what the model is called beside others: "LSTM", or "LSTM+GRU"."""
        return name_of(member.published.spec for member in self.members)

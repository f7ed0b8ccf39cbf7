"""The plan of one network: what is trained on what, and the parts that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from lstmcast.data.series import SeriesSet
from lstmcast.model.spec import ModelSpec
from lstmcast.training.arrays import Arrays
from lstmcast.training.names import Trained
from lstmcast.training.precision import NumberFormat
from lstmcast.training.recipe import Recipe
from lstmcast.training.trainer import Panel, Trainer
from lstmcast.training.validation import FloatArray, IntArray, Validation
from lstmcast.windows.sampling import CutoffPool, WindowShape, gather_future
from lstmcast.windows.splits import Splits, training_cutoffs

_FEWEST_WINDOWS = 4  # with values to validate on; with fewer, the best step is a matter of luck


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one network is to be trained; with a seed, all that its weights depend on."""

    spec: ModelSpec
    recipe: Recipe
    shape: WindowShape
    data: SeriesSet
    splits: Splits
    horizon: int  # steps that are wanted; the network may forecast more or fewer
    units: FloatArray  # [V] of errors in each validation window, see Validation
    seed: int
    device: torch.device
    precision: NumberFormat = "float32"
    start: Arrays | None = None  # weights to begin with; None begins at the baseline

    @property
    def name(self) -> Trained:
        """Return what the network is called once it is trained."""
        if self.spec.covariates is not None:
            return "covariates"
        return "scratch" if self.start is None else "fine-tuned"

    @property
    def stage(self) -> str:
        """Return what its search is called."""
        return "fine-tune" if self.name == "fine-tuned" else self.name

    @property
    def trainable(self) -> bool:
        """Return whether there is enough to train on, and to validate what is learnt."""
        series, cutoffs = self.splits.validation_series, self.splits.validation_cutoffs
        truth = gather_future(self.data, series, cutoffs, self.horizon)
        scored = np.isfinite(truth).any(axis=1) & np.isfinite(self.units)  # not those in a gap
        known = np.minimum(self.splits.training_end, self.data.lengths)
        return int(scored.sum()) >= _FEWEST_WINDOWS and self._pool(known).total > 0

    def early(self) -> Panel:
        """Return what may be learnt from as long as validation has a say."""
        return self._panel(self.data.until(self.splits.training_end))

    def whole(self) -> Panel:
        """Return everything."""
        return self._panel(self.data)

    def validation(self) -> Validation:
        """Return the rolling windows that decide when to stop; none sees the held-out horizon."""
        return Validation(
            data=self.data.until(self.splits.before_holdout),
            series=self.splits.validation_series,
            cutoffs=self.splits.validation_cutoffs,
            units=self.units,
            shape=self.shape,
            horizon=self._wanted,
        )

    def trainer(self, material: Panel, recipe: Recipe) -> Trainer:
        """Return a trainer before its first step."""
        return Trainer(
            self.spec,
            recipe,
            material,
            seed=self.seed,
            device=self.device,
            precision=self.precision,
            start=self.start,
        )

    @property
    def _wanted(self) -> int:
        """Return the horizon in the network's own steps, of which folding has fewer."""
        return -(-self.horizon * self.shape.horizon // self.shape.steps_ahead)

    def _panel(self, data: SeriesSet) -> Panel:
        pool = self._pool(data.lengths)
        return Panel(data=data, pool=pool, shape=self.shape, changes=self.spec.changes)

    def _pool(self, lengths: IntArray) -> CutoffPool:
        """Return the cutoffs to train on in series of these lengths [S]."""
        # A network that could forecast further still learns from the newest values.
        horizon, season = min(self.shape.steps_ahead, self.horizon), self.shape.season_steps
        return training_cutoffs(lengths, horizon=horizon, season=season)

"""The same held-out steps forecast with covariates and without, once for each seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.competitions.results import Cost
from tests.benchmarks.covariates.commands import Trained, predict, train
from tests.benchmarks.covariates.comparing import Figures, absolute_errors, mean_by_series
from tests.benchmarks.covariates.cutting import Cut

MOST_EACH, MOST_ON_AVERAGE = 1.01, 0.95  # times the error without covariates


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One set, cut, and what ``train`` is told of it."""

    cut: Cut
    id: str
    options: tuple[str, ...]
    covariates: tuple[str, ...]  # options besides, that name them


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What several seeds made of a trial."""

    with_them: Figures  # means over seeds
    without: Figures
    remarks: tuple[str, ...]
    details: dict[str, Any]


def measure_sides(
    trial: Trial, seeds: Sequence[int], folder: Path, *, look: Callable[[Trained], None]
) -> Sides:
    """Train and score both sides with each seed; ``look`` sees each model with covariates."""
    errors: dict[bool, list[Figures]] = {True: [], False: []}
    trained: dict[bool, list[Trained]] = {True: [], False: []}
    cut = trial.cut
    for seed in seeds:
        for side, besides in ((True, trial.covariates), (False, ())):
            options = (*trial.options, *besides, "--seed", str(seed))
            made = train(cut.history, options, model=folder / "model.safetensors")
            future = cut.future if made.uses_covariates else None
            forecast = predict(made, cut.history, future=future, id=trial.id)
            errors[side].append(absolute_errors(cut.actual, forecast))
            trained[side].append(made)
            if side:
                look(made)
    return Sides(
        with_them=mean_by_series(errors[True]),
        without=mean_by_series(errors[False]),
        remarks=(_chosen(trained[True]), _times(trained)),
        details={
            "with": [dict(each) for each in errors[True]],
            "without": [dict(each) for each in errors[False]],
            "notes": [note["text"] for note in trained[True][0].document["notes"]],
        },
    )


def _chosen(runs: Sequence[Trained]) -> str:
    used = sum(run.uses_covariates for run in runs)
    return f"covariates were chosen in {used} of {len(runs)} trainings"


def _times(trained: dict[bool, list[Trained]]) -> str:
    spent = {
        side: sum((run.cost for run in runs), Cost()).processor_seconds / len(runs)
        for side, runs in trained.items()
    }
    return f"a training took {spent[True]:.0f} processor seconds, {spent[False]:.0f} without them"

"""Which cells try which tasks, at which lags, how often and for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.memory.gradients import gradient_shares
from tests.benchmarks.memory.learning import Learning, Remembering, begin, learn
from tests.benchmarks.memory.tasks import Adding, Copying, Task
from tests.benchmarks.memory.variants import CHANGED, SHIPPED, Variant

LAGS = (10, 30, 100, 300, 1000)
COPIED = 3  # symbols
GRADIENT_STEPS = 100  # walked to see how far gradients come back
TRAINED_AT = 30  # lag at which the models learnt whose gradients are shown
_UPDATES = 800  # at most, and no more ...
_WALKED = 120_000  # ... steps in time than this, so that a lag of 1000 ends within minutes
_SHORT = 30  # lags up to here are cheap enough for several seeds
_SEEDS = 3
_NOTHING = 0.9  # of the guess's loss is left where nothing was learnt


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One cell, one task, one lag: medians over seeds."""

    task: str
    cell: str
    lag: int
    guess: float  # the loss without memory
    loss: float
    updates: float
    learnt: int  # of so many seeds:
    seeds: int
    allowed: int  # updates

    @property
    def share(self) -> float:
        """Return the share of the guess's loss that is left."""
        return self.loss / self.guess

    @property
    def succeeded(self) -> bool:
        """Return whether most seeds learnt the task."""
        return 2 * self.learnt > self.seeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradients:
    """How much of the last step's gradient reaches each step, fresh and trained."""

    cell: str
    trained: bool
    shares: list[float]  # steps 1 .. GRADIENT_STEPS


def run_trials(say: Callable[[str], None]) -> tuple[list[Trial], list[Gradients]]:
    """Let every cell try both tasks at rising lags until it has failed enough."""
    trials: list[Trial] = []
    gradients: list[Gradients] = []
    task: Task
    for task in (Adding(), Copying(COPIED)):
        for variant in (*SHIPPED, *CHANGED):
            failures = 0
            for lag in LAGS:
                say(f"{task.name}, lag {lag}: {variant.name}")
                learnings = _learn(variant, task, lag)
                trials.append(_trial(variant, task, lag, learnings))
                if isinstance(task, Adding) and lag == TRAINED_AT:
                    fresh = begin(variant, task, GRADIENT_STEPS, 0)
                    gradients += _gradients(variant, fresh, learnings[0].model)
                failures += not trials[-1].succeeded
                if failures == 2 or trials[-1].share > _NOTHING:
                    break
    return trials, gradients


def allowed_updates(lag: int) -> int:
    """Return how many updates a cell may take at a lag."""
    return min(_UPDATES, _WALKED // lag)


def _learn(variant: Variant, task: Task, lag: int) -> list[Learning]:
    seeds = range(_SEEDS if lag <= _SHORT else 1)
    return [learn(variant, task, lag, updates=allowed_updates(lag), seed=seed) for seed in seeds]


def _trial(variant: Variant, task: Task, lag: int, learnings: list[Learning]) -> Trial:
    return Trial(
        task=task.name,
        cell=variant.name,
        lag=lag,
        guess=task.guess,
        loss=task.guess * median(each.share for each in learnings),
        updates=median(each.updates for each in learnings),
        learnt=sum(each.learnt for each in learnings),
        seeds=len(learnings),
        allowed=allowed_updates(lag),
    )


def _gradients(variant: Variant, fresh: Remembering, trained: Remembering) -> list[Gradients]:
    return [
        Gradients(
            cell=variant.name,
            trained=model is trained,
            shares=gradient_shares(model, variant.cell, GRADIENT_STEPS, seed=0),
        )
        for model in (fresh, trained)
    ]

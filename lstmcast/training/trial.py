"""One network trained by itself, for a given number of steps or seconds, and what that took."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import torch

from lstmcast import clock
from lstmcast.training.arrays import Arrays
from lstmcast.training.events import Listener, StepDone, StopFlag, TrainingEvent
from lstmcast.training.plan import Plan
from lstmcast.training.run import search_all
from lstmcast.training.stages import Control


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of one training."""

    weights: Arrays  # the best validated; they have not seen the held-out horizon
    best_step: int  # after which those were found
    steps: int  # taken
    seconds: float  # validation included


def run_trial(
    plan: Plan, *, seconds: float | None, threads: int, listen: Listener, stop: StopFlag
) -> Tried | None:
    """Train until the steps of the plan's recipe, its patience or ``seconds`` are used up.

    Where there is a limit of seconds, the schedule is shortened to what fits into them. None once
    ``stop`` is set: a training that was cut short compares with no other.
    """
    torch.set_num_threads(threads)
    started = clock.monotonic()
    # A search keeps half of the time for a refit, which is not needed here.
    limit = inf if seconds is None else 2 * seconds
    taken = 0

    def count(event: TrainingEvent) -> None:
        nonlocal taken
        if isinstance(event, StepDone):
            taken = event.step
        listen(event)

    control = Control(
        listen=count, stop=stop, seconds_left=lambda: limit - (clock.monotonic() - started)
    )
    found = search_all([plan], identity="", control=control, resume=None).found
    if stop.requested is not None:
        return None
    best = found[0].best
    return Tried(
        weights=best.weights,
        best_step=best.step,
        steps=taken,
        seconds=clock.monotonic() - started,
    )

"""What training tells whoever listens, and how it is asked to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StageStarted:
    """A stage begins: "fine-tune" or "scratch" (finds the number of steps), or "refit ..."."""

    stage: str
    steps: int  # planned at most
    windows: int  # training windows to draw from
    parameters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """One optimiser step is done."""

    stage: str
    step: int
    steps: int
    loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated:
    """The validation windows were scored; ``skill`` is against the repeated season."""

    step: int
    score: float
    best_score: float
    best_step: int
    skill: float


TrainingEvent = StageStarted | StepDone | Validated
Listener = Callable[[TrainingEvent], None]


@dataclass(slots=True)
class StopFlag:
    """Set ``requested`` to a signal's number to end training after the step at hand."""

    requested: int | None = None

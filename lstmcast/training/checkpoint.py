"""An interrupted training as arrays and facts, to be continued to the same result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lstmcast.training.arrays import Arrays, part
from lstmcast.training.stages import Best
from lstmcast.training.trainer import Trainer

Stage = Literal["validate", "refit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Where training was: the stage, its trainer's state, and the best weights so far.

    ``identity`` names the data and the settings; a checkpoint continues no other run.
    """

    identity: str
    stage: Stage
    schedule_steps: int
    state: Arrays
    best: Best

    @classmethod
    def of(cls, identity: str, stage: Stage, trainer: Trainer, best: Best) -> Checkpoint:
        """Take a checkpoint of a trainer between two steps."""
        return cls(
            identity=identity,
            stage=stage,
            schedule_steps=trainer.recipe.steps,
            state=trainer.state(),
            best=best,
        )

    def arrays(self) -> Arrays:
        """Return all arrays under names of their own, for a file."""
        named = {f"state.{name}": array for name, array in self.state.items()}
        return named | {f"best.{name}": array for name, array in self.best.weights.items()}

    def facts(self) -> dict[str, str]:
        """Return everything else as text, for a file's header."""
        return {
            "identity": self.identity,
            "stage": self.stage,
            "schedule_steps": str(self.schedule_steps),
            "best_step": str(self.best.step),
            "best_score": self.best.score.hex(),
            "best_skill": self.best.skill.hex(),
            "best_trust": self.best.trust.hex(),
        }

    @classmethod
    def restore(cls, arrays: Arrays, facts: dict[str, str]) -> Checkpoint:
        """Undo ``arrays`` and ``facts``; raise KeyError or ValueError when parts lack."""
        if facts["stage"] not in ("validate", "refit"):
            raise ValueError(f"unknown stage {facts['stage']!r}")
        return cls(
            identity=facts["identity"],
            stage="validate" if facts["stage"] == "validate" else "refit",
            schedule_steps=int(facts["schedule_steps"]),
            state=part(arrays, "state."),
            best=Best(
                step=int(facts["best_step"]),
                score=float.fromhex(facts["best_score"]),
                skill=float.fromhex(facts["best_skill"]),
                trust=float.fromhex(facts["best_trust"]),
                weights=part(arrays, "best."),
            ),
        )

"""An interrupted training as arrays and facts, to be continued to the same result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lstmcast.training.arrays import Arrays, part
from lstmcast.training.stages import Best

Stage = Literal["search", "refit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the search of one network has found, as far as it has come."""

    best: Best
    schedule: int  # steps of the schedule, which a time limit may have cut short
    seconds: float  # spent; a refit takes as long at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Where training was: in the search of the last network found, or in a refit.

    Refits are done in order; the one at work follows those in ``refitted``. ``identity``
    names the data and the settings; a checkpoint continues no other run.
    """

    identity: str
    stage: Stage
    found: tuple[Found, ...]
    refitted: tuple[Arrays, ...]
    state: Arrays  # of the trainer at work

    def arrays(self) -> Arrays:
        """Return all arrays under names of their own, for a file."""
        named = {f"state.{name}": array for name, array in self.state.items()}
        for index, found in enumerate(self.found):
            named |= {f"best.{index}.{k}": array for k, array in found.best.weights.items()}
        for index, weights in enumerate(self.refitted):
            named |= {f"refitted.{index}.{k}": array for k, array in weights.items()}
        return named

    def facts(self) -> dict[str, str]:
        """Return everything else as text, for a file's header."""
        facts = {
            "identity": self.identity,
            "stage": self.stage,
            "found": str(len(self.found)),
            "refitted": str(len(self.refitted)),
        }
        for index, found in enumerate(self.found):
            facts |= {
                f"{index}.step": str(found.best.step),
                f"{index}.score": found.best.score.hex(),
                f"{index}.skill": found.best.skill.hex(),
                f"{index}.schedule": str(found.schedule),
                f"{index}.seconds": found.seconds.hex(),
            }
        return facts

    @classmethod
    def restore(cls, arrays: Arrays, facts: dict[str, str]) -> Checkpoint:
        """Undo ``arrays`` and ``facts``; raise KeyError or ValueError when parts lack."""
        if facts["stage"] not in ("search", "refit"):
            raise ValueError(f"unknown stage {facts['stage']!r}")
        return cls(
            identity=facts["identity"],
            stage="search" if facts["stage"] == "search" else "refit",
            found=tuple(_found(index, arrays, facts) for index in range(int(facts["found"]))),
            refitted=tuple(
                part(arrays, f"refitted.{index}.") for index in range(int(facts["refitted"]))
            ),
            state=part(arrays, "state."),
        )


def _found(index: int, arrays: Arrays, facts: dict[str, str]) -> Found:
    return Found(
        best=Best(
            step=int(facts[f"{index}.step"]),
            score=float.fromhex(facts[f"{index}.score"]),
            skill=float.fromhex(facts[f"{index}.skill"]),
            weights=part(arrays, f"best.{index}."),
        ),
        schedule=int(facts[f"{index}.schedule"]),
        seconds=float.fromhex(facts[f"{index}.seconds"]),
    )

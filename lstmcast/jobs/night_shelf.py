"""Where an interrupted training of a job waits for the next night."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lstmcast.artifact.checkpoint_file import checkpoint_path
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.files import refused_for
from lstmcast.jobs import events
from lstmcast.training.checkpoint import Checkpoint
from lstmcast.workflows.shelf import FileShelf


@dataclass(frozen=True, slots=True, kw_only=True)
class NightShelf:
    """Keeps the checkpoint of a job's training; one that is of no use does not hold it up."""

    model_path: Path  # beside which the checkpoint lies; no model is ever written there
    tell: Callable[[events.Event], None]

    def take(self, identity: str) -> Checkpoint | None:
        """Return the checkpoint to go on from; None where there is none of this training.

        Rows come every night: one of other data is what nobody will ask for any more.
        """
        try:
            found = FileShelf(model_path=self.model_path, resume=True).take(identity)
        except (ModelFileError, UsageError):
            self.clear()
            text = (
                "a training that was interrupted had other data or settings: this one begins anew"
            )
            self.tell(events.Note(code="old-checkpoint", text=text))
            return None
        if found is not None:
            self.tell(events.Note(code="resumed", text="going on with an interrupted training"))
        return found

    def keep(self, checkpoint: Checkpoint) -> bool:
        """Keep a checkpoint; a model that is half-trained is not to be judged."""
        FileShelf(model_path=self.model_path, resume=True).keep(checkpoint)
        return False

    def clear(self) -> None:
        """Remove the checkpoint, where there is one."""
        path = checkpoint_path(self.model_path)
        with refused_for(path):
            path.unlink(missing_ok=True)

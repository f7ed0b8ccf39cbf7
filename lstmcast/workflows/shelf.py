"""Where an interrupted training waits to be continued: beside the model file, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lstmcast.artifact.checkpoint_file import checkpoint_path, read_checkpoint, write_checkpoint
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.training.checkpoint import Checkpoint


class Shelf(Protocol):
    """Keeps the checkpoint of one training."""

    def take(self, identity: str) -> Checkpoint | None:
        """Return the checkpoint to go on from, or None to begin at the beginning."""

    def keep(self, checkpoint: Checkpoint) -> bool:
        """Keep a checkpoint, and return whether what there is so far is worth judging."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShelf:
    """Keeps a checkpoint in a file beside the model file."""

    model_path: Path
    resume: bool

    def take(self, identity: str) -> Checkpoint | None:
        """Return the checkpoint to go on from, where one is wanted and there.

        Raises ModelFileError for a damaged one, UsageError for that of another training.
        """
        path = checkpoint_path(self.model_path)
        if not self.resume or not path.exists():
            return None
        arrays, facts = read_checkpoint(path)
        try:
            checkpoint = Checkpoint.restore(arrays, facts)
        except (KeyError, ValueError) as error:
            raise ModelFileError(
                f"the checkpoint {path} lacks a part: {error}", hint="start again without --resume"
            ) from error
        if checkpoint.identity != identity:
            raise UsageError(
                f"the checkpoint {path} belongs to other data or other settings",
                hint="repeat the interrupted command with --resume added, or leave --resume out",
            )
        return checkpoint

    def keep(self, checkpoint: Checkpoint) -> bool:
        """Write a checkpoint; where there is an older model, that one is to stay."""
        path = checkpoint_path(self.model_path)
        write_checkpoint(path, checkpoint.arrays(), checkpoint.facts())
        return not self.model_path.exists()


class NoShelf:
    """Keeps nothing: a training that is interrupted is given up."""

    def take(self, identity: str) -> Checkpoint | None:
        """Begin at the beginning."""
        del identity
        return None

    def keep(self, checkpoint: Checkpoint) -> bool:
        """Give up."""
        del checkpoint
        return False

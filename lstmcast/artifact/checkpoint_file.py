"""The file an interrupted training is continued from; it lies beside the model file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy.typing as npt

from lstmcast.errors import ModelFileError
from lstmcast.files import write_atomic
from lstmcast.tensor_file import checksum, ensure_intact, pack, read_entry, read_tensors

_ENTRY = "lstmcast.checkpoint"


def checkpoint_path(model_path: Path) -> Path:
    """Return where the checkpoint of a model file lies."""
    return model_path.with_name(model_path.name + ".checkpoint")


def write_checkpoint(
    path: Path, arrays: Mapping[str, npt.NDArray[Any]], facts: Mapping[str, str]
) -> None:
    """Write a checkpoint, whole or not at all."""
    entry = {"facts": dict(facts), "sha256": checksum(dict(facts), arrays)}
    write_atomic(path, pack(arrays, name=_ENTRY, entry=entry))


def read_checkpoint(path: Path) -> tuple[dict[str, npt.NDArray[Any]], dict[str, str]]:
    """Return arrays and facts as they were written; raise ModelFileError for a damaged file."""
    try:
        content = path.read_bytes()
        entry = read_entry(content, _ENTRY)
        facts: dict[str, str] = entry["facts"]
        arrays = read_tensors(content)
        ensure_intact(entry.get("sha256"), facts, arrays)
    except KeyError as error:
        raise _unreadable(path, f"it lacks its {error}") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, str(error)) from error
    return arrays, facts


def _unreadable(path: Path, why: str) -> ModelFileError:
    return ModelFileError(
        f"the checkpoint {path} cannot be read: {why}", hint="start again without --resume"
    )

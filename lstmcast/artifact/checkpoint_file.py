"""The file an interrupted training is continued from; it lies beside the model file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lstmcast.artifact.checksum import checksum
from lstmcast.errors import ModelFileError
from lstmcast.files import write_atomic

_ENTRY = "lstmcast.checkpoint"


def checkpoint_path(model_path: Path) -> Path:
    """Return where the checkpoint of a model file lies."""
    return model_path.with_name(model_path.name + ".checkpoint")


def write_checkpoint(
    path: Path, arrays: Mapping[str, npt.NDArray[Any]], facts: Mapping[str, str]
) -> None:
    """Write a checkpoint, whole or not at all."""
    from safetensors.numpy import save  # noqa: PLC0415

    # Not ascontiguousarray, which would give a plain number a dimension.
    contiguous = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    entry = {"facts": dict(facts), "sha256": checksum(dict(facts), contiguous)}
    text = json.dumps(entry, sort_keys=True)
    write_atomic(path, save(contiguous, metadata={_ENTRY: text}))


def read_checkpoint(path: Path) -> tuple[dict[str, npt.NDArray[Any]], dict[str, str]]:
    """Return arrays and facts as they were written; raise ModelFileError for a damaged file."""
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.numpy import load  # noqa: PLC0415

    try:
        content = path.read_bytes()
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        entry = json.loads(header["__metadata__"][_ENTRY])
        facts: dict[str, str] = entry["facts"]
        arrays = load(content)
        intact = entry["sha256"] == checksum(facts, arrays)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, SafetensorError) as error:
        raise _unreadable(path, str(error)) from error
    if not intact:
        raise _unreadable(path, "its content does not match its checksum")
    return arrays, facts


def _unreadable(path: Path, why: str) -> ModelFileError:
    return ModelFileError(
        f"the checkpoint {path} cannot be read: {why}", hint="start again without --resume"
    )

"""The file an interrupted pretraining is continued from: safetensors, written whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lstmcast.errors import ModelFileError
from lstmcast.files import write_atomic
from lstmcast.training.arrays import Arrays

_ENTRY = "lstmcast.pretraining"


def write_state(path: Path, state: Arrays, *, identity: str) -> None:
    """Write the state of a pretraining; ``identity`` tells what it is a state of."""
    from safetensors.numpy import save  # noqa: PLC0415

    arrays = {name: np.asarray(array, order="C") for name, array in state.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, save(arrays, metadata={_ENTRY: identity}))


def read_state(path: Path, *, identity: str) -> Arrays | None:
    """Return the state to continue from; None without a file, or where it is of another plan.

    Raises ModelFileError for a damaged file.
    """
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415

    if not path.exists():
        return None
    try:
        with safe_open(path, framework="numpy") as stored:
            if (stored.metadata() or {}).get(_ENTRY) != identity:
                return None
            return {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise ModelFileError(
            f"the checkpoint {path} cannot be read: {error}", hint=f"remove {path} and start again"
        ) from error

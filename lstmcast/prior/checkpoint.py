"""The file an interrupted pretraining is continued from: whole and intact, or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lstmcast.errors import ModelFileError
from lstmcast.files import write_atomic
from lstmcast.tensor_file import checksum, ensure_intact, pack, read_entry, read_tensors
from lstmcast.training.arrays import Arrays

_ENTRY = "lstmcast.pretraining"


def write_state(path: Path, state: Arrays, *, identity: str) -> None:
    """Write the state of a pretraining; ``identity`` tells what it is a state of.

    Raises UsageError where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    entry = {"identity": identity, "sha256": checksum(identity, state)}
    write_atomic(path, pack(state, name=_ENTRY, entry=entry))


def read_state(path: Path, *, identity: str, warn: Callable[[str], None]) -> Arrays | None:
    """Return the state to continue from; None without a file, or where it is of something else.

    In the latter case ``warn`` hears that it will be replaced. Raises ModelFileError for a
    damaged file.
    """
    if not path.exists():
        return None
    try:
        content = path.read_bytes()
        entry = read_entry(content, _ENTRY)
        state = read_tensors(content)
        ensure_intact(entry.get("sha256"), entry.get("identity"), state)
    except (OSError, ValueError) as error:
        raise ModelFileError(
            f"the checkpoint {path} cannot be read: {error}", hint=f"remove {path} and start again"
        ) from error
    if entry.get("identity") != identity:
        warn(
            f"the checkpoint {path} is of another plan, recipe, or version (of the generator,"
            " numpy or torch): training starts at step 1 and will replace it"
        )
        return None
    return state

"""Files of tensors: safetensors with an entry of ours in the header, and a digest over both.

What an entry says is its owner's business. Reading never runs code from a file and never trusts
a length in it before the file's size has been compared with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

_LONGEST_HEADER = 100_000_000


class ForeignFileError(ValueError):
    """The file is none of tensors, or has no entry of the name that is looked for."""


def pack(tensors: Mapping[str, npt.NDArray[Any]], *, name: str, entry: Mapping[str, Any]) -> bytes:
    """Return the bytes of a file of tensors with an entry, plain JSON data, in its header.

    The same content gives the same bytes. Raises ValueError for a number that is not finite.
    """
    # safetensors' numpy binding is imported on use: inspecting a CSV needs none.
    from safetensors.numpy import save  # noqa: PLC0415

    text = json.dumps(entry, ensure_ascii=False, allow_nan=False, sort_keys=True)
    # Not ascontiguousarray, which would give a plain number a dimension.
    ordered = {key: np.asarray(tensor, order="C") for key, tensor in tensors.items()}
    content: bytes = save(ordered, metadata={name: text})
    return content


def read_entry(content: bytes, name: str) -> dict[str, Any]:
    """Return the entry of the header that has a name; it is not verified yet.

    Raises ForeignFileError where there is none, and ValueError, with the reason, where it is
    cut off or cannot be read.
    """
    size = int.from_bytes(content[:8], "little")
    if len(content) < 9 or content[8:9] != b"{":
        raise ForeignFileError("it is no safetensors file")
    if size > _LONGEST_HEADER or 8 + size > len(content):
        raise ValueError("it is cut off")
    try:
        text = json.loads(content[8 : 8 + size])["__metadata__"][name]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ForeignFileError(f"it is no safetensors file with an entry {name}") from None
    try:
        entry = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        raise ValueError(f"its entry {name} cannot be read")
    return entry


def read_tensors(content: bytes) -> dict[str, npt.NDArray[Any]]:
    """Return the tensors of a file; raise ValueError, with the reason, for a damaged one."""
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.numpy import load  # noqa: PLC0415

    try:
        tensors: dict[str, npt.NDArray[Any]] = load(content)
    except (SafetensorError, KeyError, ValueError) as error:
        raise ValueError(f"its tensors cannot be read ({error})") from None
    return tensors


def checksum(said: Any, tensors: Mapping[str, npt.NDArray[Any]]) -> str:
    """Return the SHA-256 of plain JSON data and of tensors with their names and shapes."""
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    for name in sorted(tensors):
        tensor = np.asarray(tensors[name], order="C")
        digest.update(f"\n{name} {tensor.dtype.str} {tensor.shape}\n".encode())
        digest.update(tensor.tobytes())
    return digest.hexdigest()


def ensure_intact(stored: Any, said: Any, tensors: Mapping[str, npt.NDArray[Any]]) -> None:
    """Raise ValueError where a stored checksum is not that of what a file says and holds."""
    if stored != checksum(said, tensors):
        raise ValueError("its content does not match its checksum")

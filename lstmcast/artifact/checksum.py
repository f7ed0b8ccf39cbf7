"""One digest over tensors and what is said of them, so that a changed byte is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt


def checksum(said: Any, tensors: Mapping[str, npt.NDArray[Any]]) -> str:
    """Return the SHA-256 of plain JSON data and of tensors with their names and shapes."""
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    for name in sorted(tensors):
        tensor = np.asarray(tensors[name], order="C")
        digest.update(f"\n{name} {tensor.dtype.str} {tensor.shape}\n".encode())
        digest.update(tensor.tobytes())
    return digest.hexdigest()

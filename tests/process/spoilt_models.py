"""What can happen to a model file: a good one's bytes in, bad ones out."""

from __future__ import annotations

import json
from collections.abc import Callable

from safetensors.numpy import load, save

from lstmcast.tensor_file import checksum

_FOREIGN_HEADER = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
#: A file of another program: one tensor and no word from lstmcast.
FOREIGN = len(_FOREIGN_HEADER).to_bytes(8, "little") + _FOREIGN_HEADER + b"\0\0\0\0"


def flipped(model: bytes) -> bytes:
    """Return a model with one bit of its last weight changed."""
    return model[:-1] + bytes([model[-1] ^ 1])


def newer(model: bytes) -> bytes:
    """Return a model of format 9, as many bytes long as before."""
    return model.replace(b'\\"format_version\\": 2', b'\\"format_version\\": 9')


def untouched(model: bytes) -> bytes:
    """Return a model as it is."""
    return model


def trained_on(path: str | None) -> Callable[[bytes], bytes]:
    """Return what makes a model say that its training data lay elsewhere."""

    def change(model: bytes) -> bytes:
        header = json.loads(model[8 : 8 + int.from_bytes(model[:8], "little")])
        manifest = json.loads(header["__metadata__"]["lstmcast"])["manifest"]
        manifest["data"]["path"] = path
        tensors = load(model)
        entry = {"manifest": manifest, "sha256": checksum(manifest, tensors)}
        return save(tensors, metadata={"lstmcast": json.dumps(entry)})

    return change

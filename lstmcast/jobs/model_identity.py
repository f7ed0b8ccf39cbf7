"""When two models are the same: when nothing that makes a forecast differs between them."""

from __future__ import annotations

from lstmcast.artifact.codec import to_plain
from lstmcast.artifact.store import Model
from lstmcast.artifact.tensors import join_tensors
from lstmcast.tensor_file import checksum

#: What a manifest tells of the past of a model, and no forecast depends on: training the same
#: again takes other seconds at another time.
_HISTORY = (
    "created", "versions", "data", "training", "holdout", "candidates", "importance",
)  # fmt: skip


def model_digest(model: Model) -> str:
    """Return a SHA-256 in hexadecimal of all of a model that its forecasts depend on."""
    said = {name: its for name, its in to_plain(model.manifest).items() if name not in _HISTORY}
    return checksum(said, join_tensors(model.weights))

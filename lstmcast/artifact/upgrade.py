"""Older formats of the model file, told in the words of the present one.

Works on plain data, before any dataclass sees it: no class has to know what it was once.
A new format adds one function here, which leads to it from the format before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lstmcast.artifact.tensors import Tensors


def upgrade(manifest: Mapping[str, Any], tensors: Tensors) -> tuple[Mapping[str, Any], Tensors]:
    """Return manifest and tensors of any released format in the present one.

    Raises KeyError or TypeError when the manifest is not of the format it says.
    """
    if manifest["format_version"] == 1:
        manifest, tensors = _from_1(manifest, tensors)
    return manifest, tensors


def _from_1(manifest: Mapping[str, Any], tensors: Tensors) -> tuple[Mapping[str, Any], Tensors]:
    """One network, trained on the user's data; its weights were shrunk by their trust already.

    What trust that was is dropped: said beside these weights it would be applied again.
    """
    spec, shape = manifest["spec"], manifest["shape"]
    training = {name: value for name, value in manifest["training"].items() if name != "trust"}
    kept = {name: value for name, value in manifest.items() if name not in ("spec", "shape")}
    upgraded = {
        **kept,
        "format_version": 2,
        "members": [{"spec": spec, "shape": shape, "origin": "scratch"}],
        "horizon": spec["horizon"],
        "season": shape["season"],
        "trust": 1.0,
        "lags": shape["lags"],
        "training": training,
    }
    return upgraded, {f"0.{name}": tensor for name, tensor in tensors.items()}

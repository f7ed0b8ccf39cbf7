"""Write and read the model file: safetensors with the manifest in its header.

Layout: the header's metadata has one entry, ``lstmcast``, a JSON object with ``manifest``
and ``sha256``, a digest of manifest and tensors together, so that a changed byte is found.
Tensors are named as ``tensors`` says; ``upgrade`` reads what earlier versions have written;
``tensor_file`` knows the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lstmcast.artifact.codec import from_plain, to_plain
from lstmcast.artifact.manifest import FORMAT_VERSION, Manifest
from lstmcast.artifact.tensors import Tensors, join_tensors, split_tensors
from lstmcast.artifact.upgrade import upgrade
from lstmcast.errors import ModelFileError, NumericalError
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.weights import Weights
from lstmcast.tensor_file import (
    ForeignFileError,
    checksum,
    ensure_intact,
    pack,
    read_entry,
    read_tensors,
)

ENTRY = "lstmcast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model file's content."""

    manifest: Manifest
    weights: tuple[Weights, ...]  # of each member

    @property
    def ensemble(self) -> Ensemble:
        """Return what forecasts."""
        return Ensemble(
            members=tuple(
                Forecaster(spec=member.spec, shape=member.shape, weights=weights)
                for member, weights in zip(self.manifest.members, self.weights, strict=True)
            ),
            lags=self.manifest.lags,
            trust=self.manifest.trust,
            calibration=self.manifest.calibration,
            fallback=frozenset(self.manifest.fallback or ()),
            intermittent=self.manifest.intermittent,
        )


def encode_model(model: Model) -> bytes:
    """Return the bytes of a model file.

    Raises NumericalError where the manifest holds a number that is not finite.
    """
    tensors = join_tensors(model.weights)
    manifest = to_plain(model.manifest)
    entry = {"manifest": manifest, "sha256": checksum(manifest, tensors)}
    try:
        return pack(tensors, name=ENTRY, entry=entry)
    except ValueError:
        raise NumericalError(
            "the scores of the model are not finite numbers",
            hint="look for extreme values with `lstmcast inspect`",
        ) from None


def read_model(path: Path) -> Model:
    """Read and check a model file.

    Raises ModelFileError when it is missing, cut off, changed, foreign or newer than this
    version of lstmcast.
    """
    content = _content(path)
    entry = _entry(path, content)
    try:
        tensors: Tensors = read_tensors(content)
        ensure_intact(entry.get("sha256"), entry["manifest"], tensors)
    except ValueError as error:
        raise _damaged(path, str(error)) from None
    manifest, tensors = _manifest(path, entry["manifest"], tensors)
    weights = split_tensors(tensors, [member.spec for member in manifest.members])
    return Model(manifest=manifest, weights=weights)


def read_manifest(path: Path) -> Manifest:
    """Read what a model file says of itself; checks and errors as in ``read_model``."""
    return read_model(path).manifest


def is_model_file(path: Path) -> bool:
    """Tell whether a file looks like safetensors, by its first bytes.

    A pipe is none: what is read from it here would be missing afterwards.
    """
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            head = stream.read(9)
    except (OSError, ValueError):
        return False
    return len(head) == 9 and head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 1 << 40


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelFileError(
            f"there is no model file {path}",
            hint="train one with `lstmcast train DATA.csv`, or name one with --model FILE",
        ) from None
    except IsADirectoryError:
        raise ModelFileError(
            f"{path} is a directory, not a model file", hint="name the file with --model FILE"
        ) from None
    except OSError as error:
        raise ModelFileError(f"cannot read the model file {path}: {error.strerror}") from error


def _entry(path: Path, content: bytes) -> dict[str, Any]:
    """Return lstmcast's entry of the header, its format version checked."""
    try:
        entry = read_entry(content, ENTRY)
    except ForeignFileError:
        raise ModelFileError(
            f"{path} is not a model file of lstmcast",
            hint="train one with `lstmcast train DATA.csv`",
        ) from None
    except ValueError as error:
        raise _damaged(path, str(error)) from None
    try:
        version = entry["manifest"]["format_version"]
    except (KeyError, TypeError):
        raise _damaged(path, "its manifest cannot be read") from None
    if not isinstance(version, int) or version < 1:
        raise _damaged(path, f"its format version is {version!r}")
    if version > FORMAT_VERSION:
        raise ModelFileError(
            f"{path} was written by a newer lstmcast (format {version}; this one reads up to"
            f" {FORMAT_VERSION})",
            hint="pip install --upgrade lstmcast",
        )
    return entry


def _manifest(path: Path, stored: Mapping[str, Any], tensors: Tensors) -> tuple[Manifest, Tensors]:
    """Return the manifest of a file of any format, and its tensors by their present names."""
    try:
        plain, tensors = upgrade(stored, tensors)
        manifest: Manifest = from_plain(Manifest, plain)
    except KeyError as error:
        raise _damaged(path, f"its manifest lacks {error}") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise _damaged(path, f"its manifest is wrong: {error}") from None
    return manifest, tensors


def _damaged(path: Path, why: str) -> ModelFileError:
    return ModelFileError(
        f"the model file {path} is damaged: {why}",
        hint="train it again, or take it from a backup",
    )

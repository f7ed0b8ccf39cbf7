"""What is known of a pretrained network: how it came about and how it does; and its file."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from lstmcast.errors import ModelFileError
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.weights import Weights, check_weights
from lstmcast.model.spec import ModelSpec
from lstmcast.tensor_file import checksum, ensure_intact, pack, read_entry, read_tensors
from lstmcast.windows.sampling import WindowShape

_ENTRY = "lstmcast.pretrained"
_DIGEST = "sha256"  # of all else in the entry, and of the tensors


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """How a pretrained network came about and scores: both on synthetic series alone."""

    season: int
    generator: int  # version of the generator
    seed: int
    steps: int
    windows: int  # synthetic windows seen
    skill: float  # on synthetic series not trained on, against the repeated season
    coverage_80: float  # of the 80 % interval there
    coverage_95: float
    torch: str  # version that trained it


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretrained:
    """A network that needs no training, and its card."""

    forecaster: Forecaster
    card: Card


def encode(pretrained: Pretrained) -> bytes:
    """Return the bytes of a file: weights in half precision, all else and a digest in a header."""
    forecaster = pretrained.forecaster
    tensors = {
        name: np.asarray(weight, dtype=np.float16) for name, weight in forecaster.weights.items()
    }
    said = {
        "card": asdict(pretrained.card),
        "spec": asdict(forecaster.spec),
        "shape": asdict(forecaster.shape),
    }
    return pack(tensors, name=_ENTRY, entry=said | {_DIGEST: checksum(said, tensors)})


def decode(content: bytes) -> Pretrained:
    """Rebuild what ``encode`` wrote, weights in single precision.

    Raises ValueError, with the reason, for anything else, also for a single changed bit.
    """
    said = read_entry(content, _ENTRY)
    tensors = read_tensors(content)
    ensure_intact(said.pop(_DIGEST, None), said, tensors)
    try:
        card = Card(**said["card"])
        spec = ModelSpec(**said["spec"] | {"quantiles": tuple(said["spec"]["quantiles"])})
        shape = WindowShape(**said["shape"] | {"lags": tuple(said["shape"]["lags"])})
        check_weights(spec, tensors)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"its description cannot be read ({error})") from None
    except ModelFileError as error:
        raise ValueError(error.message) from None
    weights: Weights = {name: tensor.astype(np.float32) for name, tensor in tensors.items()}
    return Pretrained(forecaster=Forecaster(spec=spec, shape=shape, weights=weights), card=card)

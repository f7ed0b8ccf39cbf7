"""What is known of a pretrained network: how it came about and how it does; and its file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from lstmcast.errors import ModelFileError
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.weights import Weights, check_weights
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.sampling import WindowShape

_ENTRY = "lstmcast.pretrained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """How a pretrained network came about; all of it from synthetic series."""

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
    """Return the bytes of a file: safetensors of half precision, spec and card in the header."""
    from safetensors.numpy import save  # noqa: PLC0415

    forecaster = pretrained.forecaster
    tensors = {
        name: np.asarray(weight, dtype=np.float16, order="C")
        for name, weight in forecaster.weights.items()
    }
    entry = {
        "card": asdict(pretrained.card),
        "spec": asdict(forecaster.spec),
        "shape": asdict(forecaster.shape),
    }
    return save(tensors, metadata={_ENTRY: json.dumps(entry, sort_keys=True)})


def decode(content: bytes) -> Pretrained:
    """Rebuild what ``encode`` wrote, weights in single precision.

    Raises ValueError, with the reason, for anything else.
    """
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.numpy import load  # noqa: PLC0415

    try:
        tensors = load(content)
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        entry: Mapping[str, Any] = json.loads(header["__metadata__"][_ENTRY])
        card = Card(**entry["card"])
        spec = ModelSpec(
            **entry["spec"] | {"quantiles": tuple(entry["spec"]["quantiles"])},
        )
        shape = WindowShape(**entry["shape"] | {"lags": tuple(entry["shape"]["lags"])})
        check_weights(spec, tensors)
    except SafetensorError as error:
        raise ValueError(f"it is no safetensors file ({error})") from None
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"its description cannot be read ({error})") from None
    except ModelFileError as error:
        raise ValueError(error.message) from None
    weights: Weights = {name: tensor.astype(np.float32) for name, tensor in tensors.items()}
    return Pretrained(forecaster=Forecaster(spec=spec, shape=shape, weights=weights), card=card)

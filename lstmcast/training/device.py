"""Where training runs."""

from __future__ import annotations

import torch

from lstmcast.config import Device
from lstmcast.errors import UsageError


def choose_device(wanted: Device) -> torch.device:
    """Return the torch device; raise UsageError when a GPU is asked for and there is none."""
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise UsageError(
            "--device cuda: no CUDA device can be used here", hint="use --device cpu, or auto"
        )
    return torch.device("cuda" if available and wanted != "cpu" else "cpu")

"""In which numbers a training step multiplies: float32, or bfloat16 where that is faster."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from lstmcast.config import Precision
from lstmcast.model.spec import ModelSpec
from lstmcast.training.recipe import Recipe

NumberFormat = Literal["float32", "bfloat16"]

#: Where Linux says what the processor can do.
PROCESSOR_FACTS = Path("/proc/cpuinfo")
#: From this product of batch and hidden size on, products of matrices should outweigh the
#: rounding of weights and inputs to bfloat16, which every step pays for: 256 windows and 128
#: units, the smallest large network. Taken on trust, not measured on such a processor.
_LARGE = 256 * 128


def choose_precision(
    wanted: Precision,
    spec: ModelSpec,
    recipe: Recipe,
    *,
    device: str,
    processor_facts: Path = PROCESSOR_FACTS,
) -> NumberFormat:
    """Return what the matrix products of a training are computed in.

    "auto" is bfloat16 on a processor that multiplies such matrices in hardware, for a network
    and batch that are large enough; anywhere else, on a GPU too, float32.
    """
    if wanted != "auto":
        return wanted
    large = recipe.batch_size * spec.hidden >= _LARGE
    worth_it = device == "cpu" and large and multiplies_bfloat16(processor_facts)
    return "bfloat16" if worth_it else "float32"


def multiplies_bfloat16(processor_facts: Path = PROCESSOR_FACTS) -> bool:
    """Return whether all processors listed have matrix units for bfloat16; False if unknown."""
    try:
        text = processor_facts.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    flags = [
        line.partition(":")[2].split() for line in text.splitlines() if line.startswith("flags")
    ]
    return bool(flags) and all("amx_bf16" in each for each in flags)

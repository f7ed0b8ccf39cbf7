"""Named arrays: the form in which weights and states leave training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, TypeVar

import numpy.typing as npt

Arrays: TypeAlias = dict[str, npt.NDArray[Any]]

Value = TypeVar("Value")


def part(named: Mapping[str, Value], prefix: str) -> dict[str, Value]:
    """Return the entries whose names start with ``prefix``, without it."""
    return {k.removeprefix(prefix): v for k, v in named.items() if k.startswith(prefix)}

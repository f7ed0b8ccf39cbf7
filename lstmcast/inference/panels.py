"""Rows of a batch laid out as panels, so that no row can tell which others are there.

A panel is a matrix [F, 16]: features down, one row of the batch in each of 16 lanes. A
matrix product routine adds in an order that depends on the matrix's size and on where
an element stands in it; so the same row may come out one bit different in another batch
or at another place. Sixteen single-precision columns fill one vector register, or a whole
number of them, on every processor family tried (with 64 columns those before AVX-512 and
Zen already fail), so all lanes of a panel go through the same additions. Every product is
one panel's, and a batch that does not fill its last panel is padded with zeros: the shape
of the arithmetic never depends on the data.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]

LANES = 16


def to_panels(rows: npt.NDArray[np.floating]) -> Float32:
    """Lay rows [B, F] out as panels [P, F, 16], the last one padded with zeros."""
    panels: Float32 = steps_to_panels(rows[:, None].astype(np.float32, copy=False))[0]
    return panels


def steps_to_panels(rows: npt.NDArray[np.generic]) -> npt.NDArray[Any]:
    """Lay rows [B, S, F] out step by step, [S, P, F, 16], the last panel padded with zeros."""
    batch, steps, features = rows.shape
    panels = -(-batch // LANES)
    padded = np.zeros((panels * LANES, steps, features), dtype=rows.dtype)
    padded[:batch] = rows
    lanes_last = padded.reshape(panels, LANES, steps, features).transpose(2, 0, 3, 1)
    return np.ascontiguousarray(lanes_last)


def from_panels(panels: Float32, rows: int) -> Float32:
    """Take the first ``rows`` rows [B, ...] out of panels [P, ..., 16]."""
    lanes_first = np.moveaxis(panels, -1, 1)  # [P, 16, ...]
    return np.ascontiguousarray(lanes_first.reshape(-1, *panels.shape[1:-1])[:rows])

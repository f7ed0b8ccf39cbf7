"""Cells sorted by their shape, so that many are taken apart at once.

A shape is the cell with every digit replaced by ``9`` and every letter by ``A``, save T, Z
and (in either case) Q and W, which mean something in ISO 8601.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
ByteMatrix = npt.NDArray[np.uint8]

_LONGEST = 48  # no moment takes more characters
_UMLAUTS = str.maketrans("äÄ", "aA")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShapeGroup:
    """All cells of one shape."""

    shape: str
    rows: IntArray  # [G] positions among the cells
    characters: ByteMatrix  # [G, W]

    def numbers(self, span: tuple[int, int]) -> IntArray:
        """Return the digits between two columns as numbers, shape [G]."""
        result = np.zeros(len(self.rows), dtype=np.int64)
        for column in range(*span):
            result = result * 10 + (self.characters[:, column] - ord("0"))
        return result

    def words(self, span: tuple[int, int]) -> tuple[list[str], IntArray]:
        """Return the different words between two columns in lower case, and codes [G]."""
        part = np.ascontiguousarray(self.characters[:, slice(*span)])
        words, codes = np.unique(part.view(f"S{span[1] - span[0]}").ravel(), return_inverse=True)
        return [word.decode().lower() for word in words.tolist()], codes.astype(np.int64)


def group_by_shape(cells: list[str]) -> list[ShapeGroup]:
    """Sort cells, already stripped of outer spaces, by their shape."""
    if not cells:
        return []
    width = max(1, min(_LONGEST, max(map(len, cells))))
    encoded = np.array([_to_ascii(cell) for cell in cells], dtype=f"S{width}")
    characters = encoded.view(np.uint8).reshape(len(cells), width)
    shapes = _shape_table()[characters]
    if (shapes == shapes[0]).all():
        kinds, codes = shapes[:1], np.zeros(len(cells), dtype=np.int64)
    else:
        packed = np.ascontiguousarray(shapes).view(f"S{width}").ravel()
        names, codes = np.unique(packed, return_inverse=True)
        kinds = names.astype(f"S{width}").view(np.uint8).reshape(len(names), width)
    groups = []
    for code, kind in enumerate(kinds):
        rows = np.flatnonzero(codes == code)
        shape = bytes(kind).rstrip(b"\0").decode()
        groups.append(ShapeGroup(shape=shape, rows=rows, characters=characters[rows, : len(shape)]))
    return groups


def _to_ascii(cell: str) -> bytes:
    """Return one byte per character; German months lose the dots on their umlauts."""
    if not cell.isascii():
        cell = cell.translate(_UMLAUTS)
    return cell.encode("ascii", "replace")


@cache
def _shape_table() -> ByteMatrix:
    """Return the shape character of every byte."""
    table = np.arange(256, dtype=np.uint8)
    for character in range(128):
        text = chr(character)
        if text.isdigit():
            table[character] = ord("9")
        elif text in "qQwW":
            table[character] = ord(text.upper())
        elif text.isalpha() and text not in "TZ":
            table[character] = ord("A")
    return table

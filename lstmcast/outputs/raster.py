"""A grid of dots that becomes lines of text: braille where it can be shown, else ASCII."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Bit of each dot of a braille character, by [row][column] (Unicode chapter 21.1).
_BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


class Raster:
    """Dots with the origin at the top left; one character holds ``across`` x ``down`` dots."""

    def __init__(self, *, width: int, height: int, fine: bool) -> None:
        self.across, self.down = (2, 4) if fine else (1, 1)
        self.columns = width * self.across
        self.rows = height * self.down
        self._width, self._height, self._fine = width, height, fine
        self._dots: dict[tuple[int, int], str] = {}
        self._shade: set[tuple[int, int]] = set()

    def line(self, points: Sequence[tuple[float, float]], mark: str) -> None:
        """Connect points given as (column, row) in dots; ``mark`` is their ASCII character."""
        if points:
            self._dot(*points[0], mark)
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0))))
            for step in range(1, steps + 1):
                share = step / steps
                self._dot(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, mark)

    def shade(self, column: int, top: float, bottom: float) -> None:
        """Shade the characters of one character column between two dot rows."""
        first, last = sorted((round(top) // self.down, round(bottom) // self.down))
        for row in range(max(0, first), min(self._height - 1, last) + 1):
            self._shade.add((column, row))

    def lines(self) -> list[str]:
        """Return the picture, one string of equal length per row."""
        return [
            "".join(self._character(column, row) for column in range(self._width))
            for row in range(self._height)
        ]

    def _dot(self, x: float, y: float, mark: str) -> None:
        column, row = round(x), round(y)
        if 0 <= column < self.columns and 0 <= row < self.rows:
            self._dots[column, row] = mark

    def _character(self, column: int, row: int) -> str:
        places = [
            (column * self.across + x, row * self.down + y)
            for y in range(self.down)
            for x in range(self.across)
        ]
        if not any(place in self._dots for place in places):
            shaded = (column, row) in self._shade
            return ("░" if self._fine else ":") if shaded else " "
        if not self._fine:
            return self._dots[places[0]]
        bits = [bit for pair in _BRAILLE for bit in pair]
        lit = (bit for bit, place in zip(bits, places, strict=True) if place in self._dots)
        return chr(0x2800 + sum(lit))

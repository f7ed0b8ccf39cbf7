"""The numbers of a chart as pointer and keyboard read them; ``report.js`` knows the same names.

A row of numbers is written as whole numbers: each says by how many units of the last digit it
differs from the one before, and None is no number. That takes half the room of the numbers
themselves, and with it a page may hold fifty series and still be sent by mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Numbers = FloatArray | Sequence[float]

_EXACT = 2.0**52  # units beyond are not told apart by a float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the chart, or an area from ``values`` up to ``upper``, from step ``at`` on."""

    name: str
    values: Numbers
    upper: Numbers | None = None
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What is known at each step of a chart.

    Where several rows of one name hold a step, the last one counts.
    """

    steps: int
    rows: tuple[Row, ...]
    digits: int = 0  # behind the point; below zero for numbers of thousands
    start: int | None = None  # grid ordinal of the first step, where steps are in time ...
    labels: tuple[str, ...] = ()  # ... or else what each of them is called
    places: tuple[float, ...] = ()  # where steps lie, 0..1, if not evenly
    unit: str = ""  # behind each number
    tabled: bool = False  # a table on the page holds the same

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data, without what is not set."""
        document: dict[str, Any] = {"steps": self.steps, "digits": self.digits}
        if self.start is not None:
            document["from"] = self.start
        for name in ("labels", "places", "unit", "tabled"):
            if value := getattr(self, name):
                document[name] = value
        return {**document, "rows": [self._coded(row) for row in self.rows]}

    def _coded(self, row: Row) -> dict[str, Any]:
        document = {"name": row.name, "at": row.at, "values": coded(row.values, self.digits)}
        if row.upper is not None:
            document["upper"] = coded(row.upper, self.digits)
        return document


def coded(values: Numbers, digits: int) -> list[int | None]:
    """Return by how many units of the last of ``digits`` each value differs from the one before.

    The first differs from zero. None stands for what is no number, or too large to be told.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        units = np.rint(np.asarray(values, dtype=np.float64) * 10.0**digits)
    known = np.abs(units) < _EXACT  # False for NaN
    steps = np.diff(units[known], prepend=0.0)
    differences = iter(steps.astype(np.int64).tolist())
    return [next(differences) if each else None for each in known.tolist()]

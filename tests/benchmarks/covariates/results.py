"""What was measured of one set: plain data, and whether it is as good as it has to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A figure beside the one it is compared with, and the bounds of their ratio."""

    name: str
    measured: float
    reference: float  # without covariates, or the truth
    least: float | None = None  # of the ratio
    most: float | None = None

    @property
    def ratio(self) -> float:
        """Return measured over reference; NaN where nothing can be said."""
        return self.measured / self.reference if self.reference else float("nan")

    @property
    def met(self) -> bool | None:
        """Return whether the ratio keeps its bounds, None where there are none."""
        if self.least is None and self.most is None:
            return None
        above = self.least is None or self.ratio >= self.least
        return above and (self.most is None or self.ratio <= self.most)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """All that was measured of one set."""

    title: str
    unit: str  # what the figures are
    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {
            "title": self.title,
            "unit": self.unit,
            "lines": [line.to_dict() for line in self.lines],
            "remarks": list(self.remarks),
            "details": dict(self.details),
        }


def verdict(findings: list[Finding]) -> str:
    """Return one sentence on all goals."""
    judged = [
        (f"{each.title}: {line.name}", line.met)
        for each in findings
        for line in each.lines
        if line.met is not None
    ]
    missed = [name for name, met in judged if not met]
    if not judged:
        return "No goal was set."
    if not missed:
        return f"All {len(judged)} goals were met."
    return f"{len(missed)} of {len(judged)} goals were missed: {'; '.join(missed)}."

"""What was measured of one set, one way of forecasting it: plain data, no arithmetic of scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Way = Literal["zero-shot", "trained"]
WAYS: tuple[Way, ...] = ("zero-shot", "trained")
LEVELS = (80, 95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure of merit, less is better, beside those of simple methods on the same values."""

    metric: str  # "MASE", "OWA", "MSE", ...
    value: float
    goal: float | None  # at most
    naive: float  # seasonal naive
    best: float  # of the simple methods
    best_name: str

    @property
    def met(self) -> bool | None:
        """Return whether the goal was met, None where there is none."""
        return None if self.goal is None else self.value <= self.goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A central prediction interval; its scores are scaled as the set's point measure is."""

    level: int  # percent
    coverage: float  # share of values inside
    score: float  # mean interval score
    naive_score: float  # that of seasonal naive
    tolerance: float  # of the coverage, in points of a hundred

    @property
    def covers(self) -> bool:
        """Return whether the coverage is as near to its level as it has to be."""
        return abs(100 * self.coverage - self.level) <= self.tolerance

    @property
    def sharp(self) -> bool:
        """Return whether it scores better than seasonal naive's."""
        return self.score < self.naive_score


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds of lstmcast, reading and writing of files included."""

    seconds: float = 0.0
    processor_seconds: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        """Return what both cost one after the other."""
        return Cost(
            seconds=self.seconds + other.seconds,
            processor_seconds=self.processor_seconds + other.processor_seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A figure that somebody else has published for the same set and protocol."""

    name: str
    metric: str
    value: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One set, forecast in one way; ``failure`` has the words of a command that failed."""

    name: str
    title: str
    way: Way
    measures: tuple[Measure, ...] = ()
    intervals: tuple[Interval, ...] = ()
    cost: Cost = field(default_factory=Cost)
    longest_training: float | None = None  # goal for the processor seconds, where there is one
    published: tuple[Published, ...] = ()
    failure: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def goals(self) -> tuple[tuple[str, bool], ...]:
        """Return every goal of this row in words, and whether it was met."""
        label = f"{self.title}, {self.way}"
        judged = [(f"{label}: {each.metric}", each.met) for each in self.measures]
        for each in self.intervals:
            judged.append((f"{label}: coverage {each.level} %", each.covers))
            judged.append((f"{label}: interval score {each.level} %", each.sharp))
        if self.longest_training is not None and not self.failure:
            spent = self.cost.processor_seconds
            judged.append((f"{label}: processor seconds", spent <= self.longest_training))
        return tuple((name, met) for name, met in judged if met is not None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {**asdict(self), "goals": dict(self.goals)}

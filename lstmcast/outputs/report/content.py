"""What a report is made of: plain data, nothing of which is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lstmcast.data.notes import Note
from lstmcast.evaluation.backtest_scores import BacktestScores
from lstmcast.evaluation.record import Record
from lstmcast.inference.forecast import ForecastSet

Facts = tuple[tuple[str, str], ...]  # names and values; an empty value is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How the report came about, so that it can be made again."""

    command: str  # as typed, quoted for the shell
    created: str  # ISO 8601
    facts: Facts  # versions, seed, fingerprints, ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one gate or state of a network did over its window."""

    name: str  # "forget gate"
    values: tuple[float, ...]  # [N] mean over the units, one for each stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """How much the error grows when a part of what a forecast rests on is hidden."""

    name: str  # "from 1990-01"
    growth: float  # share: 0.12 means 12 % more error
    low: float | None = None  # one standard error below ...
    high: float | None = None  # ... and above; None where chance cannot be told


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """What the forecast of one series rests on."""

    series: str
    stamps: tuple[str, ...]  # [N] of the window, oldest first
    gates: tuple[Trace, ...] = ()  # between 0 and 1
    states: tuple[Trace, ...] = ()  # of any size
    importances: tuple[Importance, ...] = ()  # as they are to be listed
    remarks: tuple[str, ...] = ()  # sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """Everything on a page."""

    title: str
    facts: Facts  # of the data and the model
    notes: tuple[Note, ...]  # problems of the data, and what was done about them
    record: Record
    scores: BacktestScores  # of the record
    metrics: Mapping[str, Any]  # the content of metrics.json, kept on the page for programs
    provenance: Provenance
    ahead: ForecastSet | None = None  # after the end of the data
    insight: Insight | None = None

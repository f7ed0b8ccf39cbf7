"""Events of a made-up night, one of each kind, and a moment to tell them at."""

from __future__ import annotations

from datetime import UTC, datetime

from lstmcast.jobs.chronicle import Chronicle, Run, Told
from lstmcast.jobs.events import (
    Alert,
    AlreadyDone,
    Compared,
    Coverage,
    DataRead,
    Decided,
    Event,
    Exit,
    Failed,
    Finding,
    Freshness,
    Kept,
    Note,
    Predicted,
    Promoted,
    Published,
    Retraining,
    RunStarted,
    Scored,
    Trained,
    Warned,
)

MOMENT = datetime(2026, 3, 1, 3, 0, 0, 123_456, tzinfo=UTC)
RUN = Run(job="sales", id="r17")

STARTED = RunStarted(path="/srv/sales.toml", version="0.6.0", pid=4711)
READ = DataRead(
    path="/srv/sales.csv", rows=144, series=2, first="1949-01", last="1960-12",
    sha256="ab" * 32, seconds=0.25,
)  # fmt: skip
SCORED = Scored(
    forecasts=48, runs=2, skill=0.3125, seconds=0.5,
    coverage=(Coverage(level=80.0, share=0.75), Coverage(level=97.5, share=1.0)),
)  # fmt: skip
PREDICTED = Predicted(
    model="12", model_created="2026-02-22T03:00:00+00:00", cutoff="1960-12", horizon=12,
    rows=24, series=2, skipped=1, seconds=1.5,
)  # fmt: skip
FINDING = Finding(
    id="level", text="2 series have moved up.", suggestion="Train again.", series=("A", "B")
)
ALERT = Alert(series="A", condition="hi-80 > 95", time="1961-03", probability=0.125)
FAILED = Failed(code="data", message="there is no file sales.csv", hint="check the path")
DONE = Exit(code=0, status="done", seconds=4.0)
BROKEN = Exit(code=5, status="failed", seconds=4.0)
LOCKED = Exit(code=75, status="locked", seconds=0.1)

#: One of each kind, in the order of the night.
ALL: tuple[Event, ...] = (
    STARTED,
    READ,
    Freshness(fresh=True, newest="1960-12", age=3600.0, max_age=93_600.0, rows=144),
    AlreadyDone(key="k1", earlier="r16"),
    SCORED,
    Decided(retrain=True, reason="the model is 7 days old", champion="11"),
    Retraining(reason="the model is 7 days old", champion="11", time_limit=600.0),
    Trained(model="12", steps=300, skill=0.25, ended="finished", seconds=30.0),
    Compared(
        champion="11", challenger="12", champion_loss=0.5, challenger_loss=0.25, windows=3,
        seconds=2.0,
    ),
    Promoted(model="12", previous="11", reason="its loss is 50 % less"),
    Kept(model="11", challenger="12", reason="it is no better"),
    PREDICTED,
    Published(path="/srv/forecast.csv", format="csv", bytes=2048, seconds=0.125),
    ALERT,
    FINDING,
    Note(code="gaps", text="3 values are missing"),
    Warned(code="ping", text="the ping was not taken"),
    FAILED,
    DONE,
)  # fmt: skip


def told(event: Event) -> Told:
    """Return an event as it was told at the moment."""
    return Told(run=RUN, at=MOMENT, event=event)


def chronicle(*events: Event) -> Chronicle:
    """Return a chronicle of events."""
    written = Chronicle()
    for event in events:
        written.add(told(event))
    return written

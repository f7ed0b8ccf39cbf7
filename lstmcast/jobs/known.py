"""What a night begins with: the model in use, the data as it reads them, and what names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import numpy as np

from lstmcast import clock
from lstmcast.artifact.manifest import Manifest
from lstmcast.artifact.store import Model
from lstmcast.data.load import SourceInfo
from lstmcast.data.notes import Note
from lstmcast.data.series import SeriesSet
from lstmcast.jobs import events
from lstmcast.jobs.facts import encode_facts, newest_fact
from lstmcast.jobs.freshness import check_freshness, check_shrinkage, hold_against
from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import RunRow
from lstmcast.jobs.model_identity import model_digest
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.runkey import (
    Fingerprint,
    fingerprint,
    grid_of,
    newest_step,
    options_of,
    run_key,
)
from lstmcast.jobs.scoring import since_of
from lstmcast.jobs.seen import ensure_unseen
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.versions import Version, current
from lstmcast.workflows.lesson import Lesson, prepare_lesson
from lstmcast.workflows.preparation import Prepared, prepare_with_model

_FINGERPRINT = "fingerprint"  # a fact of runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The data of a night, read as its model reads them; without a model, as a training does."""

    version: Version | None
    prepared: Prepared | None  # None where there is no model yet
    lesson: Lesson | None  # None where there is one
    found: Fingerprint  # of the data
    key: str | None  # of the run; None where there is no model yet
    trained: datetime | None = None  # when a challenger was trained in this night, promoted or not

    @property
    def series(self) -> SeriesSet:
        """Return the series that hold a value."""
        return self.settled.series if self.lesson is None else self.lesson.series

    @property
    def source(self) -> SourceInfo:
        """Return where the data came from."""
        return self.settled.source if self.lesson is None else self.lesson.loaded.source

    @property
    def settled(self) -> Prepared:
        """Return what the model forecasts from; raises ValueError where there is no model."""
        if self.prepared is None:
            raise ValueError("there is no model yet")
        return self.prepared

    @property
    def name(self) -> str:
        """Return the version of the model; raises ValueError where there is none."""
        if self.version is None:
            raise ValueError("there is no model yet")
        return self.version.name

    @property
    def champion(self) -> str | None:
        """Return the version of the model in use, where there is one."""
        return None if self.version is None else self.version.name

    @property
    def manifest(self) -> Manifest | None:
        """Return the manifest of the model in use, where there is one."""
        return None if self.prepared is None else self.prepared.manifest

    @property
    def horizon(self) -> int:
        """Return the steps to forecast."""
        if self.lesson is not None:
            return self.lesson.design.shape.horizon
        return self.settled.horizon

    @property
    def season(self) -> int:
        """Return the seasonal period in steps."""
        return self.settled.season if self.lesson is None else self.lesson.design.shape.season

    @property
    def grid(self) -> str:
        """Return what the ordinals of the series count."""
        return grid_of(self.series)

    @property
    def cutoff(self) -> str:
        """Return the newest time stamp of all series."""
        return self.series.calendar.format(np.array([newest_step(self.series)]))[0]

    @property
    def newest(self) -> datetime | None:
        """Return when the newest value is of; None where the data have step numbers."""
        calendar = self.series.calendar
        if calendar.frequency.unit == "step":
            return None
        [second] = calendar.instants(np.array([newest_step(self.series)])).tolist()
        return datetime.fromtimestamp(second, UTC)

    @property
    def since(self) -> int:
        """Return from when on scores count, in seconds since 1970-01-01 UTC or step numbers."""
        return since_of(self.series, self.horizon)


def read_known(spec: JobSpec, paths: JobPaths, tell: Callable[[events.Event], None]) -> Known:
    """Read the model in use and the data of a job; raises what `predict` and `train` raise."""
    return read_known_by(current(paths), spec, tell)


def read_known_by(
    version: Version | None, spec: JobSpec, tell: Callable[[events.Event], None]
) -> Known:
    """Read the data of a job as a version does, or as the first training; raises the same."""
    begun = clock.monotonic()
    if version is None:
        lesson = prepare_lesson(str(spec.source), spec.config)
        found = _fingerprint(lesson.series, lesson.design.shape.horizon)
        known = Known(version=None, prepared=None, lesson=lesson, found=found, key=None)
        notes = lesson.notes
    else:
        prepared = prepare_with_model(str(spec.source), spec.config, model_path=version.path)
        found = _fingerprint(prepared.series, prepared.horizon)
        key = _key(spec, prepared, found)
        known = Known(version=version, prepared=prepared, lesson=None, found=found, key=key)
        notes = prepared.notes
    series, source = known.series, known.source
    starts, ends = series.starts, series.starts + series.lengths - 1
    first, last = series.calendar.format(np.array([starts.min(), ends.max()]))
    tell(
        events.DataRead(
            path=source.path,
            rows=source.rows,
            series=len(series),
            first=first,
            last=last,
            sha256=source.sha256,
            seconds=clock.monotonic() - begun,
        )
    )
    tell_notes(notes, tell)
    return known


def ensure_usable(
    spec: JobSpec,
    known: Known,
    ledger: Ledger | None,
    *,
    now: datetime,
    forced: bool,
    tell: Callable[[events.Event], None],
) -> None:
    """Raise StaleDataError or DataError for data that are not what they should be.

    ``ledger`` has the runs before, where there were any. Tells what is odd.
    """
    series, cutoff = known.series, spec.config.data.cutoff
    ensure_unseen(known.version, newest_step(series), cutoff)
    # With a cutoff the data are as old as was asked for.
    wanted = spec.freshness if cutoff is None else replace(spec.freshness, max_age=None)
    held = hold_against(series, wanted, now)
    if held is not None:
        tell(held)
    tell_notes(check_freshness(series, wanted, now), tell)
    before = None if ledger is None else known_before(ledger)
    tell_notes(check_shrinkage(known.found, before, stamp=known.cutoff, forced=forced), tell)


def described(run: RunRow, known: Known) -> RunRow:
    """Return a run with what is worth keeping of its data, for the next one to compare with."""
    series = known.series
    return replace(
        run,
        key=known.key,
        cutoff=int(series.calendar.instants(np.array([newest_step(series)]))[0]),
        rows=known.source.rows,
        series=len(series),
        facts=encode_facts({_FINGERPRINT: asdict(known.found)}),
    )


def tell_notes(notes: tuple[Note, ...], tell: Callable[[events.Event], None]) -> None:
    """Tell remarks, those that warn as warnings."""
    for note in notes:
        if note.level == "warning":
            tell(events.Warned(code=note.code, text=note.text))
        else:
            tell(events.Note(code=note.code, text=note.text))


def _fingerprint(series: SeriesSet, horizon: int) -> Fingerprint:
    return fingerprint(series, cutoff=newest_step(series), horizon=horizon)


def _key(spec: JobSpec, prepared: Prepared, found: Fingerprint) -> str:
    assert prepared.manifest is not None  # noqa: S101 - it comes from a model file
    weights = tuple(member.weights for member in prepared.ensemble.members)
    model = Model(manifest=prepared.manifest, weights=weights)
    told = {"when": list(spec.alert.when)}  # what it is worth an alarm is part of the answer
    output = {"output": str(spec.output), "format": spec.format, "style": spec.style, **told}
    return run_key(
        found,
        model=model_digest(model),
        cutoff=newest_step(prepared.series),
        horizon=prepared.horizon,
        options={**options_of(spec.config), **output},
    )


def known_before(ledger: Ledger) -> Fingerprint | None:
    """Return what the last run knew that came to a forecast; None where none has."""
    # None is kept by a run that failed.
    found = newest_fact(ledger.runs(limit=50), _FINGERPRINT)
    return None if found is None else Fingerprint(**found)


def last_training(known: Known, ledger: Ledger | None) -> datetime | None:
    """Return when a model was last trained, promoted or not; None where none is in use."""
    if known.manifest is None:
        return None
    found = None if ledger is None else newest_fact(ledger.runs(), "trained")
    return datetime.fromisoformat(known.manifest.created if found is None else found)

"""The whole night of a job, from the lock to the last row of the ledger, step after step."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lstmcast import __version__, clock
from lstmcast.errors import LstmcastError, PartialError, RunInterruptedError
from lstmcast.files import refused_for, remove_leftovers
from lstmcast.jobs import events
from lstmcast.jobs.aftermath import Aftermath, aftermath_of, last_aftermath
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.interruption import ending_at_signals, interrupted
from lstmcast.jobs.known import Known, ensure_usable, read_known, tell_notes
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.ledger.rows import RunRow
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.publication import correct_intervals, forecast_rows, publish
from lstmcast.jobs.reconciliation import write_down_champion
from lstmcast.jobs.reconsideration import reconsider
from lstmcast.jobs.recovery import recover
from lstmcast.jobs.renewal import renew
from lstmcast.jobs.repetition import done_before
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.versions import prune
from lstmcast.jobs.vigil import watch_over
from lstmcast.locking import hold
from lstmcast.training.events import Listener, StopFlag
from lstmcast.workflows.predict import predict_prepared
from lstmcast.workflows.reports import PredictReport

Tell = Callable[[events.Event], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is asked of one run besides what the job file says."""

    now: datetime
    force: bool = False
    lock_timeout: float = 0.0  # seconds
    missed: bool = False  # a night that was missed: nothing is trained, nothing published


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What the steps of one night have in common."""

    spec: JobSpec
    paths: JobPaths
    wishes: Wishes
    ledger: Ledger
    run: RunRow
    tell: Tell
    listen: Listener
    stop: StopFlag
    began: float  # monotonic seconds

    @property
    def seconds_left(self) -> float | None:
        """Return what is left of the time limit of the job; None where it has none."""
        limit = self.spec.limits.time_limit
        return None if limit is None else limit.total_seconds() - self.seconds

    @property
    def seconds(self) -> float:
        """Return how long the night has taken so far."""
        return clock.monotonic() - self.began


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """How a night ended."""

    exit_code: int
    status: events.Status
    model: str | None  # the version that forecast
    findings: tuple[Finding, ...] = ()
    forecast: PredictReport | None = None  # None: it was done already


def run_job(
    spec: JobSpec, wishes: Wishes, *, tell: Tell, listen: Listener, stop: StopFlag
) -> NightReport:
    """Do what is to be done in one night: read, score, train, promote, forecast, publish, record.

    Raises LockedError where another run of the job is at work, and whatever makes a forecast
    impossible or ends the run, RunInterruptedError for a signal; the ledger has it then. What is
    published stays as it was until the new forecast is whole.
    """
    paths, began = JobPaths.of(spec), clock.monotonic()
    with refused_for(paths.state):
        paths.state.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(ending_at_signals(stop))
        stack.enter_context(
            hold(
                paths.lock,
                doing=f"doing {spec.path.name}",
                hint="wait until it has ended, or give it time with --lock-timeout",
                timeout=wishes.lock_timeout,
            )
        )
        tell(
            events.RunStarted(
                path=str(spec.path), version=__version__, pid=os.getpid(), forced=wishes.force
            )
        )
        tell_notes(recover(paths), tell)
        for written in (spec.output, spec.notify.prometheus):
            if written is not None:
                remove_leftovers(Path(os.path.realpath(written)).parent)
        ledger = stack.enter_context(open_ledger(spec.ledger.url or paths.ledger, job=spec.name))
        run = ledger.begin_run(started=wishes.now, command="catch-up" if wishes.missed else "run")
        write_down_champion(ledger, paths, now=wishes.now, run=run.id)
        night = Night(
            spec=spec,
            paths=paths,
            wishes=wishes,
            ledger=ledger,
            run=run,
            tell=tell,
            listen=listen,
            stop=stop,
            began=began,
        )
        return _recorded(night)


def _recorded(night: Night) -> NightReport:
    """Spend the night, and write into the ledger how it ended, whatever happens."""
    try:
        row, report = _spend(night)
    except (Exception, KeyboardInterrupt) as error:
        with suppress(LstmcastError):  # what ended the night says more than a full disk
            night.ledger.end_run(_failed(night, error))
        raise
    night.ledger.end_run(
        replace(
            row,
            ended=clock.now(),
            seconds=night.seconds,
            exit_code=report.exit_code,
            status=report.status,
            model=report.model,
        )
    )
    night.ledger.forget(night.wishes.now - night.spec.ledger.retention)
    return report


def _failed(night: Night, error: BaseException) -> RunRow:
    """Return the run as the ledger is to have it after an error, a signal or a bug."""
    if isinstance(error, KeyboardInterrupt):
        error = interrupted(night.stop)
    told = error if isinstance(error, LstmcastError) else None
    return replace(
        night.run,
        ended=clock.now(),
        seconds=night.seconds,
        exit_code=LstmcastError.exit_code if told is None else told.exit_code,
        status="interrupted" if isinstance(told, RunInterruptedError) else "failed",
        message=f"{type(error).__name__}: {error}" if told is None else told.message,
    )


def _spend(night: Night) -> tuple[RunRow, NightReport]:
    """Return the run as the ledger is to have it, but for its end, and the report."""
    known = read_known(night.spec, night.paths, night.tell)
    row = ensure_usable(night, known)
    earlier = done_before(night.ledger, night.spec, known.key, present=night.run.id)
    if earlier is not None and not night.wishes.force:
        night.tell(events.AlreadyDone(key=known.key or "", earlier=str(earlier.id)))
        return row, NightReport(exit_code=0, status="already done", model=known.name)
    findings = watch_over(night, known)
    drift = aftermath_of(last_aftermath(night.ledger), findings, night.wishes.now)
    if not night.wishes.missed:
        known = renew(night, reconsider(night, known, drift), findings, drift)
    if night.stop.requested is not None:  # when the training was all but done
        raise interrupted(night.stop)
    report = _forecast(night, known)
    prune(night.paths, night.spec.keep)
    partial = bool(report.skipped)
    return (
        replace(row, key=known.key, facts=_complete(row.facts, known, drift)),
        NightReport(
            exit_code=PartialError.exit_code if partial else 0,
            status="partial" if partial else "done",
            model=known.name,
            findings=findings,
            forecast=report,
        ),
    )


def _complete(facts: str, known: Known, drift: Aftermath | None) -> str:
    """Return the facts of a run, with when a model was trained in it and what had drifted."""
    more: dict[str, object] = {}
    if known.trained is not None:
        more["trained"] = known.trained.isoformat()
    if drift is not None:
        more["drift"] = drift.to_dict()
    return json.dumps({**json.loads(facts), **more}) if more else facts


def _forecast(night: Night, known: Known) -> PredictReport:
    """Forecast, correct the intervals, publish, and record what was forecast."""
    begun, config = clock.monotonic(), night.spec.config
    report = predict_prepared(known.settled, config)
    report = correct_intervals(report, known.settled, night.ledger, config, since=known.since)
    name = known.name
    night.tell(
        events.Predicted(
            model=name,
            model_created=None
            if known.settled.manifest is None
            else known.settled.manifest.created,
            cutoff=known.cutoff,
            horizon=known.settled.horizon,
            rows=int(report.forecast.point.size),
            series=len(report.forecast.keys),
            skipped=len(report.skipped),
            seconds=clock.monotonic() - begun,
        )
    )
    if not night.wishes.missed:
        _publish(night, report)
    night.ledger.add_forecasts(forecast_rows(report.forecast, run=night.run.id, model=name))
    for alert in report.alerts:
        night.tell(
            events.Alert(
                series=alert.key.label,
                condition=str(alert.condition),
                time=alert.time,
                probability=alert.chance,
            )
        )
    return report


def _publish(night: Night, report: PredictReport) -> None:
    begun = clock.monotonic()
    size = publish(night.spec, report)
    night.tell(
        events.Published(
            path=str(night.spec.output),
            format=night.spec.format,
            bytes=size,
            seconds=clock.monotonic() - begun,
        )
    )

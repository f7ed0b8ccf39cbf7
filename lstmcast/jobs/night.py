"""The whole night of a job, from the lock to the last row of the ledger, step after step."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lstmcast import __version__, clock
from lstmcast.errors import LstmcastError, RunInterruptedError
from lstmcast.files import refused_for, remove_leftovers
from lstmcast.jobs import events
from lstmcast.jobs.aftermath import Aftermath, aftermath_of, last_aftermath
from lstmcast.jobs.alarm import (
    Ending,
    alarm_fact,
    alarm_in,
    alarm_of,
    ending_again,
    ending_of,
)
from lstmcast.jobs.facts import encode_facts, facts_of
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.forecasting import forecast
from lstmcast.jobs.interruption import ending_at_signals, interrupted
from lstmcast.jobs.known import Known, described, ensure_usable, read_known, tell_notes
from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import RunRow
from lstmcast.jobs.ledger_place import ledger_of
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.reconciliation import settle_draft, write_down_champion
from lstmcast.jobs.reconsideration import reconsider
from lstmcast.jobs.recovery import recover
from lstmcast.jobs.renewal import renew
from lstmcast.jobs.repetition import done_before, run_before
from lstmcast.jobs.retention import oldest_kept
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.versions import prune
from lstmcast.jobs.vigil import watch_over
from lstmcast.locking import hold
from lstmcast.training.events import Listener, StopFlag
from lstmcast.workflows.reports import PredictReport

Tell = Callable[[events.Event], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is asked of one run besides what the job file says."""

    now: datetime
    force: bool = False
    retrain: bool = False  # train a challenger whatever the policy is
    lock_timeout: float = 0.0  # seconds
    missed: bool = False  # a night that was missed: nothing is trained, nothing published

    @property
    def anew(self) -> bool:
        """Return whether there is work to do also where all of it is done already."""
        return self.force or self.retrain


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
    def fail(self) -> bool:
        """Return whether alerts fail the run; what was missed is nobody's alarm any more."""
        return self.spec.alert.fail and not self.wishes.missed

    @property
    def seconds(self) -> float:
        """Return how long the night has taken so far."""
        return clock.monotonic() - self.began


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """How a night ended."""

    ending: Ending
    model: str | None  # the version that forecast
    findings: tuple[Finding, ...] = ()
    forecast: PredictReport | None = None  # None: it was done already

    @property
    def exit_code(self) -> int:
        """Return the exit code of the run."""
        return self.ending.exit_code

    @property
    def status(self) -> events.Status:
        """Return the same in a word."""
        return self.ending.status


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
                path=str(spec.path),
                version=__version__,
                pid=os.getpid(),
                forced=wishes.force,
                cutoff=spec.config.data.cutoff,
            )
        )
        tell_notes(recover(paths), tell)
        for written in (spec.output, spec.notify.prometheus):
            if written is not None:
                remove_leftovers(Path(os.path.realpath(written)).parent)
        ledger = stack.enter_context(ledger_of(spec))
        run = ledger.begin_run(started=wishes.now, command="catch-up" if wishes.missed else "run")
        tell_notes(settle_draft(ledger), tell)
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
        known = read_known(night.spec, night.paths, night.tell)
        row, report = _spend(night, known)
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
            message=report.ending.message,
        ),
        published=report.forecast is not None,
    )
    _forget(night, known)
    return report


def _forget(night: Night, known: Known) -> None:
    """Drop what is older than the job keeps; the night is over, so that a failure only warns."""
    try:
        before = run_before(night.ledger, night.run.id)
        night.ledger.forget(
            oldest_kept(
                night.spec.ledger.retention,
                now=night.wishes.now,
                newest=known.newest,
                before=None if before is None else before.started,
            )
        )
    except LstmcastError as error:
        night.tell(events.Warned(code="retention", text=f"nothing old was dropped: {error}"))


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


def _spend(night: Night, known: Known) -> tuple[RunRow, NightReport]:
    """Return the run as the ledger is to have it, but for its end, and the report."""
    _ensure_usable(night, known)
    row = described(night.run, known)
    earlier = done_before(night.ledger, night.spec, known.key, present=night.run.id)
    if earlier is not None and not night.wishes.anew:
        night.tell(events.AlreadyDone(key=known.key or "", earlier=str(earlier.id)))
        alarm = alarm_in(earlier)
        ending = ending_again(alarm, fail=night.fail)
        return _with_facts(row, alarm_fact(alarm)), NightReport(ending=ending, model=known.name)
    findings = watch_over(night, known)
    drift = aftermath_of(last_aftermath(night.ledger), findings, night.wishes.now)
    if not night.wishes.missed:
        checked, known = known, renew(night, reconsider(night, known, drift), findings, drift)
        if known.source.sha256 != checked.source.sha256:  # the file was replaced meanwhile
            _ensure_usable(night, known)
            row = described(night.run, known)
    if night.stop.requested is not None:  # when the training was all but done
        raise interrupted(night.stop)
    report = forecast(night, known)
    prune(night.paths, night.spec.keep)
    alarm = alarm_of(report.alerts)
    return (
        replace(_with_facts(row, _found(known, drift) | alarm_fact(alarm)), key=known.key),
        NightReport(
            ending=ending_of(alarm, fail=night.fail, partial=bool(report.skipped)),
            model=known.name,
            findings=findings,
            forecast=report,
        ),
    )


def _ensure_usable(night: Night, known: Known) -> None:
    wishes = night.wishes
    ensure_usable(
        night.spec, known, night.ledger, now=wishes.now, forced=wishes.force, tell=night.tell
    )


def _found(known: Known, drift: Aftermath | None) -> dict[str, object]:
    """Return when a model was trained in a night and what had drifted, for its facts."""
    trained = {} if known.trained is None else {"trained": known.trained.isoformat()}
    return {**trained, **({} if drift is None else {"drift": drift.to_dict()})}


def _with_facts(row: RunRow, more: dict[str, object]) -> RunRow:
    return replace(row, facts=encode_facts({**facts_of(row), **more}))

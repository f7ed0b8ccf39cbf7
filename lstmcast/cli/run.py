"""``lstmcast run``: the whole night of a job; for cron, silent if all is well."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from lstmcast.cli import arguments, log_options, options
from lstmcast.cli.console import Terminal
from lstmcast.errors import CheckFailedError, LstmcastError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstmcast.jobs.events import Status
    from lstmcast.jobs.limits import Allowance
    from lstmcast.jobs.lines import LogFormat
    from lstmcast.jobs.night import NightReport, Wishes
    from lstmcast.jobs.spec import JobSpec
    from lstmcast.jobs.tell import Teller

_RUN = "Run"
#: Of errors by their code; all others are failures.
_STATUS: Mapping[str, Status] = {
    "check": "findings", "locked": "locked", "interrupted": "interrupted",
}  # fmt: skip

Force = Annotated[bool, options.option(_RUN, "Do it again, and take data that shrank.", "--force")]
Retrain = Annotated[
    bool, options.option(_RUN, "Train now; the new model takes over if it is better.", "--retrain")
]
DryRun = Annotated[
    bool, options.option(_RUN, "Say what would be done, and do nothing.", "--dry-run")
]
Now = Annotated[
    str | None,
    options.option(_RUN, "Take this for the present time: ISO 8601.", "--now", metavar="TIME"),
]
CatchUp = Annotated[
    bool,
    options.option(
        _RUN, "Forecast for nights that were missed, too, for the ledger.", "--catch-up"
    ),
]
LockTimeout = Annotated[
    str,
    options.option(
        _RUN, "Wait so long for another run to end: 90s, 10m.", "--lock-timeout", metavar="TIME"
    ),
]


def run(
    job: arguments.Job,
    *,
    force: Force = False,
    retrain: Retrain = False,
    dry_run: DryRun = False,
    now: Now = None,
    cutoff: options.Cutoff = None,
    catch_up: CatchUp = False,
    lock_timeout: LockTimeout = "0s",
    log_format: log_options.LogFormatName = "human",
    log_file: log_options.LogFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Do a job: score, train if it is time, forecast, publish, record.

    \b
      lstmcast run job.toml
      lstmcast run job.toml --dry-run
      lstmcast run job.toml --quiet --lock-timeout 10m
    """
    terminal = Terminal.of(json=json, quiet=quiet)
    form = log_options.choose_log_format(log_format)

    from lstmcast import clock
    from lstmcast.jobs.limits import apply, find_allowance, held_to
    from lstmcast.jobs.night import Wishes
    from lstmcast.jobs.reading import read_job

    flags = {"notify.log_file": log_file, "cutoff": cutoff}
    given = {name: value for name, value in flags.items() if value is not None}
    spec = read_job(Path(job), os.environ, given)
    moment = _moment(now) or clock.now()
    allowance = find_allowance()
    teller = _teller(spec, terminal, form, allowance, dry_run=dry_run)
    wishes = Wishes(now=moment, force=force, retrain=retrain, lock_timeout=_seconds(lock_timeout))
    with ExitStack() as stack:
        spec = replace(spec, config=apply(spec.limits, spec.config, allowance))
        if spec.limits.threads is not None:
            stack.enter_context(held_to(allowance.threads(spec.limits.threads)))
        if dry_run:
            return _rehearse(spec, wishes, teller, behind=catch_up)
        try:
            report = _spend(spec, wishes, teller, behind=catch_up)
        except LstmcastError as error:
            if form == "human" or terminal.json:
                raise
            return error.exit_code  # it was told, and a sentence would be no line of JSON
    terminal.document(_document(spec, report))
    return report.exit_code


def _teller(
    spec: JobSpec, terminal: Terminal, form: LogFormat, allowance: Allowance, *, dry_run: bool
) -> Teller:
    """Return what tells of a run, to all whom the job file names and on the terminal."""
    from lstmcast import clock
    from lstmcast.jobs.notices import teller_of
    from lstmcast.jobs.paths import JobPaths
    from lstmcast.jobs.record import RunFacts, settings_of

    return teller_of(
        spec,
        run=f"{clock.now():%Y%m%dT%H%M%SZ}-{os.getpid()}",
        terminal=log_options.log_on(terminal, form),
        log_format=form,
        record=JobPaths.of(spec).record,
        facts=RunFacts(
            arguments=tuple(sys.argv),
            settings=settings_of(spec),
            limits={"processors": allowance.processors, "memory": allowance.memory},
        ),
        dry_run=dry_run,
    )


def _rehearse(spec: JobSpec, wishes: Wishes, teller: Teller, *, behind: bool) -> int:
    from lstmcast.jobs.backfill import missed_cutoffs
    from lstmcast.jobs.events import Note
    from lstmcast.jobs.rehearsal import rehearse

    for cutoff in missed_cutoffs(spec, wishes.now) if behind else ():
        teller.tell(Note(code="catch-up", text=f"would catch up with the night of {cutoff}"))
    rehearse(spec, wishes, tell=teller.tell)
    return 0


def _spend(spec: JobSpec, wishes: Wishes, teller: Teller, *, behind: bool) -> NightReport:
    """Run the job, nights that were missed before it if asked to, and tell how it ended."""
    from lstmcast import clock
    from lstmcast.jobs.backfill import catch_up
    from lstmcast.jobs.events import Exit, Failed, unheard
    from lstmcast.jobs.night import run_job
    from lstmcast.training.events import StopFlag

    began, stop = clock.monotonic(), StopFlag()

    def ends(code: int, status: Status) -> None:
        teller.tell(Exit(code=code, status=status, seconds=clock.monotonic() - began))

    try:
        if behind:
            catch_up(spec, wishes, tell=teller.tell, listen=unheard, stop=stop)
        report = run_job(spec, wishes, tell=teller.tell, listen=unheard, stop=stop)
    except LstmcastError as error:
        teller.tell(Failed(code=error.code, message=error.message, hint=error.hint))
        ends(error.exit_code, _STATUS.get(error.code, "failed"))
        raise
    except Exception as error:
        teller.tell(Failed(code="internal", message=f"{type(error).__name__}: {error}", hint=None))
        ends(LstmcastError.exit_code, "failed")
        raise
    ending = report.ending
    if ending.message is None:
        ends(ending.exit_code, ending.status)
        return report
    failed = CheckFailedError(ending.message, hint=f"the forecast is written: {spec.output}")
    teller.tell(Failed(code=failed.code, message=failed.message, hint=failed.hint))
    ends(ending.exit_code, ending.status)
    raise failed


def _document(spec: JobSpec, report: NightReport) -> dict[str, object]:
    return {
        "schema": 1,
        "kind": "run",
        "job": spec.name,
        "status": report.status,
        "exit_code": report.exit_code,
        "model": report.model,
        "output": None if report.forecast is None else spec.output,
        "findings": [finding.id for finding in report.findings],
        "alerts": () if report.forecast is None else report.forecast.alerts,
    }


def _seconds(text: str) -> float:
    from lstmcast.duration import read_duration

    patience = read_duration(text)
    if patience is None:
        raise UsageError(
            f"--lock-timeout must be a time such as 90s or 10m, not {text}",
            hint="leave it out to end at once where another run is at work",
        )
    return patience.total_seconds()


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--now must be a time such as 2026-11-21T06:00:00+01:00, not {text}",
            hint="leave it out for the present time",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

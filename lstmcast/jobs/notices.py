"""From what a job file says of notifications to the channels of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lstmcast.jobs.channel import Channel
from lstmcast.jobs.chronicle import Run
from lstmcast.jobs.lines import LogFormat, encoder
from lstmcast.jobs.log_file import LogFile
from lstmcast.jobs.ping import Ping
from lstmcast.jobs.prometheus import Textfile
from lstmcast.jobs.record import RunFacts, RunRecord
from lstmcast.jobs.redaction import Redactor
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.tell import Teller
from lstmcast.jobs.webhook import Webhook


def teller_of(
    spec: JobSpec,
    *,
    run: str,
    terminal: Sequence[Channel],
    log_format: LogFormat,
    record: Path,
    facts: RunFacts,
    dry_run: bool,
) -> Teller:
    """Return the teller of a run of a job.

    ``terminal`` is told first, then the log file, the metrics and ``run.json``, and at last
    who is far away and may keep one waiting. A dry run speaks on the terminal alone.
    """
    redactor = Redactor(spec.secrets)
    speaker = Run(job=spec.name, id=run)
    if dry_run:
        return Teller(speaker, lines=terminal, redactor=redactor)
    notify = spec.notify
    log: list[Channel] = []
    if notify.log_file is not None:
        log.append(LogFile(notify.log_file, encoder(log_format)))
    notices: list[Channel] = []
    if notify.prometheus is not None:
        notices.append(Textfile(notify.prometheus))
    notices.append(RunRecord(record, facts, redactor))
    if notify.webhook is not None:
        notices.append(Webhook(notify.webhook))
    if notify.ping is not None:
        notices.append(Ping(notify.ping))
    return Teller(speaker, lines=[*terminal, *log], notices=notices, redactor=redactor)

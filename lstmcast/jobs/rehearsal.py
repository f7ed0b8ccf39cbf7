"""What a night would do, without doing any of it: nothing is written, nobody is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lstmcast.jobs import events
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.freshness import check_freshness
from lstmcast.jobs.known import Known, read_known, tell_notes
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.repetition import done_before
from lstmcast.jobs.retraining import decide_retraining
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.watching import monitor_job

Tell = Callable[[events.Event], None]


def rehearse(spec: JobSpec, now: datetime, *, force: bool, tell: Tell) -> None:
    """Read the data and the state of a job, and tell what a run would do now.

    Takes no lock. Raises what a run would raise before it trains or forecasts.
    """
    paths = JobPaths.of(spec)
    known = read_known(spec, paths, tell)
    tell_notes(check_freshness(known.series, spec.freshness, now), tell)
    if not force and _is_done(spec, paths, known, tell):
        return
    findings: tuple[Finding, ...] = ()
    if known.version is not None and (spec.ledger.url or paths.ledger.exists()):
        findings = monitor_job(spec).findings
    manifest = None if known.prepared is None else known.prepared.manifest
    trained = None if manifest is None else datetime.fromisoformat(manifest.created)
    retrain, reason = decide_retraining(spec.retraining.retrain, trained, now, findings)
    champion = None if known.version is None else known.version.name
    tell(events.Decided(retrain=retrain, reason=reason, champion=champion))
    first = "would train a model, promote it if it is better, and " if retrain else "would "
    text = (
        f"{first}forecast {known.horizon} steps of {len(known.series)} series after"
        f" {known.cutoff} into {spec.output}"
    )
    tell(events.Note(code="dry-run", text=text))


def _is_done(spec: JobSpec, paths: JobPaths, known: Known, tell: Tell) -> bool:
    if known.key is None or not (spec.ledger.url or paths.ledger.exists()):
        return False
    ledger: Ledger
    with open_ledger(spec.ledger.url or paths.ledger, job=spec.name, read_only=True) as ledger:
        earlier = done_before(ledger, spec, known.key)
    if earlier is not None:
        tell(events.AlreadyDone(key=known.key, earlier=str(earlier.id)))
    return earlier is not None

"""Look back in the night: score what was forecast before, and see whether all is well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lstmcast import clock
from lstmcast.jobs import events
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.ledger.rows import ScoreRow
from lstmcast.jobs.monitor import ScoreLedger, monitor
from lstmcast.jobs.promise import promise_of
from lstmcast.jobs.reference_file import read_reference, reference_path
from lstmcast.jobs.scoring import score_earlier

if TYPE_CHECKING:
    from lstmcast.jobs.known import Known
    from lstmcast.jobs.night import Night
    from lstmcast.jobs.spec import JobSpec


def watch_over(night: Night, known: Known) -> tuple[Finding, ...]:
    """Score earlier forecasts of a job, and return what is not as it was promised."""
    begun = clock.monotonic()
    scored = score_earlier(
        night.ledger, known.series, run=night.run.id, season=known.season, since=known.since
    )
    if scored.new or scored.corrected:
        night.tell(_event(scored.new + scored.corrected, clock.monotonic() - begun))
    return look_for_findings(known, night.ledger, night.spec, night.tell)


def look_for_findings(
    known: Known, ledger: ScoreLedger, spec: JobSpec, tell: Callable[[events.Event], None]
) -> tuple[Finding, ...]:
    """Return what is not as the model in use promised, by the scores so far, and tell of it."""
    if known.version is None or known.manifest is None:
        return ()
    findings = monitor(
        ledger,
        known.series,
        read_reference(reference_path(known.version.path)),
        promise=promise_of(known.manifest, spec.config.forecast.level),
        model=known.name,
        season=known.manifest.season,
        since=known.since,
    )
    for finding in findings:
        tell(
            events.Finding(
                id=finding.id,
                text=finding.message,
                suggestion=finding.suggestion,
                series=finding.series,
            )
        )
    return findings


def _event(rows: Sequence[ScoreRow], seconds: float) -> events.Scored:
    compared = [row for row in rows if row.naive_error is not None]
    own = sum(abs(row.error) for row in compared)
    naive = sum(abs(row.naive_error or 0.0) for row in compared)
    levels = sorted({level for row in rows for level in row.covered})
    coverage = []
    for level in levels:
        held = [row.covered[level] for row in rows if level in row.covered]
        coverage.append(events.Coverage(level=level, share=sum(held) / len(held)))
    return events.Scored(
        forecasts=len(rows),
        runs=len({(row.cutoff, row.model) for row in rows}),
        skill=1 - own / naive if naive > 0 else None,
        coverage=tuple(coverage),
        seconds=seconds,
    )

"""Monitor a job by its file: its ledger, its newest data, its model and what that promised."""

from __future__ import annotations

from dataclasses import dataclass

from lstmcast.artifact.store import read_manifest
from lstmcast.errors import ModelFileError
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.ledger_place import ledger_of
from lstmcast.jobs.monitor import monitor
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.promise import promise_of
from lstmcast.jobs.reference_file import read_reference, reference_path
from lstmcast.jobs.scoring import since_of
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.versions import current
from lstmcast.workflows.preparation import load_as_trained


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorReport:
    """What monitoring a job came to."""

    job: str
    model: str  # the version that forecasts now
    compared: bool  # whether there was a reference to hold the data against
    findings: tuple[Finding, ...]


def monitor_job(spec: JobSpec) -> MonitorReport:
    """Read what there is of a job and monitor it; nothing is written.

    Raises UsageError, ModelFileError where it has no model yet, DataError, and the errors of
    the ledger.
    """
    paths = JobPaths.of(spec)
    version = current(paths)
    if version is None:
        raise ModelFileError(
            f"{spec.path} has no model yet, so there is nothing to monitor",
            hint=f"lstmcast run {spec.path}",
        )
    manifest = read_manifest(version.path)
    data = load_as_trained(str(spec.source), spec.config, manifest, version.path).series
    reference = read_reference(reference_path(version.path))
    with ledger_of(spec, read_only=True) as ledger:
        findings = monitor(
            ledger,
            data,
            reference,
            promise=promise_of(manifest, spec.config.forecast.level),
            model=version.name,
            season=manifest.season,
            since=since_of(data, manifest.horizon),
        )
    return MonitorReport(
        job=spec.name, model=version.name, compared=reference is not None, findings=findings
    )

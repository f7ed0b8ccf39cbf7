"""Forecast in the night: make it, write it down, publish it, and tell of it.

It is written down first, as a draft that counts for nothing, and counts from the moment at which
the run ends well. Of a run that was killed in between, ``reconciliation`` sees by the file in its
place whether it was published: a forecast that others have seen is scored, and no other one is.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from lstmcast import clock
from lstmcast.jobs import events
from lstmcast.jobs.ledger.rows import DraftRow
from lstmcast.jobs.publication import correct_intervals, forecast_rows, publish
from lstmcast.workflows.predict import predict_prepared

if TYPE_CHECKING:
    from lstmcast.jobs.known import Known
    from lstmcast.jobs.night import Night
    from lstmcast.workflows.reports import PredictReport


def forecast(night: Night, known: Known) -> PredictReport:
    """Forecast, correct the intervals, record what was forecast, publish it, tell of alerts.

    A night that was missed publishes nothing. Raises what `predict` raises.
    """
    begun, config = clock.monotonic(), night.spec.config
    report = predict_prepared(known.settled, config)
    report = correct_intervals(report, known.settled, night.ledger, config, since=known.since)
    manifest = known.settled.manifest
    night.tell(
        events.Predicted(
            model=known.name,
            model_created=None if manifest is None else manifest.created,
            cutoff=known.cutoff,
            horizon=known.settled.horizon,
            rows=int(report.forecast.point.size),
            series=len(report.forecast.keys),
            skipped=len(report.skipped),
            seconds=clock.monotonic() - begun,
        )
    )
    if night.wishes.missed:
        rows = forecast_rows(report.forecast, run=night.run.id, model=known.name)
        night.ledger.add_forecasts(rows)
    else:
        _publish(night, known, report)
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


def _publish(night: Night, known: Known, report: PredictReport) -> None:
    begun = clock.monotonic()
    size = publish(night.spec, report, record=partial(_draft, night, known, report))
    night.tell(
        events.Published(
            path=str(night.spec.output),
            format=night.spec.format,
            bytes=size,
            seconds=clock.monotonic() - begun,
        )
    )


def _draft(night: Night, known: Known, report: PredictReport, digest: str | None) -> None:
    output = os.path.realpath(night.spec.output)
    night.ledger.draft(
        DraftRow(run=night.run.id, output=output, digest=digest),
        forecast_rows(report.forecast, run=night.run.id, model=known.name),
    )

"""A forecast of a night: its intervals corrected, its file in place, its rows in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from lstmcast.condition import read_conditions
from lstmcast.config import Config
from lstmcast.evaluation.alerts import find_alerts
from lstmcast.files import takes_files, write_atomic
from lstmcast.inference.forecast import ForecastSet
from lstmcast.inference.limits import limits_of
from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import ForecastRow
from lstmcast.jobs.online import corrected, factors_from
from lstmcast.jobs.spec import JobSpec
from lstmcast.outputs.parts import ForecastRows
from lstmcast.workflows.preparation import Prepared
from lstmcast.workflows.reports import PredictReport


def correct_intervals(
    report: PredictReport, prepared: Prepared, ledger: Ledger, config: Config, *, since: int
) -> PredictReport:
    """Stretch the intervals of a forecast as the scores of times from ``since`` on say.

    Conditions on them are looked at anew.
    """
    factors = factors_from(ledger.scores(since), config.forecast.level)
    if all(factor == 1 for factor in factors.values()):
        return report
    limits = limits_of(
        report.series, prepared.bounds, allow_negative=config.forecast.allow_negative is True
    )
    made = corrected(report.forecast, factors, limits)
    conditions = read_conditions(config.alert.when)
    return replace(report, forecast=made, alerts=find_alerts(made, conditions))


def publish(spec: JobSpec, report: PredictReport, *, record: Callable[[str | None], None]) -> int:
    """Put the forecast into its place, whole or not at all; return its size in bytes.

    ``record`` is called right before that with the SHA-256 in hexadecimal of the whole file, so
    that whoever comes later can tell whether it got there; with None where the place is a pipe.
    """
    rows = ForecastRows(
        forecast=report.forecast,
        time=report.roles.time,
        ids=report.roles.ids,
        style=spec.style,
        model=report.network,
        makers=report.makers,
        at_once=spec.config.forecast.chunk_series,
    )
    content = hashlib.sha256()

    def parts() -> Iterator[bytes]:
        for part in rows.encode(spec.format):
            content.update(part)
            yield part

    is_file = takes_files(spec.output)
    write_atomic(
        spec.output,
        parts(),
        ready=lambda: record(content.hexdigest() if is_file else None),
    )
    return spec.output.stat().st_size


def forecast_rows(made: ForecastSet, *, run: int, model: str) -> Iterator[ForecastRow]:
    """Yield what the ledger keeps of a forecast, step by step."""
    times = made.calendar.instants(made.ordinals.ravel()).reshape(made.ordinals.shape)
    cutoffs = made.calendar.instants(made.ordinals[:, 0] - 1)
    for place, key in enumerate(made.keys):
        for step in range(made.ordinals.shape[1]):
            yield ForecastRow(
                run=run,
                series=key.ids,
                target=key.target,
                cutoff=int(cutoffs[place]),
                model=model,
                step=step + 1,
                time=int(times[place, step]),
                value=float(made.point[place, step]),
                lower=_by_level(made, made.lower[:, place, step]),
                upper=_by_level(made, made.upper[:, place, step]),
            )


def _by_level(
    made: ForecastSet, ends: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> Mapping[float, float]:
    return {level: float(end) for level, end in zip(made.levels, ends, strict=True)}

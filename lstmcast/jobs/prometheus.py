"""Metrics of the last run for the textfile collector of node_exporter.

The file is written beside its place and renamed; samples have no time stamps, as the collector
wants it. Moments are exported, not ages: ``time() - lstmcast_last_success_timestamp_seconds``
goes on growing when no run comes. The label is ``forecast_job``, because ``job`` belongs to
Prometheus. A run that found the job locked leaves the file to the one that holds the lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lstmcast.errors import LstmcastError
from lstmcast.files import write_atomic
from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.chronicle import Chronicle, Told
from lstmcast.jobs.events import (
    Alert,
    DataRead,
    Exit,
    Finding,
    Freshness,
    Predicted,
    Scored,
    Warned,
)

_SUCCESS = "lstmcast_last_success_timestamp_seconds"

#: Every metric with its HELP; all are gauges. Names and meanings never change.
METRICS: dict[str, str] = {
    "lstmcast_last_run_timestamp_seconds": "When the last run ended.",
    _SUCCESS: "When a run last ended with exit code 0.",
    "lstmcast_last_run_exit_code": "Exit code of the last run; 0 is success.",
    "lstmcast_last_run_duration_seconds": "How long the last run took.",
    "lstmcast_last_run_findings": "Findings of the last run: drift, coverage and the like.",
    "lstmcast_last_run_alerts": "Series of the last forecast that crossed what --when names.",
    "lstmcast_last_run_warnings": "Things that failed in the last run without failing the job.",
    "lstmcast_data_rows": "Rows that were read.",
    "lstmcast_data_series": "Series that were read.",
    "lstmcast_data_newest_timestamp_seconds": "Time of the newest row.",
    "lstmcast_forecast_rows": "Rows of the forecast.",
    "lstmcast_forecast_series": "Series with a forecast.",
    "lstmcast_forecast_skipped_series": "Series without a forecast.",
    "lstmcast_model_created_timestamp_seconds": "When the model in use was made.",
    "lstmcast_skill_ratio": "Skill of past forecasts against seasonal naive; 0.05 is 5 % better.",
    "lstmcast_coverage_ratio": "Share of values that came to lie within an interval, by its level.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One value of a metric."""

    metric: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


class Textfile:
    """A channel that writes metrics at the end of a run."""

    name = "prometheus"

    def __init__(self, path: Path) -> None:
        self._path = path

    def hear(self, told: Told, chronicle: Chronicle) -> None:
        """Replace the file at the end; raises NotToldError where that fails."""
        if (ending := told.ending) is None:
            return
        job = told.run.job
        success = told.at.timestamp() if ending.code == 0 else _former_success(self._path, job)
        samples = [*_of_run(told, ending, success), *_of_night(told, chronicle)]
        try:
            write_atomic(self._path, exposition(job, samples).encode())
        except LstmcastError as error:
            raise NotToldError(error.message) from None


def exposition(job: str, samples: Iterable[Sample]) -> str:
    """Return samples in the text format of Prometheus, each metric with HELP and TYPE."""
    by_metric: dict[str, list[Sample]] = {}
    for sample in samples:
        by_metric.setdefault(sample.metric, []).append(sample)
    lines = []
    for metric, explanation in METRICS.items():
        if metric in by_metric:
            lines += [f"# HELP {metric} {explanation}", f"# TYPE {metric} gauge"]
            lines += [_line(job, sample) for sample in by_metric[metric]]
    return "".join(f"{line}\n" for line in lines)


def _line(job: str, sample: Sample) -> str:
    pairs = (("forecast_job", job), *sample.labels)
    labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in pairs)
    return f"{sample.metric}{{{labels}}} {sample.value!r}"


def _escaped(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return escaped.encode(errors="replace").decode()  # a lone surrogate is no UTF-8


def _of_run(told: Told, ending: Exit, success: float | None) -> list[Sample]:
    samples = [
        Sample(metric="lstmcast_last_run_timestamp_seconds", value=told.at.timestamp()),
        Sample(metric="lstmcast_last_run_exit_code", value=ending.code),
        Sample(metric="lstmcast_last_run_duration_seconds", value=ending.seconds),
    ]
    if success is not None:
        samples.append(Sample(metric=_SUCCESS, value=success))
    return samples


def _of_night(told: Told, chronicle: Chronicle) -> list[Sample]:
    """Return what the steps of a run told; a step that was not reached has no sample."""
    values: dict[str, float | None] = {
        "lstmcast_last_run_findings": chronicle.count(Finding),
        "lstmcast_last_run_alerts": chronicle.count(Alert),
        "lstmcast_last_run_warnings": chronicle.count(Warned),
    }
    if (read := chronicle.latest(DataRead)) is not None:
        values |= {"lstmcast_data_rows": read.rows, "lstmcast_data_series": read.series}
    if (gate := chronicle.latest(Freshness)) is not None:
        values["lstmcast_data_newest_timestamp_seconds"] = told.at.timestamp() - gate.age
    if (made := chronicle.latest(Predicted)) is not None:
        values |= {
            "lstmcast_forecast_rows": made.rows,
            "lstmcast_forecast_series": made.series,
            "lstmcast_forecast_skipped_series": made.skipped,
            "lstmcast_model_created_timestamp_seconds": _moment(made.model_created),
        }
    scored = chronicle.latest(Scored)
    values["lstmcast_skill_ratio"] = None if scored is None else scored.skill
    samples = [Sample(metric=name, value=it) for name, it in values.items() if it is not None]
    return samples + [
        Sample(
            metric="lstmcast_coverage_ratio",
            value=each.share,
            labels=(("level", f"{each.level:g}"),),
        )
        for each in (scored.coverage if scored is not None else ())
    ]


def _moment(text: str | None) -> float | None:
    """Return seconds since 1970 of an ISO 8601 moment; None where it is none, or has no zone."""
    try:
        moment = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment is None or moment.tzinfo is None else moment.timestamp()


def _former_success(path: Path, job: str) -> float | None:
    """Return the last success that the present file tells of; a failed run must not hide it."""
    pattern = re.compile(
        re.escape(f'{_SUCCESS}{{forecast_job="{_escaped(job)}"}} ') + r"([0-9.e+]+)"
    )
    try:
        found = pattern.search(path.read_bytes().decode())
        return float(found[1]) if found else None
    except (OSError, ValueError):  # none yet, or not by us
        return None

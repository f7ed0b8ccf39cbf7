"""``backtest.metrics.json``: what a backtest found, for programs.

    schema      1; a key may be added, none ever changes its meaning
    created     ISO 8601, UTC
    data        path, sha256, rows, series, first and last time stamp
    frequency, season, horizon               in lstmcast's spelling, and in steps
    subject     what was tested: model (a path, or null), pretrained, refit ("each", "never", a
                number, or "" where nothing was trained)
    windows     planned, done
    ended       "finished", "time limit" or "interrupted"
    seconds     of the whole run
    verdict     the sentence that people are told
    scores      standings (each forecaster, the model first: scores, skill, skill_interval),
                intervals (by level), quantiles, wql, by_series, by_step, by_cutoff; ``points``
                are observed values, ``undefined`` what had to be left out of a figure; a figure
                that is undefined is null

Skill is 1 - MASE / MASE of seasonal naive: 0.31 means 31 % better, below 0 is worse. Coverage is
a share; MAPE, sMAPE and WAPE are percent. Sources of all formulas: ``lstmcast.evaluation``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lstmcast import clock
from lstmcast.outputs.documents import plain
from lstmcast.outputs.standings import skill_verdict
from lstmcast.outputs.summary import span

if TYPE_CHECKING:
    from lstmcast.data.load import SourceInfo
    from lstmcast.evaluation.backtest_scores import BacktestScores
    from lstmcast.evaluation.record import Record

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRun:
    """How a backtest was run."""

    model: str | None  # path of the model file that was tested
    pretrained: bool
    refit: str  # "each", "never", a number of windows; "" where nothing was trained
    planned: int  # windows
    ended: str
    seconds: float


def backtest_document(
    record: Record, scores: BacktestScores, source: SourceInfo, run: BacktestRun
) -> dict[str, Any]:
    """Return the content of ``backtest.metrics.json``."""
    first, last = span(record.data)
    return {
        "schema": SCHEMA,
        "created": clock.now().isoformat(timespec="seconds"),
        "data": {
            "path": source.path,
            "sha256": source.sha256,
            "rows": source.rows,
            "series": len(record.data),
            "first": first,
            "last": last,
        },
        "frequency": str(record.data.calendar.frequency),
        "season": record.season,
        "horizon": record.horizon,
        "subject": {"model": run.model, "pretrained": run.pretrained, "refit": run.refit},
        "windows": {"planned": run.planned, "done": scores.folds},
        "ended": run.ended,
        "seconds": round(run.seconds, 3),
        "verdict": skill_verdict(scores).plain,
        "scores": plain(scores),
    }

"""A job's runs, and how good the forecast of each has been so far, from its ledger alone."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import RunRow, TallyRow
from lstmcast.outputs.history_rows import HistoryReport, HistoryRun

Key = tuple[tuple[str, ...], str]  # ids and target of a series


def summarise(ledger: Ledger, limit: int, *, job: str = "") -> HistoryReport:
    """Return the last ``limit`` runs, oldest first; ``job`` is what to call them.

    Skill compares absolute errors with those of seasonal naive at the same steps, both as
    shares of what naive's errors come to over all of these runs, series by series: none counts
    for more than another because its numbers are larger. Raises the errors of ``Connection``.
    """
    runs = ledger.runs(limit)[::-1]
    tallies = ledger.tallies(runs[0].id) if runs else []
    units = _units(tallies)
    by_run: defaultdict[int, list[TallyRow]] = defaultdict(list)
    for tally in tallies:
        by_run[tally.run].append(tally)
    promoted = {
        row.run: row.to_model for row in reversed(ledger.promotions()) if row.run is not None
    }
    return HistoryReport(
        job=job,
        ledger=ledger.location,
        runs=tuple(_run(run, by_run[run.id], units, promoted.get(run.id)) for run in runs),
    )


def _run(
    run: RunRow, tallies: Sequence[TallyRow], units: Mapping[Key, float], promoted: str | None
) -> HistoryRun:
    scored = sum(tally.steps for tally in tallies)
    return HistoryRun(
        id=run.id,
        started=run.started,
        ended=run.ended,
        command=run.command,
        status=run.status,
        exit_code=run.exit_code,
        seconds=run.seconds,
        rows=run.rows,
        series=run.series,
        model=run.model,
        promoted=promoted,
        message=run.message,
        scored=scored,
        mae=_ratio(math.fsum(tally.error for tally in tallies), scored),
        skill=_skill(tallies, units),
        coverage=_coverage(tallies),
    )


def _units(tallies: Sequence[TallyRow]) -> dict[Key, float]:
    """Return what naive's errors come to, for each series that it is ever wrong about."""
    sums: defaultdict[Key, float] = defaultdict(float)
    for tally in tallies:
        sums[tally.series, tally.target] += tally.naive_error
    return {key: total for key, total in sums.items() if total > 0}


def _skill(tallies: Sequence[TallyRow], units: Mapping[Key, float]) -> float | None:
    known = [
        (tally, unit)
        for tally in tallies
        if (unit := units.get((tally.series, tally.target))) is not None
    ]
    error = math.fsum(tally.compared_error / unit for tally, unit in known)
    naive = math.fsum(tally.naive_error / unit for tally, unit in known)
    share = _ratio(error, naive)
    return None if share is None else 1 - share


def _coverage(tallies: Sequence[TallyRow]) -> dict[float, float]:
    """Return the share of steps that each interval held, by level."""
    held: defaultdict[float, int] = defaultdict(int)
    asked: defaultdict[float, int] = defaultdict(int)
    for tally in tallies:
        for level, inside in tally.covered.items():
            held[level] += tally.steps * inside
            asked[level] += tally.steps
    return {level: held[level] / asked[level] for level in sorted(asked)}


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None

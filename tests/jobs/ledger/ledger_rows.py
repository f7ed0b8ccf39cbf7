"""Rows to put into a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import ForecastRow, PromotionRow, RunRow, ScoreRow

HOUR = 3600
NIGHT = datetime(2026, 11, 1, 3, 0, 0, 250, tzinfo=UTC)


def night(number: int) -> datetime:
    """Return the moment at which a night's run begins."""
    return NIGHT + timedelta(days=number)


def begin(ledger: Ledger, number: int = 0) -> RunRow:
    """Begin a night's run."""
    return ledger.begin_run(started=night(number), command="run")


def forecasts(
    run: int,
    *,
    series: Sequence[tuple[str, ...]] = (("Nord",), ("Süd",)),
    cutoff: int = 0,
    steps: int = 3,
    value: float = 10.1,
    model: str = "v0001",
) -> list[ForecastRow]:
    """Return hourly forecasts of some series from one cutoff."""
    return [
        ForecastRow(
            run=run,
            series=ids,
            target="sales",
            cutoff=cutoff,
            model=model,
            step=step,
            time=cutoff + HOUR * step,
            value=value + step,
            lower={80.0: value - 1.1, 97.5: value - 2.2},
            upper={80.0: value + 1.1, 97.5: value + 2.2},
        )
        for ids in series
        for step in range(1, steps + 1)
    ]


def score(
    row: ForecastRow, *, run: int, actual: float = 11.0, naive_error: float | None = -3.0
) -> ScoreRow:
    """Return the score of a forecast."""
    return ScoreRow(
        run=run,
        series=row.series,
        target=row.target,
        cutoff=row.cutoff,
        model=row.model,
        step=row.step,
        time=row.time,
        actual=actual,
        error=row.value - actual,
        naive_error=naive_error,
        covered={level: low <= actual <= row.upper[level] for level, low in row.lower.items()},
    )


def promotion(number: int, *, run: int | None, to_model: str = "v0002") -> PromotionRow:
    """Return a promotion in some night."""
    return PromotionRow(
        at=night(number),
        run=run,
        from_model="v0001",
        to_model=to_model,
        reason='"better" on 3 of 3 cutoffs',
        champion_loss=1.0,
        challenger_loss=0.1 + 0.2,
    )

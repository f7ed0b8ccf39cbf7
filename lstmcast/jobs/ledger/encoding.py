"""Rows of the ledger as what a database can hold, and back, to the last bit.

Moments become ISO 8601 in UTC and of one width, so that text sorts as time does; series and
intervals become JSON.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from lstmcast.jobs.ledger.connection import Value
from lstmcast.jobs.ledger.rows import (
    RUNNING,
    DraftRow,
    ForecastRow,
    PromotionRow,
    RunRow,
    ScoreRow,
    TallyRow,
)

Head = tuple[tuple[str, ...], str, int, str]

# ``json.dumps`` would make one anew for each of a million rows.
_READABLE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_ESCAPED = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def moment_text(moment: datetime) -> str:
    """Return an aware moment as text that sorts, ``2026-11-01T06:00:00.000000+00:00``.

    Raises ValueError for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def head_of(row: ForecastRow | ScoreRow) -> Head:
    """Return what steps of one forecast have in common: series, target, cutoff and model."""
    return row.series, row.target, row.cutoff, row.model


def head_values(head: Head, job: str) -> dict[str, Value]:
    """Return the same as a database holds it."""
    series, target, cutoff, model = head
    return {
        "job": job,
        "series": _json(list(series)),
        "target": _text(target),
        "cutoff": int(cutoff),
        "model": _text(model),
    }


def step_values(row: ForecastRow) -> dict[str, Value]:
    """Return a step of a forecast; raises ValueError unless all its numbers are finite."""
    if row.lower.keys() != row.upper.keys():
        raise ValueError(f"levels of lower and upper bounds differ: {row}")
    bounds = {
        repr(float(level)): [_finite(low), _finite(row.upper[level])]
        for level, low in row.lower.items()
    }
    return {
        "step": int(row.step),
        "time": int(row.time),
        "value": _finite(row.value),
        "bounds": _json(bounds),
    }


def score_values(row: ScoreRow) -> dict[str, Value]:
    """Return the score of a step; raises ValueError unless all its numbers are finite."""
    covered = {repr(float(level)): bool(held) for level, held in sorted(row.covered.items())}
    return {
        "run": int(row.run),
        "step": int(row.step),
        "actual": _finite(row.actual),
        "error": _finite(row.error),
        "naive_error": None if row.naive_error is None else _finite(row.naive_error),
        "covered": _json(covered),
    }


def run_values(row: RunRow, job: str) -> dict[str, Value]:
    """Return how a run ended; when and as what it began never changes."""
    return {
        "job": job,
        "id": row.id,
        "ended": None if row.ended is None else moment_text(row.ended),
        "exit_code": row.exit_code,
        "status": _text(row.status),
        "key": _optional(row.key),
        "model": _optional(row.model),
        "cutoff": None if row.cutoff is None else int(row.cutoff),
        "rows": None if row.rows is None else int(row.rows),
        "series": None if row.series is None else int(row.series),
        "seconds": None if row.seconds is None else float(row.seconds),
        "message": _optional(row.message),
        "facts": _text(row.facts),
    }


def begin_values(job: str, *, started: datetime, command: str, facts: str) -> dict[str, Value]:
    """Return what is known of a run when it begins."""
    return {
        "job": job,
        "started": moment_text(started),
        "command": _text(command),
        "status": RUNNING,
        "facts": _text(facts),
    }


def promotion_values(row: PromotionRow, job: str) -> dict[str, Value]:
    """Return a promotion; a loss that is not finite is left out."""
    return {
        "job": job,
        "at": moment_text(row.at),
        "run": row.run,
        "from_model": _optional(row.from_model),
        "to_model": _text(row.to_model),
        "reason": _text(row.reason),
        "champion_loss": _loss(row.champion_loss),
        "challenger_loss": _loss(row.challenger_loss),
    }


def read_run(found: Sequence[Any]) -> RunRow:
    """Return the run of a row that ``statements.RUNS`` selects."""
    number, started, ended, command, exit_code, status, key, model, *rest = found
    cutoff, rows, series, seconds, message, facts = rest
    return RunRow(
        id=number,
        started=datetime.fromisoformat(started),
        ended=None if ended is None else datetime.fromisoformat(ended),
        command=_read(command),
        exit_code=exit_code,
        status=_read(status),
        key=_read_optional(key),
        model=_read_optional(model),
        cutoff=cutoff,
        rows=rows,
        series=series,
        seconds=seconds,
        message=_read_optional(message),
        facts=_read(facts),
    )


def read_step(found: Sequence[Any]) -> ForecastRow:
    """Return the step of a row that ``statements.OPEN_STEPS`` selects."""
    run, series, target, cutoff, model, step, time, value, bounds = found
    pairs = {float(level): pair for level, pair in json.loads(bounds).items()}
    return ForecastRow(
        run=run,
        series=_read_series(series),
        target=_read(target),
        cutoff=cutoff,
        model=_read(model),
        step=step,
        time=time,
        value=value,
        lower={level: low for level, (low, _) in pairs.items()},
        upper={level: high for level, (_, high) in pairs.items()},
    )


def draft_values(row: DraftRow, job: str) -> dict[str, Value]:
    """Return a draft, but for its steps."""
    return {"job": job, "run": row.run, "output": _text(row.output), "digest": row.digest}


def read_draft(found: Sequence[Any]) -> DraftRow:
    """Return the draft of a row that ``statements.DRAFT`` selects."""
    run, output, digest = found
    return DraftRow(run=run, output=_read(output), digest=digest)


def read_score(found: Sequence[Any]) -> ScoreRow:
    """Return the score of a row that ``statements.SCORES`` selects."""
    run, series, target, cutoff, model, step, time, actual, error, naive_error, covered = found
    return ScoreRow(
        run=run,
        series=_read_series(series),
        target=_read(target),
        cutoff=cutoff,
        model=_read(model),
        step=step,
        time=time,
        actual=actual,
        error=error,
        naive_error=naive_error,
        covered=_read_levels(covered),
    )


def read_tally(found: Sequence[Any]) -> TallyRow:
    """Return the sums of a row that ``statements.TALLIES`` selects."""
    run, series, target, covered, steps, error, compared_error, naive_error = found
    return TallyRow(
        run=run,
        series=_read_series(series),
        target=_read(target),
        covered=_read_levels(covered),
        steps=steps,
        error=error,
        compared_error=compared_error,
        naive_error=naive_error,
    )


def read_promotion(found: Sequence[Any]) -> PromotionRow:
    """Return the promotion of a row that ``statements.PROMOTIONS`` selects."""
    at, run, from_model, to_model, reason, champion_loss, challenger_loss = found
    return PromotionRow(
        at=datetime.fromisoformat(at),
        run=run,
        from_model=_read_optional(from_model),
        to_model=_read(to_model),
        reason=_read(reason),
        champion_loss=champion_loss,
        challenger_loss=challenger_loss,
    )


def _json(content: Mapping[str, Any] | list[str]) -> str:
    """Return short JSON, readable where UTF-8 allows; lone surrogates are spelled out."""
    text = _READABLE.encode(content)
    return text if _is_storable(text) else _ESCAPED.encode(content)


def _text(text: str) -> str:
    """Return text as it is, or as a JSON string where no database would take it."""
    return text if _is_storable(text) and not text.startswith('"') else json.dumps(text)


def _read(text: str) -> str:
    return str(json.loads(text)) if text.startswith('"') else text


def _optional(text: str | None) -> str | None:
    return None if text is None else _text(text)


def _read_optional(text: str | None) -> str | None:
    return None if text is None else _read(text)


def _is_storable(text: str) -> bool:
    """Return whether text is UTF-8 without a NUL, which PostgreSQL has no place for."""
    if text.isascii():
        return "\0" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


@lru_cache(maxsize=65_536)
def _read_series(text: str) -> tuple[str, ...]:
    """Return the ids of a series; a night reads those of few series a hundred times."""
    return tuple(json.loads(text))


@lru_cache(maxsize=1024)
def _read_levels(text: str) -> Mapping[float, bool]:
    """Return which levels held, of the few ways there are; nobody may change it."""
    return MappingProxyType({float(level): held for level, held in json.loads(text).items()})


def _finite(number: float) -> float:
    """Return a plain float, also of numpy's numbers, which databases do not take."""
    plain = float(number)
    if not math.isfinite(plain):
        raise ValueError(f"{plain} has no place in the ledger")
    return plain


def _loss(loss: float | None) -> float | None:
    return None if loss is None or not math.isfinite(loss) else float(loss)

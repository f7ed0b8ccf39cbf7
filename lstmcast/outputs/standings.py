"""What a backtest says to people: the table of all forecasters, the verdict, where errors are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from lstmcast.outputs.columns import figure_table
from lstmcast.outputs.figures import UNICODE, Glyphs, align, count, percent, sparkline
from lstmcast.outputs.labels import visible
from lstmcast.outputs.verdicts import CARE, NO_RIVAL, RIVAL, between

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from lstmcast.evaluation.backtest_scores import (
        BacktestScores,
        PartErrors,
        SeriesScores,
        Standing,
    )

_TELLING = ("skill", "MASE", "MAE", "sMAPE", "OWA", "RMSE", "bias")  # kept first
_SHOWN = 3  # series, of the worst and of the best


def backtest_summary(
    scores: BacktestScores, *, width: int = 80, glyphs: Glyphs = UNICODE
) -> list[Text | Table | None]:
    """Return heading, table, verdict, coverage, and errors by step, window and series."""
    where = f" of {count(scores.series, 'series', 'series')}" if scores.series > 1 else ""
    windows, steps = count(scores.folds, "window"), count(scores.horizon, "step")
    return [
        Text(),
        Text(f"Tested on {windows} of {steps}{where}, with what was known by then"),
        standing_table(scores.standings, width=width, glyphs=glyphs),
        Text(),
        skill_verdict(scores, glyphs=glyphs),
        coverage_words(scores),
        _line("Error by step", [step.errors for step in scores.by_step], scores, glyphs),
        _line("Error by window", [part.errors for part in scores.by_cutoff], scores, glyphs),
        *_extremes(scores),
    ]


def standing_table(
    standings: Sequence[Standing], *, width: int = 80, glyphs: Glyphs = UNICODE
) -> Table:
    """Return one row per forecaster, the model first; figures without room are left out."""
    rows = [standing.scores for standing in standings]
    columns: list[tuple[str, list[str]]] = [
        ("MAE", align([row.mae for row in rows])),
        ("RMSE", align([row.rmse for row in rows])),
        ("bias", align([row.bias for row in rows])),
        ("sMAPE", ["" if row.smape is None else f"{row.smape:.1f} %" for row in rows]),
        ("MASE", align([row.mase for row in rows])),
        ("OWA", align([row.owa for row in rows])),
        (
            "skill",
            [percent(standing.skill, sign=True, glyphs=glyphs) for standing in standings],
        ),
    ]
    names = [standing.name for standing in standings]
    return figure_table(names, columns, width=width, telling=_TELLING)


def skill_verdict(scores: BacktestScores, *, glyphs: Glyphs = UNICODE) -> Text:
    """Return one plain sentence on whether the model is better than what costs nothing."""
    own = scores.standings[0]
    if own.skill is None:
        return Text(NO_RIVAL, style="yellow")
    found = own.skill_interval
    chance = "" if found is None else f" (95 %: {between(found.low, found.high, glyphs=glyphs)})"
    if round(100 * own.skill) <= 0 or (found is not None and found.low <= 0):
        doubt = "by more than chance: " if own.skill > 0 and found is not None else ""
        lead = f"skill {percent(own.skill, sign=True, glyphs=glyphs) or '0 %'}{chance}"
        if doubt:
            return Text(f"Not better than {RIVAL} {doubt}{lead}; {CARE}.", style="yellow")
        return Text(f"Not better than {RIVAL}: {lead}; {CARE}.", style="yellow")
    better = f"Better than {RIVAL} by {percent(own.skill)}{chance}"
    rival = _better_still(scores)
    if rival is not None:
        return Text(f"{better}, but {rival} is better still: {CARE}.", style="yellow")
    if found is None:
        return Text(f"{better}, in too few windows to tell it from chance.", style="yellow")
    return Text(f"{better}.", style="green")


def coverage_words(scores: BacktestScores) -> Text | None:
    """Return how much the intervals held, beside what they promise; a warning where it is off."""
    told, off = [], []
    for interval in scores.intervals:
        if interval.coverage is None:
            continue
        told.append(f"{interval.level:g} % held {percent(interval.coverage)}")
        gap = interval.coverage - interval.level / 100
        if interval.expected_error is not None and abs(gap) > interval.expected_error:
            off.append(
                f"the {interval.level:g} % interval is too {'wide' if gap > 0 else 'narrow'}"
            )
    if not told:
        return None
    if not off:
        return Text.assemble(("Intervals  ", "dim"), ", ".join(told))
    warning = f"; {' and '.join(off)}, by more than chance"
    return Text.assemble(("Intervals  ", "dim"), ", ".join(told), (warning, "yellow"))


def _better_still(scores: BacktestScores) -> str | None:
    """Return the rival with the least error, where it is a percent or more below the model's."""
    own = _error(scores.standings[0])
    best = min(scores.standings, key=_error)
    return best.name if own > 0 and round(100 * (1 - _error(best) / own)) > 0 else None


def _error(standing: Standing) -> float:
    """Return MASE, or MAE where MASE is undefined: for all forecasters or for none."""
    scores = standing.scores
    error = scores.mae if scores.mase is None else scores.mase
    return float("inf") if error is None else error


def _line(
    title: str, parts: Sequence[Mapping[str, PartErrors]], scores: BacktestScores, glyphs: Glyphs
) -> Text | None:
    """Return how the model's error changes over some parts, in one line; None for a single one."""
    name = scores.standings[0].name
    scaled = scores.standings[0].scores.mase is not None
    errors = [part[name].mase if scaled else part[name].mae for part in parts]
    known = [error for error in errors if error is not None]
    if len(known) < 2:
        return None
    first, last = align([known[0], known[-1]], digits=2)
    return Text.assemble(
        (f"{title:<17}", "dim"),
        f"{first}  ",
        (sparkline(errors, glyphs=glyphs, width=32), "cyan"),
        f"  {last}",
        ("  MASE" if scaled else "  MAE", "dim"),
    )


def _extremes(scores: BacktestScores) -> list[Text]:
    """Return the series with the largest and the least error, where there are enough."""
    if scores.series < 2 * _SHOWN:
        return []
    name = scores.standings[0].name
    ranked = sorted(
        (part for part in scores.by_series if part.errors[name].mase is not None),
        key=lambda part: part.errors[name].mase or 0.0,
    )
    if len(ranked) < 2 * _SHOWN:
        return []
    return [
        _named("Worst series", ranked[: -_SHOWN - 1 : -1], name),
        _named("Best series", ranked[:_SHOWN], name),
    ]


def _named(title: str, parts: Sequence[SeriesScores], name: str) -> Text:
    figures = align([part.errors[name].mase for part in parts], digits=2)
    told = ", ".join(
        f"{visible(part.key.label)} {figure}" for part, figure in zip(parts, figures, strict=True)
    )
    return Text.assemble((f"{title:<17}", "dim"), told, ("  MASE", "dim"))

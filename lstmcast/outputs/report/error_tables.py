"""Errors by series, by step and by cutoff as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lstmcast.evaluation.backtest_scores import BacktestScores, CutoffScores, SeriesScores
from lstmcast.outputs.figures import align, percent
from lstmcast.outputs.report.content import ReportPage
from lstmcast.outputs.report.elements import Html, number
from lstmcast.outputs.report.measures import Errors, Measure, error_in, measure_of
from lstmcast.outputs.report.section import Column, table

_LISTED = 150

Coverage = Mapping[str, float | None]


def table_by_step(scores: BacktestScores) -> Html:
    """Return the errors of all forecasters at each step ahead."""
    measure = measure_of(scores)
    columns = [
        Column(title="step", cells=[str(each.step) for each in scores.by_step], figures=False),
        *_errors([each.errors for each in scores.by_step], measure),
        *_coverages([each.coverage for each in scores.by_step]),
    ]
    return table(f"{measure} by step ahead, and the share inside the intervals", columns)


def table_by_cutoff(scores: BacktestScores) -> Html:
    """Return the errors of all forecasters from each cutoff."""
    measure = measure_of(scores)
    columns = [
        Column(
            title="last step known", cells=list(map(cutoff_name, scores.by_cutoff)), figures=False
        ),
        Column(title="series", cells=[str(each.rows) for each in scores.by_cutoff]),
        *_errors([each.errors for each in scores.by_cutoff], measure),
        *_coverages([each.coverage for each in scores.by_cutoff]),
    ]
    return table(f"{measure} by cutoff, and the share inside the intervals", columns)


def table_by_series(page: ReportPage) -> Html:
    """Return the errors of the model for each series, the least skill first."""
    name, every = page.record.name, page.scores.by_series
    names = dict(zip(page.record.data.keys, page.record.data.labels, strict=True))
    ordered = sorted(every, key=lambda each: _rank(each, name))[:_LISTED]
    own = [each.errors[name] for each in ordered]
    mase, mae = [each.mase for each in own], [each.mae for each in own]
    columns = [
        Column(title="series", cells=[names[each.key] for each in ordered], figures=False),
        Column(title="cutoffs", cells=[str(each.rows) for each in ordered]),
        Column(title="skill", cells=_skills([each.skill for each in own])),
        Column(title="MASE", cells=list(map(number, mase, align(mase)))),
        Column(title="MAE", cells=list(map(number, mae, align(mae)))),
        *_coverages([each.coverage for each in ordered]),
    ]
    all_of_them = f"Errors of all {len(every)} series, the least skill first"
    some = f"The {_LISTED} series of {len(every)} with the least skill"
    return table(all_of_them if len(every) <= _LISTED else some, columns)


def cutoff_name(part: CutoffScores) -> str:
    """Return the last time stamp known at a cutoff, or the range where series end apart."""
    return part.latest if part.earliest == part.latest else f"{part.earliest} – {part.latest}"


def _errors(parts: Sequence[Errors], measure: Measure) -> list[Column]:
    """Return the skill of the model, then the error of each forecaster, on one scale."""
    names = list(parts[0])
    every = {name: [error_in(errors[name], measure) for errors in parts] for name in names}
    texts = iter(align([value for values in every.values() for value in values]))
    columns = [Column(title="skill", cells=_skills([errors[names[0]].skill for errors in parts]))]
    return columns + [
        Column(title=name, cells=[number(value, next(texts)) for value in values])
        for name, values in every.items()
    ]


def _coverages(parts: Sequence[Coverage]) -> list[Column]:
    levels = dict.fromkeys(level for coverage in parts for level in coverage)
    return [
        Column(
            title=f"in {level} %",
            cells=[number(each.get(level), percent(each.get(level))) for each in parts],
        )
        for level in levels
    ]


def _skills(skills: Sequence[float | None]) -> list[Html]:
    return [number(skill, percent(skill, sign=True)) for skill in skills]


def _rank(each: SeriesScores, name: str) -> float:
    skill = each.errors[name].skill
    return float("inf") if skill is None else skill

"""How errors grow with the steps ahead, and how they differ between cutoffs."""

from __future__ import annotations

from lstmcast.evaluation.backtest_scores import BacktestScores
from lstmcast.outputs.report.elements import joined
from lstmcast.outputs.report.error_tables import table_by_cutoff, table_by_step
from lstmcast.outputs.report.legend import legend
from lstmcast.outputs.report.measures import measure_of, say
from lstmcast.outputs.report.section import Section, figure, folded, paragraph
from lstmcast.outputs.report.step_chart import curves_of, draw_steps, kind_of, legible


def compare_steps(scores: BacktestScores) -> Section:
    """Return the error by step as a chart and a table, and the errors by cutoff."""
    measure = measure_of(scores)
    curves = curves_of(scores, measure)
    names = legible(curves)
    parts = [paragraph(say(measure, scores.season))]
    charts = []
    if scores.horizon > 1 and names:
        far = [name for name in curves if name not in names]
        chart = draw_steps({name: curves[name] for name in names}, measure)
        words = f"Too far off to be drawn: {', '.join(far)}." if far else ""
        charts.append(chart)
        parts += [legend(_entries(names)), figure(chart, f"{measure} by step ahead", words)]
    parts.append(folded("Errors by step as a table", table_by_step(scores)))
    if scores.folds > 1:
        parts.append(table_by_cutoff(scores))
    title = "Error by steps ahead and by cutoff" if scores.folds > 1 else "Error by steps ahead"
    return Section(name="steps", title=title, body=joined(parts), charts=tuple(charts))


def _entries(names: list[str]) -> list[tuple[str, str]]:
    """Return the lines that can be told apart, then all others together."""
    told = [(kind_of(name, names), name) for name in names[:2]]
    others = ", ".join(names[2:])
    return [*told, ("rival", others)] if others else told

"""Whether intervals hold what they promise: nominal shares against observed ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstmcast.evaluation import means
from lstmcast.evaluation.backtest_scores import IntervalScores, QuantileScores
from lstmcast.evaluation.chance.origins import origins_of
from lstmcast.evaluation.intervals import inside
from lstmcast.evaluation.record import Record
from lstmcast.evaluation.significance import coverage_errors
from lstmcast.outputs.figures import align
from lstmcast.outputs.missing import floats
from lstmcast.outputs.report.content import ReportPage
from lstmcast.outputs.report.coverage_charts import draw_coverage_by_step, draw_quantiles
from lstmcast.outputs.report.elements import Html, joined, number
from lstmcast.outputs.report.section import (
    Column,
    Section,
    figure,
    paragraph,
    side_by_side,
    table,
)

_DIAGRAM = (
    "Each dot is a quantile of the forecast: the share of what followed that lay below it should"
    " be the quantile itself. Inside the shaded band, chance explains the difference."
)
_BY_STEP = "Dashed lines are the nominal levels; above them intervals are wider than need be."


def check_coverage(page: ReportPage) -> Section:
    """Return the table of the intervals, the diagram of the quantiles and coverage by step."""
    scores = page.scores
    levels = [each.level for each in scores.intervals if each.coverage is not None]
    known = [each for each in scores.quantiles if each.below is not None]
    shown = []
    if known:
        diagram = draw_quantiles(known, _chance(page.record, known))
        shown.append((diagram, "Nominal against observed", _DIAGRAM))
    if levels and scores.horizon > 1:
        shown.append((draw_coverage_by_step(scores, levels), "Coverage by step ahead", _BY_STEP))
    body = [
        paragraph(
            "An interval of 80 % is right if four of five values fall into it. Narrow is good,"
            " but only where it holds."
        ),
        _interval_table(scores.intervals) if scores.intervals else "",
        side_by_side(*(figure(*each) for each in shown)),
    ]
    charts = tuple(chart for chart, _, _ in shown)
    return Section(name="coverage", title="Intervals", body=joined(body), charts=charts)


def _chance(record: Record, known: Sequence[QuantileScores]) -> list[float]:
    """Return by how much each share below a quantile may be off by chance; NaN if untold."""
    places = [record.quantiles.index(each.quantile) for each in known]
    lowest = np.full_like(record.actual, -np.inf)
    shares = [
        means.over_steps(inside(record.actual, lowest, record.made[..., place])) for place in places
    ]
    levels = tuple(100 * each.quantile for each in known)
    errors = coverage_errors(np.array(shares), levels, origins_of(record))
    off: list[float] = floats(errors).tolist()
    return off


def _interval_table(intervals: tuple[IntervalScores, ...]) -> Html:
    measures = {
        "mean width": [each.width for each in intervals],
        "Winkler score": [each.winkler for each in intervals],
        "MSIS": [each.msis for each in intervals],
    }
    columns = [
        Column(title="interval", cells=[f"{each.level:g} %" for each in intervals], figures=False),
        Column(title="observed", cells=[_percent(each.coverage) for each in intervals]),
        Column(title="chance", cells=[_percent(each.expected_error, "± ") for each in intervals]),
        *(
            Column(title=title, cells=list(map(number, values, align(values))))
            for title, values in measures.items()
        ),
    ]
    return table("Coverage of the prediction intervals, and how wide they are", columns)


def _percent(part: float | None, sign: str = "") -> Html:
    return number(part, "" if part is None else f"{sign}{100 * part:.1f} %")

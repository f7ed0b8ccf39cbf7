"""The table of all forecasters, the model first, and how sure their skill is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lstmcast.evaluation.backtest_scores import BacktestScores, PointScores, Standing
from lstmcast.outputs.figures import align, count, percent
from lstmcast.outputs.report.axes import Axis, value_axis
from lstmcast.outputs.report.elements import Html, element, joined, number, share
from lstmcast.outputs.report.section import Column, Section, paragraph, table
from lstmcast.outputs.report.words import best, span

#: Title, and where the figure is found; all are better when smaller, but for the bias.
_MEASURES: tuple[tuple[str, str, Callable[[PointScores], float | None]], ...] = (
    ("mase", "MASE", lambda scores: scores.mase),
    ("rmsse", "RMSSE", lambda scores: scores.rmsse),
    ("owa", "OWA", lambda scores: scores.owa),
    ("mae", "MAE", lambda scores: scores.mae),
    ("rmse", "RMSE", lambda scores: scores.rmse),
    ("bias", "bias", lambda scores: scores.bias),
    ("mape", "MAPE %", lambda scores: scores.mape),
    ("smape", "sMAPE %", lambda scores: scores.smape),
    ("wape", "WAPE %", lambda scores: scores.wape),
)
_FAR = 1.0  # a skill below −100 % is an arrow to the left
_ROWS = {"mase", "rmsse", "owa"}  # left out by rows, the others by points


def rank(scores: BacktestScores) -> Section:
    """Return the table of skill and errors."""
    standings = scores.standings
    leader = standings.index(best(standings))
    columns = [
        Column(title="forecaster", cells=_names(standings, leader), figures=False),
        Column(title="skill", cells=[_skill(each) for each in standings]),
        Column(title="95 % interval", cells=[_interval(each) for each in standings]),
        Column(title="worse – better", cells=_pictures(standings), figures=False),
        *(column for column in map(_measured, _MEASURES, [standings] * len(_MEASURES)) if column),
    ]
    caption = f"Skill and errors of {count(len(standings), 'forecaster')}"
    body = joined(
        [
            paragraph(
                "Skill is the share of the error of ",
                element("b", {}, standings[1].name),
                " that a forecaster saves: 31 % means 31 % less error, below zero is worse."
                " The least figure of each column is bold.",
            ),
            table(caption, columns, strong=[0]),
            *_footnotes(scores),
        ]
    )
    return Section(name="skill", title="Skill of all forecasters", body=body)


def _names(standings: Sequence[Standing], leader: int) -> list[Html]:
    badge = element("span", {"class": "badge"}, "best")
    return [
        joined([each.name, " ", badge] if place == leader else [each.name])
        for place, each in enumerate(standings)
    ]


def _skill(standing: Standing) -> Html:
    return number(standing.skill, percent(standing.skill, sign=True))


def _interval(standing: Standing) -> Html:
    interval = standing.skill_interval
    if interval is None or interval.low == interval.high:
        return number(None, "")
    return element("span", {}, span(interval))


def _pictures(standings: Sequence[Standing]) -> list[Html]:
    """Return the skill and its interval as a dot on a line, on one scale for all."""
    known = [max(-_FAR, each.skill) for each in standings if each.skill is not None]
    known += [
        max(-_FAR, bound)
        for each in standings
        if (found := each.skill_interval) is not None
        for bound in (found.low, found.high)
    ]
    axis = value_axis(known, zero=True)
    return [_picture(each, axis) for each in standings]


def _picture(standing: Standing, axis: Axis) -> Html:
    def x(skill: float) -> str:
        return share(min(1.0, max(0.0, axis.share(max(-_FAR, skill)))))

    zero = {"class": "zero", "x1": x(0), "x2": x(0), "y1": "0", "y2": "100%"}
    drawn = [element("line", zero)]
    interval = standing.skill_interval
    if interval is not None and interval.high > -_FAR and interval.low < interval.high:
        ends = {"x1": x(interval.low), "x2": x(interval.high), "y1": "50%", "y2": "50%"}
        drawn.append(element("line", {"class": "whisker", **ends}))
    if standing.skill is not None and standing.skill < -_FAR:
        drawn.append(element("path", {"class": "whisker", "d": "M6 4l-5 5 5 5"}))
    elif standing.skill is not None:
        middle = {"class": "point", "cx": x(standing.skill), "cy": "50%", "r": "4"}
        drawn.append(element("circle", middle))
    return element("svg", {"class": "skill", "aria-hidden": "true"}, *drawn)


def _measured(
    measure: tuple[str, str, Callable[[PointScores], float | None]], standings: Sequence[Standing]
) -> Column | None:
    """Return one column of errors; None where nobody has a figure."""
    _, title, of = measure
    values = [of(each.scores) for each in standings]
    known = [abs(value) for value in values if value is not None]
    if not known:
        return None
    least = min(known)
    cells = [
        element("b", {}, figure) if value is not None and abs(value) == least else figure
        for value, figure in zip(values, map(number, values, align(values)), strict=True)
    ]
    return Column(title=title, cells=cells)


def _footnotes(scores: BacktestScores) -> list[Html]:
    """Return what had to be left out of which measure."""
    undefined = scores.standings[0].scores.undefined
    titles = {name: title.removesuffix(" %") for name, title, _ in _MEASURES}
    left_out = [
        f"{count(number, 'forecast' if name in _ROWS else 'value')} of {titles[name]}"
        for name, number in undefined.items()
        if name in titles
    ]
    notes = []
    if left_out:
        why = "(their history never changes, or what followed is next to zero)"
        notes.append(f"Left out, as they are undefined there: {', '.join(left_out)} {why}.")
    if scores.rule == "untold":
        notes.append("There are too few series and cutoffs to tell skill from chance.")
    return [paragraph(note, kind="note") for note in notes]

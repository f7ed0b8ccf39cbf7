"""The series themselves: what happened, over what had been forecast."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from lstmcast.outputs.figures import count, percent
from lstmcast.outputs.report.content import ReportPage
from lstmcast.outputs.report.elements import Html, element, joined
from lstmcast.outputs.report.embedding import encode_compact
from lstmcast.outputs.report.error_tables import table_by_series
from lstmcast.outputs.report.frame import Chart
from lstmcast.outputs.report.gallery import Portrait, choose_portraits
from lstmcast.outputs.report.history_chart import draw_history, draw_strip, legend_entries
from lstmcast.outputs.report.legend import legend
from lstmcast.outputs.report.section import Section, figure, folded, paragraph
from lstmcast.outputs.report.views import View, view_of

_MOST = 50
_WINDOWS = (5, 4, 3, 2, 1)  # forecasts in each chart
_BYTES = 850_000  # of the charts and the metrics, so that a page stays below a megabyte

_ROLES = {
    "worst": "the least skill",
    "median": "in the middle",
    "best": "the most skill",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    chart: Chart
    drawn: Html
    foremost: bool

    @property
    def size(self) -> int:
        return len(self.drawn.encode()) + len(encode_compact(self.chart.readings.to_dict()))


def show_series(page: ReportPage) -> Section:
    """Return charts of chosen series, as many as fit, and a table of all series."""
    shown = _as_many_as_fit(page)
    others = [each.drawn for each in shown if not each.foremost]
    several = page.scores.series > 1
    body = [
        paragraph(_introduction(page, len(shown))),
        legend(legend_entries(page.record.forecast.levels, ahead=page.ahead is not None)),
        *(each.drawn for each in shown if each.foremost),
        _more(others) if others else "",
        folded("Errors of single series as a table", table_by_series(page)) if several else "",
    ]
    return Section(
        name="series",
        title="Forecasts of single series" if several else "Forecasts and what followed",
        body=joined(body),
        charts=tuple(each.chart for each in shown),
    )


def _as_many_as_fit(page: ReportPage) -> list[_Shown]:
    """Return the charts: with fewer forecasts in most of them where all are too large, or fewer."""
    portraits = choose_portraits(page.record, page.scores, most=_MOST)
    room = max(_BYTES - len(encode_compact(page.metrics)), _BYTES // 2)
    windows = next(
        (n for n in _WINDOWS if _draw(page, portraits[-1], n).size * len(portraits) <= room),
        _WINDOWS[-1],
    )
    shown = [_draw(page, p, windows if p.role == "other" else _WINDOWS[0]) for p in portraits]
    sizes = accumulate(each.size for each in shown)
    return [
        each for each, size in zip(shown, sizes, strict=True) if each is shown[0] or size <= room
    ]


def _introduction(page: ReportPage, shown: int) -> str:
    text = "Each forecast was made at a dotted line, knowing only what lies to the left of it."
    if shown < page.scores.series:
        text += (
            f" {shown} of {count(page.scores.series, 'series', 'series')} have a chart: that with"
            " the least skill, the one in the middle, that with the most, and others spread"
            " evenly between them."
        )
    return text


def _draw(page: ReportPage, portrait: Portrait, windows: int) -> _Shown:
    record = page.record
    view = view_of(record, portrait.series, page.ahead, most=windows)
    standing = _standing(portrait, page.scores.series)
    chart = draw_history(
        view,
        name=f"series-{portrait.series}",
        title=f"{portrait.label}: what happened, over what had been forecast",
        description=_description(view, standing),
        levels=record.forecast.levels,
        dates=record.data.calendar,
    )
    heading = joined([portrait.label, " ", element("span", {"class": "standing"}, standing)])
    strip = draw_strip(view, record.data.series(portrait.series)) if view.first > 0 else ""
    drawn = figure(chart, heading, _left_out(view), strip=strip)
    return _Shown(chart=chart, drawn=drawn, foremost=portrait.role != "other")


def _standing(portrait: Portrait, series: int) -> str:
    """Return "skill +31 %, the most skill", or "skill +12 %, rank 7 of 245"; empty without any."""
    if portrait.skill is None:
        return ""
    rank = f"rank {portrait.rank} of {series}" if portrait.role == "other" else ""
    said = [f"skill {percent(portrait.skill, sign=True)}", _ROLES.get(portrait.role, rank)]
    return ", ".join(filter(None, said))


def _description(view: View, standing: str) -> str:
    steps, windows = count(len(view.values), "step"), count(len(view.windows), "forecast")
    ahead = ", and what is forecast after the end of the data" if view.ahead is not None else ""
    return f"The last {steps} with {windows} from the past{ahead}. {standing}".rstrip()


def _left_out(view: View) -> str:
    """Return what of a series the chart does not show."""
    said = []
    if view.first > 0:
        said.append(
            f"The chart shows the last {view.observed - view.first} of"
            f" {count(view.observed, 'step')}, the strip all of them (the least and the greatest"
            " value at each place)."
        )
    if view.left_out:
        said.append(f"{count(view.left_out, 'earlier or overlapping forecast')} left out.")
    return " ".join(said)


def _more(others: list[Html]) -> Html:
    """Return the other charts, folded; the script puts a list to choose from in front of them."""
    summary = element("summary", {}, count(len(others), "more series", "more series"))
    content = element("div", {"class": "others"}, *others)
    return element("details", {"class": "more"}, summary, content)

"""The forecast at a glance: a chart of the first series, in colour where there is some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from lstmcast.outputs.charts import Chart, Curve, draw
from lstmcast.outputs.figures import UNICODE, Glyphs, count
from lstmcast.outputs.labels import visible

if TYPE_CHECKING:
    from lstmcast.data.series import SeriesSet
    from lstmcast.inference.forecast import ForecastSet


def chart(
    series: SeriesSet, forecast: ForecastSet, *, width: int, glyphs: Glyphs = UNICODE
) -> list[Text]:
    """Return title, chart and legend of the first series that has a forecast."""
    curve, title = curve_of(series, forecast)
    drawn = draw(curve, width=width, glyphs=glyphs)
    level = f"{forecast.levels[-1]:g}" if forecast.levels else ""
    shade = "░" if glyphs.fine else ":"
    legend = Text.assemble((f"  forecast, {shade} {level} % interval" if level else "", "dim"))
    others = len(forecast.keys) - 1
    more = f" (and {count(others, 'series', 'series')} more)" if others else ""
    heading = Text.assemble((title, "bold"), (more, "dim"), legend)
    return [heading, *_coloured(drawn)]


def curve_of(series: SeriesSet, forecast: ForecastSet) -> tuple[Curve, str]:
    """Return the first forecast with as much history as makes it legible, and its name."""
    key = forecast.keys[0]
    index = series.keys.index(key)
    horizon = forecast.point.shape[1]
    past = series.series(index)[-max(2 * horizon, 24) :]
    start = int(series.starts[index] + series.lengths[index]) - len(past)
    ordinals = forecast.ordinals[0, [0, 0, -1]].copy()
    ordinals[0] = start
    first, begin, end = series.calendar.format(ordinals)
    return Curve(
        history=past.tolist(),
        forecast=forecast.point[0].tolist(),
        lower=forecast.lower[-1, 0].tolist() if forecast.levels else (),
        upper=forecast.upper[-1, 0].tolist() if forecast.levels else (),
        dates=(first, begin, end),
    ), visible(key.label)


def _coloured(drawn: Chart) -> list[Text]:
    lines = []
    for line in drawn.lines:
        text = Text(line, no_wrap=True)
        text.stylize("cyan", drawn.split)
        lines.append(text)
    lines[-1].stylize("dim")
    return lines

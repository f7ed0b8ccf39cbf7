"""A picture of forecasts for slides and mails, PNG or SVG, through matplotlib.

matplotlib is an extra and slow to start: it is imported where something is drawn, and never with
a window or a state of its own.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcast.errors import MissingDependencyError, UsageError
from lstmcast.files import ensure_writable, write_atomic
from lstmcast.outputs.labels import visible
from lstmcast.outputs.report.dates import date_ticks
from lstmcast.outputs.report.history_chart import core_range
from lstmcast.outputs.report.views import view_ahead, view_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from lstmcast.data.series import SeriesSet
    from lstmcast.evaluation.record import Record
    from lstmcast.inference.forecast import ForecastSet
    from lstmcast.outputs.report.views import View

_SUFFIXES = {".png": "png", ".svg": "svg"}
_MOST = 6  # series in one picture
_WIDTH, _HEIGHT = 9.0, 2.6  # inches; the height is that of one series
_INK, _SOFT, _ACCENT = "#1b2026", "#55606b", "#0b5fa5"
_SHADES = (0.3, 0.14)  # of the narrowest interval and of the widest


def check_plot_path(path: Path) -> None:
    """Raise UsageError where no picture can be written to ``path``, before any work is done.

    Raises MissingDependencyError when matplotlib is not installed.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f"cannot draw {path}: a picture is .png or .svg",
            hint=f"--plot {path.with_suffix('.png')}",
        )
    ensure_writable(path)
    _figure_class()


def plot_forecast(data: SeriesSet, forecast: ForecastSet, path: Path, *, season: int = 1) -> None:
    """Write a picture of the first six series, each with the end of its history.

    Raises UsageError and MissingDependencyError as ``check_plot_path`` does.
    """
    rows = range(min(_MOST, len(forecast.keys)))
    views = [view_ahead(data, forecast, row, season=season) for row in rows]
    _save(views, data, forecast.levels, path)


def plot_record(record: Record, path: Path, *, ahead: ForecastSet | None = None) -> None:
    """Write a picture of what was forecast from past cutoffs, over what then happened.

    Raises UsageError and MissingDependencyError as ``check_plot_path`` does.
    """
    series = np.unique(record.series)[:_MOST].tolist()
    views = [view_of(record, each, ahead) for each in series]
    _save(views, record.data, record.forecast.levels, path)


def _save(views: Sequence[View], data: SeriesSet, levels: Sequence[float], path: Path) -> None:
    check_plot_path(path)
    figure = _figure_class()(figsize=(_WIDTH, _HEIGHT * len(views)), layout="constrained")
    names = data.labels
    panels = figure.subplots(len(views), 1, squeeze=False)[:, 0]
    for panel, view in zip(panels, views, strict=True):
        panel.set_title(visible(names[view.series]), loc="left", fontsize=10, parse_math=False)
        _draw(panel, view, data)
    place = {"loc": "lower right", "bbox_to_anchor": (1, 1), "ncols": 2 + len(levels)}
    panels[0].legend(*_legend(panels[0], levels), **place, fontsize=8, frameon=False)
    form = _SUFFIXES[path.suffix.lower()]
    stream = io.BytesIO()
    with warnings.catch_warnings(), _same_names():
        # A letter that the font lacks is drawn as a box, which can be seen.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure.savefig(stream, format=form, dpi=150, metadata=_nothing_of_today(form))
    write_atomic(path, stream.getvalue())


def _draw(panel: Any, view: View, data: SeriesSet) -> None:
    """Draw one series: intervals, forecasts, what happened, and where forecasts were made."""
    low, high = core_range(view)
    margin = 0.05 * (high - low)
    panel.set_ylim(low - margin or -1, high + margin or 1)
    for window in view.forecasts:
        steps = window.at + np.arange(len(window.point))
        for place in range(len(window.lower) - 1, -1, -1):
            shade = _SHADES[1] if place and place == len(window.lower) - 1 else _SHADES[0]
            bounds = window.lower[place], window.upper[place]
            panel.fill_between(steps, *bounds, color=_ACCENT, alpha=shade, linewidth=0)
        panel.plot(steps, window.point, color=_ACCENT, linewidth=1.8)
        panel.axvline(window.at - 0.5, color=_SOFT, linewidth=0.8, linestyle=":")
    panel.plot(np.arange(len(view.values)), view.values, color=_INK, linewidth=1.1)
    stamps = data.calendar.format(view.ordinal + np.arange(len(view.values)))
    marks = date_ticks(stamps)
    panel.set_xticks([place for place, _ in marks], [text for _, text in marks])
    panel.set_xlim(-0.5, len(view.values) - 0.5)
    panel.tick_params(labelsize=8, labelcolor=_SOFT, length=0)
    panel.grid(axis="y", color="#e8ecf0", linewidth=0.8)
    panel.set_axisbelow(True)
    panel.spines[:].set_visible(False)


def _legend(panel: Any, levels: Sequence[float]) -> tuple[list[Any], list[str]]:
    """Return what stands for what, in a panel that has one forecast at least."""
    areas = list(panel.collections)[: len(levels)][::-1]
    texts = [f"{level:g} %" for level in levels]
    return [panel.lines[-1], panel.lines[0], *areas], ["what happened", "forecast", *texts]


def _nothing_of_today(form: str) -> dict[str, None]:
    """Return what keeps the date and versions out of a file: same forecast, same bytes."""
    return {"Date": None, "Creator": None} if form == "svg" else {"Software": None}


def _same_names() -> AbstractContextManager[None]:
    """Return a context in which matplotlib names the parts of an SVG the same every time."""
    from matplotlib import rc_context  # noqa: PLC0415

    found: AbstractContextManager[None] = rc_context({"svg.hashsalt": "lstmcast"})
    return found


def _figure_class() -> Any:
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - optional, and slow
    except ImportError:
        raise MissingDependencyError(
            "--plot needs the package matplotlib, which is not installed",
            hint='pip install "lstmcast[plot]"',
        ) from None
    return Figure

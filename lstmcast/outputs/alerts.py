"""Alerts for people: a table, or one clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from lstmcast.outputs.columns import bare_table
from lstmcast.outputs.figures import UNICODE, Glyphs, count, percent
from lstmcast.outputs.labels import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from lstmcast.evaluation.alerts import Alert

_SHOWN = 20  # rows for people, who would read no more


def said(alerts: Sequence[Alert]) -> str:
    """Return in one clause which conditions are met, and in how many series."""
    met = dict.fromkeys(alert.condition.text for alert in alerts)
    series = {alert.key for alert in alerts}
    verb = "meets" if len(series) == 1 else "meet"
    return f"{count(len(series), 'series', 'series')} {verb} {' or '.join(met)}"


def alert_table(alerts: Sequence[Alert], *, glyphs: Glyphs = UNICODE) -> list[RenderableType]:
    """Return one row for each of the first alerts, and how many there are besides."""
    if not alerts:
        return []
    table = bare_table()
    table.add_column("alert", style="bold yellow")
    table.add_column("when", no_wrap=True)
    table.add_column("first at", no_wrap=True)
    for heading in ("chance then", "ever"):
        table.add_column(heading, justify="right", no_wrap=True)
    several = len({alert.key.target for alert in alerts}) > 1
    for alert in alerts[:_SHOWN]:
        table.add_row(
            visible(alert.key.label_among(several=several)),
            alert.condition.text,
            visible(alert.time),
            percent(alert.chance, glyphs=glyphs),
            _range(alert, glyphs),
        )
    more = len(alerts) - _SHOWN
    rest = [Text(f"and {count(more, 'alert')} more", style="dim")] if more > 0 else []
    return [table, *rest, ""]


def _range(alert: Alert, glyphs: Glyphs) -> str:
    low, high = (percent(chance, glyphs=glyphs) for chance in (alert.at_least, alert.at_most))
    return low if low == high else f"{low.removesuffix(' %')}{glyphs.dash}{high}"

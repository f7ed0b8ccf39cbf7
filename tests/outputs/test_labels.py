"""Names from a file must not steer the terminal, nor break a table."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.data.series import SeriesKey
from lstmcast.outputs import outcomes, preview, summary
from lstmcast.outputs.labels import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lstmcast.data.series import SeriesSet
    from lstmcast.inference.forecast import ForecastSet

EVIL = "a\x1b]0;owned\x07\nb\u202ec"
SHOWN = r"a\x1b]0;owned\x07\nb\u202ec"


def printed(*things: RenderableType | None) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False)
    with console.capture() as captured:
        for thing in things:
            if thing is not None:
                console.print(thing)
    return captured.get()


@pytest.mark.parametrize(
    ("text", "shown"),
    [(EVIL, SHOWN), ("Größe 1 000\xa0€", "Größe 1 000\xa0€"), ("\udcff", r"\udcff"), ("", "")],
)
def test_what_steers_is_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_nothing_people_see_steers_the_terminal(history: SeriesSet, one: ForecastSet) -> None:
    keys = (SeriesKey((EVIL,), EVIL),)
    series = dataclasses.replace(history, keys=keys)
    forecast = dataclasses.replace(one, keys=keys)
    text = printed(
        summary.reading(f"/data/{EVIL}", 1, series),
        summary.facts([*summary.roles(Roles(time=(EVIL,), ids=(EVIL,), targets=(EVIL,)))]),
        summary.facts([("series", summary.listed(series.labels))]),
        summary.remarks([Note("x", f"about {EVIL}", "warning")]),
        summary.left_out([(keys[0], "it is empty")]),
        outcomes.written(Path(EVIL)),
        outcomes.forecast_written(Path(EVIL), series=1, steps=1),
        outcomes.following(["lstmcast", "train", EVIL]),
        *preview.chart(series, forecast, width=100),
    )
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert text.count(SHOWN) == 11

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.outputs.charts import Chart, Curve, draw
from lstmcast.outputs.figures import ASCII, UNICODE, Glyphs

DATES = ("2020-01", "2024-01", "2025-12")


def swinging(**changes: object) -> Curve:
    history = [100 + step + 40 * math.sin(step * math.tau / 12) for step in range(24)]
    forecast = [100 + step + 40 * math.sin(step * math.tau / 12) for step in range(24, 36)]
    fields: dict[str, object] = {
        "history": history,
        "forecast": forecast,
        "lower": [value - 10 for value in forecast],
        "upper": [value + 10 for value in forecast],
        "dates": DATES,
    }
    return Curve(**{**fields, **changes})  # type: ignore[arg-type]


def text(chart: Chart) -> str:
    return "\n" + "\n".join(chart.lines) + "\n"


def test_braille() -> None:
    chart = draw(swinging(), width=60, height=8)
    assert (
        text(chart)
        == """
 177 ┤                                       ░░⣀⡀░
     │                      ⢀⢄⡀             ░⡰⠈░⠈⠣⡀
     │   ⢀⠤⢄⡀             ⠠⠊⠁ ⠈⢆⡀          ⢀⠎░   ░⠘⡄
 123 ┤  ⡰⠁  ⠈⢢           ⢠⠊     ⠰⡀        ⢀⠎      ░⠈⡂      ░
     │ ⡜      ⠱⡀        ⢠⠃       ⠑⡄      ⢀⠎         ⠈⢆░   ░⡠
     │⠜        ⠑⡀      ⢠⠃         ⠘⢄    ⢀⠎           ░⠣⣀░⢀⠜░
     │          ⠱⡀    ⡠⠃            ⠣⣀⢀⠤⠂             ░░⠉⠁░
  69 ┤           ⠈⠦⡀⡠⠜                ⠁
      2020-01                             2024-01    2025-12
"""
    )


def test_ascii() -> None:
    chart = draw(swinging(), width=60, height=8, glyphs=ASCII)
    assert (
        text(chart)
        == """
 177 +                                       ::::
     |                       *              :ooooo
     |    ***             ******           :oo  ::oo
 123 +  **   **           *     *         oo      :o:      :
     | **     *         **       **       o        :oo   ::o
     |*        **      *           **   *o          ::ooooo:
     |           *    **            ****              ::::
  69 +            ****
      2020-01                             2024-01    2025-12
"""
    )


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_it_fits(glyphs: Glyphs, width: int) -> None:
    chart = draw(swinging(), width=width, height=10, glyphs=glyphs)
    assert len(chart.lines) == 11
    assert max(map(len, chart.lines)) <= width


def test_a_gap_stays_a_gap() -> None:
    history = [1.0] * 10 + [math.nan] * 10 + [1.0] * 10
    chart = draw(swinging(history=history, forecast=[1.0], lower=(), upper=()), glyphs=ASCII)
    (line,) = (line for line in chart.lines if "*" in line)
    assert line.count("*  ") == 1


def test_a_wild_interval_does_not_flatten_the_rest() -> None:
    wild = [1e9] * 12
    chart = draw(swinging(lower=[-1e9] * 12, upper=wild), glyphs=ASCII)
    assert sum("*" in line for line in chart.lines) >= 4


def test_the_forecast_begins_at_the_split() -> None:
    chart = draw(swinging(), glyphs=ASCII)
    for line in chart.lines[:-1]:
        assert "*" not in line[chart.split :]
        assert "o" not in line[: chart.split - 3]
    assert chart.lines[-1][chart.split :].startswith("2024-01")


@given(
    st.lists(st.floats(-1e12, 1e12) | st.just(math.nan), max_size=50),
    st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=20),
    st.sampled_from([UNICODE, ASCII]),
)
def test_any_numbers_make_a_chart(
    history: list[float], forecast: list[float], glyphs: Glyphs
) -> None:
    bounds = [value - 1 for value in forecast], [value + 1 for value in forecast]
    curve = swinging(history=history, forecast=forecast, lower=bounds[0], upper=bounds[1])
    chart = draw(curve, width=60, height=6, glyphs=glyphs)
    assert len(chart.lines) == 7
    assert max(map(len, chart.lines)) <= 60

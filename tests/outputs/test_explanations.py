"""Explanations for people: two tables in 80 columns, in words that hold for what was measured."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from builders import MONTHLY, seasonal_panel, small_model
from printing import printed

from lstmcast.data.series import SeriesKey
from lstmcast.evaluation.activity import Activity, LayerActivity, NetworkActivity
from lstmcast.evaluation.explanation import Explanation, explain_series
from lstmcast.evaluation.importance import Importance, Rise
from lstmcast.model.spec import ModelSpec
from lstmcast.outputs.explanations import explanation, gate_table, past_table
from lstmcast.outputs.figures import ASCII

NAN = float("nan")


def rise(*means: float, error: float = 0.1) -> Rise:
    mean = np.array(means)
    return Rise(
        windows=np.full(len(mean), 25),
        mean=mean,
        uncertainty=np.where(np.isnan(mean), NAN, error),
        low=mean,
        high=mean,
    )


def importance(*moved: float, risen: Rise, windows: int = 25, season: int = 12) -> Importance:
    parts = len(moved)
    return Importance(
        edges=np.arange(parts * season, -1, -season),
        unit=32.04,
        forecast=np.zeros(3),
        without=np.zeros((parts, 3)),
        moved=np.array(moved),
        windows=windows,
        error=0.634 if windows else NAN,
        rise=risen,
    )


def made(found: Importance, *, season: int = 12, holds: float = 2.5) -> Explanation:
    steps = np.array([0.2, 0.4, 0.6])
    gate = Activity(mean=steps, open=np.array([0, 0, 0.5]), shut=np.array([0.25, 0.25, 0.25]))
    state = Activity(mean=10 * steps, open=None, shut=None)
    layer = LayerActivity(
        layer=0,
        backward=False,
        signals={"forget": gate, "memory": state},
        holds=np.array([1.1, holds, 40.0]),
    )
    network = NetworkActivity(
        spec=ModelSpec(horizon=3, lookback=36, patch=12, hidden=4),
        folded=False,
        first=np.array([0, 12, 24]),
        last=np.array([11, 23, 35]),
        observed=np.array([0.0, 0.5, 1.0]),
        layers=(layer,),
    )
    return Explanation(
        key=SeriesKey(("a",), "y"),
        calendar=MONTHLY,
        end=36,
        horizon=3,
        season=season,
        networks=(network,),
        importance=found,
    )


def test_everything_on_one_page() -> None:
    told = made(importance(0.004, 0.5, 2.434, risen=rise(NAN, -0.03, 1.914)))
    assert (
        printed(*explanation(told, name="shop a"))
        == """\
shop a: what the forecast of 1973-01-01 – 1973-03-01 rests on

Where one season of 12 steps is hidden
  season from  forecast moves                             error rises
  1972-01-01             2.43  ████████████████████████  +1.91 ± 0.10
  1971-01-01             0.50  █████                     −0.03 ± 0.10
  1970-01-01             0.00
In mean changes over a season, as in MASE: 1 is 32.0. With nothing hidden the
error is 0.63, in 25 held-out windows; ± is one standard error.

LSTM of 4 units, 3 patches (2 with values) of 12 steps from 1970-01-01
               window   low  high  mean  > 0.9  < 0.1
  forget gate  ▁▅█     0.20  0.60  0.40   17 %   25 %
  |memory| c   ▁▅█     2.00  6.00  4.00
By its forget gate, half of the units hold on for about 30 steps or longer, a
tenth for more than the window of 36 steps.
"""
    )


def test_without_windows_only_moves_are_shown() -> None:
    found = importance(0.5, 2.0, risen=rise(NAN, NAN), windows=0)
    page = printed(*past_table(made(found)))
    assert "error" not in page
    assert "±" not in page
    assert page.rstrip().endswith("as in MASE: 1 is 32.0.")


def test_what_chance_explains_is_not_said_of_few_windows() -> None:
    found = importance(0.5, 2.0, risen=rise(-0.004, 0.2, error=NAN), windows=1)
    page = printed(*past_table(made(found)))
    assert "+0.20\n" in page
    assert " 0.00\n" in page  # no sign of what is rounded away
    assert "±" not in page
    assert "in 1 held-out window." in page


def test_without_a_unit_there_is_no_table() -> None:
    assert past_table(made(importance(NAN, NAN, risen=rise(NAN, NAN), windows=0))) == []


def test_the_parts_that_matter_least_are_left_out() -> None:
    moved = [0.01 * place for place in range(20)]
    page = printed(*past_table(made(importance(*moved, risen=rise(*moved)))))
    rows = [line.split() for line in page.splitlines()[3:15]]
    assert [row[1] for row in rows] == [f"{0.01 * place:.2f}" for place in range(19, 7, -1)]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    assert "The 8 other seasons move it by 0.07 at most." in " ".join(page.split())


def test_a_forecast_that_never_moves_has_no_bars() -> None:
    page = printed(*past_table(made(importance(0.0, 0.0, risen=rise(0.0, 0.0)))))
    assert "█" not in page


def test_parts_of_no_season_are_called_parts() -> None:
    found = importance(0.5, 2.0, risen=rise(0.1, 0.2), season=4)
    page = printed(*past_table(made(found, season=1)))
    assert "Where one part of 4 steps is hidden" in page
    assert "part from" in page
    assert "In mean changes from step to step" in page


@pytest.mark.parametrize("width", [56, 70, 80, 120])
@pytest.mark.parametrize("glyphs", [None, ASCII])
def test_it_fits_a_terminal_of_any_usual_width(width: int, glyphs: object) -> None:
    specs = (
        ModelSpec(horizon=4, lookback=120, patch=4, hidden=6, layers=2, bidirectional=True),
        ModelSpec(horizon=4, lookback=48, patch=12, hidden=5, cell="gru"),
        ModelSpec(horizon=4, lookback=48, patch=12, hidden=5, cell="rnn"),
    )
    told = explain_series(
        small_model(*specs).ensemble, seasonal_panel(150), 0, season=12, horizon=5
    )
    options = {} if glyphs is None else {"glyphs": ASCII}
    page = printed(*explanation(told, name="a", width=width, **options), width=width)
    assert max(map(len, page.splitlines())) <= width
    assert "…" not in page
    assert page.isascii() is (glyphs is not None)
    for words in (
        "Network 1 of 3: LSTM of 6 units, 2 layers, both directions",
        "layer 2, backward",
        "Network 2 of 3: GRU of 5 units",
        "By its update gate",
        "Network 3 of 3: RNN",
    ):
        assert words in " ".join(page.split())
    assert page.count("By its") == 5  # the RNN has no gate to hold on with


def test_names_from_files_are_spelt_out() -> None:
    told = made(importance(0.1, 0.2, risen=rise(0.1, 0.2)))
    assert "a\\x1b[31m: what" in printed(*explanation(told, name="a\x1b[31m"))


def test_patches_of_unequal_width_are_about_as_long() -> None:
    told = made(importance(0.1, 0.2, risen=rise(0.1, 0.2)))
    (network,) = told.networks
    wider = dataclasses.replace(network, last=network.last + np.array([0, 0, 1]), folded=True)
    page = printed(*explanation(dataclasses.replace(told, networks=(wider,)), name="a"))
    assert "of about 12 steps" in page


def test_lines_are_averaged_where_there_is_no_room() -> None:
    steps = np.linspace(0, 1, 64)
    signals = {"forget": Activity(mean=steps, open=steps, shut=steps)}
    layer = LayerActivity(layer=0, backward=False, signals=signals, holds=None)
    assert "  ▁▁▁▂▂▂▂▃▃▃▃▃▄▄▄▄▅▅▅▅▆▆▆▆▆▇▇▇▇███  " in printed(gate_table(layer))
    narrow = printed(gate_table(layer, width=56), width=56)
    assert "  ▁▂▃▄▅▆▇█  " in narrow

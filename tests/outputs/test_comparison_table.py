"""The table of a comparison: medians, ranges, and what does not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from comparisons import compared, measured, unscaled
from printing import printed

from lstmcast.evaluation.comparison import Comparison
from lstmcast.outputs.comparison import comparison_table, error_texts
from lstmcast.outputs.figures import ASCII

NETWORKS = (
    measured(0.5, 0.52, 0.61, solved=(3, 2, 3)),
    measured(0.45, 0.5, 0.55, cell="rnn", hidden=8, solved=(1, 0, 1)),
)


def without_scale(comparison: Comparison) -> Comparison:
    return replace(
        comparison,
        networks=tuple(
            replace(
                network,
                trials=tuple(
                    replace(trial, errors=unscaled(trial.errors)) for trial in network.trials
                ),
            )
            for network in comparison.networks
        ),
        pretrained=replace(comparison.pretrained, errors=unscaled(comparison.pretrained.errors)),
        yardstick=replace(comparison.yardstick, mase=None),
    )


def test_a_row_for_each_network_and_its_range_below() -> None:
    assert (
        printed(comparison_table(compared(*NETWORKS)))
        == """\
              weights     time       MASE    pinball    skill  validated  recall
  LSTM 64       36.5k    3.0 s       0.52       0.26    +48 %       0.31      20
                       2.0–4.0  0.50–0.61  0.25–0.30  +39…+50  0.30–0.37   10–20
  RNN 8         36.5k    3.0 s       0.50       0.25    +50 %       0.30       5
                       2.0–4.0  0.45–0.55  0.23–0.28  +45…+55  0.27–0.33    <5–5
  pretrained     1.2M                0.40       0.20    +60 %       0.24
"""
    )


def test_one_seed_has_no_range() -> None:
    single = printed(comparison_table(compared(measured(0.5, solved=(2,)), lags=(5, 10, 20))))
    assert single == (
        "              weights   time  MASE  pinball  skill  validated  recall\n"
        "  LSTM 64       36.5k  2.0 s  0.50     0.25  +50 %       0.30      10\n"
        "  pretrained     1.2M         0.40     0.20  +60 %       0.24\n"
    )


def test_what_nobody_has_leaves_no_column() -> None:
    shown = printed(comparison_table(without_scale(compared(measured(0.5, 0.6)))))
    heading = shown.splitlines()[0]
    assert heading.split() == ["weights", "time", "MAE", "pinball", "validated"]
    assert "  LSTM 64       36.5k    2.5 s       5.50" in shown


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_it_fits_a_terminal(width: int) -> None:
    wide = measured(0.5, 0.6, hidden=1024, solved=(0, 3))
    shown = printed(comparison_table(compared(wide), width=width), width=200)
    assert max(map(len, shown.splitlines())) <= min(width, 80)
    assert "MASE" in shown


def test_ascii_terminals_get_ascii() -> None:
    worse = (measured(1.5, 1.6, 1.4), measured(1.2, 1.3, 1.1, solved=(0, 1, 3)))
    assert printed(comparison_table(compared(*worse), glyphs=ASCII)).isascii()


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.04, "0.0 s"), (9.97, "10 s"), (99, "99 s"), (150, "2.5 min"), (7200, "2.0 h")],
)
def test_times_are_short(seconds: float, shown: str) -> None:
    network = measured(0.5)
    timed = replace(network, trials=(replace(network.trials[0], seconds=seconds),))
    assert f"  {shown}  " in printed(comparison_table(compared(timed)))


@pytest.mark.parametrize(
    ("errors", "texts"),
    [
        ([0.5, 1.234, None], ["0.50", "1.23", ""]),
        ([12.34, 0.5], ["12.3", "0.5"]),
        ([123.4, 99.9], ["123", "100"]),
        ([0.0123, 0.0234], ["0.012", "0.023"]),
        ([4321.0, 1234.5], ["4321", "1234"]),
    ],
)
def test_errors_show_enough_decimals(errors: list[float | None], texts: list[str]) -> None:
    assert error_texts(errors) == texts

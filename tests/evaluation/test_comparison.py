"""Names, spreads and lags of what was compared."""

from __future__ import annotations

from comparisons import errors, measured, recall, unscaled
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.evaluation.comparison import KINDS, Contender, spread_of


def test_kinds_are_cells_in_one_direction_or_both() -> None:
    assert set(KINDS) == {"lstm", "gru", "rnn", "bilstm", "bigru", "birnn"}
    names = {
        kind: Contender(cell=cell, bidirectional=both, hidden=32).name
        for kind, (cell, both) in KINDS.items()
    }
    assert (names["lstm"], names["bigru"]) == ("LSTM 32", "BiGRU 32")
    assert all(name.lower() == f"{kind} 32" for kind, name in names.items())


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9))
def test_a_spread_holds_its_median(figures: list[float]) -> None:
    spread = spread_of(list(figures))
    assert spread is not None
    assert (spread.low, spread.high) == (min(figures), max(figures))
    assert sum(figure <= spread.median for figure in figures) * 2 >= len(figures)
    assert sum(figure >= spread.median for figure in figures) * 2 >= len(figures)


def test_an_undefined_figure_has_no_spread() -> None:
    assert spread_of([]) is None
    assert spread_of([1.0, None]) is None


def test_networks_are_ranked_by_mase_or_where_it_is_undefined_by_mae() -> None:
    assert measured(0.5, 0.4).decisive == (0.5, 0.4)
    assert unscaled(errors(0.5)).decisive == 5.0


def test_the_longest_lag_is_the_last_one_solved() -> None:
    assert [recall(0, solved).longest for solved in range(4)] == [0, 5, 10, 20]

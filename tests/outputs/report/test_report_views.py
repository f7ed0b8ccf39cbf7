from __future__ import annotations

import numpy as np
import pytest
from pages import make_ahead, make_record, panel

from lstmcast.outputs.report.views import View, view_ahead, view_of


def shown(view: View) -> list[int]:
    """Return at which steps of the series forecasts begin."""
    return [view.first + window.at for window in view.windows]


def test_a_short_history_is_shown_as_a_whole() -> None:
    data = panel(60)
    view = view_of(make_record(data), 0, make_ahead(data))
    assert view.first == 0
    assert shown(view) == [42, 48, 54]
    assert view.ahead is not None
    assert view.ahead.at == 60
    assert len(view.values) == 66
    assert np.array_equal(view.values[:60], data.series(0))
    assert np.isnan(view.values[60:]).all()


def test_of_a_long_history_the_end_is_shown() -> None:
    data = panel(900)
    view = view_of(make_record(data), 0)
    assert view.first == 900 - 60
    assert view.ordinal == view.first
    assert np.array_equal(view.values, data.series(0)[view.first :])
    assert shown(view) == [882, 888, 894]


def test_forecasts_that_overlap_are_left_out() -> None:
    record = make_record(panel(60), folds=5, step=2)
    view = view_of(record, 0)
    assert shown(view) == [48, 54]
    assert view.left_out == 3


def test_the_last_forecasts_are_kept() -> None:
    record = make_record(panel(90), folds=7)
    assert shown(view_of(record, 0)) == [60, 66, 72, 78, 84]
    assert shown(view_of(record, 0, most=1)) == [84]


def test_the_order_of_the_rows_does_not_matter() -> None:
    record = make_record(panel(60, 70))
    turned = np.arange(len(record))[::-1]
    other = record.select(turned)
    one, two = view_of(record, 1), view_of(other, 1)
    assert shown(one) == shown(two)
    for before, after in zip(one.windows, two.windows, strict=True):
        assert np.array_equal(before.point, after.point)


def test_a_series_that_is_not_forecast_ahead() -> None:
    data = panel(60, 70)
    ahead = make_ahead(data).select(np.array([1]))
    record = make_record(data)
    assert view_of(record, 0, ahead).ahead is None
    assert view_of(record, 1, ahead).ahead is not None


@pytest.mark.parametrize("horizon", [6, 12])
def test_a_forecast_alone(horizon: int) -> None:
    data = panel(60, 200)
    view = view_ahead(data, make_ahead(data, horizon), 1)
    assert view.series == 1
    assert view.windows == ()
    assert view.ahead is not None
    assert view.first + view.ahead.at == 200
    assert len(view.values) == 200 - view.first + horizon

"""What the benchmark of covariates holds out, and the effects it reads from forecasts."""

from __future__ import annotations

from math import isnan
from pathlib import Path

import pytest

from tests.benchmarks.covariates.cutting import hold_out, read_rows
from tests.benchmarks.covariates.effects import (
    Change,
    compare_effects,
    shown_effect,
    write_futures,
)
from tests.benchmarks.covariates.sample import PRICE, PROMOTION
from tests.benchmarks.scoring import Series

# The last value of a is that of day 5; b has an empty cell, and no rows to come.
_ROWS = """\
shop,day,sold,price
a,1,10,7
b,1,50,2
a,2,11,7
b,2,,2
a,3,12,8
b,3,52,
a,4,13,7
b,4,53,2
a,5,14,7
a,6,,9
"""
CHANGE = Change(
    name="dearer",
    column="price",
    before={"a": 7.0, "b": 2.0},
    after={"a": 8.0, "b": 2.5},
    steps=range(1, 2),
    effect={"a": -4.0, "b": -10.0},
)


def _cut(folder: Path, *, horizon: int = 2, skipped: int = 0) -> tuple[str, str, Series]:
    source = folder / "rows.csv"
    source.write_text(_ROWS, encoding="utf-8")
    cut = hold_out(
        read_rows(source), id="shop", target="sold", horizon=horizon, skipped=skipped, folder=folder
    )
    return cut.history.read_text(), cut.future.read_text(), cut.actual


def test_the_newest_known_rows_are_held_out(tmp_path: Path) -> None:
    history, future, actual = _cut(tmp_path)
    assert history == "shop,day,sold,price\na,1,10,7\nb,1,50,2\na,2,11,7\nb,2,,2\na,3,12,8\n"
    assert future == "shop,day,price\nb,3,\na,4,7\nb,4,2\na,5,7\n"
    assert actual == {"a": [13.0, 14.0], "b": [52.0, 53.0]}


def test_validation_sees_nothing_of_the_newest_rows(tmp_path: Path) -> None:
    history, future, actual = _cut(tmp_path, horizon=1, skipped=2)
    assert history == "shop,day,sold,price\na,1,10,7\nb,1,50,2\na,2,11,7\n"
    assert future == "shop,day,price\nb,2,2\na,3,8\n"
    assert actual["a"] == [12.0]
    assert isnan(actual["b"][0])


def test_a_series_without_a_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="b has no history"):
        _cut(tmp_path, horizon=4)


def test_the_same_future_is_written_twice(tmp_path: Path) -> None:
    future = tmp_path / "future.csv"
    future.write_text("shop,day,price,promo\nb,3,9,0\na,4,9,1\nb,4,9,0\na,5,9,0\n")
    usual, changed = write_futures(future, CHANGE, id="shop")
    assert usual.read_text() == "shop,day,price,promo\nb,3,2,0\na,4,7,1\nb,4,2,0\na,5,7,0\n"
    assert changed.read_text() == "shop,day,price,promo\nb,3,2,0\na,4,7,1\nb,4,2.5,0\na,5,8,0\n"


def test_the_effect_is_that_of_the_changed_steps() -> None:
    usual = {"a": [20.0, 20.0, 20.0], "b": [50.0, 50.0, 50.0]}
    changed = {"a": [99.0, 17.0, 99.0], "b": [99.0, 42.0, 99.0]}
    shown = shown_effect(usual, changed, CHANGE)
    assert shown == {"a": -3.0, "b": -8.0}
    lines = compare_effects(shown, CHANGE)
    assert [each.ratio for each in lines] == pytest.approx([0.75, 0.8, 0.775])
    assert [each.met for each in lines] == [None, None, False]


@pytest.mark.parametrize("change", [PROMOTION, PRICE])
def test_the_sample_is_changed_within_its_horizon(change: Change) -> None:
    assert set(change.before) == set(change.after) == set(change.effect)
    assert change.steps.start > 0
    assert change.steps.stop < 28
    sign = 1 if change is PROMOTION else -1
    assert all(sign * effect > 0 for effect in change.effect.values())

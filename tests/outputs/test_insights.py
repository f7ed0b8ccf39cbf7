"""The look inside that a report draws, from what `explain` found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import seasonal_panel, small_model

from lstmcast.evaluation.explanation import Explanation, explain_series
from lstmcast.model.spec import Cell, ModelSpec
from lstmcast.outputs.insights import insight_of


def explained(*specs: ModelSpec) -> Explanation:
    ensemble = small_model(*specs).ensemble
    return explain_series(ensemble, seasonal_panel(90), 0, season=12, horizon=4)


def spec(cell: Cell = "lstm", layers: int = 1) -> ModelSpec:
    return ModelSpec(horizon=4, lookback=24, patch=4, hidden=6, cell=cell, layers=layers)


@pytest.mark.parametrize(
    ("cell", "gates", "states"),
    [
        (
            "lstm",
            3,
            {"size of the candidate", "size of the cell state", "size of the hidden state"},
        ),
        ("gru", 2, {"size of the candidate", "size of the hidden state"}),
        ("rnn", 0, {"size of the hidden state"}),
    ],
)
def test_gates_are_told_from_states(cell: Cell, gates: int, states: set[str]) -> None:
    found = insight_of(explained(spec(cell)), "Bonn")
    assert found.series == "Bonn"
    assert len(found.gates) == gates
    assert {trace.name for trace in found.states} == states
    for trace in (*found.gates, *found.states):
        assert len(trace.values) == len(found.stamps) == 6
    assert all(0 <= value <= 1 for trace in found.gates for value in trace.values)


def test_the_newest_part_comes_first_and_growth_is_a_share() -> None:
    made = explained(spec())
    found = insight_of(made, "Bonn").importances
    begins = made.calendar.format(made.parts[0])
    assert [each.name for each in found] == [f"from {begin}" for begin in begins[::-1]]
    importance = made.importance
    assert found[0].growth == pytest.approx(importance.rise.mean[-1] / importance.error)
    for each in found:
        assert each.low is not None
        assert each.high is not None
        assert each.low <= each.growth <= each.high


def test_what_cannot_be_told_is_left_out() -> None:
    made = explained(spec())
    rise = made.importance.rise
    unsure = replace(rise, uncertainty=np.full_like(rise.uncertainty, np.nan))
    found = insight_of(replace(made, importance=replace(made.importance, rise=unsure)), "Bonn")
    assert {(each.low, each.high) for each in found.importances} == {(None, None)}
    for nothing in ({"windows": 0}, {"error": float("nan")}, {"error": 0.0}):
        untold = replace(made.importance, **nothing)
        assert insight_of(replace(made, importance=untold), "Bonn").importances == ()


def test_what_is_not_shown_is_said() -> None:
    (reads,) = insight_of(explained(spec()), "Bonn").remarks
    assert reads.startswith("The network reads 4 steps at a time")
    remarks = insight_of(explained(spec(layers=2), spec("gru")), "Bonn").remarks
    assert remarks[:2] == (
        "The first of 2 networks is shown.",
        "Of its layers the uppermost one is shown.",
    )

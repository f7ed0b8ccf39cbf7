"""Explanations for programs: rows and a document that say the same."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest
from builders import seasonal_panel, series_set, small_model

from lstmcast.evaluation.explanation import Explanation, explain_series
from lstmcast.model.spec import ModelSpec
from lstmcast.outputs.documents import encode_document
from lstmcast.outputs.explanation_rows import COLUMNS, encode_explanation, explanation_document

SPECS = (
    ModelSpec(horizon=4, lookback=24, patch=12, hidden=6),
    ModelSpec(horizon=4, lookback=36, patch=12, hidden=5, cell="gru", bidirectional=True),
    ModelSpec(horizon=4, lookback=24, patch=12, hidden=5, cell="rnn"),
)


@pytest.fixture(scope="module")
def made() -> Explanation:
    return explain_series(small_model(*SPECS).ensemble, seasonal_panel(90), 0, season=12, horizon=5)


def frame(made: Explanation) -> pd.DataFrame:
    encoded = encode_explanation(made, name="Berlin/tea", form="csv")
    return pd.read_csv(io.BytesIO(encoded), dtype={"network": "Int64", "layer": "Int64"})


def test_each_row_is_one_figure(made: Explanation) -> None:
    rows = frame(made)
    assert list(rows.columns) == [*COLUMNS, "value"]
    assert set(rows["series"]) == {"Berlin/tea"}
    assert rows["value"].notna().all()
    assert not rows.duplicated(list(COLUMNS)).any()
    gate = rows[(rows["network"] == 1) & (rows["signal"] == "forget") & (rows["figure"] == "mean")]
    forget = made.networks[0].layers[0].signals["forget"].mean
    np.testing.assert_allclose(gate["value"], forget, rtol=1e-8)
    assert gate["from"].tolist() == made.calendar.format(made.networks[0].first)
    assert gate["to"].tolist() == made.calendar.format(made.networks[0].last)
    past = rows[rows["about"] == "past"]
    assert past["network"].isna().all()
    moved = past[past["figure"] == "moved"]
    np.testing.assert_allclose(moved["value"], made.importance.moved, rtol=1e-8)
    assert moved["from"].tolist() == made.calendar.format(made.parts[0])


def test_how_long_units_hold_is_told_in_steps_of_the_data(made: Explanation) -> None:
    rows = frame(made)
    held = rows[rows["figure"] == "holds-50"]
    assert held["signal"].tolist() == ["forget", "update", "update"]
    assert held["direction"].tolist() == ["forward", "forward", "backward"]
    layers = [layer for each in made.networks for layer in each.layers if layer.holds is not None]
    np.testing.assert_allclose(held["value"], [12 * layer.holds[1] for layer in layers], rtol=1e-8)  # type: ignore[index]


def test_only_gates_are_open_or_shut(made: Explanation) -> None:
    rows = frame(made)
    shares = rows[rows["figure"].isin(["open", "shut"])]
    assert set(shares["signal"]) == {"forget", "input", "output", "update", "reset"}
    assert set(rows["signal"].dropna()) >= {"candidate", "memory", "hidden"}


def test_the_document_says_what_the_rows_say(made: Explanation) -> None:
    document = json.loads(encode_explanation(made, name="a", form="json"))
    assert document["schema"] == 1
    assert json.loads(encode_document(explanation_document(made))).items() <= document.items()
    assert document["series"] == {"ids": ["s0"], "target": "y"}
    assert (document["season"], document["horizon"]) == (12, 5)
    assert len(document["forecast"]["time"]) == len(document["forecast"]["median"]) == 5
    assert document["forecast"]["time"][0] == made.calendar.format(np.array([90]))[0]
    rows = frame(made)
    past = rows[rows["about"] == "past"].pivot_table(index="from", columns="figure", values="value")
    for part in document["past"]["parts"]:
        assert part["windows"] > 0
        for name, figure in (
            ("moved", "moved"),
            ("rise", "rise"),
            ("standard_error", "standard-error"),
            ("lower_quartile", "lower-quartile"),
            ("upper_quartile", "upper-quartile"),
        ):
            assert past.loc[part["from"], figure] == pytest.approx(part[name], rel=1e-8)
    assert [each["cell"] for each in document["networks"]] == ["lstm", "gru", "rnn"]
    gru = document["networks"][1]
    assert [layer["direction"] for layer in gru["layers"]] == ["forward", "backward"]
    assert gru["layers"][0]["signals"]["hidden"]["open"] is None
    assert len(gru["layers"][0]["signals"]["update"]["shut"]) == 3
    assert list(gru["layers"][0]["holds_steps"]) == ["10", "50", "90"]
    assert document["networks"][2]["layers"][0]["holds_steps"] is None


def test_parquet_has_times_and_numbers(made: Explanation) -> None:
    pytest.importorskip("pyarrow")
    encoded = encode_explanation(made, name="a", form="parquet")
    rows = pd.read_parquet(io.BytesIO(encoded))
    assert rows["from"].dtype.kind == "M"
    np.testing.assert_array_equal(rows["value"].to_numpy()[0], made.importance.moved[0])


def test_what_is_not_known_has_no_row_and_is_null() -> None:
    made = explain_series(
        small_model().ensemble, series_set(np.arange(13.0)), 0, season=12, horizon=4
    )
    rows = frame(made)
    assert set(rows.loc[rows["about"] == "past", "figure"]) == {"moved"}
    document = json.loads(encode_explanation(made, name="a", form="json"))
    assert document["past"]["error"] is None
    assert {part["rise"] for part in document["past"]["parts"]} == {None}

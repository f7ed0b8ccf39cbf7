"""Columns give way in the order in which they tell little."""

from __future__ import annotations

import pytest

from lstmcast.outputs.columns import figure_table, fitting

COLUMNS = [("size", ["1", "22"]), ("error", ["0.5", "0.25"]), ("time", ["1.5 s", "2 s"])]


@pytest.mark.parametrize(
    ("room", "kept"),
    [
        (20, ["size", "error", "time"]),  # 6 + 7 + 7
        (19, ["error", "time"]),
        (13, ["error"]),
        (7, ["error"]),
        (6, []),
    ],
)
def test_what_fits_is_kept_in_its_place(room: int, kept: list[str]) -> None:
    telling = ("error", "time", "size")
    assert [name for name, _ in fitting(COLUMNS, room, telling=telling)] == kept


def test_first_rows_have_their_styles_and_the_others_none() -> None:
    names = ["LSTM", "naive"]
    told = ("error",)
    table = figure_table(names, COLUMNS, width=80, telling=told)
    assert [row.style for row in table.rows] == ["bold", ""]
    styled = figure_table(names, COLUMNS, width=80, telling=told, styles=["", "yellow"])
    assert [row.style for row in styled.rows] == ["", "yellow"]
    assert [column.header for column in styled.columns] == ["", "size", "error", "time"]

"""A large file is read a few rows at a time; where the blocks end is not to be seen anywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from csvtext import Load, stamps, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstmcast.data import tally
from lstmcast.data.placing import assemble, lattice, timeline
from lstmcast.data.text import blocks, cells, encoding, records
from lstmcast.data.text.table import Table, parse_table
from lstmcast.errors import DataError


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make all blocks so small that a file of a few rows has many of them."""
    monkeypatch.setattr(encoding, "_BYTES_AT_ONCE", 3)
    monkeypatch.setattr(records, "_BYTES_AT_ONCE", 5)
    monkeypatch.setattr(blocks, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(blocks, "_FEW", 2)
    monkeypatch.setattr(cells, "_TEXTS_AT_ONCE", 2)
    monkeypatch.setattr(cells, "_CODES_AT_ONCE", 3)
    monkeypatch.setattr(lattice, "_ROWS_AT_ONCE", 3)
    monkeypatch.setattr(assemble, "_ROWS_AT_ONCE", 3)
    for module in (tally, timeline):
        monkeypatch.setattr(module, "NUMBERS_AT_ONCE", 3)


def rows_of(parsed: Table) -> list[tuple[str, ...]]:
    return list(zip(*(column.tolist() for column in parsed.columns.values()), strict=True))


@pytest.mark.usefixtures("few_at_once")
@pytest.mark.parametrize("mark", ["", '"'])  # quoted cells are counted in another way
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "ü€"]), st.text("xyz ,\n", min_size=1, max_size=9)),
        min_size=1,
        max_size=12,
    )
)
def test_cells_and_lines(mark: str, rows: list[tuple[str, str]]) -> None:
    if not mark:
        rows = [(one, other.replace(",", "").replace("\n", "") or "-") for one, other in rows]
    rows = [(one, other.lstrip(" ") or "-") for one, other in rows]  # skipped behind a comma
    body = "".join(f"{one},{mark}{other}{mark}\n" for one, other in rows)
    parsed = parse_table(f"one,other\n{body}".encode(), ",", "t.csv")
    assert rows_of(parsed) == rows
    heights = [1 + other.count("\n") for _, other in rows]
    assert parsed.lines.tolist() == [2 + sum(heights[:row]) for row in range(len(rows))]


@pytest.mark.usefixtures("few_at_once")
def test_a_column_that_repeats_itself_is_held_once_and_another_one_is_not_searched() -> None:
    text = "id,value\n" + "".join(f"{row % 2},{row}\n" for row in range(9)) + "0,3\n"
    parsed = parse_table(text.encode(), ",", "t.csv")
    one, other = parsed.columns["id"], parsed.columns["value"]
    assert (one.distinct, one.texts.tolist()) == (True, ["0", "1"])
    assert (other.distinct, len(other.texts), other.count_different()) == (False, 10, 9)
    assert other.tolist() == [*map(str, range(9)), "3"]


def test_a_file_of_one_block_holds_each_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_FEW", 2)
    parsed = parse_table(b"value\n" + b"7\n5\n6\n7\n" * 3, ",", "t.csv")
    value = parsed.columns["value"]
    assert (value.distinct, value.texts.tolist()) == (True, ["7", "5", "6"])


@pytest.mark.parametrize(("wide", "distinct"), [(1, True), (3, False)])
def test_many_columns_share_the_texts_that_are_searched(
    wide: int, distinct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(blocks, "_FEW_TOGETHER", 9)  # nine of one column, or three of each
    lines = [",".join("abc"[:wide]), *(",".join([str(row)] * wide) for row in range(9))]
    parsed = parse_table("\n".join(lines).encode(), ",", "t.csv")
    assert [column.distinct for column in parsed.columns.values()] == [distinct] * wide
    assert rows_of(parsed) == [(str(row),) * wide for row in range(9)]


@pytest.mark.parametrize(("wide", "rows"), [(1, 7), (2, 6), (3, 4), (40, 3)])
def test_the_wider_a_file_the_fewer_rows_at_once(
    wide: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "_ROWS_AT_ONCE", 7)
    monkeypatch.setattr(blocks, "_CELLS_AT_ONCE", 12)
    monkeypatch.setattr(blocks, "_FEWEST_ROWS", 3)
    read, asked = blocks.pd.read_csv, []

    def spy(*args: Any, **settings: Any) -> Any:
        asked.append(settings["chunksize"])
        return read(*args, **settings)

    monkeypatch.setattr(blocks.pd, "read_csv", spy)
    line = ",".join(f"c{place}" for place in range(wide))
    parsed = parse_table(f"{line}\n{line}\n{line}\n".encode(), ",", "t.csv")
    assert (asked, parsed.rows) == ([rows], 2)


@pytest.mark.usefixtures("few_at_once")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n\n  \n3,4\n5,6\n7\n", "line 7: 1 cell where the header has 2"),
        ("a,b\n1,2\n3,4\n5,6,7\n8,9\n", "line 4: 3 cells where the header has 2"),
        ('a,b\n1,2\n"3\n",4\n5,6\n7,8\n9,"x\n1,2\n', "line 7: a quotation mark is never closed"),
    ],
)
def test_errors_name_the_line(text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse_table(text.encode(), ",", "t.csv")


@pytest.mark.usefixtures("few_at_once")
@pytest.mark.parametrize(
    ("content", "name", "used"),
    [
        ("ds,größe€😀\n", "größe€😀", "utf-8"),  # some character lies across any border
        ("ds,y\n", "y", "utf-8"),
        ("ds,größe\n".encode("cp1252"), "größe", "cp1252"),
        ("ds,y€\n".encode()[:-2] + b"\n", "yâ‚", "cp1252"),  # the last character is cut
    ],
)
def test_encodings(content: str | bytes, name: str, used: str, load: Load) -> None:
    content = content.encode() if isinstance(content, str) else content
    data = load(content + b"2024-01-01,1\n2024-01-02,2\n")
    assert (data.roles.targets, data.source.encoding) == ((name,), used)


@pytest.mark.usefixtures("few_at_once")
def test_a_character_that_the_end_of_the_file_cuts(load: Load) -> None:
    text = "ds,y,note\n2024-01-01,1,a\n2024-01-02,2,€"
    assert load(text).source.encoding == "utf-8"
    assert load(text.encode()[:-1]).source.encoding == "cp1252"


@pytest.mark.parametrize(
    "text",
    [
        table(stamps("2024-03-30T20:00", 1, "h", 40)),
        table(stamps("2024-01-31", 31, "D", 12)),
        table([f"{year}-{month:02d}-28" for year in (2023, 2024) for month in range(1, 13)]),
        "ds,shop,y,z\n"
        + "".join(
            f"2024-01-{day:02d},{shop},{'' if day % 5 == shop else day * 1.5},{day}\n"
            for day in (3, 1, 2, 4, 5, 6, 7, 8, 10, 11, 12)
            for shop in (2, 0, 1)
        ),
        "year,month,day,units\n"
        + "".join(f"2024,{1 + day // 28},{1 + day % 28},{day * day}\n" for day in range(56)),
    ],
    ids=["hours", "far", "months", "shops", "parts"],
)
def test_series_are_the_same(text: str, load: Load, request: pytest.FixtureRequest) -> None:
    whole = load(text, ambiguous="infer")
    request.getfixturevalue("few_at_once")
    parts = load(text, ambiguous="infer")
    np.testing.assert_array_equal(parts.series.values, whole.series.values)
    np.testing.assert_array_equal(parts.series.starts, whole.series.starts)
    np.testing.assert_array_equal(parts.series.offsets, whole.series.offsets)
    assert parts.series.calendar == whole.series.calendar
    assert (parts.series.keys, parts.notes, parts.roles) == (
        whole.series.keys,
        whole.notes,
        whole.roles,
    )


def test_a_value_that_is_no_number_far_below(load: Load, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("few_at_once")
    text = table(stamps("2024-01-01", 1, "D", 20), [*range(10), "-", *range(8), "x"])
    with pytest.raises(DataError, match=r"line 21, column 'y': 'x' is not a number"):
        load(text, target=("y",))

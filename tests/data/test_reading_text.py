"""From bytes to numbers: encodings, delimiters, quotes, decimal marks, signs."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from csvtext import Load, codes, stamps, table, times_of
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.config import DataConfig
from lstmcast.data.load import load_series
from lstmcast.data.text.cells import code_texts
from lstmcast.data.text.dialect import find_delimiter
from lstmcast.data.text.numbers import read_numbers
from lstmcast.data.text.table import parse_table
from lstmcast.errors import DataError

PLAIN = "ds,größe\n2024-01-01,1.5\n2024-01-02,2.25\n2024-01-03,-3\n"


@pytest.mark.parametrize(
    ("content", "encoding", "noted"),
    [
        (PLAIN.encode(), "utf-8", False),
        (PLAIN.encode("utf-8-sig"), "utf-8-sig", False),
        (PLAIN.encode("utf-16"), "utf-16", False),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "utf-16", False),
        (PLAIN.encode("utf-32"), "utf-32", False),
        (PLAIN.encode("cp1252"), "cp1252", True),
        (PLAIN.replace("größe", "gr\x81").encode("latin-1"), "latin-1", True),
        (PLAIN.replace("\n", "\r\n").encode(), "utf-8", False),
        (PLAIN.replace("\n", "\r").encode(), "utf-8", False),
        (PLAIN.rstrip("\n").encode(), "utf-8", False),
        (gzip.compress(PLAIN.encode(), mtime=0), "utf-8", False),
        (("\n \n" + PLAIN.replace("\n", "\n\n") + ",\n ,\n\n").encode(), "utf-8", False),
    ],
)
def test_encodings_and_line_ends(content: bytes, encoding: str, noted: bool, load: Load) -> None:
    data = load(content)
    assert data.series.values.tolist() == [1.5, 2.25, -3.0]
    assert data.source.encoding == encoding
    assert ("encoding" in codes(data)) == noted
    assert data.source.rows == 3


def test_a_named_encoding(load: Load) -> None:
    data = load(PLAIN.encode("cp437"), encoding="cp437")
    assert data.roles.targets == ("größe",)


def test_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(PLAIN.encode())))
    data = load_series("-", DataConfig())
    assert data.source.path is None
    assert len(data.series.values) == 3


def test_what_is_known_of_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_bytes(gzip.compress(PLAIN.encode(), mtime=0))
    source = load_series("a.csv", DataConfig()).source
    assert source.path == str(tmp_path / "a.csv")
    assert len(source.sha256) == 64
    (tmp_path / "a.csv").write_bytes(PLAIN.encode())
    assert load_series("a.csv", DataConfig()).source.sha256 != source.sha256
    assert (source.rows, source.delimiter, source.decimal) == (3, ",", ".")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1;2\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("a;b\n1,5;2,5\n2,5;3,5\n", ";"),
        ("Wert, EUR;ds\n1,5;2024-01-01\n", ";"),
        ('ds,name\n2024-01-01,"x;y;z"\n2024-01-02,"x;y;z"\n', ","),
        ("ds\ty, in EUR\n2024-01-01\t1,5\n", "\t"),
        ("y\n1\n2\n", ","),
        ("a,b\n", ","),
        ("a;b\n", ";"),
        ("", ","),
    ],
)
def test_delimiters_are_found(text: str, delimiter: str) -> None:
    assert find_delimiter(text.encode(), None) == delimiter


@pytest.mark.parametrize(
    ("name", "delimiter"),
    [("tab", "\t"), ("\\t", "\t"), (":", ":"), (" ", " "), ("space", " "), ("comma", ",")],
)
def test_delimiters_can_be_named(name: str, delimiter: str) -> None:
    assert find_delimiter(b"a,b\n", name) == delimiter


@pytest.mark.parametrize(
    ("content", "delimiter", "noted"),
    [
        ("sep=;\nds;y\n2024-01-01;1\n2024-01-02;2\n", ";", None),
        ('"sep=:"\nds:y\n2024-01-01:1\n2024-01-02:2\n', ":", None),
        ("# from the till\nds,y\n2024-01-01,1\n2024-01-02,2\n", ",", "comments"),
        ("# a, b\n#\n\nds;y\n2024-01-01;1\n2024-01-02;2\n", ";", "comments"),
        ("ds;y\n2024-01-01;1;;\n2024-01-02;2;;\n", ";", "empty-cells"),
        ('ds,y\n2024-01-01,"1"\n2024-01-02,2,\n', ",", "empty-cells"),
    ],
)
def test_what_stands_around_the_table(
    content: str, delimiter: str, noted: str | None, load: Load
) -> None:
    data = load(content)
    assert data.series.values.tolist() == [1, 2]
    assert data.roles.time == ("ds",)
    assert data.source.delimiter == delimiter
    assert [code for code in codes(data) if code in {"comments", "empty-cells"}] == (
        [noted] if noted else []
    )


def test_a_header_may_begin_with_a_hash(load: Load) -> None:
    assert load("#date,y\n2024-01-01,1\n2024-01-02,2\n").roles.time == ("#date",)


def test_lines_above_the_header_are_counted(load: Load) -> None:
    with pytest.raises(DataError, match="line 4, column 'y': 'x'"):
        load("# a\nds,y\n2024-01-01,1\n2024-01-02,x\n", target=("y",))


def test_quoted_cells_keep_delimiters_and_lines() -> None:
    text = b'\n"a","b, c",d\n1,"x\ny",3\n\n4,"say ""hi""", 6\n'
    parsed = parse_table(text, ",", "t.csv")
    assert parsed.names == ("a", "b, c", "d")
    assert parsed.columns["b, c"].tolist() == ["x\ny", 'say "hi"']
    assert parsed.lines.tolist() == [3, 6]
    assert parsed.place(1, "d") == "t.csv, line 6, column 'd'"


def test_a_quote_within_a_cell_is_text() -> None:
    parsed = parse_table(b'a,b\n5" pipe,1\n6" pipe,2\n', ",", "t.csv")
    assert parsed.columns["a"].tolist() == ['5" pipe', '6" pipe']


def test_names_that_are_missing() -> None:
    parsed = parse_table(b",y,,\n1,2,3,\n", ",", "t.csv")
    assert parsed.names == ("unnamed", "y", "unnamed_3")
    assert parse_table(b",unnamed\n1,2\n", ",", "t.csv").names == ("unnamed_", "unnamed")


def test_lines_are_those_of_the_file(load: Load) -> None:
    text = '\nds,y,note\n\n2024-01-01,1,"two\nlines"\n2024-01-02,x,b\n'
    with pytest.raises(DataError, match="line 6, column 'y': 'x'"):
        load(text, target=("y",))


def numbers(*cells: str, **settings: str | None) -> tuple[list[float], list[int], str]:
    """Read one column; return values, bad rows and the decimal mark."""
    found = read_numbers(
        {"y": code_texts(cells)},
        decimal=settings.get("decimal"),
        delimiter=settings.get("delimiter") or ",",
    )
    return found.columns["y"].values.tolist(), found.columns["y"].bad.tolist(), found.decimal


@pytest.mark.parametrize(
    ("cells", "values", "mark"),
    [
        (("1", "2.5", "-3e2", " 4 "), [1, 2.5, -300, 4], "."),
        (("1,234.5", "2"), [1234.5, 2], "."),
        (("1.234,5", "2"), [1234.5, 2], ","),
        (("1 234,5", "12\u00a0345", "7\u202f654,25"), [1234.5, 12345, 7654.25], ","),
        (("1'234.5", "2’345"), [1234.5, 2345], "."),
        (("1,234,567", "1,5"), [1234567.0, float("nan")], "."),
        (("0,123", "1,234"), [0.123, 1.234], ","),
        (("−5", "+6"), [-5, 6], "."),
        (("$1,200", "$3.50"), [1200, 3.5], "."),
        (("5 €", "6,5 €"), [5, 6.5], ","),
        (("USD 5", "USD 6"), [5, 6], "."),
        (("-$5", "$6"), [-5, 6], "."),
        (("12 %", "3.5%"), [12, 3.5], "."),
        (("5", "(10.30)", "$ 3"), [5, -10.3, float("nan")], "."),
        (("5.2", "10.3-", "4−"), [5.2, -10.3, -4], "."),
        (("$5", "($1,234.50)"), [5, -1234.5], "."),
        (("(1)", "(2)"), [float("nan")] * 2, "."),
    ],
)
def test_numbers_as_people_write_them(
    cells: tuple[str, ...], values: list[float], mark: str
) -> None:
    found, _, decimal = numbers(*cells)
    np.testing.assert_array_equal(found, values)
    assert decimal == mark


@pytest.mark.parametrize(
    "marker",
    [
        "",
        " ",
        "NA",
        "N/A",
        "n/a",
        "NaN",
        "nan",
        "null",
        "NULL",
        "None",
        "-",
        ".",
        "?",
        "#N/A",
        "<NA>",
        "#DIV/0!",
        "#VALUE!",
        "\\N",
        "(null)",
        "n.a.",
    ],
)
@pytest.mark.parametrize("other", ["1.5", "1,5", "$1"])
def test_missing_markers(marker: str, other: str) -> None:
    values, bad, _ = numbers(marker, other)
    assert np.isnan(values[0])
    assert not np.isnan(values[1])
    assert not bad


@pytest.mark.parametrize(
    "cell", ["abc", "1.2.3", "12kg", "1,23,4", "1 2", "--5", "0x10", "1e", "€5€"]
)
def test_other_text_is_no_number(cell: str) -> None:
    values, bad, _ = numbers("1", cell, "3")
    assert bad == [1]
    assert values[0] == 1
    assert values[2] == 3


@pytest.mark.parametrize(
    ("delimiter", "decimal", "value", "noted"),
    [
        (",", None, 1234.0, True),
        (";", None, 1.234, True),
        (";", ".", 1234.0, False),
        (",", ",", 1.234, False),
    ],
)
def test_an_ambiguous_mark_is_noted(
    delimiter: str, decimal: str | None, value: float, noted: bool
) -> None:
    cells = {"y": code_texts(["1,234", "5,678"])}
    found = read_numbers(cells, decimal=decimal, delimiter=delimiter)
    assert found.columns["y"].values[0] == value
    assert [note.code for note in found.notes] == ["ambiguous-numbers"] * noted


@pytest.mark.parametrize(
    ("cells", "delimiter", "value", "noted"),
    [
        (("1.004", "872"), ";", 1004.0, True),
        (("1.004", "1.152"), ";", 1004.0, True),
        (("1.004", "0.872"), ";", 1.004, False),
        (("1.004", "2.5"), ";", 1.004, False),
        (("1.004", "872"), ",", 1.004, True),
        (("1.004", "1.152"), ",", 1.004, False),
        (("1.004", "15872"), ",", 1.004, False),
        (("1.234", "0.123"), ",", 1.234, False),
    ],
)
def test_a_point_that_may_part_thousands(
    cells: tuple[str, ...], delimiter: str, value: float, noted: bool
) -> None:
    columns = {"y": code_texts(cells)}
    found = read_numbers(columns, decimal=None, delimiter=delimiter)
    assert found.columns["y"].values[0] == value
    assert [note.code for note in found.notes] == ["ambiguous-numbers"] * noted


def test_the_other_reading_is_named(load: Load) -> None:
    text = "Datum;Umsatz\n02.01.2023;1.004\n03.01.2023;1.152\n04.01.2023;872\n"
    data = load(text)
    assert data.series.values.tolist() == [1004, 1152, 872]
    assert any("1.004 was read as 1004; --decimal ." in note.text for note in data.notes)
    assert load(text, decimal=".").series.values.tolist() == [1.004, 1.152, 872]


def test_negative_numbers_of_accountants_are_noted(load: Load) -> None:
    data = load("ds,y\n2024-01-01,5\n2024-01-02,(10.30)\n2024-01-03,7\n")
    assert data.series.values.tolist() == [5, -10.3, 7]
    assert "sign" in codes(data)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("0.1", "11.5%", "0.2"), r"'11.5%' has a sign \(%\) that other cells lack"),
        (("10%", "11.5%", "0.2"), "'0.2' lacks the % of other cells"),
    ],
)
def test_signs_on_some_cells_only(cells: tuple[str, ...], message: str, load: Load) -> None:
    with pytest.raises(DataError, match=message):
        load(table(stamps("2024-01-01", 1, "D", 3), cells))


def test_one_column_decides_for_another() -> None:
    columns = {
        "a": ("1,5", "2"),
        "b": ("1.234", "5.678"),
        "c": ("1.25", "2"),
        "d": ("9,876", "1,234"),
    }
    found = read_numbers(
        {name: code_texts(cells) for name, cells in columns.items()},
        decimal=None,
        delimiter=";",
    ).columns
    assert [found[name].values[0] for name in "abcd"] == [1.5, 1234.0, 1.25, 9.876]


def written(value: float, decimal: str, group: str) -> str:
    """Write a number with two decimals, a decimal mark and groups of thousands."""
    return f"{value:,.2f}".translate({ord(","): group, ord("."): decimal})


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(
        st.integers(-(10**9), 10**9).map(lambda cents: cents / 100), min_size=2, max_size=30
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    style=st.sampled_from([(".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'")]),
)
def test_the_same_numbers_in_every_dialect(
    values: list[float],
    delimiter: str,
    style: tuple[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    decimal, group = style
    cells = [written(value, decimal, group) for value in values]
    if delimiter == "," and "," in style:
        cells = [f'"{cell}"' for cell in cells]
    times = stamps("2024-01-01", 1, "D", len(values))
    text = table(times, cells).replace("ds,y", f"ds{delimiter}y")
    text = "\n".join(
        line.replace(",", delimiter, 1) if line[:2] != "ds" else line for line in text.split("\n")
    )
    path = tmp_path_factory.mktemp("dialect") / "a.csv"
    path.write_text(text)
    data = load_series(str(path), DataConfig())
    assert data.series.values.tolist() == values
    assert data.source.delimiter == delimiter
    assert times_of(data) == times

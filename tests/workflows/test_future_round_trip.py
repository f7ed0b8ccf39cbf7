"""Rows to come as `future-template` writes them, filled in, are all that a forecast asks for."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from lstmcast.config import CovariateConfig, DataConfig
from lstmcast.data.expected import Expected
from lstmcast.data.future import needed_rows
from lstmcast.data.load import LoadedData, load_series
from lstmcast.errors import DataError
from lstmcast.outputs.future_rows import encode_future, tabulate_future
from lstmcast.workflows.future import ensure_future

HORIZON = 5
SIZES = [3.5, 12.25, 1250.75, 0.5]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is written: its time columns, and a pattern for their cells of a day or hour."""

    time: tuple[str, ...] = ("date",)
    pattern: str = "{:%Y-%m-%d}"
    unit: str = "D"
    delimiter: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    tz: str | None = None


LAYOUTS = {
    "ISO dates": Layout(),
    "days first": Layout(pattern="{:%d/%m/%Y}"),
    "months first": Layout(pattern="{:%m/%d/%Y}"),
    "German": Layout(pattern="{:%d.%m.%Y}", delimiter=";", decimal=",", encoding="latin-1"),
    "comma in comma": Layout(decimal=","),
    "tabs": Layout(delimiter="\t", encoding="utf-16"),
    "hours": Layout(pattern="{:%Y-%m-%d %H:%M}", unit="h"),
    "hours with T": Layout(pattern="{:%Y-%m-%dT%H:%M:%S}", unit="h"),
    "hours with an offset": Layout(pattern="{:%Y-%m-%d %H:%M}+02:00", unit="h"),
    "hours of a zone": Layout(pattern="{:%Y-%m-%d %H:%M}", unit="h", tz="Europe/Berlin"),
    "twelve hours": Layout(pattern="{:%m/%d/%Y %I:%M %p}", unit="h"),
    "months": Layout(pattern="{:%b %Y}", unit="M"),
    "parts": Layout(
        time=("year", "month", "day", "hour"), pattern="{:%Y|%m|%d|%H}", unit="h"
    ),
    "parts with names": Layout(time=("day", "month", "year"), pattern="{:%d|%B|%Y}"),
    "a date and a clock": Layout(
        time=("date", "time"), pattern="{:%d.%m.%Y|%H:%M}", unit="h", delimiter=";", decimal=","
    ),
}  # fmt: skip


def write(path: Path, layout: Layout, *, ahead: int = 0, first: str = "2024-01-20") -> None:
    """Write 40 steps of two shops, and so many rows to come that are known ahead."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=layout.delimiter, lineterminator="\n")
    writer.writerow(["shop", *layout.time, "sold", "size", "kind"])
    for shop in ("Köln", "Ulm"):
        for step in range(40 + ahead):
            moment = np.datetime64(first, layout.unit) + step
            cells = layout.pattern.format(moment.astype("datetime64[s]").item()).split("|")
            sold = str(step % 7 + 2) if step < 40 else ""
            size = str(SIZES[step % 4]).replace(".", layout.decimal)
            writer.writerow([shop, *cells, sold, size, "ab"[step % 2]])
    path.write_bytes(stream.getvalue().encode(layout.encoding))


def load(path: Path, layout: Layout, covariates: CovariateConfig) -> LoadedData:
    config = DataConfig(target=("sold",), id=("shop",), time=layout.time, tz=layout.tz)
    return load_series(str(path), config, covariates=covariates)


def again(path: Path, layout: Layout, first: LoadedData, future: Path | None = None) -> LoadedData:
    """Read a file as `predict` does with a model of ``first``."""
    assert first.series.covariates is not None
    expected = Expected(
        roles=first.roles,
        calendar=first.series.calendar,
        reading=first.reading,
        covariates=first.series.covariates.columns,
    )
    covariates = CovariateConfig(future=None if future is None else str(future))
    return load_series(
        str(path), DataConfig(tz=layout.tz), covariates=covariates, expected=expected
    )


def template(loaded: LoadedData) -> str:
    table = tabulate_future(
        needed_rows(loaded.series, HORIZON),
        time=loaded.roles.time,
        ids=loaded.roles.ids,
        calendar=loaded.series.calendar,
        decimal=loaded.source.decimal,
    )
    source = loaded.source
    content = encode_future(table, delimiter=source.delimiter, encoding=source.encoding)
    return content.decode(source.encoding)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_rows_that_are_filled_in_are_read(layout: Layout, tmp_path: Path) -> None:
    data, future = tmp_path / "sales.csv", tmp_path / "future.csv"
    write(data, layout)
    first = load(data, layout, CovariateConfig(known=("size", "kind")))
    before = again(data, layout, first)
    with pytest.raises(DataError, match="there are no rows with 'kind' or 'size' after"):
        ensure_future(before.series, horizon=HORIZON, fill="error", season=7)
    empty = layout.delimiter * 2
    written = template(before).splitlines()
    assert written[0].split(layout.delimiter) == ["shop", *layout.time, "kind", "size"]
    assert len(written) == 1 + 2 * HORIZON
    assert all(row.endswith(empty) for row in written[1:])
    size = '"7,5"' if layout.delimiter == layout.decimal else f"7{layout.decimal}5"
    rows = [f"{row.removesuffix(empty)}{empty[0]}b{empty[0]}{size}" for row in written[1:]]
    future.write_bytes("\n".join([written[0], *reversed(rows)]).encode(layout.encoding))
    after = again(data, layout, first, future)
    made, _ = ensure_future(after.series, horizon=HORIZON, fill="error", season=7)
    assert made is after.series
    np.testing.assert_array_equal(made.values, first.series.values)
    np.testing.assert_array_equal(
        needed_rows(made, HORIZON).values, np.tile([2, 7.5], (2 * HORIZON, 1))
    )


def test_what_is_known_of_the_rows_is_written_again(tmp_path: Path) -> None:
    """A template of data that need none is full, and changes nothing."""
    layout = replace(LAYOUTS["German"], encoding="utf-8")
    data, future = tmp_path / "sales.csv", tmp_path / "future.csv"
    write(data, layout, ahead=HORIZON)
    first = load(data, layout, CovariateConfig(known=("size", "kind")))
    full = again(data, layout, first)
    made, notes = ensure_future(full.series, horizon=HORIZON, fill="error", season=7)
    assert made is full.series
    assert notes == ()
    text = template(full)
    assert "Köln;2024-02-29;a;3,5\n" in text
    future.write_text(text, encoding="utf-8")
    beside = again(data, layout, first, future)
    assert beside.series.covariates is not None
    assert full.series.covariates is not None
    np.testing.assert_array_equal(beside.series.covariates.values, full.series.covariates.values)


def test_rows_that_are_counted_are_written_as_steps(tmp_path: Path) -> None:
    data, future = tmp_path / "sales.csv", tmp_path / "future.csv"
    data.write_text("sold,size\n" + "".join(f"{step % 5},{step % 3}\n" for step in range(30)))
    config = DataConfig(target=("sold",), time=("row",))
    first = load_series(str(data), config, covariates=CovariateConfig(known=("size",)))
    before = again(data, Layout(), first)
    lines = template(before).splitlines()
    assert lines[:2] == ["row,size", "30,"]
    future.write_text("\n".join([lines[0], *(f"{line}9" for line in lines[1:])]))
    after = again(data, Layout(), first, future)
    made, _ = ensure_future(after.series, horizon=HORIZON, fill="error", season=1)
    assert needed_rows(made, HORIZON).values.tolist() == [[9.0]] * HORIZON


def test_the_hour_that_clocks_show_twice_is_written_twice(tmp_path: Path) -> None:
    """Which of the two is meant follows from the order of the rows, as in the data."""
    layout = LAYOUTS["hours of a zone"]
    data, future = tmp_path / "sales.csv", tmp_path / "future.csv"
    write(data, layout, first="2024-10-25T10")
    first = load(data, layout, CovariateConfig(known=("size", "kind")))
    rows = template(first).splitlines()
    assert [row.split(",")[1][11:] for row in rows[1:6]] == [
        "02:00", "02:00", "03:00", "04:00", "05:00",
    ]  # fmt: skip
    filled = [f"{row.removesuffix(',,')},a,{number}" for number, row in enumerate(rows[1:])]
    future.write_text("\n".join([rows[0], *filled]), encoding="utf-8")
    made = again(data, layout, first, future).series
    assert needed_rows(made, HORIZON).values[:, 1].tolist() == list(range(2 * HORIZON))

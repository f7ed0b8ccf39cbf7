"""A forecast table as bytes: CSV, JSON or Parquet (which keeps every bit of a number)."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Literal, get_args

from lstmcast.errors import MissingDependencyError, UsageError
from lstmcast.outputs.digits import number_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lstmcast.outputs.forecasts import ForecastTable

Format = Literal["csv", "json", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)


def format_of(path: Path) -> Format:
    """Return the format that a file's name asks for; CSV when it asks for none.

    Raises UsageError for compressed files, which nobody writes here.
    """
    suffix = path.suffix.lower()
    if suffix in {".gz", ".bz2", ".xz", ".zst", ".zip"}:
        raise UsageError(
            f"cannot write {path}: compressed forecasts are not written",
            hint=f"write to standard output and compress: --output - | gzip > {path.name}",
        )
    known: dict[str, Format] = {".json": "json", ".parquet": "parquet", ".pq": "parquet"}
    return known.get(suffix, "csv")


def encode(table: ForecastTable, form: Format) -> bytes:
    """Return the table in the given format, CSV and JSON in UTF-8.

    Raises MissingDependencyError when Parquet is asked for and pyarrow is not installed.
    """
    if form == "parquet":
        return _parquet(table)
    if form == "json":
        document = {"forecast": records(table)}
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    return b"".join(encode_csv([table]))


def encode_csv(tables: Iterable[ForecastTable]) -> Iterator[bytes]:
    """Yield the rows of tables that have the same columns, as one CSV file in UTF-8."""
    for place, table in enumerate(tables):
        yield _csv(table, header=place == 0)


def records(table: ForecastTable) -> list[dict[str, Any]]:
    """Return one dictionary per row, for JSON; a number that is not finite becomes None."""
    columns: list[list[Any]] = [column.texts for column in table.keys]
    for texts in _values(table):
        columns.append([float(text) if text else None for text in texts])
    names = table.names
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _csv(table: ForecastTable, *, header: bool) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    if header:
        writer.writerow(table.names)
    columns = [column.texts for column in table.keys]
    columns += _values(table)
    writer.writerows(zip(*columns, strict=True))
    return stream.getvalue().encode()


def _values(table: ForecastTable) -> list[list[str]]:
    return [number_texts(column.numbers.tolist(), table.formats) for column in table.values]


def _parquet(table: ForecastTable) -> bytes:
    try:
        import pyarrow as arrow  # noqa: PLC0415 - optional
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        raise MissingDependencyError(
            "Parquet needs the package pyarrow, which is not installed",
            hint="pip install 'lstmcast[parquet]', or write CSV with --format csv",
        ) from None
    columns: dict[str, Any] = {
        column.name: _arrow_times(arrow, column.texts)
        if column.name == table.time
        else arrow.array(column.texts, arrow.string())
        for column in table.keys
    }
    columns |= {column.name: arrow.array(column.numbers) for column in table.values}
    stream = io.BytesIO()
    pyarrow.parquet.write_table(arrow.table(columns), stream)
    return stream.getvalue()


def _arrow_times(arrow: Any, texts: list[str]) -> Any:
    """Return time stamps where the texts are some, row numbers likewise, else the texts."""
    array = arrow.array(texts, arrow.string())
    for kind in (arrow.int64(), arrow.timestamp("us"), arrow.timestamp("us", tz="UTC")):
        try:
            return array.cast(kind)
        except arrow.ArrowInvalid:
            continue
    return array

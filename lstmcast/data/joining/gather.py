"""Gather the covariates of all series from the data and the files beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstmcast.config import CovariateConfig, DataConfig
from lstmcast.data.columns.attributes import OwnedRows, gather_attribute
from lstmcast.data.columns.describe import describe_columns, hint_for_cells
from lstmcast.data.columns.sheets import Sheet, Sheets
from lstmcast.data.covariates import Column
from lstmcast.data.joining.expect import HINT_FOR_CELLS, expect_columns
from lstmcast.data.joining.future_file import FutureRows, read_future
from lstmcast.data.joining.main_rows import MainRows, read_beside
from lstmcast.data.joining.opening import Opened, OpenedBeside
from lstmcast.data.joining.static_file import assign_rows
from lstmcast.data.notes import Note
from lstmcast.data.text.table import Table

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gathered:
    """The covariates of a run, row by row of each file, and of each series as a whole."""

    dynamic: tuple[Column, ...]  # known and past ones, K of them
    static: tuple[Column, ...]  # J of them
    ids: tuple[tuple[str, ...], ...]  # [S] of all series
    main: dict[str, FloatArray]  # [R] rows of the data, by column
    future: FutureRows | None
    ahead: dict[str, FloatArray]  # rows to come, by column
    attributes: FloatArray  # [S, J]
    useless: dict[str, str]  # columns that say nothing, and why
    notes: tuple[Note, ...]

    @property
    def categories(self) -> frozenset[str]:
        """Return the names of the columns that hold names."""
        columns = self.dynamic + self.static
        return frozenset(column.name for column in columns if column.levels is not None)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return what to call each series."""
        return tuple(" / ".join(names) for names in self.ids)


def gather_covariates(
    main: MainRows,
    beside: OpenedBeside,
    *,
    config: DataConfig,
    covariates: CovariateConfig,
    expected: Sequence[Column] | None,
) -> Gathered:
    """Read all covariates that the roles of ``main``, the data, name.

    Without ``expected``, the columns of a model, what the columns hold is found out here. Raises
    DataError for what cannot be read.
    """
    roles, strict = main.roles, expected is None
    future, notes = None, tuple[Note, ...]()
    if beside.future is not None:
        required = covariates.known if expected is None else roles.known
        future, notes = read_future(
            beside.future,
            main,
            config,
            required=required if covariates.future_fill == "error" else (),
            keeps_new=not strict,
        )
    ids = main.index.ids if future is None else future.joint.ids
    static, more = _read_static(main, beside.static, ids, config, strict=strict)
    sheets = Sheets(
        main=main.sheet,
        future=None if future is None else future.sheet,
        static=None if static is None else static.sheet,
    )
    useless: dict[str, str] = {}
    if expected is None:
        description = describe_columns(sheets, roles, covariates)
        columns, useless = description.columns, description.useless
        notes += description.notes
    else:
        columns = tuple(column for column in expected if column.name in roles.covariates)
        notes += expect_columns(sheets, columns, roles, covariates)
    dynamic = tuple(column for column in columns if column.when != "static")
    attributes = tuple(column for column in columns if column.when == "static")
    owned = _own_rows(main, sheets, future, static)
    known = [column for column in dynamic if column.when == "known"]
    return Gathered(
        dynamic=dynamic,
        static=attributes,
        ids=ids,
        main=_values(sheets.main, dynamic, strict=strict),
        future=future,
        ahead={} if future is None else _values(future.sheet, known, strict=strict),
        attributes=_attributes(attributes, sheets, owned, ids, strict=strict),
        useless=useless,
        notes=notes + more,
    )


def _values(sheet: Sheet, columns: Sequence[Column], *, strict: bool) -> dict[str, FloatArray]:
    """Return those of the columns that a file has, as numbers or codes, [R] each."""
    return {
        column.name: sheet.values(column, _hint(column, strict=strict))
        for column in columns
        if column.name in sheet.table.columns
    }


def _attributes(
    columns: Sequence[Column],
    sheets: Sheets,
    owned: Sequence[OwnedRows],
    ids: Sequence[tuple[str, ...]],
    *,
    strict: bool,
) -> FloatArray:
    """Return what is said of each series as a whole, [S, J]."""
    labels = [" / ".join(names) for names in ids]
    result = np.full((len(ids), len(columns)), np.nan)
    for position, column in enumerate(columns):
        holding = sheets.holding(column.name, "static")
        files = [file for file in owned if file.sheet in holding]
        hint = _hint(column, strict=strict)
        result[:, position] = gather_attribute(column, files, labels, hint)
    return result


def _own_rows(
    main: MainRows, sheets: Sheets, future: FutureRows | None, static: OwnedRows | None
) -> list[OwnedRows]:
    """Return the files, and which of all series each of their rows belongs to."""
    codes = main.index.codes
    codes = codes if future is None else future.joint.main[codes]
    files = [OwnedRows(sheet=sheets.main, series=codes)]
    if future is not None:
        places = future.joint.future[future.index.codes]
        files.append(OwnedRows(sheet=future.sheet, series=places))
    return files if static is None else [*files, static]


def _read_static(
    main: MainRows,
    opened: Opened | None,
    ids: Sequence[tuple[str, ...]],
    config: DataConfig,
    *,
    strict: bool,
) -> tuple[OwnedRows | None, tuple[Note, ...]]:
    """Return what the file of static columns says of ``ids`` that the data do not say."""
    lacking = [name for name in main.roles.static if name not in main.table.columns]
    if opened is None:
        return None, ()
    if not lacking:
        return None, (_remark_unused(opened.table, main.table) if strict else ())
    table = opened.table
    places, notes = assign_rows(table, main.roles.ids, ids, main.table.name, strict=strict)
    table, places = table.take(places >= 0), places[places >= 0]
    cells = {name: table.columns[name] for name in lacking if name in table.columns}
    numbers, doubts = read_beside(cells, opened, main, config)
    sheet = Sheet(table=table, numbers=numbers.columns, decimal=numbers.decimal)
    return OwnedRows(sheet=sheet, series=places), notes + doubts


def _remark_unused(static: Table, data: Table) -> tuple[Note, ...]:
    """Return the warning about a file of static columns that adds nothing to the data."""
    text = (
        f"{static.name} is not used: its columns, or those of them that --static names, are all in "
        f"{data.name}"
    )
    return (Note("static-unused", text, "warning"),)


def _hint(column: Column, *, strict: bool) -> str:
    """Return what to do about a cell that is no number."""
    return hint_for_cells(column.name) if strict else HINT_FOR_CELLS
